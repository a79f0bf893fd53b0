"""Facts: the answers of a run, each computed once when it is first asked for; without a word of any language.

A fact is a value, or `Missing` with the reason why there is none. Every page, figure and JSON object reads the same
facts, so a number is the same wherever it stands.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from typing import TYPE_CHECKING

from mcba.analysis import BALANCE, running_summary, smaller
from mcba.analysis.decision.options import PROJECT
from mcba.analysis.economics import Impact, impact_map, yearly
from mcba.analysis.economics.accounts import Accounts, YearAccount, account_by_year, accounts_of
from mcba.analysis.published import Calibration, Reproduction, calibrations, reproductions
from mcba.analysis.ranking import AchievedCorrelation, AssumedShare, achieved_correlations, assumed_share
from mcba.reporting.facts.advice import Advice, option_of_answer
from mcba.reporting.facts.described import StudyAsStated
from mcba.reporting.facts.missing import Missing, fact, required
from mcba.reporting.facts.outcomes import OutcomeFacts
from mcba.reporting.words.lexicon import languages, lexicon_of
from mcba.study import PythonFunction, Study
from mcba.study.document import Distribution

if TYPE_CHECKING:
    import xarray as xr

    from mcba.analysis.decision import Agenda, Plane, ScenarioTable, TypicalWorlds
    from mcba.analysis.decision.options import Alternatives, OptionTable
    from mcba.analysis.decision.variation import Cases, IfSure, UnpricedWorth
    from mcba.analysis.economics import RateOfReturn

CONFIDENCE = 0.95
_ENOUGH = 2**14  # worlds that tell the assumptions that move an option most in their order


@dataclass(frozen=True, eq=False)
class Facts(OutcomeFacts):
    """What is to be reported of one run.

    Parameters
    ----------
    run : Run
        Of a study; with its worlds, or with what they say only.

    Raises
    ------
    RunError
        For a run of a table.
    """

    # --- published figures

    @cached_property
    def reproduced(self) -> list[Reproduction]:
        """Published figures beside what this run gives."""
        return reproductions(self.run)

    @cached_property
    def calibrations(self) -> tuple[Calibration, ...] | Missing:
        """What published figures leave open: as stated, and also with wider spreads where they narrow none of those."""
        return fact(lambda: calibrations(self.run))

    # --- assumptions

    @cached_property
    def by_status(self) -> dict[str, int]:
        """How many assumptions there are of each status."""
        return StudyAsStated(self.study).by_status

    # --- years, and other worlds

    @cached_property
    def convergence(self) -> xr.Dataset:
        """How the main outcome settles as worlds come in."""
        return running_summary(self.at_hand, self.main)

    @cached_property
    def yearly(self) -> xr.Dataset | None:
        """Flows over the years; None without flows."""
        account = self.account_by_year
        return None if isinstance(account, Missing) else yearly(self.run, account)

    @cached_property
    def scenarios(self) -> ScenarioTable:
        """Every scenario, option and other choice on the same worlds."""
        from mcba.analysis.decision import compare_scenarios

        return compare_scenarios(self.run, tuple(dict.fromkeys((self.main, self.analysed))))

    # --- what drives the result, and what to choose

    @cached_property
    def correlations(self) -> tuple[AchievedCorrelation, ...]:
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
        """Sobol' indices of the analysed outcome: what each assumption explains alone, and with others.

        Computed again by SALib from the same outcomes, which takes no time worth saving.
        """
        from mcba.analysis.ranking import shares_of

        return fact(lambda: shares_of(self.run, self.analysed, check="salib"))

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
        from mcba.analysis.decision.options import alternatives

        return fact(lambda: alternatives(self.at_hand))

    @cached_property
    def options(self) -> OptionTable | Missing:
        """The options side by side: outcomes, ratio and payback of each, and which one is best."""
        from mcba.analysis.decision.options import option_table

        compared = self.alternatives
        return compared if isinstance(compared, Missing) else fact(lambda: option_table(self.run, compared))

    @cached_property
    def advised(self) -> Facts:
        """The facts of the option that the answer is about, on the same worlds; of the run itself in most studies."""
        own = self.run.settings.option or PROJECT
        chosen = option_of_answer(self.run, self.options, advises=self.has_money and not self.lacking)
        return self if chosen == own else Facts(required(self.alternatives).runs[chosen])

    @cached_property
    def advice(self) -> Advice | Missing:
        """Which option the answer is about, and what would turn that answer."""
        return fact(self._advice) if self.has_money and self.chance is not None else Missing("no_balance")

    def _advice(self) -> Advice:
        from mcba.analysis.decision.variation import judged_scenarios, turning_point, verdict_on

        about, agenda = self.advised, self.agenda
        options = None if isinstance(self.options, Missing) else self.options
        assert about.chance is not None
        drivers = about.drivers if about is self else Facts(smaller(about.run, _ENOUGH)).drivers
        return Advice(
            option=about.run.settings.option or PROJECT,
            best=None if options is None else options.best,
            tied=options is not None and options.tied,
            chance=about.chance,
            verdict=verdict_on(about.summary(BALANCE), about.mean_costs),
            turning=None if isinstance(agenda, Missing) else turning_point(self.study, agenda),
            scenarios=judged_scenarios(about.scenarios, about.mean_costs),
            drivers=tuple(drivers),
        )

    @cached_property
    def accounts(self) -> Accounts | Missing:
        """What every option brings and costs, effect by effect, in money and in natural units."""
        compared = self.alternatives
        return fact(lambda: accounts_of(self.run, None if isinstance(compared, Missing) else compared))

    @cached_property
    def account_by_year(self) -> YearAccount | Missing:
        """What each year of the run brings and costs, before and after discounting."""
        return fact(lambda: account_by_year(self.run)) if self.study.flows else Missing("no_flows")

    @cached_property
    def impacts(self) -> dict[str, Impact]:
        """How each benefit becomes an impact; empty for a study without factors of impact."""
        return impact_map(self.at_hand) if self.has_money else {}

    @cached_property
    def agenda(self) -> Agenda | Missing:
        """Value of information, switching values and break-evens of the assumptions that move the balance most."""
        from mcba.analysis.decision import agenda

        compared, ranking = self.alternatives, self.ranking
        if isinstance(compared, Missing):
            return compared
        return fact(lambda: agenda(self.at_hand, compared, None if isinstance(ranking, Missing) else ranking))

    @cached_property
    def plane(self) -> Plane | Missing:
        """Where the answer switches in the plane of two assumptions."""
        from mcba.analysis.decision import plane

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
    def portrait(self) -> TypicalWorlds | Missing:
        """What worlds with a low, a middle and a high balance look like."""
        from mcba.analysis.decision import typical_worlds

        return fact(lambda: typical_worlds(self.at_hand))

    @cached_property
    def unpriced(self) -> UnpricedWorth | None:
        """What the effects without a price would have to be worth for the answer to change; None without any."""
        from mcba.analysis.decision.variation import unpriced_worth

        return unpriced_worth(self.run) if self.study.document.pm and "npv" in self.run.outcomes else None


def command_again(facts: Facts, language: str) -> str:
    """What to type for the same worlds and their report in a language, wherever the study lies.

    A function that is in no file is given again in Python.

    Parameters
    ----------
    facts : Facts
    language : str

    Returns
    -------
    str

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> command_again(Facts(run), "en").partition(" && ")[2]
    'mcba report results --language en'
    """
    settings, function = facts.run.settings, facts.study.function
    if function is not None and function.file is None:
        is_name = function.name.isidentifier() and not iskeyword(function.name)
        return f'mcba.verify("results", function={function.name if is_name else "function"})'
    allowed = ["--allow-python"] if isinstance(function, PythonFunction) else []
    words = ["mcba", "run", facts.study.name, "--worlds", settings.worlds, "--seed", settings.seed]
    words += ["--sampler", settings.sampler]
    for name in ("scenario", "option"):
        if (chosen := getattr(settings, name)) is not None:
            words += [f"--{name}", chosen]
    words += [word for value in _values_set(facts.study) for word in ("--set", value)]
    report = ["mcba", "report", "results", "--language", language, *allowed]
    return f"{shlex.join([*map(str, words), *allowed, '--out', 'results'])} && {shlex.join(report)}"


def _values_set(study: Study) -> Iterator[str]:
    """What was set on the command line, as the study says it is: `name=value`, the value as a study file writes it."""
    import tomlkit

    reasons = {str(lexicon_of(language)["command"]["set_reason"]) for language in languages()}
    keys = Distribution.model_fields.keys()
    for name, entry in {**study.document.assumptions, **study.document.choices}.items():
        stated = entry.model_dump(mode="json", exclude_unset=True)
        if reasons & {*(stated.get("reason") or {}).values()}:
            value = {key: part for key, part in stated.items() if key in keys}
            alone = value["value"] if value.keys() == {"value"} else None
            table = tomlkit.inline_table()
            table.update(value)
            yield f"{name}={table.as_string() if alone is None else tomlkit.item(alone).as_string()}"
