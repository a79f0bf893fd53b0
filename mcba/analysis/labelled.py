"""A ranking as one labelled result: sorted, with names and ranks, and with hints on what cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.methods import Found
from mcba.analysis.sensitivity.resampling import Estimate, Index, rows_needed
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]

TOLD_APART = 0.95  # share of resamples in which a rank must hold to be called known
CERTAIN = 1.645  # standard errors of a gap that holds in as many resamples
MATTERS = 0.05  # an index below this share of the largest is not worth more worlds
MOST_HINTS = 3
NAMED = 5  # factors of one hint
NEVER = 2**62
MOST_MORE = 100  # times as many worlds are still advised


def labelled(found: Found, study: Study | None, attributes: Mapping[str, Any], correlated: str) -> xr.Dataset:
    """What a method found as one Dataset: the largest effect first, with labels, ranks, notes and hints.

    Parameters
    ----------
    found : Found
    study : Study, or None for a run of a function
        Says what the assumptions are called and where they come from.
    attributes : mapping
        Of the Dataset; `source` and `mass` are needed.
    correlated : str
        Which factors are correlated, in words, where numbers are then associations; else empty.
    """
    import xarray as xr

    main = found.estimates.get(found.main)
    value = found.numbers[found.main] if main is None else main.value
    order = np.argsort(-np.nan_to_num(np.abs(value), nan=-1.0), kind="stable")
    notes = (*([_association(correlated)] if correlated else []), *found.notes)
    variables: dict[str, Any] = {}
    for name, estimate in found.estimates.items():
        variables |= {key: ("assumption", part[order]) for key, part in _parts(name, estimate)}
    variables |= {name: ("assumption", np.asarray(numbers)[order]) for name, numbers in found.numbers.items()}
    variables |= {name: (("assumption", "class"), curve[order]) for name, curve in found.curves.items()}
    for name, estimate in found.pairs.items():
        variables |= {
            key: (("assumption", "assumption_2"), part[np.ix_(order, order)]) for key, part in _parts(name, estimate)
        }
    for name, path in found.paths.items():
        for key, part in _parts(name, _stacked(path)):
            variables[key] = (("size", "assumption"), part[:, order])
    for name, points in found.points.items():
        variables[name] = (("assumption", "world"), points[order]) if points.ndim > 1 else ("world", points)
    names = [found.names[place] for place in order]
    coordinates: dict[str, Any] = {
        "assumption": names,
        "label": ("assumption", [_label(study, name) for name in names]),
        "status": ("assumption", [_status(study, name) for name in names]),
    }
    if found.pairs:
        coordinates["assumption_2"] = names
    if found.paths:
        coordinates["size"] = list(found.sizes)
    if isinstance(main, Index):
        ranks = main.rank_range(attributes["mass"]) + 1
        variables["rank_probability"] = (("assumption", "rank"), main.rank_probability[order])
        variables["rank_low"], variables["rank_high"] = (("assumption", ranks[order, end]) for end in (0, 1))
        variables["lead"] = ("assumption", main.lead[order])
        coordinates["rank"] = np.arange(1, len(names) + 1)
        notes = (*notes, *_hints(main, found, order, attributes["source"]))
    return xr.Dataset(variables, coordinates, {**attributes, "association": correlated, "notes": list(notes)})


def _association(correlated: str) -> str:
    return (
        f"association: {correlated} are correlated, so each is also credited with what comes along with it; "
        "shapley shares that out"
    )


def _stacked(path: Sequence[Estimate]) -> Estimate:
    return Estimate(*(np.stack([getattr(one, part) for one in path]) for part in ("value", "error", "low", "high")))


def _parts(name: str, estimate: Estimate) -> list[tuple[str, Floats]]:
    return [
        (name, estimate.value),
        (f"{name}_low", estimate.low),
        (f"{name}_high", estimate.high),
        (f"{name}_error", estimate.error),
    ]


def _label(study: Study | None, name: str) -> str:
    """What a factor is called: the labels of its assumptions, and of its number where it is one of several."""
    return " + ".join(_label_of_one(study, part) for part in name.split(" + "))


def _label_of_one(study: Study | None, name: str) -> str:
    assumption, bracket, number = name.partition("[")
    if study is None or assumption not in study.document.assumptions:
        return name
    text = study.document.assumptions[assumption].label
    own = (text.in_language("en") if text is not None else "") or assumption.replace("_", " ")
    return f"{own} {bracket}{number}".strip()


def _status(study: Study | None, name: str) -> str:
    assumption = name.partition("[")[0]
    if study is None or assumption not in study.document.assumptions:
        return ""
    return study.document.assumptions[assumption].status


def _hints(index: Index, found: Found, order: NDArray[np.intp], source: str) -> tuple[str, ...]:
    """Which neighbours in the ranking cannot be told apart, and how many worlds would do so."""
    hints: list[str] = []
    what = "worlds" if source == "worlds" else "evaluations"
    for places in _not_told_apart(index, order)[:MOST_HINTS]:
        names = [found.names[place] for place in places]
        size, error = np.abs(index.value[places]), index.error[places]
        gap = size[:-1] - size[1:]
        doubt = np.hypot(error[:-1], error[1:])
        needed = [
            rows_needed(found.evaluated, float(one), float(step) / CERTAIN) if step > 0 else NEVER
            for one, step in zip(doubt, gap, strict=True)
        ]
        told = max(needed) <= MOST_MORE * found.evaluated
        advice = (
            f"about {_rounded(max(*needed, found.evaluated + 1)):,} {what} would tell"
            if told
            else "they matter about equally"
        )
        place = int(np.flatnonzero(order == places[0])[0]) + 1
        named = ", ".join(names if len(names) <= NAMED else [*names[: NAMED - 1], "…", names[-1]])
        hints.append(
            f"places {place} to {place + len(names) - 1} ({named}) cannot be told apart in "
            f"{TOLD_APART:.0%} of resamples: {advice}"
        )
    return tuple(hints)


def _not_told_apart(index: Index, order: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Runs of the ranking in which each often changes places with the next, as far as they matter."""
    size = np.abs(index.value)
    runs: list[list[int]] = [[]]
    for place, following in pairwise(order):
        if index.lead[place] < TOLD_APART and size[place] >= MATTERS * size[order[0]]:
            runs[-1] = [*(runs[-1] or [int(place)]), int(following)]
        else:
            runs.append([])
    return [np.array(run) for run in runs if run]


def _rounded(count: int) -> int:
    """A count with two digits."""
    unit: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // unit) * unit
