"""Whether methods agree on what drives the result, and a sentence where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

APART = 0.03  # of the variance: smaller differences between shares need no explanation
SEEN = 0.05  # a shift of the density that is more than the method's own noise


def agree(rankings: Mapping[str, xr.Dataset], refused: Mapping[str, str]) -> xr.Dataset:
    """Put several rankings side by side.

    Parameters
    ----------
    rankings : mapping of method to Dataset
        Of the same assumptions, as `mcba.rank` gives them.
    refused : mapping of method to str
        Why a method gave no ranking.

    Returns
    -------
    Dataset
        `place` (1 is first) and `value` (the method's index) over `assumption` and `by`, the method; the attribute
        `sentences` explains disagreements.
    """
    import xarray as xr

    methods = list(rankings)
    places = {
        method: dict(zip(found["assumption"].values.tolist(), range(1, found.sizes["assumption"] + 1), strict=True))
        for method, found in rankings.items()
    }
    values = {
        method: dict(zip(found["assumption"].values.tolist(), found[found.attrs["main"]].values.tolist(), strict=True))
        for method, found in rankings.items()
    }
    first = next(iter(rankings.values()))
    names = [str(name) for name in first["assumption"].values]
    table = np.array([[places[method].get(name, np.nan) for method in methods] for name in names], dtype=np.float64)
    order = np.argsort(np.nanmedian(table, axis=1), kind="stable")
    index = np.array([[values[method].get(name, np.nan) for method in methods] for name in names], dtype=np.float64)
    ordered = [names[place] for place in order]
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
            "sentences": [sentence for name in ordered for sentence in _sentences(name, rankings)],
            "refused": [f"{method}: {why}" for method, why in refused.items()],
        },
    )


def _sentences(name: str, rankings: Mapping[str, xr.Dataset]) -> list[str]:
    """Why methods differ about one assumption."""
    known = {method: found.sel(assumption=name) for method, found in rankings.items() if name in found["assumption"]}
    label = str(next(iter(known.values()))["label"].values)
    explanations = (_turning, _together, _shape, _dependence)
    return [f"{label}: {text}" for explain in explanations if (text := explain(name, known, rankings))]


def _number(known: Mapping[str, xr.Dataset], method: str, variable: str) -> float:
    return float(known[method][variable]) if method in known and variable in known[method] else float("nan")


def _turning(name: str, known: Mapping[str, xr.Dataset], rankings: Mapping[str, xr.Dataset]) -> str:
    turning = rankings["conditional"].attrs["turning"] if "conditional" in rankings else []
    if name not in turning:
        return ""
    share, correlation = _number(known, "first_order", "first"), _number(known, "spearman", "spearman")
    return (
        f"not monotone: the outcome rises and falls along it, so its rank correlation ({correlation:.2f}) and its "
        f"swing say less than its share of variance ({share:.0%})"
    )


def _together(_name: str, known: Mapping[str, xr.Dataset], _rankings: Mapping[str, xr.Dataset]) -> str:
    alone, total = _number(known, "sobol", "first"), _number(known, "sobol", "total")
    if not (total - alone > APART and _number(known, "sobol", "total_low") > _number(known, "sobol", "first_high")):
        return ""
    return (
        f"interaction: alone it explains {max(alone, 0.0):.0%} of the variance and with others {total:.0%}; methods "
        "that look at one assumption at a time miss the difference"
    )


def _shape(_name: str, known: Mapping[str, xr.Dataset], _rankings: Mapping[str, xr.Dataset]) -> str:
    shift, share = _number(known, "delta", "delta_low"), _number(known, "first_order", "first_high")
    if not (shift > SEEN and share < APART):
        return ""
    return (
        f"shape: it shifts the distribution (delta {_number(known, 'delta', 'delta'):.2f}) but hardly the mean, so "
        "it moves the spread of the outcome, alone or through others"
    )


def _dependence(_name: str, known: Mapping[str, xr.Dataset], _rankings: Mapping[str, xr.Dataset]) -> str:
    marginal, shared = _number(known, "first_order", "first"), _number(known, "shapley", "shapley")
    apart = _number(known, "first_order", "first_low") - _number(known, "shapley", "shapley_high")
    if not (apart > 0 and marginal - shared > 0.01):
        return ""
    return (
        f"dependence: with what comes along with it, it explains {marginal:.0%} of the variance; shared out between "
        f"correlated assumptions its part is {shared:.0%}"
    )
