"""What published figures leave open: which assumptions they narrow, by how much, and which they do not.

Worlds are drawn from the stated assumptions and given weights so that the figures hold as they are read
(`mcba.analysis.published.claims`). What the weights do to an assumption is what the figures say about it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mcba.analysis.published.claims import Claim, claim, is_event, weights
from mcba.analysis.published.updates import Tie, Update, information, samples_of, ties, update
from mcba.analysis.rerun import study_of
from mcba.engine import Array, Progress, Run, Settings, checked
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.estimates import Estimate
from mcba.engine.program import Plan, base_case, evaluate
from mcba.errors import Note, RunError, suggestion
from mcba.families import Family
from mcba.study import Study, apply_variants, is_certain
from mcba.study.document import ASKED, READINGS, Published

FEWEST = 200  # worlds in effect that an answer needs
FEW = 0.05  # of the worlds in effect, below which the answer says so
FIRST = 1_024  # worlds that show what kind of outcome it is
ENOUGH = 2**16  # worlds of a calibration for which nobody asked a number
WIDER = 2.0  # times, for spreads that were chosen to give the figures
ROUNDING = 1e-12  # of the largest value: a smaller spread is none
JUDGED = ("assumed", "elicited")  # what somebody may have been too sure of
BALANCE = "npv"
Unused = tuple[Published, Note]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What published figures leave open.

    Attributes
    ----------
    study : Study
    seed : int
    sampler : str
    widen : float
        How many times wider than stated every assumed spread was made.
    mass : float
        Of the ranges.
    claims : tuple of Claim
        The figures that were used.
    unused : tuple of (Published, Note)
        The others, and why: `same_in_every_world`, `at_base_values`, `no_such_reading` or `another_reading`.
    weights : (world,)
        With mean 1; 0 where a world does not agree.
    effective : float
        As many unweighted worlds would say as much (Kish 1965).
    information : Estimate
        What the figures say of all assumptions together, in bits.
    assumptions : tuple of Update
        Every uncertain one that the figures depend on, the most informed first.
    outcomes : tuple of Update
        The outcomes of the figures, and the balance.
    ties : tuple of Tie
        Pairs that are tied together, the closest first.
    apart : tuple of str
        Uncertain assumptions on which no figure depends.
    """

    study: Study
    seed: int
    sampler: str
    widen: float
    mass: float
    claims: tuple[Claim, ...]
    unused: tuple[Unused, ...]
    weights: Array
    effective: float
    information: Estimate
    assumptions: tuple[Update, ...]
    outcomes: tuple[Update, ...]
    ties: tuple[Tie, ...]
    apart: tuple[str, ...]

    @property
    def agreeing(self) -> int:
        """How many worlds agree at all."""
        return int(np.count_nonzero(self.weights))

    @property
    def ruled_out(self) -> Estimate:
        """What the figures say of all assumptions together: as much as leaving out this share of the worlds would."""
        left = 2.0**-self.information.value
        return replace(self.information, value=1.0 - left, error=math.log(2.0) * left * self.information.error)

    @property
    def assumed(self) -> bool:
        """Whether any of the assumptions that the figures depend on is a judgement, which could be made wider."""
        return any(_is_judged(self.study, one.name) for one in self.assumptions)

    @property
    def narrows(self) -> bool:
        """Whether any assumption becomes narrower."""
        return any(one.verdict == "narrower" for one in self.assumptions)

    @property
    def says_nothing(self) -> bool:
        """Whether the figures hold already in the worlds as stated."""
        return bool((self.weights == 1).all())


