"""If we were sure: a group of assumptions frozen at one value, and the range that the others leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mcba.analysis.rerun import BALANCE, known_assumption, study_of, with_families
from mcba.engine.estimate import Estimate, Summary
from mcba.engine.result import Run
from mcba.errors import RunError
from mcba.families import Constant
from mcba.study.model import is_certain

KINDS = ("knowledge", "policy", "future")


@dataclass(frozen=True)
class Frozen:
    """The outcome with a group frozen; `spread_left` is its standard deviation over that of the whole."""

    name: str
    names: tuple[str, ...]
    outcome: str
    summary: Summary
    probability: Estimate
    spread_left: float


def freeze(
    run: Run,
    names: Sequence[str],
    *,
    at: Literal["median", "mean"] = "median",
    outcome: str = BALANCE,
    name: str = "",
) -> Frozen:
    """Freeze a group of assumptions at their medians or means; every other assumption keeps its draws.

    Raises
    ------
    RunError
        For a name that is no assumption, and for an outcome that does not vary.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> freeze(run, ["optimism"]).spread_left < 1
    True
    """
    if at not in {"median", "mean"}:
        raise RunError(f"at = {at!r}; allowed are 'median' and 'mean'")
    study = study_of(run)
    for one in names:
        known_assumption(study, one)
    frozen = with_families(run, {one: Constant(getattr(study.families[one], at)) for one in names}, keep=(outcome,))
    whole, left = run.summary(outcome), frozen.summary(outcome)
    if whole.sd == 0:
        raise RunError(f"{outcome} is the same in every world, so there is no range to narrow")
    return Frozen(name, tuple(names), outcome, left, frozen.probability(outcome), left.sd / whole.sd)


def by_unit(run: Run, *, outcome: str = BALANCE) -> Frozen | None:
    """What is left of the range when units (households, cases) no longer differ, and only what they share varies.

    None for a study in which nothing is drawn for each unit.
    """
    study = study_of(run)
    names = [
        name
        for name, assumption in study.document.assumptions.items()
        if assumption.drawn == "each_unit" and not is_certain(study.families[name])
    ]
    return freeze(run, names, outcome=outcome, name="each_unit") if names else None


def by_kind(run: Run, *, outcome: str = BALANCE) -> tuple[Frozen, ...]:
    """What is left of the range without the uncertainty of each kind: knowledge, policy, future.

    Kinds that the study does not have are left out; so is everything where there is a single kind.
    """
    study = study_of(run)
    groups = {
        kind: [
            name
            for name, assumption in study.document.assumptions.items()
            if assumption.kind == kind and not is_certain(study.families[name])
        ]
        for kind in KINDS
    }
    present = {kind: names for kind, names in groups.items() if names}
    if len(present) < 2:
        return ()
    return tuple(freeze(run, names, outcome=outcome, name=kind) for kind, names in present.items())
