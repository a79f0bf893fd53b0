"""The figures: each function takes a Dataset and a voice, draws on Axes, given or made, and returns them.

say = Labels(run.study, "en")
data = Labelled(Facts(run), say)
figures.save(figures.outcome(data.outcome("bcr"), say), "bcr.png")
"""

from __future__ import annotations

from mcba.reporting.figures.assumptions import assumption, distribution, distributions, labelled_assumption, thumbnail
from mcba.reporting.figures.calibrations import narrowed
from mcba.reporting.figures.drivers import dependence, information, shares, tornado
from mcba.reporting.figures.flows import bearers, waterfall, years
from mcba.reporting.figures.outcomes import cloud, convergence, outcome, scenarios
from mcba.reporting.figures.style import rendered, save

__all__ = [
    "assumption",
    "bearers",
    "cloud",
    "convergence",
    "dependence",
    "distribution",
    "distributions",
    "information",
    "labelled_assumption",
    "narrowed",
    "outcome",
    "rendered",
    "save",
    "scenarios",
    "shares",
    "thumbnail",
    "tornado",
    "waterfall",
    "years",
]
