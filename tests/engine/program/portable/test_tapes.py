"""Tapes that are plain data give what the engine gives, whatever plays them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import mcba
from mcba.arrays import Array
from mcba.engine.program.portable.tapes import PortableTape, as_variants, portable_tape
from mcba.study import Study, apply_variants, base_value
from tests.places import ROOT

STUDIES = sorted(path.parent for path in (ROOT / "studies").glob("*/study.toml"))
WORLDS = 64


def told(holds: Array, *of: Array) -> Array:
    return np.where(np.isnan(of).any(axis=0), np.nan, holds)


COMPUTED: dict[int, Callable[..., Array]] = {
    0: lambda a, b, *_: a + b,
    1: lambda a, b, *_: a - b,
    2: lambda a, b, *_: a * b,
    3: lambda a, b, *_: a / b,
    4: lambda a, *_: -a,
    5: lambda a, *_: np.sqrt(a),
    6: lambda a, b, *_: np.minimum(a, b),
    7: lambda a, b, *_: np.maximum(a, b),
    8: lambda a, b, c: np.where(np.isnan(a), np.nan, np.where(a != 0, b, c)),
    9: lambda a, b, *_: told(a < b, a, b),
    10: lambda a, b, *_: told(a <= b, a, b),
    11: lambda a, b, *_: told(a > b, a, b),
    12: lambda a, b, *_: told(a >= b, a, b),
    13: lambda a, b, *_: told(a == b, a, b),
    14: lambda a, b, *_: told(a != b, a, b),
    16: lambda a, b, c: a * b + c,
    17: lambda a, *_: np.exp(a),
    18: lambda a, *_: np.log(a),
    19: lambda a, b, *_: np.power(a, b),
}


def played(tape: PortableTape, inputs: dict[tuple[str, str], Array]) -> dict[str, Array]:
    """What a tape gives, by a player of a few lines; inputs are of shape (number, world)."""
    registers = np.full((tape.registers, WORLDS), np.nan)
    last = 0
    for kind, name, first, count in tape.inputs:
        registers[first : first + count] = inputs[kind, name]
        last = first + count
    registers[last : last + tape.constants.size] = tape.constants[:, np.newaxis]
    with np.errstate(all="ignore"):
        for operation, _, out, *read in tape.code.tolist():
            registers[out] = COMPUTED[operation](*registers[read])
    return {name: registers[list(places)] for name, places in tape.outputs.items()}


def inputs_of(study: Study, tape: PortableTape, run: mcba.Run) -> dict[tuple[str, str], Array]:
    drawn = run.draws
    inputs: dict[tuple[str, str], Array] = {}
    for kind, name, _, count in tape.inputs:
        if kind == "assumption":
            array = np.atleast_2d(drawn[name].values) if name in drawn else np.asarray(base_value(study, name))
            inputs[kind, name] = np.broadcast_to(array[:count] if array.ndim else array, (count, WORLDS))
        elif kind == "choice":
            inputs[kind, name] = np.broadcast_to(np.array(tape.choices[name])[:, np.newaxis], (count, WORLDS))
        else:
            inputs[kind, name] = np.ones((1, WORLDS))
    return inputs


@pytest.mark.parametrize("path", STUDIES, ids=[path.name for path in STUDIES])
def test_a_tape_gives_what_a_run_gives(path: object) -> None:
    study = mcba.load(str(path))
    for option in ("", *study.document.options):
        for scenario in ("", *study.document.scenarios):
            tape = portable_tape(study, option=option, scenario=scenario)
            assert tape is not None
            run = mcba.run(study, worlds=WORLDS, option=option or None, scenario=scenario or None)
            chosen = apply_variants(study, option=option or None, scenario=scenario or None)
            found = played(tape, inputs_of(chosen, tape, run))
            for name in run.outcomes:
                np.testing.assert_allclose(found[name][0], run.values(name), rtol=1e-12, atol=1e-9, err_msg=name)
            for flow in study.flows if "present_value" in run.arrays else ():
                np.testing.assert_allclose(found[f"flow:{flow}"][0], run.values("present_value", flow), rtol=1e-12)


def test_a_flow_that_is_switched_off_is_nothing() -> None:
    study = mcba.load("studies/tegaderm-dressing")
    tape = portable_tape(study)
    assert tape is not None
    inputs = inputs_of(study, tape, mcba.run(study, worlds=WORLDS))
    flow = next(iter(study.flows))
    before = played(tape, inputs)
    after = played(tape, {**inputs, ("switch", flow): np.zeros((1, WORLDS))})
    assert not after[f"flow:{flow}"].any()
    sign = 1 if study.flows[flow][0] == "benefits" else -1
    np.testing.assert_allclose(before["npv"] - after["npv"], sign * before[f"flow:{flow}"], rtol=1e-9)


def test_a_flow_that_is_switched_off_takes_its_undefined_worlds_with_it() -> None:
    study = mcba.Study(
        title="t",
        assumptions={"a": mcba.Normal(1, 1)},
        choices={"discount_rate": 0.0},
        benefits={"sure": "5 + a", "undefined": "log(a)"},
    )
    tape = portable_tape(study)
    assert tape is not None
    inputs = {("assumption", "a"): np.linspace(-1, 3, WORLDS), ("choice", "discount_rate"): np.zeros(1)}
    switches = {("switch", flow): np.ones((1, WORLDS)) for flow in study.flows}
    assert np.isnan(played(tape, {**inputs, **switches})["npv"]).any()
    without = played(tape, {**inputs, **switches, ("switch", "undefined"): np.zeros((1, WORLDS))})
    np.testing.assert_allclose(without["npv"][0], without["flow:sure"][0], rtol=1e-12)
    assert np.isfinite(without["npv"]).all()


def test_a_choice_is_an_input() -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    tape = portable_tape(study)
    assert tape is not None
    run = mcba.run(study, worlds=WORLDS)
    name = next(iter(tape.choices))
    value = tape.choices[name][0] + 0.01
    found = played(tape, {**inputs_of(study, tape, run), ("choice", name): np.full((1, WORLDS), value)})
    changed = mcba.run(study.with_(**{name: value}), worlds=WORLDS)
    np.testing.assert_allclose(found["npv"][0], changed.values("npv"), rtol=1e-12)


def test_a_model_that_is_no_formula_has_no_tape() -> None:
    assert portable_tape(mcba.load(ROOT / "examples" / "workbooks" / "bicycle-bridge")) is None


def test_codes_are_kept_once() -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    tapes = [portable_tape(study, scenario=scenario) for scenario in ("", *study.document.scenarios)]
    codes, variants = as_variants([tape for tape in tapes if tape is not None])
    assert len(variants) == len(tapes)
    assert len(codes) == len({variant["code"] for variant in variants})
    assert len(codes) < len(variants)
