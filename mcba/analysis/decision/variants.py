"""ScenarioTable, options and other values of choices on the same worlds, with paired differences and their errors.

One engine for every page. All variants of a study are drawn with one budget, their outcomes asked together, and each is
compared with the run in the worlds that both kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mcba.analysis.decision.discount_rates import fitting_presets
from mcba.analysis.economics.ratios import summary_or_reason
from mcba.analysis.outcome_names import BALANCE, BENEFITS, COSTS, RATIO
from mcba.analysis.reruns import (
    affordable,
    as_variant,
    in_common,
    paired,
    smaller,
    study_of,
    with_override,
    with_worlds,
)
from mcba.analysis.world_arrays import UNDEFINED_ESTIMATE
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary, mean
from mcba.engine.estimates.rounding import freed
from mcba.errors import McbaError, Note
from mcba.study import DISCOUNT_RATE, Study, is_certain
from mcba.study.document import Distribution

__all__ = [
    "DISCOUNT_RATE",
    "OutcomeChange",
    "Outside",
    "ScenarioTable",
    "VariantOutcomes",
    "compare_scenarios",
]


@dataclass(frozen=True)
class Outside:
    """A value that lies beyond what the assumption was thought able to be, `low` to `high`."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class OutcomeChange(Displayed):
    """One outcome of a variant beside that of the run.

    Attributes
    ----------
    summary : Summary
    probability : Estimate
        The share of worlds above the outcome's threshold: 1 for a ratio, else 0.
    difference : Estimate
        Its mean minus that of the run, world by world, so that what they share cancels: the error is far smaller than
        that of either mean. Not a number where some world has no finite outcome.
    base : float
        With every assumption at its base value.
    """

    summary: Summary
    probability: Estimate
    difference: Estimate
    base: float


@dataclass(frozen=True, repr=False)
class VariantOutcomes(Displayed):
    """The outcomes of a study under other values.

    Attributes
    ----------
    kind : str
        `run` for the run itself; `scenario`, `option` or `choice` as the study file has it; `preset` for a discount
        rate of the library.
    name : str
        Of the scenario, option, choice or preset.
    settings : mapping of str to object
        What is set, and to what.
    outcomes : mapping of str to OutcomeChange or Note
        Empty for a variant that could not be drawn.
    outside : tuple of Outside
        Values beyond what the study thinks possible.
    reason : Note or None
        Why the variant could not be drawn.
    """

    kind: str
    name: str
    settings: Mapping[str, object]
    outcomes: Mapping[str, OutcomeChange | Note]
    outside: tuple[Outside, ...] = ()
    reason: Note | None = None


@dataclass(frozen=True, repr=False)
class ScenarioTable(Displayed):
    """The variants of a study on the same worlds.

    `worlds` were drawn of each; `whole` says whether these are all that the run has. `own` is the run itself on these
    worlds, with differences of zero.
    """

    worlds: int
    whole: bool
    own: VariantOutcomes
    variants: tuple[VariantOutcomes, ...]

    def of_kind(self, *kinds: str) -> tuple[VariantOutcomes, ...]:
        """The variants of some kinds."""
        return tuple(variant for variant in self.variants if variant.kind in kinds)


def compare_scenarios(run: Run, outcomes: Sequence[str] | None = None) -> ScenarioTable:
    """Every scenario, option and alternative value of a choice of a study, on the worlds of a run.

    One thing is changed at a time: a scenario is drawn under the run's own option, an option under its scenario, a
    choice under both. Where the study names no other discount rates, those that its country prescribes are looked at.
    What changes nothing, or the same as something before it, is left out, and so is the null alternative among the
    options; every scenario that changes something stands.

    Parameters
    ----------
    run : Run
        Of a study.
    outcomes : sequence of str, optional
        The balance and the ratio when absent, or the first outcome of a study without them.

    Returns
    -------
    ScenarioTable

    Raises
    ------
    RunError
        For a run without a study.

    Examples
    --------
    >>> import mcba
    >>> found = compare_scenarios(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> [variant.name for variant in found.variants][:2]
    ['low', 'high']
    """
    wanted = tuple(headline_outcomes(run) if outcomes is None else outcomes)
    changes = list(_changes(run))
    parts = _with_parts(wanted)
    reference = smaller(with_worlds(run), affordable(run, parts, len(changes) + 1), keep=parts)
    own = _compared(reference, reference, wanted)
    return ScenarioTable(
        worlds=reference.settings.worlds,
        whole=reference.settings.worlds == run.settings.worlds,
        own=VariantOutcomes("run", "", {}, own),
        variants=tuple(one for change in changes if not _is_nothing(one := _drawn(reference, change, wanted))),
    )


def _is_nothing(variant: VariantOutcomes) -> bool:
    """Whether an option is the null alternative by another name: its balance is zero in every world."""
    balance = variant.outcomes.get(BALANCE)
    if variant.kind != "option" or not isinstance(balance, OutcomeChange):
        return False
    return balance.summary.low.value == balance.summary.high.value == balance.summary.mean.value == 0


def headline_outcomes(run: Run) -> tuple[str, ...]:
    """The outcomes of an answer: the balance and the ratio, or else the first outcome."""
    known = tuple(name for name in (BALANCE, RATIO) if name in run.outcomes)
    return known or run.outcomes[:1]


