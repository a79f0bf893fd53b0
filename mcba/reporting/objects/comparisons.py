"""The object of a comparison of two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcba.analysis import Differences
from mcba.engine import Run
from mcba.engine.estimates import Summary
from mcba.engine.saved import plain, with_errors
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.objects.records import summary_record

if TYPE_CHECKING:
    pass


def comparison_object(facts: ComparedRuns) -> dict[str, Any]:
    """The object that `mcba compare --json` prints.

    Parameters
    ----------
    facts : ComparedRuns

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> from mcba.reporting.facts import ComparedRuns
    >>> other = mcba.run(run.study, worlds=256, seed=1)
    >>> comparison_object(ComparedRuns(mcba.compare(run, other), run, other))["outcome"]
    'npv'
    """
    comparison = facts.comparison
    result = {
        "outcome": comparison.outcome,
        "unit": comparison.unit,
        "runs": [_compared_run(*each) for each in ((facts.before, comparison.before), (facts.after, comparison.after))],
        "changes": [
            {
                "kind": change.subject.kind,
                "name": change.subject.name,
                "before": change.before,
                "after": change.after,
                **_differences((change.mean, change.low, change.high)),
            }
            for change in comparison.changes
        ],
        "total": _differences(comparison.total),
        "drawing": _differences(comparison.drawing),
        "worlds": comparison.worlds,
        "orders": comparison.orders,
    }
    return dict(plain(result))


def _compared_run(run: Run, summary: Summary) -> dict[str, Any]:
    settings, study = run.settings, run.study
    named = {name: getattr(settings, name) for name in ("scenario", "option", "worlds", "seed", "sampler")}
    return {
        "study": None if study is None else study.name,
        **named,
        **summary_record(summary),
        "mass": summary.range.mass,
    }


def _differences(differences: Differences) -> dict[str, float]:
    return with_errors(**dict(zip(("mean", "low", "high"), differences, strict=True)))
