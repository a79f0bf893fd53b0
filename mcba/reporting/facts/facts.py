"""Facts: the answers of a run, each computed once when it is first asked for; without a word of any language.

A fact is a value, or `Missing` with the reason why there is none. Every page, figure and JSON object reads the same
facts, so a number is the same wherever it stands.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from mcba.analysis import at_hand, convergence
from mcba.analysis.economics import NET_ROI, RATIO, Ratio, ratio_or_reason, summary_or_reason, yearly
from mcba.analysis.published import Calibration, Reproduction, calibrations, reproductions
from mcba.analysis.ranking import AssumedShare, Pair, achieved_correlations, assumed_share
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.errors import Note, RunError
from mcba.study import Study, apply_variants
from mcba.study.reading import Positions, find_positions

if TYPE_CHECKING:
    import xarray as xr

    from mcba.analysis.decision import Alternatives, OptionTable, Portrait, Scenarios
    from mcba.analysis.decision.information import Agenda, Population
    from mcba.analysis.decision.variation import Cases, IfSure, Plane, UnpricedWorth
    from mcba.analysis.economics import RateOfReturn, Weighted

ABOUT_EQUAL = 0.1  # a mean balance within this share of the costs is called about equal, when its sign is open
MAIN_OUTCOMES = ("bcr", "npv")
NO_SPREAD = 1e-12  # of the value: a smaller spread is rounding
CONFIDENCE = 0.95


class Missing(Note):
    """Why a fact is not there."""


Value = TypeVar("Value")


def fact(compute: Callable[[], Value]) -> Value | Missing:
    """A value, or the reason why it cannot be computed."""
    try:
        return compute()
    except RunError as error:
        return Missing(error.note.code, error.note.data)


def required(found: Value | Missing) -> Value:
    """A fact that must be there: its reason is raised otherwise."""
    if isinstance(found, Missing):
        raise RunError(f"a fact is missing: {found.code}", code=found.code, **found.data)
    return found


def _or_missing(found: Value | Note) -> Value | Missing:
    return Missing(found.code, found.data) if isinstance(found, Note) else found


@dataclass(frozen=True, eq=False)
class Facts:
    """What is to be reported of one run.

    Parameters
    ----------
    run : Run
        Of a study; with its worlds, or with what they say only.

    Raises
    ------
    RunError
        For a run of a Python function.
    """

    run: Run

    @cached_property
    def study(self) -> Study:
        """The study, under the scenario and option of the run."""
        if self.run.study is None:
            raise RunError(
                "a page is of a study; a run of a Python function or of a table has run.range() and run.worlds"
            )
        return apply_variants(self.run.study, scenario=self.run.settings.scenario, option=self.run.settings.option)

    @cached_property
    def at_hand(self) -> Run:
        """The run with worlds to look at: itself, or its first worlds drawn again where it kept none."""
        return at_hand(self.run)

    @property
    def command(self) -> str:
        """What to type for the same worlds, wherever the study lies."""
        settings = self.run.settings
        words = ["mcba", "run", self.study.name, "--worlds", settings.worlds, "--seed", settings.seed]
        words += ["--sampler", settings.sampler]
        for name in ("scenario", "option"):
            if (chosen := getattr(settings, name)) is not None:
                words += [f"--{name}", chosen]
        return shlex.join([*map(str, words), "--out", "results"])

    # --- outcomes

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the run that have numbers, without the payback year: a sentence says it better than a row."""
        left_out = {"payback_year", *((RATIO, NET_ROI) if isinstance(self.ratio, Missing) else ())}
        return tuple(name for name in self.run.outcomes if name not in left_out)

    @cached_property
    def main(self) -> str:
        """The outcome of the answer: the ratio, or else the balance, or else the first own outcome."""
        known = [name for name in MAIN_OUTCOMES if name in self.outcomes]
        return known[0] if known else self.own_outcomes[0] if self.own_outcomes else self.outcomes[0]

    @cached_property
    def analysed(self) -> str:
        """The outcome of rankings: the balance, or else the main outcome."""
        return "npv" if "npv" in self.outcomes else self.main

    @cached_property
    def own_outcomes(self) -> tuple[str, ...]:
        """The outcomes that the study file names itself."""
        return tuple(name for name in self.outcomes if name in self.study.document.outcomes)

    @cached_property
    def ratio(self) -> Ratio | Missing:
        """The benefit-cost ratio, or why there is none."""
        return _or_missing(ratio_or_reason(self.run))

    @cached_property
    def _summaries(self) -> dict[tuple[str, str | None, float | None], Summary]:
        return {}

    def summary(self, outcome: str, *, label: str | None = None, mass: float | None = None) -> Summary:
        """Mean, median and range of an outcome.

        Raises
        ------
        RunError
            For a ratio of a run that has none.
        """
        key = (outcome, label, mass)
        if key not in self._summaries:
            source = self.run if outcome in self.run.outcomes else self.at_hand
            found = (
                source.summary(outcome, label=label, mass=mass) if label else summary_or_reason(source, outcome, mass)
            )
            if isinstance(found, Note):
                raise RunError(f"this run has no {outcome!r}", code=found.code, **found.data)
            self._summaries[key] = found
        return self._summaries[key]

    @cached_property
    def tails(self) -> tuple[Note, ...]:
        """What must be said of outcomes without a mean or a variance; outcomes with the same tail in one note."""
        found: dict[tuple[str, float, str], list[str]] = {}
        for outcome in self.outcomes:
            note = self.summary(outcome).note
            if note is not None:
                found.setdefault((note.code, note.data["index"], note.data["name"]), []).append(outcome)
        return tuple(
            Note(code, {"outcomes": tuple(outcomes), "index": index, "name": name})
            for (code, index, name), outcomes in found.items()
        )

    def varies(self, outcome: str) -> bool:
        """Whether an outcome is there, and differs between worlds."""
        if outcome not in self.run.outcomes or (outcome in (RATIO, NET_ROI) and isinstance(self.ratio, Missing)):
            return False
        found = self.summary(outcome).range
        return found.high - found.low > NO_SPREAD * max(1.0, abs(found.high))

    @property
    def has_money(self) -> bool:
        """Whether the study is a cost-benefit analysis."""
        return "npv" in self.study.outcomes

    @cached_property
    def chance(self) -> Estimate | None:
        """The share of worlds in which benefits exceed costs."""
        return self.run.probability("npv") if "npv" in self.run.outcomes else None

    @cached_property
    def balance_in_words(self) -> str:
        """`about_equal` or `sign_open` where the range of the balance lies on both sides of zero; else nothing."""
        if "npv" not in self.run.outcomes:
            return ""
        found = self.summary("npv")
        if not found.range.low < 0 < found.range.high:
            return ""
        known = "present_value_costs" in self.run.outcomes
        costs = self.summary("present_value_costs").mean.value if known else 0.0
        return "about_equal" if abs(found.mean.value) <= ABOUT_EQUAL * costs else "sign_open"

    @cached_property
    def reproduced(self) -> list[Reproduction]:
        """Published figures beside what this run gives."""
        return reproductions(self.run)

    @cached_property
    def calibrations(self) -> tuple[Calibration, ...] | Missing:
        """What published figures leave open: as stated, and also with wider spreads where they narrow none of those."""
        return fact(lambda: calibrations(self.run))

    def published_ranges(self, outcome: str) -> list[tuple[float, float]]:
        """The published low and high of an outcome, each pair once."""
        figures = [one.published.figures for one in self.reproduced if one.published.outcome == outcome]
        found = [(ends[0], ends[-1]) for ends in figures]
        return list(dict.fromkeys(found))

    # --- assumptions

    @cached_property
    def by_status(self) -> dict[str, int]:
        """How many assumptions there are of each status."""
        order = ("sourced", "data", "elicited", "assumed")
        stated = [assumption.status for assumption in self.study.document.assumptions.values()]
        return {status: stated.count(status) for status in order if status in stated}

    @cached_property
    def positions(self) -> Positions:
        """Where each table of the study file stands."""
        return find_positions(self.study.text)

    def place(self, *key: str | int) -> str:
        """Where something stands in the study file: file, line and table."""
        offset = self.positions.keys.get(key)
        where = f"[{'.'.join(map(str, key))}]"
        line = "" if offset is None else f":{self.positions.line_column(offset)[0]}"
        return f"{self.study.path.name}{line} {where}"

    # --- years, and other worlds

    @cached_property
    def convergence(self) -> xr.Dataset:
        """How the main outcome settles as worlds come in."""
        return convergence(self.at_hand, self.main)

    @cached_property
    def yearly(self) -> xr.Dataset | None:
        """Flows over the years; None without flows."""
        return yearly(self.run) if self.study.flows else None

    @cached_property
    def scenarios(self) -> Scenarios:
        """Every scenario, option and other choice on the same worlds."""
        from mcba.analysis.decision import scenarios

        return scenarios(self.run, tuple(dict.fromkeys((self.main, self.analysed))))

    # --- what drives the result, and what to choose

    @cached_property
    def correlations(self) -> tuple[Pair, ...]:
        """Correlations asked and achieved; empty where none were asked."""
        return tuple(achieved_correlations(self.run)) if self.study.dependence else ()

    @cached_property
    def ranking(self) -> xr.Dataset | Missing:
        """How each assumption moves the mean of the analysed outcome, and what share of its variance goes with it.

        Correlations of ranks only, where the outcome has no variance.
        """
        from mcba.analysis.ranking import ranking_of

        return fact(lambda: ranking_of(self.run, self.analysed))

    @cached_property
    def shares(self) -> xr.Dataset | Missing:
        """Sobol' indices of the analysed outcome: what each assumption explains alone, and with others."""
        from mcba.analysis.ranking import shares_of

        return fact(lambda: shares_of(self.run, self.analysed))

    @cached_property
    def drivers(self) -> list[str]:
        """The assumptions that move the analysed outcome most, the first first."""
        return [] if isinstance(self.ranking, Missing) else [str(name) for name in self.ranking["assumption"].values]

    @cached_property
    def assumed_share(self) -> AssumedShare | Missing:
        """The share of the variance of the analysed outcome that comes from assumed numbers."""
        return fact(lambda: assumed_share(self.run, self.analysed))

    # --- what to choose

    @cached_property
    def alternatives(self) -> Alternatives | Missing:
        """The null alternative, the project and the options of the study, world by world."""
        from mcba.analysis.decision import alternatives

        return fact(lambda: alternatives(self.at_hand))

    @cached_property
    def options(self) -> OptionTable | Missing:
        """The options side by side: outcomes, ratio and payback of each, and which one is best."""
        from mcba.analysis.decision import option_table

        known = self.alternatives
        return known if isinstance(known, Missing) else fact(lambda: option_table(self.run, known))

    @cached_property
    def agenda(self) -> Agenda | Missing:
        """Value of information, switching values and break-evens of the assumptions that move the balance most."""
        from mcba.analysis.decision.information import agenda

        known, ranking = self.alternatives, self.ranking
        if isinstance(known, Missing):
            return known
        return fact(lambda: agenda(self.at_hand, known, None if isinstance(ranking, Missing) else ranking))

    @cached_property
    def plane(self) -> Plane | Missing:
        """Where the answer switches in the plane of two assumptions."""
        from mcba.analysis.decision.variation import plane

        return fact(lambda: plane(self.at_hand, required(self.alternatives), required(self.agenda)))

    @cached_property
    def rate_of_return(self) -> RateOfReturn | Missing:
        """The internal rate of return."""
        from mcba.analysis.economics import rate_of_return

        return fact(lambda: rate_of_return(self.at_hand))

    @cached_property
    def cases(self) -> Cases | Missing:
        """Worst, base and best case of the balance."""
        from mcba.analysis.decision.variation import cases

        return fact(lambda: cases(self.at_hand))

    @cached_property
    def if_sure(self) -> IfSure | Missing:
        """The range of the balance that is left without the uncertainty of one group after another."""
        from mcba.analysis.decision.variation import if_sure

        return fact(lambda: if_sure(self.at_hand))

    @cached_property
    def portrait(self) -> Portrait | Missing:
        """What worlds with a low, a middle and a high balance look like."""
        from mcba.analysis.decision import portrait

        return fact(lambda: portrait(self.at_hand))

    @cached_property
    def unpriced(self) -> UnpricedWorth | None:
        """What the effects without a price would have to be worth for the answer to change; None without any."""
        from mcba.analysis.decision.variation import unpriced

        return unpriced(self.run) if self.study.document.pm and "npv" in self.run.outcomes else None


@dataclass(frozen=True, eq=False)
class DecisionFacts(Facts):
    """What a decision is asked besides.

    Parameters
    ----------
    weights : mapping of bearer to number
        What a euro of each bearer counts for; nothing is weighted where there are none.
    decisions : float, optional
        How often a year the choice is made, in each of `years`.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    decisions: float | None = None
    years: int = 1

    @cached_property
    def weighted(self) -> Weighted | None:
        """The balance where a euro does not count the same for everybody.

        Raises
        ------
        RunError
            For a weight of an unknown bearer.
        """
        from mcba.analysis.economics import weighted

        return weighted(self.run, self.weights) if self.weights else None

    @cached_property
    def population(self) -> Population | Missing | None:
        """What knowing everything is worth for all decisions that it serves."""
        from mcba.analysis.decision.information import population

        listed, decisions = self.agenda, self.decisions
        if decisions is None:
            return None
        if isinstance(listed, Missing):
            return listed
        return population(self.study, listed.perfect, decisions, self.years)
