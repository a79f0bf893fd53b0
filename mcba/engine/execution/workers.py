"""Map a function over blocks: here, in threads, or wherever an executor sends them; same order, same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from mcba.errors import RunError

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_blocks(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int = 1, executor: Executor | None = None
) -> Iterator[Result]:
    """Yield function(item) for every item, in the order of the items.

    Little more than one item a worker is under way at once, so a long run does not pile up results. With an executor
    the function and the items travel, so both have to be picklable.
    """
    if executor is None and workers <= 1:
        yield from map(function, items)
        return
    pool = executor or ThreadPoolExecutor(workers)
    pending: list[Future[Result]] = []
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) > workers:
                yield pending.pop(0).result()
        while pending:
            yield pending.pop(0).result()
    finally:
        for future in pending:
            future.cancel()
        if executor is None:
            pool.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """A dask cluster as an executor, and how many blocks it evaluates at once; None and None without an address.

    Parameters
    ----------
    address : str or None
        Of the scheduler, such as `tcp://10.0.0.1:8786`.

    Raises
    ------
    RunError
        When dask is not installed, and when there is no scheduler at the address.
    """
    if address is None:
        yield None, None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise RunError("a cluster needs dask; install it with: pip install 'mcba[cluster]'") from error
    try:
        client = Client(address, timeout="5s")
    except (OSError, ValueError) as error:
        raise RunError(f"there is no dask scheduler at {address}: {error}") from error
    with client:
        yield client.get_executor(pure=False), max(1, sum(client.ncores().values()))
