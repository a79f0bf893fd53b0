"""Work: which worlds are computed together, who computes them, and who is told of it."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mcba.engine.program.plan import Plan
from mcba.engine.saved.checkpoint import Checkpoint
from mcba.engine.settings import Progress

PIECE = 2**18  # worlds that a worker computes before it reports; a multiple of every tile of points
PATIENCE = 3.0  # seconds of work that may be lost: quicker runs leave nothing unfinished behind


@dataclass
class Work:
    """Who does the work of a run, and who is told of it.

    Parameters
    ----------
    workers : int
        Threads.
    executor : Executor, optional
        Where pieces are sent instead.
    progress : callable, optional
        Told the number of worlds done since it was told before.
    checkpoint : Checkpoint, optional
        Where finished pieces are kept.
    """

    workers: int
    executor: Executor | None = None
    progress: Progress | None = None
    checkpoint: Checkpoint | None = None
    _saved_at: float = field(default_factory=time.perf_counter, init=False)

    def report(self, worlds: int) -> None:
        """Tell that so many more worlds are done."""
        if self.progress is not None:
            self.progress(worlds)

    def is_time_to_save(self) -> bool:
        """Whether more work would be lost now than may be; counts from here on where it is."""
        if self.checkpoint is None or time.perf_counter() - self._saved_at < PATIENCE:
            return False
        self._saved_at = time.perf_counter()
        return True


def pieces(first: int, worlds: int, size: int) -> list[tuple[int, int]]:
    """The first and the last but one of the worlds of each piece.

    >>> pieces(0, 10, 4)
    [(0, 4), (4, 8), (8, 10)]
    """
    return [(start, min(start + size, worlds)) for start in range(first, worlds, size)]


def checkpoint_of(plan: Plan, folder: Path) -> Checkpoint:
    """The unfinished pieces of a plan in a results folder, with all that is needed to start it again."""
    study = plan.study
    study.hold_to_text("saved run")
    identity: dict[str, Any] = {
        "study": {"name": study.name, "path": study.path.name, "text": study.text, "tables": dict(study.tables)},
        "settings": asdict(plan.settings),
        "keep": list(plan.keep) if plan.keep is not None else None,
    }
    return Checkpoint(folder, identity)
