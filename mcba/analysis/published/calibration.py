"""What published figures leave open: which assumptions they narrow, by how much, and which they do not.

Worlds are drawn from the stated assumptions and given weights so that the figures hold as they are read
(`mcba.analysis.published.claims`). What the weights do to an assumption is what the figures say about it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.published.claims import Claim, claim, is_event, weights
from mcba.analysis.published.figures import Unused, figures_of, figures_with_readings
from mcba.analysis.published.prior_worlds import is_judged, prior_draws
from mcba.analysis.published.updates import Tie, Update, information_of, samples_of, ties, update
from mcba.analysis.reruns import study_of
from mcba.arrays import Array
from mcba.displayed import Displayed, named, said
from mcba.engine import Progress, Run, Settings, checked
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.estimates import Estimate
from mcba.engine.execution import Given, given_run_or_study
from mcba.engine.program import Plan
from mcba.errors import RequestError, RunError, suggestion
from mcba.study import Study, is_certain
from mcba.study.document import ASKED, ReadingName

_FEWEST = 200  # worlds in effect that an answer needs
FEW_AGREE = 0.05  # of the worlds in effect, below which the answer says so
ENOUGH = 2**16  # worlds of a calibration for which nobody asked a number
_WIDER = 2.0  # times, for spreads that were chosen to give the figures


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(Displayed):
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
    find_ties : function
        Gives `ties`.
    apart : tuple of str
        Uncertain assumptions on which no figure depends.

    Examples
    --------
    >>> import mcba
    >>> calibration = mcba.calibrate(mcba.load("studies/mobility-mentoring"), worlds=8_192)
    >>> len(calibration.claims), calibration.says_nothing, calibration.agreeing < 8_192
    (2, False, True)
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
    find_ties: Callable[[], tuple[Tie, ...]]
    apart: tuple[str, ...]

    def __repr__(self) -> str:
        """How many figures and worlds there are, and what becomes narrower."""
        narrower = [change.name for change in self.assumptions if change.verdict == "narrower"]
        worlds = f"{self.agreeing:,} of {self.weights.size:,} worlds agree"
        return said(self, [self.study.name, f"{len(self.claims)} figures", worlds, f"narrower: {named(narrower)}"])

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Pairs that are tied together, the closest first; found when they are asked for."""
        return self.find_ties()

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
        return any(is_judged(self.study, change.name) for change in self.assumptions)

    @property
    def narrows(self) -> bool:
        """Whether any assumption becomes narrower."""
        return any(change.verdict == "narrower" for change in self.assumptions)

    @property
    def says_nothing(self) -> bool:
        """Whether the figures hold already in the worlds as stated."""
        return bool((self.weights == 1).all())


def calibrate(
    given: Given,
    *,
    outcome: str | None = None,
    reading: ReadingName | None = None,
    widen: float = 1.0,
    worlds: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Say what published figures leave open of the assumptions.

    Parameters
    ----------
    given : Run, Study, str or Path
        A path is that of a study or of a saved run.
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
    RequestError
        For an unknown reading.
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
    study, settings = _asked(given_run_or_study(given), worlds, seed)
    if reading is not None and reading not in ASKED:
        raise RequestError(f"reading = {reading!r}; {suggestion(reading, ASKED, are='allowed')}")
    if not (isinstance(widen, int | float) and math.isfinite(widen) and widen >= 1):
        raise RunError(f"widen = {widen!r}; give how many times wider, from 1 on")
    read, unused = figures_with_readings(study, settings, figures_of(study, outcome), reading)
    if not read:
        return _nothing(study, settings, widen, unused)
    names = tuple(dict.fromkeys([figure.outcome for figure, _ in read]))
    with_balance = (*names, BALANCE) if BALANCE in study.outcomes and BALANCE not in names else names
    drawn, values = prior_draws(Plan(study, settings, with_balance), widen, progress)
    claims = tuple(claim(figure, its_reading, values[figure.outcome], settings.mass) for figure, its_reading in read)
    needed = {unknown.name for unknown in Plan(study, settings, names).drawing.drawn}
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

    Returns
    -------
    tuple of Calibration
        One, or two where spreads were made wider too.

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
    return (first, calibrate(given, widen=_WIDER, worlds=worlds, **options))


def enough_worlds(given: Run | Study) -> int:
    """The worlds of a calibration for which nobody asked a number: those of the run or study, 65,536 at most.

    Parameters
    ----------
    given : Run or Study

    Returns
    -------
    int
    """
    stated = given.settings if isinstance(given, Run) else given.document.run
    return min(stated.worlds, ENOUGH)


def _asked(given: Run | Study, worlds: int | None, seed: int | None) -> tuple[Study, Settings]:
    if isinstance(given, Run):
        study, own = study_of(given), given.settings
        settings = Settings(own.worlds, own.seed, own.sampler, own.mass, own.failed)
    else:
        study, stated = given, given.document.run
        settings = Settings(stated.worlds, stated.seed, stated.sampler, stated.mass, stated.failed)
    count = checked("worlds", settings.worlds if worlds is None else worlds, least=_FEWEST)
    return study, replace(
        settings,
        worlds=-(-count // RANDOMISATIONS) * RANDOMISATIONS,
        seed=checked("seed", settings.seed if seed is None else seed, least=0),
    )


def _outcomes_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim_made.published.outcome for claim_made in claims))


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
        find_ties=tuple,
        apart=(),
    )


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
        information=information_of(samples),
        assumptions=tuple(sorted(changes, key=lambda change: -change.information.value)),
        outcomes=tuple(outcomes),
        find_ties=partial(ties, drawn, samples),
        apart=tuple(name for name in uncertain if name not in drawn),
    )


def _refuse_few(weight: Array, effective: float, claims: Sequence[Claim]) -> None:
    if effective >= _FEWEST:
        return
    agreeing = int(np.count_nonzero(weight))
    needed = weight.size * _FEWEST / effective
    unit = 10 ** int(math.log10(needed))
    advised = math.ceil(needed / unit) * unit
    raise RunError(
        f"only {agreeing:,} of {weight.size:,} worlds agree ({'; '.join(map(str, claims))}), with as much weight as "
        f"{effective:,.0f} equal ones; {_FEWEST} are needed. Draw about {advised:,} worlds (--worlds), look whether "
        "the stated assumptions allow the figure at all, widen them (--widen 2), or take another reading (--reading)",
        code="too_few_agree",
        agreeing=agreeing,
        worlds=weight.size,
        effective=int(effective),
        least=_FEWEST,
        advised=advised,
    )
