"""The object of a ranking, and a record for each assumption."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.saved import plain
from mcba.errors import Note
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


def ranking_object(ranking: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints.

    Parameters
    ----------
    ranking : Dataset
        As `mcba.rank` gives it.
    study : Study, optional
        Whose name is said.

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> ranking = mcba.rank(run, "npv", method="spearman")
    >>> ranking_object(ranking)["method"]
    'spearman'
    """
    attributes = {name: _flat(value) for name, value in ranking.attrs.items()}
    result = {"study": study.name if study is not None else None, **attributes, "assumptions": ranking_records(ranking)}
    if "second" in ranking:
        result["pairs"] = list(_pairs(ranking))
    if "place" in ranking:
        methods = ranking["by"].values.tolist()
        result["places"] = {
            name: dict(zip(methods, places, strict=True))
            for name, places in zip(
                ranking["assumption"].values.tolist(), ranking["place"].values.tolist(), strict=True
            )
        }
    return dict(plain(result))


def ranking_records(ranking: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number.

    `rank` is None for an effect that cannot be told from zero; `alike` names those that its place may belong to.

    Parameters
    ----------
    ranking : Dataset
        As `mcba.rank` gives it.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> [record["rank"] for record in ranking_records(mcba.rank(run, "npv", method="spearman"))][:2]
    [1, 2]
    """
    columns = [name for name, variable in ranking.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in ("assumption", "label", "status"))
    names, kept = ranking["assumption"].values.tolist(), []
    for row in range(len(names)):
        record = {str(name): _flat(ranking[name].values[row]) for name in columns}
        rank: int | None = row + 1
        if "rank_probability" in ranking:
            record["rank_probability"] = plain(ranking["rank_probability"].values[row, row])
            alike = np.flatnonzero(ranking["alike"].values[row])
            record["alike"] = [names[other] for other in alike if other != row]
            rank = None if record["noise_only"] else rank
        kept.append({"rank": rank, **record})
    return kept


def _flat(value: Any) -> Any:
    """A value of a ranking; a note as one mapping."""
    if isinstance(value, list | tuple):
        return [_flat(item) for item in value]
    return {"code": value.code, **plain(value.data)} if isinstance(value, Note) else plain(value)


def _pairs(ranking: xr.Dataset) -> Iterator[dict[str, Any]]:
    names = ranking["assumption"].values.tolist()
    parts = ("second", "second_low", "second_high", "second_error")
    for first, other in combinations(range(len(names)), 2):
        yield {"between": [names[first], names[other]], **{part: ranking[part].values[first, other] for part in parts}}
