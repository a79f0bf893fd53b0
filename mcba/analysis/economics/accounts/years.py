"""The account of a run year by year: when benefits, costs and transfers fall, before and after discounting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mcba.analysis.economics.accounts.worlds_again import WorldsAgain
from mcba.analysis.outcome_names import BALANCE
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Summary
from mcba.engine.program import Economics
from mcba.study import YEAR

_Name = tuple[str, str]


@dataclass(frozen=True, repr=False)
class YearAccount(Displayed):
    """What each year brings and costs, from year 0 on.

    Attributes
    ----------
    undiscounted, discounted : mapping of str to tuple of Summary
        All `benefits`, `costs` and `transfers` together, where there are such flows, and `npv`, their balance; one
        summary a year. Discounted, it is what the year adds to the present value.
    together, together_discounted : mapping of str to Summary
        The same of all years together.
    flows : mapping of str to tuple of Summary
        Every benefit, cost and transfer, undiscounted.
    discounted_flows : mapping of str to tuple of Summary
    factors : tuple of Summary
        What a euro of each year is worth in year 0.
    worlds : int
        In how many worlds they were looked at: those of the run, or the first of them where a world takes long.
    whole : bool
        Whether these are all of the run.
    """

    undiscounted: Mapping[str, tuple[Summary, ...]]
    discounted: Mapping[str, tuple[Summary, ...]]
    together: Mapping[str, Summary]
    together_discounted: Mapping[str, Summary]
    flows: Mapping[str, tuple[Summary, ...]]
    discounted_flows: Mapping[str, tuple[Summary, ...]]
    factors: tuple[Summary, ...]
    worlds: int
    whole: bool


def account_by_year(run: Run) -> YearAccount:
    """What each year brings and costs, from year 0 to the horizon.

    Parameters
    ----------
    run : Run
        Of a study with flows.

    Returns
    -------
    YearAccount
        In the currency of the study.

    Examples
    --------
    >>> import mcba
    >>> found = account_by_year(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> [round(year.mean.value, 3) for year in found.factors[:2]]
    [1.0, 0.971]
    """
    again = WorldsAgain(run)
    told = again.by_year(_outputs(again.economics))

    def group(name: str) -> dict[str, tuple[Summary, ...]]:
        return {label: years for (of, label), years in told.items() if of == name}

    factors = group("factors")[""]
    return YearAccount(
        undiscounted=group("undiscounted"),
        discounted=group("discounted"),
        together={name: summary for name, (summary,) in group("together").items()},
        together_discounted={name: summary for name, (summary,) in group("together discounted").items()},
        flows=group("flow"),
        discounted_flows=group("discounted flow"),
        factors=factors,
        worlds=factors[0].worlds,
        whole=factors[0].worlds == run.settings.worlds - run.failed_worlds,
    )


def _outputs(economics: Economics) -> dict[_Name, int]:
    """Every flow, every kind of flows and the balance in each year, before and after discounting."""
    apply, study = economics.builder.apply, economics.study
    # A value that is the same in every year is given the years that it lacks.
    ones = apply("profile", economics.builder.constant(1.0), first=0, last=study.horizon)
    flows = {name: apply("*", economics.yearly(name), ones) for name in study.flows}
    totals: dict[str, int] = {}
    for name, (kind, _) in study.flows.items():
        totals[kind] = apply("+", totals[kind], flows[name]) if kind in totals else flows[name]
    nothing = apply("*", ones, economics.builder.constant(0.0))
    totals[BALANCE] = apply("-", totals.get("benefits", nothing), totals.get("costs", nothing))
    factors = apply("*", economics.discount_factors(), ones)
    discounted = {name: apply("*", value, factors) for name, value in totals.items()}
    return {
        ("factors", ""): factors,
        **{("undiscounted", name): value for name, value in totals.items()},
        **{("discounted", name): value for name, value in discounted.items()},
        **{("together", name): apply("sum", value, over=YEAR) for name, value in totals.items()},
        **{("together discounted", name): apply("sum", value, over=YEAR) for name, value in discounted.items()},
        **{("flow", name): value for name, value in flows.items()},
        **{("discounted flow", name): apply("*", value, factors) for name, value in flows.items()},
    }
