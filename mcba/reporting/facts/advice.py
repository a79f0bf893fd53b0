"""Advice: which option the answer is about, and what would turn that answer."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.analysis.decision.options import NOTHING, PROJECT, OptionTable
from mcba.analysis.decision.variation import JudgedScenario, TurningPoint, Verdict
from mcba.engine import Run
from mcba.engine.estimates import Estimate
from mcba.errors import Note


@dataclass(frozen=True)
class Advice:
    """What the answer is about, and what would turn it.

    Attributes
    ----------
    option : str
        What the answer is about: the best option, or that of the run where one was asked for or none is best.
    best : str or None
        The best option on average; None where there is nothing to choose.
    tied : bool
        Whether these worlds cannot tell it from the next.
    chance : Estimate
        The share of worlds in which the benefits of `option` exceed its costs.
    verdict : str
        What its balance says: `gain`, `loss`, or `equal`.
    turning : TurningPoint or None
        The nearest value of an assumption at which another option is better; None where no assumption turns the choice.
    scenarios : tuple of JudgedScenario
        What each scenario makes of the balance of `option`, the worst first.
    drivers : tuple of str
        The assumptions that move that balance most, the first first.
    """

    option: str
    best: str | None
    tied: bool
    chance: Estimate
    verdict: Verdict
    turning: TurningPoint | None
    scenarios: tuple[JudgedScenario, ...]
    drivers: tuple[str, ...]

    @property
    def scenario(self) -> JudgedScenario | None:
        """The scenario that turns the answer most, or else the one that comes nearest to it."""
        if not self.scenarios:
            return None
        return self.scenarios[-1 if self.verdict == "loss" else 0]


def option_of_answer(run: Run, options: OptionTable | Note, *, advises: bool) -> str:
    """The option that the answer is about.

    Parameters
    ----------
    run : Run
    options : OptionTable or Note
        Or why there is none.
    advises : bool
        Whether the study has both benefits and costs, so that a best option is advice.

    Returns
    -------
    str
        The best one; that of the run where one was asked for, where two are tied, and where none or nothing is best.
    """
    own = run.settings.option
    if own is not None or isinstance(options, Note) or not advises:
        return own or PROJECT
    return PROJECT if options.tied or options.note is not None or options.best == NOTHING else options.best
