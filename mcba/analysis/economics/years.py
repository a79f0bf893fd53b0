"""Benefits, costs and transfers in each year, as a figure draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mcba.analysis.economics.accounts.years import YearAccount, account_by_year
from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import study_of
from mcba.engine import Run

if TYPE_CHECKING:
    import xarray as xr


def yearly(run: Run, account: YearAccount | None = None) -> xr.Dataset:
    """Benefits, costs and transfers in each year, undiscounted: mean, low and high; dimensions `kind` and `year`.

    The mean is nan where the kind has none.

    Parameters
    ----------
    run : Run
        Of a study with flows.
    account : YearAccount, optional
        From `account_by_year(run)`, to spare computing it again.

    Returns
    -------
    Dataset
        In the currency of the study.
    """
    import xarray as xr

    account = account_by_year(run) if account is None else account
    kinds = {name: years for name, years in account.undiscounted.items() if name != BALANCE}
    numbers = {
        name: np.array([[getattr(year, name).value for year in years] for years in kinds.values()])
        for name in ("mean", "low", "high")
    }
    return xr.Dataset(
        {name: (("kind", "year"), values) for name, values in numbers.items()},
        coords={"kind": list(kinds), "year": np.arange(len(account.factors))},
        attrs={
            "mass": run.settings.mass,
            "worlds": account.worlds,
            "whole": account.whole,
            "currency": study_of(run).document.study.currency,
        },
    )
