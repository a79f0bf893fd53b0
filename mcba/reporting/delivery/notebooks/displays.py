"""Displays: the small page of each kind of result, in the language of its study."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from mcba.analysis import Comparison
from mcba.analysis.decision.information import Information
from mcba.analysis.published import Calibration
from mcba.analysis.ranking import Ranking
from mcba.engine import Run
from mcba.engine.estimates import Range, Summary
from mcba.errors import McbaError
from mcba.reporting.blocks import Manuscript
from mcba.reporting.delivery.notebooks import sections
from mcba.reporting.delivery.notebooks.fragments import fragment
from mcba.reporting.facts.comparisons import ComparisonAlone
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.described import StudyAsStated
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.facts.outcomes import FunctionFacts
from mcba.reporting.facts.published import Calibrated
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import calibrations, comparisons, outcomes, rankings, worlds
from mcba.reporting.sections.study import purpose
from mcba.reporting.sections.writing import Writing
from mcba.study import Study


def html_of(thing: object) -> str | None:
    """The HTML of a result, for a notebook.

    Parameters
    ----------
    thing : object

    Returns
    -------
    str or None
        None for what has no page, and for what a page refuses: the text of the result stands then.

    Examples
    --------
    >>> import mcba
    >>> html_of(mcba.Range(1.3067, 2.491, 0.9, 0.0016, 0.002)).count("<table")
    1
    """
    try:
        page = manuscript_of(thing)
    except McbaError:
        return None
    return None if page is None else fragment(page)


@singledispatch
def manuscript_of(_thing: object) -> Manuscript | None:
    """The small page of a result; None where there is none for its kind."""
    return None


def _question(writing: Writing[Any]) -> tuple[str, str]:
    header = writing.facts.study.document.study
    return writing.voice.text(header.title), writing.voice.text(header.question)


def _untitled(_writing: Writing[Any]) -> tuple[str, str]:
    return "", ""


_STUDY = Page("study", (sections.assumptions,), _question)
_RUN = Page("run", (sections.main_outcome, outcomes.outcome_table, worlds.drawing_note), purpose.run_heading)
_FUNCTION = Page("function", _RUN.sections, _untitled)
_DECISION = Page("decision", (sections.best_option, worlds.drawing_note), purpose.run_heading)
_RANKING = Page("ranking", (sections.drivers,), rankings.ranking_heading)
_CALIBRATION = Page("calibration", (sections.updates,), calibrations.calibration_heading)
_COMPARISON = Page("comparison", (sections.both_summaries, sections.changes), comparisons.comparison_heading)
_RANGE = Page("range", (sections.ends_of_range,), _untitled)
_SUMMARY = Page("summary", (sections.points_of_summary,), _untitled)
_INFORMATION = Page("information", (sections.worth,), _untitled)


def _language(study: Study | None) -> str:
    return "en" if study is None else study.document.study.language


@manuscript_of.register
def _(study: Study) -> Manuscript:
    return _STUDY.manuscript(StudyAsStated(study), _language(study))


@manuscript_of.register
def _(run: Run) -> Manuscript:
    if run.study is None:
        return _FUNCTION.manuscript(FunctionFacts(run), "en")
    return _RUN.manuscript(facts_of(run), _language(run.study))


@manuscript_of.register
def _(facts: DecisionFacts) -> Manuscript:
    return _DECISION.manuscript(facts, _language(facts.study))


@manuscript_of.register
def _(calibration: Calibration) -> Manuscript:
    return _CALIBRATION.manuscript(Calibrated((calibration,)), _language(calibration.study))


@manuscript_of.register
def _(ranking: Ranking) -> Manuscript:
    return _RANKING.manuscript(Ranked(ranking, ranking.study), _language(ranking.study))


@manuscript_of.register
def _(comparison: Comparison) -> Manuscript:
    return _COMPARISON.manuscript(ComparisonAlone(comparison), _language(comparison.study))


@manuscript_of.register
def _(ends: Range) -> Manuscript:
    return _RANGE.manuscript(ends, "en")


@manuscript_of.register
def _(summary: Summary) -> Manuscript:
    return _SUMMARY.manuscript(summary, "en")


@manuscript_of.register
def _(worth: Information) -> Manuscript:
    return _INFORMATION.manuscript(worth, "en")
