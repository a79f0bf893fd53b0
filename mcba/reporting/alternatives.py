"""An outcome under every scenario, option and other choice of the study, on the same worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from mcba.analysis.rerun import study_of
from mcba.engine.compiled import apply_variants, compile_study
from mcba.engine.estimate import mean
from mcba.engine.points import RANDOMISATIONS
from mcba.engine.result import Run
from mcba.engine.run import run as draw_worlds
from mcba.errors import McbaError, Note
from mcba.study.document import NumberOrYears
from mcba.study.model import Study, variant

if TYPE_CHECKING:
    import xarray as xr

NUMBERS = 150_000_000  # numbers to be computed for all scenarios together: some seconds
FEWEST = 4_096


@dataclass(frozen=True)
class Alternative:
    """One scenario, option or other choice, and its run on the same worlds.

    `name` is that of the scenario, option or choice, and `value` what the choice is set to. `run` is None where the
    worlds could not be drawn, and `trouble` says why.
    """

    kind: str
    name: str
    value: NumberOrYears | None
    run: Run | None
    trouble: Note | None = None


def alternatives(run: Run, outcomes: Sequence[str]) -> tuple[Run, list[Alternative]]:
    """Every scenario, option and alternative choice of the study, and the run they are compared with.

    All have the same worlds: as many as can be computed in some seconds.
    """
    if run.study is None:
        return run, []
    study, settings = apply_variants(run.study, option=run.settings.option), run.settings
    document = study.document
    wanted: list[tuple[str, str, NumberOrYears | None, Mapping[str, Any]]] = [
        (kind, name, None, each.override)
        for kind, known in (("scenario", document.scenarios), ("option", document.options))
        for name, each in known.items()
        if (kind, name) not in {("scenario", settings.scenario), ("option", settings.option)}
    ]
    wanted += [
        ("choice", name, value, {name: value})
        for name, choice in document.choices.items()
        for value in choice.alternatives
    ]
    if not wanted or not outcomes:
        return run, []
    numbers = compile_study(study, list(outcomes)).program.numbers_per_world
    affordable = max(FEWEST, NUMBERS // (numbers * (len(wanted) + 1)) // RANDOMISATIONS * RANDOMISATIONS)
    count = min(settings.worlds, affordable)

    def again(other: Study) -> Run:
        return draw_worlds(
            other,
            worlds=count,
            seed=settings.seed,
            sampler=settings.sampler,
            mass=settings.mass,
            keep=list(outcomes),
        )

    reference = run if count == settings.worlds else again(study_of(run))
    found: list[Alternative] = []
    for kind, name, value, override in wanted:
        try:
            other = again(variant(study, cast("Mapping[str, float]", override)))
            found.append(Alternative(kind, name, value, other))
        except McbaError as error:
            found.append(Alternative(kind, name, value, None, error.note))
    return reference, found


def scenarios(reference: Run, others: Sequence[Alternative], outcome: str) -> xr.Dataset:
    """An outcome under each alternative, and the mean difference it makes; dimension `scenario`."""
    import xarray as xr

    shown = [one for one in others if one.run is not None and outcome in one.run.arrays]
    runs: list[Run] = [reference, *(one.run for one in shown if one.run is not None)]
    rows: dict[str, list[float]] = {}
    for each in runs:
        found = each.summary(outcome)
        difference = _difference(each, reference, outcome)
        for name, value in (
            ("low", found.range.low),
            ("low_error", found.range.low_error),
            ("median", found.median.value),
            ("median_error", found.median.error),
            ("high", found.range.high),
            ("high_error", found.range.high_error),
            ("mean", found.mean.value),
            ("mean_error", found.mean.error),
            ("difference", difference[0]),
            ("difference_error", difference[1]),
            ("base", each.base.get(outcome, math.nan)),
        ):
            rows.setdefault(name, []).append(value)
    return xr.Dataset(
        {name: ("scenario", row) for name, row in rows.items()},
        coords={
            "scenario": range(len(runs)),
            "kind": ("scenario", ["base", *(one.kind for one in shown)]),
        },
        attrs={"worlds": reference.settings.worlds, "mass": reference.settings.mass},
    )


def _difference(one: Run, other: Run, outcome: str) -> tuple[float, float]:
    """The mean difference of two runs on the same worlds, and its error."""
    first, second = one.values(outcome), other.values(outcome)
    if first.shape != second.shape:  # worlds were left out: the runs no longer match world for world
        return float(first.mean() - second.mean()), math.nan
    found = mean(first - second, randomisations=one.randomisations)
    return found.value, found.error
