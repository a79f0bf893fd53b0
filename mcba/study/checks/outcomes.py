"""Outcomes: there is something to report, to keep, and to compare with what was published."""

from __future__ import annotations

from mcba.errors import suggestion
from mcba.study.document.published import READINGS, Published
from mcba.study.document.values import shown
from mcba.study.formula.outcomes import outcomes_of, results_alone
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place


def check_published(draft: Draft) -> Draft:
    """Published figures name outcomes and scenarios that exist, and give what their reading compares."""
    complaints, outcomes = draft.collect(), _outcomes(draft)
    for index, published in enumerate(draft.document.published):
        place: Place = ("published", index)
        if published.outcome not in outcomes and published.outcome not in draft.broken:
            message = f"there is no outcome {published.outcome!r}; {suggestion(published.outcome, sorted(outcomes))}"
            complaints.at((*place, "outcome"), message)
        _check_figures(complaints, place, published)
        _check_scenarios(draft, complaints, place, published)
    return draft.learnt(complaints)


def _check_figures(complaints: Complaints, place: Place, published: Published) -> None:
    is_range = READINGS[published.reading].of == "range"
    given = {"low", "high", "value"} & published.model_fields_set
    if given != ({"low", "high"} if is_range else {"value"}):
        wanted, stated = "low and high" if is_range else "value", " and ".join(sorted(given)) or "neither"
        complaints.at(place, f'reading = "{published.reading}" compares {wanted}; found {stated}')
    elif is_range and published.low > published.high:  # type: ignore[operator]
        message = f"low = {shown(published.low)} is above high = {shown(published.high)}; give them with low <= high"
        complaints.at((*place, "low"), message)


def _check_scenarios(draft: Draft, complaints: Complaints, place: Place, published: Published) -> None:
    scenarios = draft.document.scenarios
    for key in ("low_scenario", "high_scenario"):
        scenario = getattr(published, key)
        if scenario is not None and scenario not in scenarios and scenario not in draft.broken:
            complaints.at((*place, key), f"there is no scenario {scenario!r}; {suggestion(scenario, scenarios)}")
        if scenario is None and published.reading == "scenarios":
            complaints.at(place, f'reading = "scenarios" needs {key} = "a scenario"')


def check_kept(draft: Draft) -> Draft:
    """The outcomes that a run is to keep exist."""
    complaints, outcomes = draft.collect(), _outcomes(draft)
    for index, name in enumerate(draft.document.run.keep or ()):
        if name not in outcomes and name not in draft.broken:
            complaints.at(("run", "keep", index), f"there is no outcome {name!r}; {suggestion(name, sorted(outcomes))}")
    return draft.learnt(complaints)


def check_reported(draft: Draft) -> Draft:
    """A study has an outcome; said only when nothing else is wrong, which may be why there is none."""
    complaints = draft.collect()
    if not _outcomes(draft) and not results_alone(draft.document) and not draft.complaints:
        complaints.at(("study",), "the study has nothing to report; add benefits and costs, or [outcomes.<name>]")
    return draft.learnt(complaints)


def _outcomes(draft: Draft) -> set[str]:
    return set(outcomes_of(draft.document))
