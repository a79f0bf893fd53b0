"""Scenarios, levers and discount rates on the same worlds, with paired differences and their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from mcba.analysis.rerun import BALANCE, as_variant, paired, study_of, with_override
from mcba.engine.estimate import Estimate, Summary, mean
from mcba.engine.result import Run
from mcba.errors import RunError
from mcba.study.document import Law, NumberOrYears, Text
from mcba.study.library import find_entry
from mcba.study.model import DISCOUNT_RATE, Study, is_certain

__all__ = ["DISCOUNT_RATE", "Outcome", "Outside", "Preset", "discounting", "presets", "scenarios", "sweep"]

LONGEST = 500
"""Cells of a table of levers beyond which the crossing is refused."""


@dataclass(frozen=True)
class Outside:
    """A value that lies beyond what the assumption was thought able to be, `low` to `high`."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Outcome:
    """One outcome under other values, on the worlds of the run.

    `difference` is its mean minus that of the run, world by world, so that what they share cancels; its error is far
    smaller than that of either mean. `probability` is the chance that the outcome lies above zero. `outside` holds the
    values that lie beyond what was thought possible.
    """

    name: str
    settings: Mapping[str, object]
    outcome: str
    summary: Summary
    probability: Estimate
    difference: Estimate
    outside: tuple[Outside, ...] = ()


def _compared(
    run: Run, other: Run, name: str, settings: Mapping[str, object], outcome: str, outside: Sequence[Outside] = ()
) -> Outcome:
    ours, theirs, labels = paired(run, other, outcome)
    return Outcome(
        name=name,
        settings=dict(settings),
        outcome=outcome,
        summary=other.summary(outcome),
        probability=other.probability(outcome),
        difference=mean(theirs - ours, ranks=labels),
        outside=tuple(outside),
    )


# --- scenarios of the study


def scenarios(run: Run, names: Sequence[str] | None = None, *, outcome: str = BALANCE) -> tuple[Outcome, ...]:
    """The scenarios of a study, all when no names are given; those without an override are left out.

    Raises
    ------
    RunError
        For a scenario that the study does not have.
    """
    study = study_of(run)
    known = study.document.scenarios
    for name in names or ():
        if name not in known:
            raise RunError(f"the study has no scenario {name!r}; it has {', '.join(known) or 'none'}")
    chosen = [name for name in (known if names is None else names) if known[name].override]
    return tuple(
        _compared(
            run,
            as_variant(run, scenario=name, option=run.settings.option, keep=(outcome,)),
            name,
            {key: _shown(value) for key, value in known[name].override.items()},
            outcome,
            _outside(study, known[name].override),
        )
        for name in chosen
    )


def _shown(value: object) -> object:
    return value.stated() if isinstance(value, Law) else value


def _outside(study: Study, override: Mapping[str, object]) -> list[Outside]:
    """Which overrides lie outside what the assumption was thought to be able to be."""
    found = []
    for name, value in override.items():
        family = study.families.get(name)
        if family is None or isinstance(value, Law) or family.batch_shape or is_certain(family):
            continue
        low, high = float(np.asarray(family.low)), float(np.asarray(family.high))
        number = float(value)  # type: ignore[arg-type]
        if not low <= number <= high:
            found.append(Outside(name, number, low, high))
    return found


# --- levers crossed with the uncertainties


def sweep(
    run: Run, levers: Mapping[str, Sequence[float]] | None = None, *, outcome: str = BALANCE
) -> tuple[Outcome, ...]:
    """Every combination of levers, each on all the worlds.

    Parameters
    ----------
    levers : mapping of name to values, optional
        Choices (or assumptions that are set); every choice with its alternatives when absent.

    Raises
    ------
    StudyError
        For a lever that is neither choice nor assumption.
    RunError
        For more than 500 combinations.
    """
    chosen: dict[str, Sequence[NumberOrYears]] = (
        {
            name: (choice.value, *choice.alternatives)
            for name, choice in study_of(run).document.choices.items()
            if choice.alternatives
        }
        if levers is None
        else dict(levers)
    )
    cells = int(np.prod([len(values) for values in chosen.values()]))
    if cells > LONGEST:
        raise RunError(f"{cells} combinations of levers are more than {LONGEST}; give fewer values, or fewer levers")
    found = []
    for values in product(*chosen.values()):
        settings = dict(zip(chosen, values, strict=True))
        name = ", ".join(f"{lever} = {value}" for lever, value in settings.items())
        found.append(_compared(run, with_override(run, settings, keep=(outcome,)), name, settings, outcome))
    return tuple(found)


# --- discount rates


@dataclass(frozen=True)
class Preset:
    """A discount rate set by rule, and when it held.

    `steps` holds (first year, rate): the rate from that year on. `status` is that of the entry of the evidence
    library it is taken from.
    """

    name: str
    entry: str
    steps: tuple[tuple[int, float], ...]
    dates: Text
    status: str

    def schedule(self, horizon: int) -> NumberOrYears:
        """The rate for a study of this horizon: one number, or one for each year from 1 on."""
        yearly = [
            max((first, rate) for first, rate in self.steps if first <= year)[1] for year in range(1, horizon + 1)
        ]
        return tuple(yearly) if len(set(yearly)) > 1 else self.steps[0][1]


_DATES = {
    "nl-1995": ("nl/discount-rate/nl-1995", Text(en="1995 to 2007", nl="1995 tot 2007")),
    "nl-2016": ("nl/discount-rate/nl-2016", Text(en="April 2016 to 2020", nl="april 2016 tot en met 2020")),
    "nl-2021": ("nl/discount-rate/nl-2021", Text(en="from January 2021", nl="vanaf januari 2021")),
    "uk-3.5": ("uk/discount-rate/green-book", Text(en="from 2003; reviewed in 2026", nl="vanaf 2003; in 2026 herzien")),
}
_LATER = {"uk-3.5": ((31, 0.03), (76, 0.025), (126, 0.02), (201, 0.015), (301, 0.01))}
"""HM Treasury, The Green Book, annex 6: the long-term rates. A review of them was concluded in June 2026: look up what
holds now."""


def presets() -> tuple[Preset, ...]:
    """The discount rates that are kept by name, each with its dates and the status of its entry in the library.

    Examples
    --------
    >>> [preset.name for preset in presets()]
    ['nl-1995', 'nl-2016', 'nl-2021', 'uk-3.5']
    """
    found = []
    for name, (entry_id, dates) in _DATES.items():
        entry = find_entry(entry_id)
        if not isinstance(entry.value, float):
            raise RunError(f"the library entry {entry_id!r} gives no single rate")
        found.append(Preset(name, entry_id, ((1, entry.value), *_LATER.get(name, ())), dates, entry.status))
    return tuple(found)


def discounting(run: Run, *, outcome: str = BALANCE) -> tuple[Outcome, ...]:
    """The outcome under each preset discount rate, on the same worlds.

    Raises
    ------
    RunError
        For a study without a choice `discount_rate`.
    """
    study = study_of(run)
    if DISCOUNT_RATE not in study.document.choices:
        raise RunError(f"the study has no choice {DISCOUNT_RATE!r}, so there is no rate to replace by another")
    return tuple(
        _compared(
            run,
            with_override(run, {DISCOUNT_RATE: (rate := preset.schedule(study.horizon))}, keep=(outcome,)),
            preset.name,
            {DISCOUNT_RATE: rate},
            outcome,
        )
        for preset in presets()
    )
