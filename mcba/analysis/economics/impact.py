"""The impact map: of each benefit the outcome, what is taken off it, and the impact that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mcba.analysis.economics.accounts.worlds_again import WorldsAgain
from mcba.engine import Run
from mcba.engine.estimates import Summary
from mcba.study import YEAR
from mcba.study.formula import stated_tree


@dataclass(frozen=True)
class Impact:
    """How the outcome of one benefit becomes an impact, after the SROI guide (SROI Network, 2012, stage 4).

    Attributes
    ----------
    outcome : Summary
        What the formula gives in a year, before anything is taken off.
    factors : mapping of str to Summary
        Deadweight, displacement and attribution, those that are given.
    lost : Summary or None
        The share lost each year after the first.
    impact : Summary
        What is left in a year, before any of it fades.
    """

    outcome: Summary
    factors: Mapping[str, Summary]
    lost: Summary | None
    impact: Summary


def impact_map(run: Run) -> dict[str, Impact]:
    """The impact of every benefit of a study; empty where none of them has a factor of impact.

    Parameters
    ----------
    run : Run
        Of a study; looked at in its first worlds, as `summary.worlds` says.

    Returns
    -------
    dict of str to Impact
        By benefit; amounts in the currency of the study. A benefit that some world leaves undefined is left out.

    Examples
    --------
    >>> import mcba
    >>> impact = impact_map(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))["stabilisation"]
    >>> left = impact.outcome.mean.value * impact.factors["attribution"].mean.value
    >>> abs(impact.impact.mean.value / left - 1) < 0.01  # both are drawn, and independent
    True
    """
    again = WorldsAgain(run)
    benefits = again.study.document.benefits
    if not any(flow.factors or flow.drop_off is not None for flow in benefits.values()):
        return {}
    outputs: dict[tuple[str, str], int] = {}
    builder, values = again.economics.builder, again.economics.values
    for name, flow in benefits.items():
        shares = {**flow.factors, **({} if flow.lost is None else {"lost": flow.lost})}
        parts = {
            key: values[share] if isinstance(share, str) else builder.constant(share) for key, share in shares.items()
        }
        parts |= {"outcome": builder.formula(stated_tree(flow), values), "impact": again.economics.amounts[name]}
        outputs |= {(name, part): _as_one_number(again, value, part) for part, value in parts.items()}
    told = again.summaries(outputs, quickly=True)
    return {
        name: Impact(
            told[name, "outcome"],
            {key: told[name, key] for key in flow.factors if (name, key) in told},
            told.get((name, "lost")),
            told[name, "impact"],
        )
        for name, flow in benefits.items()
        if {(name, "outcome"), (name, "impact")} <= told.keys()
    }


def _as_one_number(again: WorldsAgain, value: int, part: str) -> int:
    """Amounts added up over sets; years, and shares over anything, on average."""
    builder = again.economics.builder
    for dimension in builder.dimensions(value):
        value = builder.apply("sum", value, over=dimension)
        if dimension == YEAR or part not in {"outcome", "impact"}:
            value = builder.apply("/", value, builder.constant(builder.sizes[dimension]))
    return value
