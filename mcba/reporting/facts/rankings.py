"""The facts of a ranking: which assumptions drive an outcome, and the shares of variance beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcba.analysis.ranking import AssumedShare, rank, shares_of
from mcba.engine.estimates import Estimate
from mcba.errors import Note, RunError
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

_POINTS = 1_500  # worlds that are drawn as points in the figures of an overview


@dataclass(frozen=True, eq=False)
class Ranked:
    """A ranking, as its page reads it.

    Attributes
    ----------
    ranking : Dataset
        As `mcba.rank` gives it.
    study : Study or None
        Whose labels are shown; None for a run of a table.
    shares : Dataset, optional
        Shares of variance by design, shown in figures beside it.
    no_shares : Note, optional
        Why there are none, where they were asked.
    """

    ranking: xr.Dataset
    study: Study | None = None
    shares: xr.Dataset | None = None
    no_shares: Note | None = None

    @cached_property
    def assumed_share(self) -> AssumedShare:
        """The share of the variance that comes from assumed numbers."""
        attributes = self.ranking.attrs
        alone, most = (
            Estimate(attributes[name], attributes[f"{name}_error"])
            for name in ("assumed_share", "assumed_share_at_most")
        )
        chosen = [note.data["names"] for note in attributes["notes"] if note.code == "shape_not_sourced"]
        return AssumedShare(attributes["outcome"], alone, most, *chosen)

    @property
    def is_agreement(self) -> bool:
        """Whether several methods are compared, and not one of them shown."""
        return bool(self.ranking.attrs["method"] == "agreement")


def ranked_study(
    study: Study, outcome: str | None = None, *, method: str = "overview", figures: bool = False, **options: Any
) -> Ranked:
    """The ranking of a study that `mcba rank` prints.

    Parameters
    ----------
    study : Study
    outcome : str, optional
        What is driven: `npv`, or the first outcome of a study without it, when absent.
    method : str
    figures : bool
        Whether figures are wanted: of an overview also its convergence, and worlds to be drawn as points.
    **options
        Of `mcba.rank`.

    Returns
    -------
    Ranked

    Raises
    ------
    RunError
        As `mcba.rank`.
    """
    outcome = outcome or ("npv" if "npv" in study.outcomes else study.outcomes[0])
    if figures and method == "overview":
        options |= {"convergence": True, "sample": _POINTS}
    return Ranked(rank(study, outcome, method=method, **options), study)


def with_shares(ranked: Ranked) -> Ranked:
    """The overview of a study with the shares of variance by design beside it, or why there are none.

    Another ranking, and that of a run of a table, stays as it is.

    Parameters
    ----------
    ranked : Ranked

    Returns
    -------
    Ranked
        With `shares`, or with the reason in `no_shares`.
    """
    attributes, study = ranked.ranking.attrs, ranked.study
    if attributes["method"] != "overview" or study is None:
        return ranked
    options = {"seed": int(attributes["seed"]), "second_order": True, "convergence": True}
    try:
        return replace(ranked, shares=shares_of(study, attributes["outcome"], **options))
    except RunError as error:
        return replace(ranked, no_shares=error.note)
