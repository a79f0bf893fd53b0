"""The dataset of a ranking: sorted, with labels and ranks, and with notes on what cannot be told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.correlations import NamePair
from mcba.analysis.ranking.indices.resampling import Index, IndexEstimate, rows_needed
from mcba.analysis.ranking.methods.method import MethodResult
from mcba.arrays import Array, Integers
from mcba.errors import Note
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


_CERTAIN = 1.645  # standard errors of a gap that holds in 0.95 of the resamples (normal: 500 sets are resampled)
_MATTERS = 0.05  # an index below this share of the largest is not worth more worlds
_ABOUT_EQUAL = 0.1  # of the larger of two indices: a smaller difference is none that matters
_MOST_NOTES = 3
_MOST_MORE = 100  # times as many worlds are still advised


def ranking_dataset(
    found: MethodResult, study: Study | None, attributes: Mapping[str, Any], correlated: Sequence[NamePair] = ()
) -> xr.Dataset:
    """What a method found as one Dataset: the largest effect first, with labels, ranks and notes.

    Parameters
    ----------
    found : MethodResult
    study : Study, or None for a run of a table
        Says what the assumptions are called and where they come from.
    attributes : mapping
        Of the Dataset; `mass` is needed.
    correlated : pairs of names
        Which factors are correlated, where numbers are then associations.
    """
    import xarray as xr

    main = found.estimates.get(found.main)
    value = found.numbers[found.main] if main is None else main.value
    noise = _is_noise(found)
    order = np.lexsort((-np.nan_to_num(np.abs(value), nan=-1.0), noise))
    notes = (*_association(correlated), *found.notes)
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
    if found.paths:
        coordinates["size"] = list(found.sizes)
    if isinstance(main, Index):
        mass = attributes["mass"]
        ranks = main.rank_range(mass) + 1
        variables["rank_probability"] = (("assumption", "rank"), main.rank_probability[order])
        variables["rank_low"], variables["rank_high"] = (("assumption", ranks[order, end]) for end in (0, 1))
        variables["lead"] = ("assumption", main.lead[order])
        variables["alike"] = (("assumption", "assumption_2"), main.alike(mass)[np.ix_(order, order)])
        variables["noise_only"] = ("assumption", noise[order])
        coordinates["rank"] = np.arange(1, len(names) + 1)
        notes = (*notes, *_not_told_apart(main, found, order[~noise[order]], mass))
    if "alike" in variables or found.pairs:
        coordinates["assumption_2"] = names
    return xr.Dataset(variables, coordinates, {**attributes, "association": list(correlated), "notes": list(notes)})


def _association(correlated: Sequence[NamePair]) -> tuple[Note, ...]:
    if not correlated:
        return ()
    first, second = correlated[0]
    return (Note("association", {"first": first, "second": second}),)


def _is_noise(found: MethodResult) -> NDArray[np.bool_]:
    """The factors of which no index can be told from what comes by chance: every interval lies over it."""
    quiet = np.full(len(found.names), bool(found.estimates))
    for estimate in found.estimates.values():
        quiet &= ~((estimate.low > found.by_chance) | (estimate.high < -found.by_chance))
    return quiet


def _stacked(path: Sequence[IndexEstimate]) -> IndexEstimate:
    return IndexEstimate(
        *(np.stack([getattr(one, part) for one in path]) for part in ("value", "error", "low", "high"))
    )


def _parts(name: str, estimate: IndexEstimate) -> list[tuple[str, Array]]:
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


def _not_told_apart(index: Index, found: MethodResult, order: Integers, mass: float) -> tuple[Note, ...]:
    """Which neighbours in the ranking are alike, each with each other one, and how many worlds would tell them apart.

    Places are counted from 1. A chain is no group: where the first is alike to the second and the second to the third,
    but not the first to the third, only the first two are named together.
    """
    size = np.abs(index.value)
    notes = []
    for start, group in _alike_neighbours(index.alike(mass), order[size[order] >= _MATTERS * size.max()])[:_MOST_NOTES]:
        one, other = (group[places] for places in np.triu_indices(len(group), 1))
        gap, doubt = size[one] - size[other], index.gap_error[one, other]
        data: dict[str, Any] = {
            "first": start + 1,
            "last": start + len(group),
            "names": tuple(found.names[place] for place in group),
        }
        if np.all(np.abs(gap) + 2 * doubt <= _ABOUT_EQUAL * np.maximum(size[one], size[other])):
            notes.append(Note("about_equal", data))
            continue
        least = gap > _CERTAIN * doubt / np.sqrt(_MOST_MORE)
        needed = [rows_needed(found.evaluated, *pair) for pair in zip(doubt[least], gap[least] / _CERTAIN, strict=True)]
        needed.append(found.evaluated + 1)
        notes.append(
            Note("alike_so_far", {**data, "needed": _rounded(max(needed))}) if least.all() else Note("alike", data)
        )
    return tuple(notes)


def _alike_neighbours(alike: NDArray[np.bool_], order: Integers) -> list[tuple[int, Integers]]:
    """Runs of the ranking, from the top, in which every pair is alike, and where in the ranking each starts."""
    runs, start = [], 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and alike[order[stop], order[start:stop]].all():
            stop += 1
        if stop > start + 1:
            runs.append((start, order[start:stop]))
        start = stop
    return runs


def _rounded(count: int) -> int:
    """A count with two digits."""
    unit: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // unit) * unit
