"""Facts kept with a saved run: each answer is computed once, and read by every later page.

`facts.json` lies beside the worlds. It names the run it belongs to by a hash of its arrays, and is computed again where
it is of other worlds or versions, or damaged.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from mcba.engine import Run
from mcba.engine.saved import versions, write_bytes_together
from mcba.reporting.facts.facts import Facts

FACTS = "facts.json"
KEPT_FACTS = (
    *("assumed_share", "correlations", "convergence", "yearly", "ranking", "shares", "scenarios"),
    *(
        "options",
        "advice",
        "accounts",
        "account_by_year",
        "impacts",
        "agenda",
        "rate_of_return",
        "cases",
        "if_sure",
        "portrait",
        "unpriced",
    ),
)
"""The facts that are kept: what takes longer to compute than to read."""
_TAG = "!"


def facts_of(run: Run) -> Facts:
    """The facts of a run; the same object for the same run, so that nothing is computed twice in a process.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Facts

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> facts_of(run) is facts_of(run)
    True
    """
    facts: Facts = vars(run).setdefault("facts", Facts(run))
    return facts


def take_up(facts: Facts, folder: Path) -> None:
    """Read the facts beside a saved run, unless they are of other worlds or versions, or damaged.

    Parameters
    ----------
    facts : Facts
        Those that are not computed yet are taken from the file.
    folder : Path
        Of the saved run.
    """
    file = folder / FACTS
    content = _parsed(file.read_bytes()) if file.is_file() else {}
    if content.get("of") == _identity(facts.run) and content.get("sha256") == _digest(content["facts"]):
        with suppress(ImportError, AttributeError):  # a class of an earlier version that has moved since
            kept = {name: decoded(fact) for name, fact in content["facts"].items() if name in KEPT_FACTS}
            vars(facts).update({name: fact for name, fact in kept.items() if name not in vars(facts)})


def keep(facts: Facts, folder: Path) -> None:
    """Write the facts that are known so far beside the saved run, where there are any.

    Parameters
    ----------
    facts : Facts
    folder : Path
        Of the saved run.
    """
    computed = {name: encoded(vars(facts)[name]) for name in KEPT_FACTS if name in vars(facts)}
    if not computed:
        return
    content = {"of": _identity(facts.run), "sha256": _digest(computed), "facts": computed}
    write_bytes_together(folder, {FACTS: json.dumps(content, ensure_ascii=False, allow_nan=False).encode() + b"\n"})


def _identity(run: Run) -> str:
    """A hash of the worlds of a run, of how they were drawn, and of the versions that facts are computed with."""
    return _digest([asdict(run.settings), run.hashes(), versions()])


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) and "facts" in parsed else {}


# --- numbers, mappings, Datasets and dataclasses as JSON, and back


def encoded(value: Any) -> Any:
    """A fact as JSON: what JSON has no word for is tagged with its kind."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _tagged(value)


def _tagged(value: Any) -> dict[str, Any]:
    match value:
        case float():
            return {_TAG: "float", "text": repr(value)}
        case tuple():
            return {_TAG: "tuple", "items": [encoded(item) for item in value]}
        case np.ndarray():
            return {_TAG: "array", "dtype": value.dtype.str, "items": encoded(value.tolist())}
        case _ if hasattr(value, "data_vars"):
            parts = {"variables": value.data_vars, "coordinates": value.coords}
            arrays = {
                part: {str(name): [list(array.dims), encoded(array.values)] for name, array in content.items()}
                for part, content in parts.items()
            }
            return {_TAG: "dataset", **arrays, "attributes": encoded(dict(value.attrs))}
        case Mapping():
            return {_TAG: "mapping", "items": [[encoded(key), encoded(item)] for key, item in value.items()]}
        case _:
            return _of_our_own(value)


def _of_our_own(value: Any) -> dict[str, Any]:
    """An object of one of our own classes: its name and fields."""
    name = f"{type(value).__module__}:{type(value).__qualname__}"
    if is_dataclass(value):
        return {
            _TAG: name,
            "fields": {field.name: encoded(getattr(value, field.name)) for field in fields(value) if field.init},
        }
    if hasattr(value, "model_dump"):
        return {_TAG: name, "fields": encoded(value.model_dump(exclude_none=True))}
    raise TypeError(f"a fact cannot hold a {name}")


def decoded(value: Any) -> Any:
    """The fact that was encoded."""
    if isinstance(value, list):
        return [decoded(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value[_TAG]
    return _DECODERS[kind](value) if kind in _DECODERS else _made_again(kind, value["fields"])


def _dataset(value: dict[str, Any]) -> Any:
    import xarray as xr

    variables, coordinates = (
        {name: (dimensions, decoded(array)) for name, (dimensions, array) in value[part].items()}
        for part in ("variables", "coordinates")
    )
    return xr.Dataset(variables, coordinates, decoded(value["attributes"]))


def _made_again(kind: str, content: Any) -> Any:
    """An object of one of our own classes; a name of anything else is not followed."""
    module, _, name = kind.partition(":")
    if not module.startswith("mcba."):
        raise TypeError(f"a fact cannot hold a {kind}")
    made = getattr(import_module(module), name)
    if hasattr(made, "model_validate"):
        return made.model_validate(decoded(content))
    return made(**{key: decoded(item) for key, item in content.items()})


_DECODERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "float": lambda value: float(value["text"]),
    "tuple": lambda value: tuple(map(decoded, value["items"])),
    "mapping": lambda value: {decoded(key): decoded(each) for key, each in value["items"]},
    "array": lambda value: np.array(decoded(value["items"]), dtype=value["dtype"]),
    "dataset": _dataset,
}