def calibrate(
    given: Run | Study,
    *,
    outcome: str | None = None,
    reading: str | None = None,
    widen: float = 1.0,
    worlds: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Say what published figures leave open of the assumptions.

    Parameters
    ----------
    given : Run or Study
    outcome : str, optional
        Only the figures of this outcome; those of all outcomes together when absent, each figure once.
    reading : str, optional
        In place of the readings of the study file: `central-50`, `central-80`, `central-90`, `worst-to-base` (the low
        end has 5 % below it, the high end half) or `within` (the truth lies in the range) for ranges; `observed`
        (within its tolerance), `mean` or `median` for single figures.
    widen : float
        Make every assumed spread so many times wider first, about its median: by its logarithm where it cannot be
        negative, by its odds where it is a share. The stated spreads of a calibration were chosen to give the figure,
        so that as stated they can hardly be narrowed by it.
    worlds, seed : optional
        In place of those of the run or of the study.
    progress : callable, optional
        Called with the number of worlds done since the last call.

    Returns
    -------
    Calibration
        Without claims where the study publishes no figure that says something of the worlds.

    Raises
    ------
    RunError
        Where no worlds agree, too few (fewer than 200 in effect), or figures contradict each other.

    References
    ----------
    Csiszar (1975), doi:10.1214/aop/1176996454; Jeffrey (1965), The Logic of Decision; Kish (1965), Survey Sampling;
    Poole & Raftery (2000), doi:10.1080/01621459.2000.10474324 (conditioning the inputs of a model on what is known of
    its outcome).

    Examples
    --------
    >>> import mcba
    >>> found = mcba.calibrate(mcba.load("studies/mobility-mentoring"), worlds=8_192)
    >>> [one.published.outcome for one in found.claims], found.agreeing < 8_192
    (['positive', 'income_largest'], True)
    """
    study, settings = _asked(given, worlds, seed)
    if reading is not None and reading not in ASKED:
        raise RunError(f"reading = {reading!r}; allowed are {', '.join(ASKED)}")
    if not (isinstance(widen, int | float) and math.isfinite(widen) and widen >= 1):
        raise RunError(f"widen = {widen!r}; give how many times wider, from 1 on")
    read, unused = _read(study, settings, _figures(study, outcome), reading)
    if not read:
        return _nothing(study, settings, widen, unused)
    names = tuple(dict.fromkeys([one.outcome for one, _ in read]))
    with_balance = (*names, BALANCE) if BALANCE in study.outcomes and BALANCE not in names else names
    drawn, values = _drawn(Plan(study, settings, with_balance), widen, progress)
    claims = tuple(claim(one, its_reading, values[one.outcome], settings.mass) for one, its_reading in read)
    needed = {one.name for one in Plan(study, settings, names).drawing.drawn}
    drawn = {name: array for name, array in drawn.items() if name in needed}
    return _calibrated(study, settings, widen, claims, unused, drawn, values)


def calibrations(
    given: Run | Study, *, widen: float | None = None, worlds: int | None = None, **options: Any
) -> tuple[Calibration, ...]:
    """Say what published figures leave open, and of wider spreads too where they narrow none of the stated ones.

    Parameters
    ----------
    given : Run or Study
    widen : float, optional
        Calibrate once, with so many times wider spreads. When absent: as stated and, where that narrows nothing
        though some of the spreads are judgements, once more with spreads twice as wide.
    worlds : int, optional
        Those of the run or of the study when absent, 65,536 at most.
    **options
        As in `calibrate`.

    Examples
    --------
    >>> import mcba
    >>> [one.widen for one in calibrations(mcba.load("studies/schilderswijk-moeders"), worlds=8_192)]
    [1.0, 2.0]
    """
    worlds = enough_worlds(given) if worlds is None else worlds
    first = calibrate(given, widen=widen or 1.0, worlds=worlds, **options)
    if widen is not None or first.narrows or not first.assumed:
        return (first,)
    return (first, calibrate(given, widen=WIDER, worlds=worlds, **options))


def enough_worlds(given: Run | Study) -> int:
    """The worlds of a calibration for which nobody asked a number: those of the run or study, 65,536 at most."""
    stated = given.settings if isinstance(given, Run) else given.document.run
    return min(stated.worlds, ENOUGH)


def _asked(given: Run | Study, worlds: int | None, seed: int | None) -> tuple[Study, Settings]:
    if isinstance(given, Run):
        study, known = study_of(given), given.settings
        settings = Settings(known.worlds, known.seed, known.sampler, known.mass, known.failed)
    else:
        study, stated = given, given.document.run
        settings = Settings(stated.worlds, stated.seed, stated.sampler, stated.mass, stated.failed)
    count = checked("worlds", settings.worlds if worlds is None else worlds, least=FEWEST)
    return study, replace(
        settings,
        worlds=-(-count // RANDOMISATIONS) * RANDOMISATIONS,
        seed=checked("seed", settings.seed if seed is None else seed, least=0),
    )


# --- which figures, and what they say


def _figures(study: Study, outcome: str | None) -> list[Published]:
    published = study.document.published
    if outcome is None:
        return list(published)
    found = [one for one in published if one.outcome == outcome]
    if not found:
        known = list(dict.fromkeys(one.outcome for one in published))
        raise RunError(
            f"no figure of {outcome!r} was published; {suggestion(outcome, known)}; "
            f"there are figures of {', '.join(known) or 'none'}"
        )
    return found


def _read(
    study: Study, settings: Settings, figures: Sequence[Published], reading: str | None
) -> tuple[list[tuple[Published, str]], tuple[Unused, ...]]:
    """The figures that say something of the worlds, each with its reading, and the others with the reason."""
    if not figures:
        return [], ()
    names = tuple(dict.fromkeys(one.outcome for one in figures))
    _, first = _drawn(Plan(study, replace(settings, worlds=FIRST), names), 1.0, None)
    read: list[tuple[Published, str]] = []
    unused: list[Unused] = []
    seen = set()
    for one in figures:
        key, values = (one.outcome, one.figures), first[one.outcome]
        taken = _as_stated(study, one, values) if reading is None else reading
        if np.ptp(values) <= ROUNDING * np.abs(values).max() and not is_event(values):
            unused.append((one, Note("same_in_every_world")))
        elif taken is None:
            unused.append((one, Note("at_base_values")))
        elif READINGS[taken].of != READINGS[one.reading].of:
            unused.append((one, Note("no_such_reading", {"reading": taken})))
        elif key in seen:
            unused.append((one, Note("another_reading")))
        else:
            seen.add(key)
            read.append((one, taken))
    return read, tuple(unused)


def _as_stated(study: Study, published: Published, values: Array) -> str | None:
    """The reading of the study file, as one of those that say something of the worlds; None where it is none."""
    match published.reading:
        case "base":
            return "holds" if is_event(values) else None
        case "scenarios":
            high = base_case(apply_variants(study, scenario=published.high_scenario))[published.outcome]
            is_base = math.isclose(high, base_case(study)[published.outcome], rel_tol=1e-9)
            return "worst-to-base" if is_base else "within"
        case known:
            return str(known)


def _outcomes_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.published.outcome for one in claims))


def _nothing(study: Study, settings: Settings, widen: float, unused: tuple[Unused, ...]) -> Calibration:
    return Calibration(
        study=study,
        seed=settings.seed,
        sampler=settings.sampler,
        widen=float(widen),
        mass=settings.mass,
        claims=(),
        unused=unused,
        weights=np.ones(settings.worlds),
        effective=float(settings.worlds),
        information=Estimate(0.0, 0.0),
        assumptions=(),
        outcomes=(),
        ties=(),
        apart=(),
    )


# --- the worlds


def _drawn(plan: Plan, widen: float, progress: Progress | None) -> tuple[dict[str, Array], dict[str, Array]]:
    """Every uncertain assumption, and every outcome, in every world; a repeated assumption by its mean."""
    study, worlds, outcomes = plan.study, plan.settings.worlds, plan.keep or ()
    uncertain = [one.name for one in plan.drawing.drawn if not is_certain(one.family)]
    wider = {name: _widening(study.families[name], widen) for name in uncertain if _is_judged(study, name)}
    drawn = {name: np.empty(worlds) for name in uncertain}
    values = {name: np.empty(worlds) for name in outcomes}
    workspace: list[Array] = []
    for start in range(0, worlds, plan.block_rows):
        stop = min(start + plan.block_rows, worlds)
        draws = plan.drawing.block(start, stop)
        if widen != 1:
            draws = {name: wider[name](array) if name in wider else array for name, array in draws.items()}
        for name, array in drawn.items():
            array[start:stop] = draws[name].reshape(-1, stop - start).mean(axis=0)
        found = evaluate(plan.compiled.program, draws, stop - start, workspace)
        for name, array in values.items():
            array[start:stop] = found[name]
        if progress is not None:
            progress(stop - start)
    return _defined(plan, drawn, values)


def _is_judged(study: Study, name: str) -> bool:
    assumption = study.document.assumptions[name]
    # What is drawn for each unit or year varies between them, however well it is known.
    return assumption.status in JUDGED and assumption.drawn == "once" and not study.families[name].discrete


def _widening(family: Family, times: float) -> Callable[[Array], Array]:
    """Draws of a distribution made wider about its median, on the scale on which it has no end."""
    low, high = (float(np.min(family.low)), float(np.max(family.high)))
    median = np.asarray(family.median)
    if low >= 0 and high <= 1 and (median > 0).all() and (median < 1).all():
        odds = median / (1 - median)
        return lambda x: _share(odds * _odds(x, odds) ** times)
    if low >= 0 and (median > 0).all():
        return lambda x: np.asarray(median * (x / median) ** times)
    return lambda x: np.asarray(median + times * (x - median))


def _odds(share: Array, of: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(share / (1 - share) / of)


def _share(odds: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(odds), 1.0, odds / (1 + odds))


def _defined(
    plan: Plan, drawn: dict[str, Array], values: dict[str, Array]
) -> tuple[dict[str, Array], dict[str, Array]]:
    defined = np.logical_and.reduce([np.isfinite(array) for array in values.values()])
    if defined.all():
        return drawn, values
    if plan.settings.failed != "drop":
        names = ", ".join(name for name, array in values.items() if not np.isfinite(array).all())
        raise RunError(
            f"{names} is undefined in {np.count_nonzero(~defined):,} of {defined.size:,} worlds; `mcba run` says where",
            code="undefined_in_worlds",
            outcomes=tuple(name for name, array in values.items() if not np.isfinite(array).all()),
            count=int(np.count_nonzero(~defined)),
            worlds=defined.size,
        )
    # Each randomisation keeps its first worlds that are defined, as many as the one with the fewest, so that worlds are
    # still dealt to them in turn. Whole rounds in which all 16 are defined would be few, or none.
    by_round = defined.reshape(-1, RANDOMISATIONS)
    rounds = np.argsort(~by_round, axis=0, kind="stable")[: by_round.sum(axis=0).min()]
    kept = (rounds * RANDOMISATIONS + np.arange(RANDOMISATIONS)).ravel()
    return ({name: one[kept] for name, one in part.items()} for part in (drawn, values))  # type: ignore[return-value]


# --- what the weights do


def _calibrated(
    study: Study,
    settings: Settings,
    widen: float,
    claims: tuple[Claim, ...],
    unused: tuple[Unused, ...],
    drawn: Mapping[str, Array],
    values: Mapping[str, Array],
) -> Calibration:
    count = next(iter(values.values())).size
    weight = weights(claims, count)
    effective = float(weight.sum() ** 2 / np.sum(weight**2))
    _refuse_few(weight, effective, claims)
    samples = samples_of(claims, weight)
    changes = [update(name, array, samples, settings.mass) for name, array in drawn.items()]
    shown = dict.fromkeys([*_outcomes_of(claims), *(name for name in values if name == BALANCE)])
    outcomes = [update(name, values[name], samples, settings.mass) for name in shown if not is_event(values[name])]
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    return Calibration(
        study=study,
        seed=settings.seed,
        sampler=settings.sampler,
        widen=float(widen),
        mass=settings.mass,
        claims=claims,
        unused=unused,
        weights=weight,
        effective=effective,
        information=information(samples),
        assumptions=tuple(sorted(changes, key=lambda one: -one.information.value)),
        outcomes=tuple(outcomes),
        ties=ties(drawn, samples),
        apart=tuple(name for name in uncertain if name not in drawn),
    )


def _refuse_few(weight: Array, effective: float, claims: Sequence[Claim]) -> None:
    if effective >= FEWEST:
        return
    agreeing = int(np.count_nonzero(weight))
    needed = weight.size * FEWEST / effective
    unit = 10 ** int(math.log10(needed))
    advised = math.ceil(needed / unit) * unit
    raise RunError(
        f"only {agreeing:,} of {weight.size:,} worlds agree ({'; '.join(map(str, claims))}), with as much weight as "
        f"{effective:,.0f} equal ones; {FEWEST} are needed. Draw about {advised:,} worlds (--worlds), look whether "
        "the stated assumptions allow the figure at all, widen them (--widen 2), or take another reading (--reading)",
        code="too_few_agree",
        agreeing=agreeing,
        worlds=weight.size,
        effective=int(effective),
        least=FEWEST,
        advised=advised,
    )
