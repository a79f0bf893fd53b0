"""The facts of outcomes: what the worlds of a run say of each, which of them is the answer, and the study it is of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mcba.analysis import BALANCE, COSTS, NET_ROI, RATIO, with_worlds
from mcba.analysis.economics import Ratio, ratio_or_reason, summary_or_reason
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.errors import Note, RunError
from mcba.reporting.facts.missing import Missing, or_missing
from mcba.study import Study, apply_variants

_MAIN_OUTCOMES = ("bcr", "npv")
_NO_SPREAD = 1e-12  # of the value: a smaller spread is rounding


@dataclass(frozen=True, eq=False, repr=False)
class OutcomeFacts(Displayed):
    """What is to be reported of the outcomes of one run.

    Parameters
    ----------
    run : Run
        Of a study; with its worlds, or with what they say only.

    Raises
    ------
    RunError
        For a run of a table.
    """

    run: Run

    @cached_property
    def study(self) -> Study:
        """The study, under the scenario and option of the run."""
        if self.run.study is None:
            raise RunError("a page is of a study; a run of a table of worlds has run.range() and run.worlds")
        self.run.study.hold_to_text("page")
        return apply_variants(self.run.study, scenario=self.run.settings.scenario, option=self.run.settings.option)

    @property
    def mass(self) -> float:
        """The share of the worlds that its ranges hold."""
        return self.run.settings.mass

    @cached_property
    def at_hand(self) -> Run:
        """The run with worlds to look at: itself, or its first worlds drawn again where it kept none."""
        return with_worlds(self.run)

    # --- outcomes

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the run that have numbers, without the payback year: a sentence says it better than a row."""
        left_out = {"payback_year", *((RATIO, NET_ROI) if isinstance(self.ratio, Missing) else ())}
        return tuple(name for name in self.run.outcomes if name not in left_out)

    @cached_property
    def main(self) -> str:
        """The outcome of the answer: the ratio, or else the balance, or else the first own outcome."""
        own = (name for name in self.outcomes if name in self.study.document.outcomes)
        return next((name for name in (*_MAIN_OUTCOMES, *own) if name in self.outcomes), self.outcomes[0])

    @cached_property
    def analysed(self) -> str:
        """The outcome of rankings: the balance, or else the main outcome."""
        return "npv" if "npv" in self.outcomes else self.main

    @cached_property
    def ratio(self) -> Ratio | Missing:
        """The benefit-cost ratio, or why there is none."""
        return or_missing(ratio_or_reason(self.run))

    @cached_property
    def _summaries(self) -> dict[tuple[str, str | None, float | None], Summary]:
        return {}

    def summary(self, outcome: str, *, label: str | None = None, mass: float | None = None) -> Summary:
        """Mean, median and range of an outcome.

        Parameters
        ----------
        outcome : str
        label : str, optional
            Of a result with labels, such as one bearer.
        mass : float, optional
            Probability within the range; that of the study when absent.

        Returns
        -------
        Summary
            In the unit of the outcome.

        Raises
        ------
        RunError
            For a ratio of a run that has none.
        """
        key = (outcome, label, mass)
        if key not in self._summaries:
            source = self.run if outcome in self.run.outcomes else self.at_hand
            summary = (
                source.summary(outcome, label=label, mass=mass) if label else summary_or_reason(source, outcome, mass)
            )
            if isinstance(summary, Note):
                raise RunError(f"this run has no {outcome!r}", code=summary.code, **summary.data)
            self._summaries[key] = summary
        return self._summaries[key]

    def varies(self, outcome: str) -> bool:
        """Whether an outcome is there, and differs between worlds."""
        if outcome not in self.run.outcomes or (outcome in (RATIO, NET_ROI) and isinstance(self.ratio, Missing)):
            return False
        ends = self.summary(outcome).range
        return ends.high - ends.low > _NO_SPREAD * max(1.0, abs(ends.high))

    @property
    def has_money(self) -> bool:
        """Whether the study is a cost-benefit analysis."""
        return "npv" in self.study.outcomes

    @property
    def gives_balance(self) -> bool:
        """Whether the net present value is what the study's function gives, and not benefits minus costs."""
        return BALANCE in self.study.results

    @property
    def lacking(self) -> tuple[str, ...]:
        """Benefits, costs or both: what a balance of the two has none of, so that it advises nothing."""
        if not self.has_money or self.gives_balance:
            return ()
        return tuple(kind for kind in ("benefits", "costs") if not getattr(self.study.document, kind))

    @cached_property
    def chance(self) -> Estimate | None:
        """The share of worlds in which benefits exceed costs."""
        return self.run.probability("npv") if "npv" in self.run.outcomes else None

    @cached_property
    def mean_costs(self) -> float:
        """The mean present value of the costs; zero where none were kept."""
        return self.summary(COSTS).mean.value if COSTS in self.run.outcomes else 0.0


class FunctionFacts(OutcomeFacts):
    """The outcomes of a run without a study: of a function, or of a table of worlds.

    Parameters
    ----------
    run : Run

    Examples
    --------
    >>> import mcba
    >>> FunctionFacts(mcba.from_worlds({"saving": range(1_001)})).main
    'saving'
    """

    study = None  # type: ignore[assignment]

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """What was computed; of a table of worlds everything."""
        computed = tuple(name for name in self.run.outcomes if name not in self.run.inputs)
        return computed or self.run.outcomes

    @property
    def main(self) -> str:
        """The first of them."""
        return self.outcomes[0]
