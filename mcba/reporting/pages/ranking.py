"""What `mcba rank` answers: which assumptions drive an outcome, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mcba.analysis.assumed import AssumedShare
from mcba.engine.estimate import Estimate
from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections import ranked
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Ranked:
    """A ranking, as its page reads it.

    Attributes
    ----------
    ranking : Dataset
        As `mcba.rank` gives it.
    study : Study or None
        Whose labels are shown; None for a run of a function.
    shares : Dataset, optional
        Shares of variance by design, shown in figures beside it.
    """

    ranking: xr.Dataset
    study: Study | None = None
    shares: xr.Dataset | None = None

    @cached_property
    def assumed_share(self) -> AssumedShare:
        """The share of the variance that comes from assumed numbers."""
        known = self.ranking.attrs
        alone, most = (
            Estimate(known[name], known[f"{name}_error"]) for name in ("assumed_share", "assumed_share_at_most")
        )
        chosen = [note.data["names"] for note in known["notes"] if note.code == "shape_not_sourced"]
        return AssumedShare(known["outcome"], alone, most, *chosen)

    @property
    def page(self) -> Page:
        """The page that shows it."""
        return AGREEMENT if self.ranking.attrs["method"] == "agreement" else RANKING


RANKING = Page("ranking", (ranked.ranking, ranked.remarks, ranked.pictures), ranked.title, gallery.of_ranking)
AGREEMENT = Page("ranking", (ranked.places, ranked.differences), ranked.title)
