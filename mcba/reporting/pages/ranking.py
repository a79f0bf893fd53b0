"""What `mcba rank` answers: which assumptions drive an outcome, and how sure that is."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import rankings

RANKING = Page(
    "ranking",
    (rankings.ranking_table, rankings.ranking_remarks, rankings.ranking_pictures),
    rankings.ranking_heading,
    gallery.of_ranking,
)
