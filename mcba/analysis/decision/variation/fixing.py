"""If we were sure: a group of assumptions frozen at one value, and the range that the others leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import affordable, known_assumption, smaller, study_of, with_families, with_worlds
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.errors import RunError
from mcba.families import Constant, Dirichlet, Family, Multinomial
from mcba.study import Study, is_certain

_KINDS = ("knowledge", "policy", "future")


@dataclass(frozen=True)
class Frozen:
    """The outcome with a group frozen; `spread_left` is its standard deviation over that of the whole.

    Where the whole has no variance, it is the width of its range over that of the whole.
    """

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

    Shares and counts of one whole are frozen at their means, for their medians do not add up to it.

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
    frozen = with_families(run, {one: _frozen(study.families[one], at) for one in names}, keep=(outcome,))
    whole, left = run.summary(outcome), frozen.summary(outcome)
    if whole.sd == 0:
        raise RunError(
            f"{outcome} is the same in every world, so there is no range to narrow",
            code="same_in_every_world",
            outcome=outcome,
        )
    spread_left = _width(left) / _width(whole) if whole.note else left.sd / whole.sd  # no variance, no deviation
    return Frozen(name, tuple(names), outcome, left, frozen.probability(outcome), spread_left)


def _frozen(family: Family, at: str) -> Constant:
    return Constant(family.mean if _is_whole(family) else getattr(family, at))


def _is_whole(family: Family) -> bool:
    """Whether its labels are parts of one whole, so that none of them moves by itself."""
    return isinstance(family, Dirichlet | Multinomial)


def _width(found: Summary) -> float:
    return found.range.high - found.range.low


@dataclass(frozen=True)
class IfSure:
    """The range of an outcome as it is, and without the uncertainty of one group after another.

    The groups are named `prices`, `knowledge`, `policy`, `future` and `units`. `worlds` were drawn for each; `whole`
    says whether these are all that the run has.
    """

    outcome: str
    own: Summary
    groups: tuple[Frozen, ...]
    worlds: int
    whole: bool


def if_sure(run: Run, *, outcome: str = BALANCE) -> IfSure:
    """What is left of the range when prices were known, each kind of uncertainty, or what units do not share.

    Groups that a study does not have are left out; so is a group that holds all that is uncertain, except units.

    Parameters
    ----------
    run : Run
        Of a study.
    outcome : str

    Returns
    -------
    IfSure

    Examples
    --------
    >>> import mcba
    >>> found = if_sure(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> [group.name for group in found.groups]
    ['prices', 'knowledge', 'policy', 'future']
    """
    chosen = groups_of(study_of(run))
    reference = smaller(with_worlds(run), affordable(run, [outcome], len(chosen) + 1), keep=[outcome])
    return IfSure(
        outcome=outcome,
        own=reference.summary(outcome),
        groups=tuple(freeze(reference, names, outcome=outcome, name=name) for name, names in chosen.items()),
        worlds=reference.settings.worlds,
        whole=reference.settings.worlds == run.settings.worlds,
    )


def groups_of(study: Study) -> dict[str, list[str]]:
    """The groups of uncertain assumptions about which one could be sure."""
    known = study.document.assumptions
    uncertain = [name for name in known if not is_certain(study.families[name])]
    kinds = {kind: [name for name in uncertain if known[name].kind == kind] for kind in _KINDS}
    prices = [name for name in uncertain if is_price(study, name)]
    parts = {name: names for name, names in {"prices": prices, **kinds}.items() if 0 < len(names) < len(uncertain)}
    units = [name for name in uncertain if known[name].drawn == "each_unit" and not _is_whole(study.families[name])]
    return parts | ({"units": units} if units else {})


def is_price(study: Study, name: str) -> bool:
    """Whether an assumption is a price: its unit has the currency above the line."""
    unit = study.document.assumptions[name].unit or ""
    return unit.split("/")[0].strip() == study.document.study.currency
