"""What a reader can move of each assumption, and of each choice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from mcba.errors import Note
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.words.labels import Labels
from mcba.study import DISCOUNT_RATE, base_value
from mcba.study.document import Assumption

_THREE = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high"), "pert": ("low", "mode", "high")}
_BY_MEAN = ("normal", "lognormal", "gamma", "beta")
_STEPS = 200  # of a slider, about
_WIDER = 1.0  # times the range beyond each of its ends
_MOST_SPREAD = 3.0  # times that of the study
_HIGHEST_RATE, _RATE_STEP = 0.10, 0.0025


def controls_of(facts: Facts, voice: Labels, locked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The assumptions as a reader moves them, those first that move the answer most.

    Parameters
    ----------
    facts : Facts
    voice : Labels
    locked : mapping of str to str
        What cannot be moved, with the key of the reason in words.

    Returns
    -------
    list of dict
        `Control` of `types.d.ts`.
    """
    study = facts.study
    marks = _marks(facts, voice)
    names = [*facts.drivers, *study.families]
    known = [name for name in dict.fromkeys(names) if name in study.families]
    return [_control(facts, voice, name, locked.get(name, ""), marks.get(name, [])) for name in known]


def _control(facts: Facts, voice: Labels, name: str, locked: str, marks: list[dict[str, Any]]) -> dict[str, Any]:
    study = facts.study
    assumption, family = study.document.assumptions[name], study.families[name]
    base = float(np.ravel(np.asarray(base_value(study, name)))[0])
    low, median, high = _range(facts, name, base)
    parameters = _parameters(assumption, family) if not locked else {}
    sliders = _sliders(voice, parameters, (low, base, high), family, marks) if not locked else []
    return {
        "name": name,
        "label": voice.assumption(name),
        "unit": voice.unit(assumption.unit),
        "status": assumption.status,
        "statusLabel": voice.known("status", assumption.status),
        "source": voice.source(assumption.source),
        "reason": voice.text(assumption.reason),
        "group": voice.known("status", assumption.status),
        "range": [low, median, high],
        "base": base,
        "how": "parameters" if parameters else "moved",
        "family": assumption.distribution or "",
        "parameters": parameters,
        "sliders": sliders,
        "locked": locked,
    }


def _range(facts: Facts, name: str, base: float) -> tuple[float, float, float]:
    """Low, median and high of its first number in the worlds at hand."""
    drawn, tail = facts.at_hand.draws, (1.0 - facts.mass) / 2.0
    if name not in drawn:
        return base, base, base
    low, median, high = np.quantile(np.atleast_2d(drawn[name].values)[0], [tail, 0.5, 1.0 - tail])
    return float(low), float(median), float(high)


def _parameters(assumption: Assumption, family: Any) -> dict[str, float]:
    """The parameters that sliders set; empty where they move the study's own distribution."""
    plain = not (family.batch_shape or assumption.over or assumption.price_year or assumption.from_)
    altered = any(getattr(assumption, key) is not None for key in ("times", "shift", "truncate", "happens", "grade"))
    name = assumption.distribution or ""
    if not plain or altered or type(family).name != name:
        return {}
    if name in _THREE:
        own = {key: float(getattr(family, key)) for key in _THREE[name]}
        return {**own, "shape": float(family.shape)} if name == "pert" else own
    if name in _BY_MEAN:
        own = {"mean": float(family.mean), "sd": float(family.sd)}
        return {**own, "low": float(family.low), "high": float(family.high)} if name == "beta" else own
    return {}


def _sliders(
    voice: Labels,
    parameters: Mapping[str, float],
    ends: tuple[float, float, float],
    family: Any,
    marks: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    low, base, high = ends
    least, most, step = _bounds(low, high, float(np.min(family.low)), float(np.max(family.high)), base)

    def slider(key: str, value: float, least: float, most: float, step: float, own: list[dict[str, Any]]) -> Any:
        label = voice(f"living.{key}")
        return {"key": key, "label": label, "value": value, "least": least, "most": most, "step": step, "marks": own}

    middle = parameters.get("mean", parameters.get("mode", base))
    if parameters.keys() == {"low", "high"}:
        middle = (parameters["low"] + parameters["high"]) / 2
    made = [slider("centre", middle, least, most, step, marks)]
    if low < high:
        if "sd" in parameters:
            sd = parameters["sd"]
            made.append(slider("spread", sd, _rounded(sd / 100), _rounded(sd * _MOST_SPREAD), _rounded(sd / 100), []))
        else:
            made.append(slider("spread", 1.0, 0.0, _MOST_SPREAD, 0.05, []))
    made += [
        slider(key, parameters[key], least, most, step, [])
        for key in ("low", "mode", "high")
        if "sd" not in parameters and key in parameters
    ]
    return made


def _bounds(low: float, high: float, first: float, last: float, base: float) -> tuple[float, float, float]:
    """From where to where a slider goes, and its steps: the range and as much beyond, within the family's ends."""
    width = high - low or abs(base) or 1.0
    step = _rounded(width * (1 + 2 * _WIDER) / _STEPS)
    least = math.floor((min(low, base) - _WIDER * width) / step) * step
    most = math.ceil((max(high, base) + _WIDER * width) / step) * step
    if low >= 0:
        least = max(least, 0.0)
    if first == 0 and last == 1:
        most = min(most, 1.0)
    return round(least, 12), round(most, 12), step


def _rounded(value: float) -> float:
    """One, two or five times a power of ten: the nearest below."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return float(f"{max(one for one in (1, 2, 5) if one * power <= value * (1 + 1e-9)) * power:.3g}")


def _marks(facts: Facts, voice: Labels) -> dict[str, list[dict[str, Any]]]:
    """Where each assumption turns the answer, where that is known."""
    agenda = facts.agenda
    if isinstance(agenda, Missing):
        return {}
    marks: dict[str, list[dict[str, Any]]] = {}
    for row in agenda.subjects:
        turns = None if isinstance(row.switching, Note) else row.switching.mean
        at = None if turns is None else turns.value
        if at is not None and math.isfinite(at):
            marks[row.name] = [{"at": at, "label": voice("living.turns")}]
    return marks


def choices_of(facts: Facts, voice: Labels) -> list[dict[str, Any]]:
    """The choices as a reader sets them: `ChoiceControl` of `types.d.ts`."""
    made = []
    for name, choice in facts.study.document.choices.items():
        listed = isinstance(choice.value, tuple)
        value = float(choice.value[0] if isinstance(choice.value, tuple) else choice.value)
        others = [float(other) for other in choice.alternatives or () if not isinstance(other, tuple)]
        if name == DISCOUNT_RATE:
            least, most, step = 0.0, max(_HIGHEST_RATE, value, *others), _RATE_STEP
        else:
            reach = max([abs(value), *map(abs, others), 1e-12])
            least, most = min([0.0, value, *others]), max([2 * reach, *others])
            step = _rounded((most - least) / _STEPS)
        made.append(
            {
                "name": name,
                "label": voice.choice(name),
                "unit": voice.unit(choice.unit),
                "value": value,
                "alternatives": others,
                "least": least,
                "most": most,
                "step": step,
                "locked": "living.locked_years" if listed else "",
            }
        )
    return made
