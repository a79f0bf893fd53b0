"""Whether methods agree on what drives the result, and why they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from mcba.errors import Note

if TYPE_CHECKING:
    import xarray as xr

_APART = 0.03  # of the variance: smaller differences between shares need no explanation
_SEEN = 0.05  # a shift of the density that is more than the method's own noise
_SHARED = 0.01  # of the variance: less is not shared with correlated assumptions


def agree(rankings: Mapping[str, xr.Dataset], refused: Mapping[str, Note]) -> xr.Dataset:
    """Put several rankings side by side.

    Parameters
    ----------
    rankings : mapping of method to Dataset
        Of the same assumptions, as `mcba.rank` gives them.
    refused : mapping of method to Note
        Why a method gave no ranking.

    Returns
    -------
    Dataset
        `place` (1 is first) and `value` (the method's index) over `assumption` and `by`, the method; the attribute
        `notes` explains disagreements, and `refused` says which methods gave none.
    """
    import xarray as xr

    methods = list(rankings)
    places = {
        method: dict(zip(ranking["assumption"].values.tolist(), range(1, ranking.sizes["assumption"] + 1), strict=True))
        for method, ranking in rankings.items()
    }
    values = {
        method: dict(
            zip(ranking["assumption"].values.tolist(), ranking[ranking.attrs["main"]].values.tolist(), strict=True)
        )
        for method, ranking in rankings.items()
    }
    first = next(iter(rankings.values()))
    names = [str(name) for name in first["assumption"].values]
    table = np.array([[places[method].get(name, np.nan) for method in methods] for name in names], dtype=np.float64)
    order = np.argsort(np.nanmedian(table, axis=1), kind="stable")
    index = np.array([[values[method].get(name, np.nan) for method in methods] for name in names], dtype=np.float64)
    ordered = [names[position] for position in order]
    return xr.Dataset(
        {"place": (("assumption", "by"), table[order]), "value": (("assumption", "by"), index[order])},
        {
            "assumption": ordered,
            "label": ("assumption", first["label"].sel(assumption=ordered).values),
            "by": methods,
            "index": ("by", [rankings[method].attrs["main"] for method in methods]),
        },
        {
            "outcome": first.attrs["outcome"],
            "units": first.attrs["units"],
            "method": "agreement",
            "association": first.attrs["association"],
            "notes": [note for name in ordered for note in _differences(name, rankings)],
            "refused": [Note(why.code, {"by": method, **why.data}) for method, why in refused.items()],
        },
    )


def _differences(name: str, rankings: Mapping[str, xr.Dataset]) -> list[Note]:
    """Why methods differ about one assumption."""
    entries = {
        method: ranking.sel(assumption=name) for method, ranking in rankings.items() if name in ranking["assumption"]
    }
    turning = rankings["conditional"].attrs["turning"] if "conditional" in rankings else []
    reasons = {
        "turning": _turning(entries) if name in turning else {},
        "interaction": _interaction(entries),
        "shape": _shape(entries),
        "dependence": _dependence(entries),
    }
    return [Note(f"differs_by_{reason}", {"name": name, **data}) for reason, data in reasons.items() if data]


def _number(entries: Mapping[str, xr.Dataset], method: str, variable: str) -> float:
    return float(entries[method][variable]) if method in entries and variable in entries[method] else float("nan")


def _turning(entries: Mapping[str, xr.Dataset]) -> dict[str, float]:
    return {
        "correlation": _number(entries, "spearman", "spearman"),
        "share": _number(entries, "first_order", "first"),
    }


def _interaction(entries: Mapping[str, xr.Dataset]) -> dict[str, float]:
    alone, total = _number(entries, "sobol", "first"), _number(entries, "sobol", "total")
    seen = _number(entries, "sobol", "total_low") > _number(entries, "sobol", "first_high")
    return {"alone": max(alone, 0.0), "total": total} if seen and total - alone > _APART else {}


def _shape(entries: Mapping[str, xr.Dataset]) -> dict[str, float]:
    """It shifts the distribution, and hardly the mean."""
    shift, share = _number(entries, "delta", "delta_low"), _number(entries, "first_order", "first_high")
    return {"delta": _number(entries, "delta", "delta")} if shift > _SEEN and share < _APART else {}


def _dependence(entries: Mapping[str, xr.Dataset]) -> dict[str, float]:
    marginal, shared = _number(entries, "first_order", "first"), _number(entries, "shapley", "shapley")
    apart = _number(entries, "first_order", "first_low") > _number(entries, "shapley", "shapley_high")
    return {"share": marginal, "shared": shared} if apart and marginal - shared > _SHARED else {}
