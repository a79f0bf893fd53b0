"""The score: a run's whole model as plain data, which another program plays to the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from mcba.engine.drawing.draws import Drawing, drawing_of
from mcba.engine.drawing.samplers.registry import sampler_named
from mcba.engine.program.portable.draws import DrawWriter, certain
from mcba.engine.program.portable.points import portable_points
from mcba.engine.program.portable.tapes import PortableTape, as_variants, portable_tape
from mcba.engine.program.portable.ties import portable_ties
from mcba.engine.settings import Settings
from mcba.study import Study, apply_variants, base_value


@dataclass(frozen=True)
class Unplayable:
    """Why a study has no score: `model` (a function or a workbook), `long` or `coordinates`."""

    reason: str


def portable_score(study: Study, settings: Settings) -> dict[str, Any] | Unplayable:
    """The score of a study as a run with these settings draws it.

    Parameters
    ----------
    study : Study
        As read: options and scenarios are in the score.
    settings : Settings
        Whose seed, sampler and number of worlds decide the draws.

    Returns
    -------
    dict or Unplayable
        As `types.d.ts` of the living page says, without what the study's texts say of it.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> score = portable_score(study, mcba.run(study, worlds=1_024).settings)
    >>> len(score["variants"]), score["randomisations"]
    (10, 16)
    """
    tapes = {(tape.option, tape.scenario): tape for tape in _tapes(study)}
    if ("", "") not in tapes:
        return Unplayable("model" if study.function is not None else "long")
    drawing = _drawing(study, settings, tapes[("", "")])
    points = portable_points(drawing, settings.worlds)
    if points is None:
        return Unplayable("coordinates")
    places = {address: place for place, address in enumerate(drawing.addresses)}
    writer = DrawWriter(drawing, settings.worlds, places)
    draws = _draws(study, tapes[("", "")], writer)
    kept: list[PortableTape] = []
    of_variants: list[dict[str, Any]] = []
    for (option, scenario), tape in tapes.items():
        chosen = apply_variants(study, option=option or None, scenario=scenario or None)
        own = _drawing(chosen, settings, tape)
        if not set(own.addresses) <= places.keys():
            continue  # of more years than the study as it stands
        writer.drawing = own
        kept.append(tape)
        of_variants.append({} if chosen is study else _differing(_draws(chosen, tape, writer), draws))
    codes, variants = as_variants(kept)
    return {
        "format": 1,
        "worlds": settings.worlds,
        "seed": settings.seed,
        "randomisations": sampler_named(settings.sampler).randomisations,
        "mass": settings.mass,
        "points": points,
        "ties": portable_ties(drawing, settings.worlds),
        "tables": writer.tables,
        "draws": draws,
        "codes": codes,
        "variants": [{**variant, "draws": own} for variant, own in zip(variants, of_variants, strict=True)],
        "locked": _locked(study, draws),
    }


def addresses_of(study: Study) -> int:
    """How many uniforms a world of a study takes.

    Examples
    --------
    >>> import mcba
    >>> addresses_of(mcba.load("studies/schilderswijk-moeders"))
    22
    """
    tape = portable_tape(study)
    settings = Settings(16, 0, "sobol", 0.9)
    return 0 if tape is None else len(_drawing(study, settings, tape).addresses)


def _tapes(study: Study) -> list[PortableTape]:
    """The study as it stands first; without those that no page can play."""
    variants = product(("", *study.document.options), ("", *study.document.scenarios))
    tapes = (portable_tape(study, option=option, scenario=scenario) for option, scenario in variants)
    return [tape for tape in tapes if tape is not None]


def _drawing(study: Study, settings: Settings, tape: PortableTape) -> Drawing:
    needed = {name for kind, name, _, _ in tape.inputs if kind == "assumption" and not _is_certain(study, name)}
    return drawing_of(study, needed, settings)


def _is_certain(study: Study, name: str) -> bool:
    family = study.families[name]
    return bool(np.array_equal(np.asarray(family.low), np.asarray(family.high)))


def _draws(study: Study, tape: PortableTape, writer: DrawWriter) -> dict[str, dict[str, Any]]:
    drawn = writer.draws()
    for kind, name, _, count in tape.inputs:
        if kind == "assumption" and name not in drawn:
            values = np.ravel(np.asarray(base_value(study, name), np.float64))
            drawn[name] = certain(np.broadcast_to(values, count))
    return drawn


def _differing(draws: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    return {name: draw for name, draw in draws.items() if draw != others.get(name)}


def _locked(study: Study, draws: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What a reader cannot change, and why: what follows from others in a way that the page does not know."""
    given = [name for name, draw in draws.items() if draw["quantiles"]["kind"] == "given"]
    parents = {
        parent: "living.locked_parent"
        for name in given
        if study.families[name].is_conditional
        for parent in study.families[name].parents  # type: ignore[attr-defined]
    }
    labelled = [name for name in draws if study.families[name].batch_shape]
    return {**dict.fromkeys(labelled, "living.locked_labels"), **dict.fromkeys(given, "living.locked_given"), **parents}