@dataclass(frozen=True)
class _Change:
    kind: str
    name: str
    override: Mapping[str, object]


def _changes(run: Run) -> Iterator[_Change]:
    """What is changed, one thing at a time: nothing that says the same as the run itself or as an earlier change."""
    study, settings = study_of(run), run.settings
    document = study.document
    seen: list[Mapping[str, object]] = [{}]
    seen += [document.scenarios[settings.scenario].override] if settings.scenario is not None else []
    seen += [document.options[settings.option].override] if settings.option is not None else []
    own = {name: value for override in (_stated(study), *seen) for name, value in override.items()}
    for change in _named_changes(run):
        override = {name: value for name, value in change.override.items() if own.get(name) != value}
        if (change.kind == "scenario" and override) or override not in seen:
            yield change
        seen.append(override)


def _stated(study: Study) -> dict[str, object]:
    """The values that a study has for its choices and certain assumptions."""
    document = study.document
    certain = {name: one.value for name, one in document.assumptions.items() if isinstance(one.value, float)}
    return {**certain, **{name: choice.value for name, choice in document.choices.items()}}


def _named_changes(run: Run) -> Iterator[_Change]:
    document, settings = study_of(run).document, run.settings
    for name, scenario in document.scenarios.items():
        if name != settings.scenario:
            yield _Change("scenario", name, scenario.override)
    for name, option in document.options.items():
        if name != settings.option:
            yield _Change("option", name, option.override)
    for name, choice in document.choices.items():
        for value in choice.alternatives:
            yield _Change("choice", name, {name: value})
    for preset in fitting_presets(study_of(run)):
        yield _Change("preset", preset.name, {DISCOUNT_RATE: preset.schedule(study_of(run).horizon)})


def _with_parts(outcomes: Sequence[str]) -> tuple[str, ...]:
    """The outcomes to draw: with a balance or a ratio also its parts, which say its size and whether there is one."""
    return tuple(dict.fromkeys((*outcomes, *((BALANCE, BENEFITS, COSTS) if {BALANCE, RATIO} & set(outcomes) else ()))))


def _drawn(run: Run, change: _Change, outcomes: Sequence[str]) -> VariantOutcomes:
    settings = {name: _shown(value) for name, value in change.override.items()}
    outside = _outside(study_of(run), change.override)
    try:
        found = _compared(run, _under(run, change, outcomes), outcomes)
    except McbaError as error:
        return VariantOutcomes(change.kind, change.name, settings, {}, outside, error.note)
    return VariantOutcomes(change.kind, change.name, settings, found, outside)


def _under(run: Run, change: _Change, outcomes: Sequence[str]) -> Run:
    if change.kind == "scenario":
        return as_variant(run, scenario=change.name, option=run.settings.option, keep=_with_parts(outcomes))
    if change.kind == "option":
        return as_variant(run, scenario=run.settings.scenario, option=change.name, keep=_with_parts(outcomes))
    return with_override(run, change.override, keep=_with_parts(outcomes))  # type: ignore[arg-type]


def _compared(run: Run, other: Run, outcomes: Sequence[str]) -> dict[str, OutcomeChange | Note]:
    """Each outcome that both runs have, beside that of the run."""
    shared = [name for name in outcomes if name in run.outcomes and name in other.outcomes]
    told = {name: summary_or_reason(other, name) for name in shared}
    return {name: one if isinstance(one, Note) else _beside(run, other, name, one) for name, one in told.items()}


def _beside(run: Run, other: Run, outcome: str, summary: Summary) -> OutcomeChange:
    ours, theirs, labels = paired(run, other, outcome)
    rows = in_common(run, other)
    sizes = run.sizes(outcome)[rows[0]] + other.sizes(outcome)[rows[1]]
    is_ratio = outcome == RATIO and BALANCE in other.outcomes  # above one where the balance is above zero
    return OutcomeChange(
        summary=summary,
        probability=other.probability(BALANCE if is_ratio else outcome),
        difference=_difference(theirs - ours, sizes, labels) if math.isfinite(summary.sd) else UNDEFINED_ESTIMATE,
        base=other.base.get(outcome, math.nan),
    )


def _difference(differences: Array, sizes: Array, labels: Integers | None) -> Estimate:
    """The mean difference of quantities of these sizes; without an error where it is the same in every world.

    The spread between worlds is looked at about the first of them: what is left of it by rounding is none.
    """
    if not np.isfinite(differences).all():
        return UNDEFINED_ESTIMATE
    first = float(differences[0])
    beyond = freed(differences - first, sizes)
    found = mean(freed(differences, sizes), ranks=labels)
    return found if beyond.any() else replace(found, value=float(freed(first, sizes[0])), error=0.0)


def _shown(value: object) -> object:
    return value.stated() if isinstance(value, Distribution) else value


def _outside(study: Study, override: Mapping[str, object]) -> tuple[Outside, ...]:
    """Which overrides lie outside what the assumption was thought to be able to be."""
    found = []
    for name, value in override.items():
        family = study.families.get(name)
        if family is None or not isinstance(value, int | float) or family.batch_shape or is_certain(family):
            continue
        low, high = float(np.asarray(family.low)), float(np.asarray(family.high))
        if not low <= float(value) <= high:
            found.append(Outside(name, float(value), low, high))
    return tuple(found)
