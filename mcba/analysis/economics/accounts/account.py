"""Accounts: what each option brings and costs, effect by effect, in money and in natural units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mcba.analysis.economics.accounts.worlds_again import WorldsAgain
from mcba.analysis.economics.ratios import Ratio, ratio_or_reason
from mcba.analysis.outcome_names import BALANCE, BENEFITS, COSTS
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.engine.program import Economics
from mcba.errors import Note
from mcba.study import YEAR, Study
from mcba.study.formula import parse_unit

if TYPE_CHECKING:
    from mcba.analysis.decision.options.study_options import Alternatives

_NOTHING, _PROJECT = "nothing", "project"
_BY_FLOW, _BY_BEARER = "present_value", "bearer_npv"
_TOTALS = {BENEFITS: ("kind", "benefits"), COSTS: ("kind", "costs"), BALANCE: ("outcome", BALANCE)}


@dataclass(frozen=True)
class Line:
    """One line of an account: what the worlds say of it, and its value with every assumption at its base value."""

    summary: Summary
    base: float


@dataclass(frozen=True)
class NaturalAmount:
    """A quantity of the study, or what the formula of a flow gives in a year, in its own unit.

    Attributes
    ----------
    summary : Summary
        Of one number a world.
    base : float
        With every assumption at its base value.
    unit : str
        As the study file writes it; empty where it states none.
    over : mapping of str to str
        How one number was made of what is repeated over a set or over years: `sum` for a set of what can be added up
        (persons, hours), else `mean`; over years always `mean`: what a year has on average.
    """

    summary: Summary
    base: float
    unit: str
    over: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Account(Displayed):
    """What one option brings and costs.

    Attributes
    ----------
    flows : mapping of str to Line
        The present value of every benefit, cost and transfer.
    kinds : mapping of str to Line
        The present values of all `benefits` and all `costs` together; transfers add up to nothing.
    balance : Line or None
        Benefits less costs; None for a study without flows.
    bearers : mapping of str to Line
        What each bearer gains less what it loses, in present value.
    ratio : Ratio or Note
        Or why there is none.
    chance : Estimate or None
        The share of worlds in which the balance is above zero.
    quantities : mapping of str to NaturalAmount
        Every quantity of the study.
    amounts : mapping of str to NaturalAmount
        What the formula of each flow gives in a year, before any of it fades.
    undefined : tuple of str
        The quantities and flows of which some world has no finite number, and which are told of nowhere above.
    worlds : int
    """

    flows: Mapping[str, Line]
    kinds: Mapping[str, Line]
    balance: Line | None
    bearers: Mapping[str, Line]
    ratio: Ratio | Note
    chance: Estimate | None
    quantities: Mapping[str, NaturalAmount]
    amounts: Mapping[str, NaturalAmount]
    undefined: tuple[str, ...]
    worlds: int


@dataclass(frozen=True, repr=False)
class Accounts(Displayed):
    """The accounts of the options of a study, on the same worlds.

    Attributes
    ----------
    options : mapping of str to Account
        By name, `project` for the study as it stands; identical options once. The null alternative is left out: all of
        it is zero, since everything is counted against it.
    own : str
        Which of them the run itself is.
    same_as : mapping of str to str
        The options that were left out because they equal another one.
    mass : float
        The share of worlds between low and high.
    """

    options: Mapping[str, Account]
    own: str
    same_as: Mapping[str, str]
    mass: float

    @property
    def of_run(self) -> Account:
        """The account of the run itself."""
        return self.options[self.own]


def accounts_of(run: Run, alternatives: Alternatives | None = None) -> Accounts:
    """The account of every option of a study, or of the run alone where there are no options to compare.

    Money stands in the worlds of the run: totals are those that the run itself gives, and parts add up to them on
    average. Of a run that kept what its worlds say only, parts are those of its first worlds, drawn again. Natural
    units are looked at in the first worlds, as `summary.worlds` says.

    Parameters
    ----------
    run : Run
        Of a study.
    alternatives : Alternatives, optional
        The options on the worlds of this run.

    Returns
    -------
    Accounts
        Present values in the currency of the study.

    Examples
    --------
    >>> import mcba
    >>> found = accounts_of(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)).of_run
    >>> whole = sum(found.flows[name].summary.mean.value for name in ("stabilisation", "efficiency", "work"))
    >>> abs(whole / found.kinds["benefits"].summary.mean.value - 1) < 1e-9
    True
    """
    chosen = run.settings.option or _PROJECT
    if alternatives is None:
        return Accounts({chosen: _account(run)}, chosen, {}, run.settings.mass)
    own = alternatives.same_as.get(chosen, chosen)
    runs = {name: alternatives.runs[name] for name in alternatives.names if name != _NOTHING} | {own: run}
    options = {name: _account(one) for name, one in runs.items()}
    return Accounts(options, own, alternatives.same_as, alternatives.mass)


_Name: TypeAlias = tuple[str, str]
"""A group of lines, and one of them."""


def _account(run: Run) -> Account:
    again = WorldsAgain(run)
    natural, over = _in_natural_units(again)
    money = _in_money(again.economics)
    outputs = {**money, **natural}
    told = {name: summary for name, summary in _known(run, again.run) if name in outputs}
    told |= again.summaries({name: value for name, value in money.items() if name not in told})
    told |= again.summaries(natural, quickly=True)
    base = again.at_base(outputs)

    def lines(group: str) -> dict[str, Line]:
        return {
            name: Line(told[of, name], base[of, name]) for of, name in outputs if of == group and (of, name) in told
        }

    def amounts(group: str) -> dict[str, NaturalAmount]:
        units = _stated_units(again.study)
        return {
            name: NaturalAmount(line.summary, line.base, units.get(name) or "", over[group, name])
            for name, line in lines(group).items()
        }

    return Account(
        flows=lines("flow"),
        kinds=lines("kind"),
        balance=lines("outcome").get(BALANCE),
        bearers=lines("bearer"),
        ratio=ratio_or_reason(run),
        chance=run.probability(BALANCE) if BALANCE in run.outcomes else None,
        quantities=amounts("quantity"),
        amounts=amounts("amount"),
        undefined=tuple(name for group, name in outputs if (group, name) not in told),
        worlds=again.run.settings.worlds - again.run.failed_worlds,
    )


def _in_money(economics: Economics) -> dict[_Name, int]:
    """The present values of a study: by flow, by bearer, of all benefits and all costs, and the balance."""
    outcomes = economics.outcomes()
    money = {("flow", name): value for name, value in economics.present_values.items()}
    money |= {("bearer", name): value for name, value in economics.bearers().items()}
    return money | {key: outcomes[name] for name, key in _TOTALS.items() if name in outcomes}


def _known(run: Run, kept: Run) -> Iterator[tuple[_Name, Summary]]:
    """What the run tells already, and is told alike everywhere: totals of all its worlds, parts of those it kept."""
    for name, key in _TOTALS.items():
        if name in run.outcomes:
            yield key, run.summary(name)
    for array, group in ((_BY_FLOW, "flow"), (_BY_BEARER, "bearer")):
        for label in kept.labels.get(group, ()) if array in kept.arrays else ():
            yield (group, label), kept.summary(array, label=label)


def _in_natural_units(again: WorldsAgain) -> tuple[dict[_Name, int], dict[_Name, dict[str, str]]]:
    """Quantities, and what the formula of each flow gives in a year, as one number a world; and how it was made one."""
    economics, units = again.economics, _stated_units(again.study)
    asked = {("quantity", name): economics.values[name] for name in again.study.document.quantities}
    asked |= {("amount", name): value for name, value in economics.amounts.items()}
    values: dict[_Name, int] = {}
    over: dict[_Name, dict[str, str]] = {}
    for key, value in asked.items():
        adds_up = _adds_up(units.get(key[1]))
        over[key] = {
            dimension: "sum" if adds_up and dimension != YEAR else "mean"
            for dimension in economics.builder.dimensions(value)
        }
        values[key] = _as_one_number(economics, value, over[key])
    return values, over


def _as_one_number(economics: Economics, value: int, over: Mapping[str, str]) -> int:
    builder = economics.builder
    for dimension, how in over.items():
        value = builder.apply("sum", value, over=dimension)
        if how == "mean":
            value = builder.apply("/", value, builder.constant(builder.sizes[dimension]))
    return value


def _stated_units(study: Study) -> dict[str, str | None]:
    """The units of quantities and flows as the study file states them."""
    flows = {name: flow.unit for name, (_, flow) in study.flows.items()}
    return flows | {name: quantity.unit for name, quantity in study.document.quantities.items()}


def _adds_up(unit: str | None) -> bool:
    """Whether numbers in this unit can be added up: persons and hours can, prices and shares cannot."""
    symbols = parse_unit(unit or "1")
    return bool(symbols) and all(exponent > 0 for _, exponent in symbols)
