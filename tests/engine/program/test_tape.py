"""Machine code gives the bits that NumPy gives: whatever the formula, the families, the sampler or the cut."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import mcba
from mcba.engine.drawing.draws import Drawing, Unknown
from mcba.engine.program import loops, plan
from mcba.engine.program.builder import Builder
from mcba.engine.program.steps import evaluate
from mcba.engine.program.tape import Player, Tape, tape_of
from mcba.families import (
    Beta,
    Family,
    Gamma,
    Lognormal,
    Normal,
    StudentT,
    Triangular,
    Truncated,
    Uniform,
    loops as lookups,
)
from mcba.families.tables import quantile_table
from mcba.study.formula import Node
from mcba.study.reading import read

EVERYTHING = """
[study]
title = "Everything that a tape can hold"
horizon = 6

[run]
worlds = 2_345
seed = 7

[sets]
pillar = ["income", "health", "housing"]

[assumptions]
clients = { distribution = "triangular", low = 80, mode = 100, high = 150 }
effect = { distribution = "lognormal", mean = 900, sd = 300 }
share = { distribution = "beta", alpha = 2, beta = 6 }
bent = { distribution = "gamma", mean = 2, sd = 4 }
flat = { distribution = "loguniform", low = 1, high = 9 }
cases = { distribution = "poisson", mean = 4 }
price_level = { distribution = "gamma", mean = 1, sd = 0.1, drawn = "each_year", persistence = 0.7 }
yearly = { distribution = "normal", mean = 1, sd = 0.1, drawn = "each_year" }
bonus = { distribution = "student_t", df = 5, location = 1_000, scale = 300, over = "pillar", drawn = "each_unit" }
shared = { distribution = "normal", mean = 5, sd = 1, over = "pillar", drawn = "once" }
discount_rate = { distribution = "uniform", low = 0.02, high = 0.05 }
salary = { distribution = "normal", mean = 60_000, sd = 5_000 }
together = { distribution = "normal", mean = 1, sd = 0.2 }
visits = { distribution = "normal", mean = "clients", sd = 5 }
around = { distribution = "normal", mean = "bonus", sd = 10, over = "pillar", drawn = "once" }

[[dependence]]
between = ["salary", "together"]
rank_correlation = 0.5

[quantities]
net.formula = "clip(1 - share, 0.2, 0.9) * where(bent > 1, sqrt(bent), bent ** 3) + min(cases, flat) * (cases == 4)"
most.formula = "max(bonus, -bonus, 10 * shared) / (1 + (bonus < 900) + (share >= 0.3) + (share <= 0.1) + (cases != 3))"

[benefits]
care = { formula = "clients * effect * net * price_level", fades = "share" }
bonuses = { formula = 'sum(most + around, over="pillar") * yearly * together + visits', years = [1, 4] }

[costs]
staff = { formula = "salary" }
"""


def study(text: str = EVERYTHING) -> mcba.Study:
    return read(Path("tape/study.toml"), text)


@pytest.fixture
def machine_code(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Every run in machine code, however small."""
    monkeypatch.setattr(plan, "MACHINE_CODE_FROM", 0)
    monkeypatch.setattr(plan, "LOADING_FROM", 0)
    plan.forget()
    yield monkeypatch
    plan.forget()


def by_numpy(found: mcba.Study, **options: object) -> dict[str, str]:
    run = mcba.run(found, **options)  # type: ignore[arg-type]
    assert not plan.ready(plan.Plan(found, run.settings)).choose_machine_code()
    return run.hashes()


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["sobol", "lhs", "random"])
def test_a_run_in_machine_code_has_the_same_bits(sampler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = by_numpy(study(), sampler=sampler)
    monkeypatch.setattr(plan, "MACHINE_CODE_FROM", 0)
    monkeypatch.setattr(plan, "LOADING_FROM", 0)
    plan.forget()
    run = mcba.run(study(), sampler=sampler)
    assert plan.ready(plan.Plan(study(), run.settings)).player is not None
    assert run.hashes() == expected
    for options in ({"block": 48}, {"workers": 3, "block": 160}, {"block": 10_000}):
        assert mcba.run(study(), sampler=sampler, **options).hashes() == expected
    plan.forget()


@pytest.mark.slow
def test_every_study_that_comes_with_mcba_has_the_same_bits(machine_code: pytest.MonkeyPatch) -> None:
    for folder in sorted(Path("studies").iterdir()):
        found = mcba.load(folder)
        played = mcba.run(found, worlds=300).hashes()
        with machine_code.context() as undone:
            undone.setattr(plan, "MACHINE_CODE_FROM", 10**6)
            plan.forget()
            assert by_numpy(found, worlds=300) == played, folder
        plan.forget()


def test_failed_worlds_are_the_same(machine_code: pytest.MonkeyPatch) -> None:
    text = EVERYTHING.replace('formula = "salary"', 'formula = "salary / (cases > 0)"').replace(
        "seed = 7", 'seed = 7\nfailed = "drop"'
    )
    played = mcba.run(study(text))
    machine_code.setattr(plan, "MACHINE_CODE_FROM", 10**6)
    plan.forget()
    expected = mcba.run(study(text))
    assert expected.failed_worlds > 0
    assert played.failed_worlds == expected.failed_worlds
    assert played.hashes() == expected.hashes()


@pytest.mark.usefixtures("machine_code")
def test_worlds_whose_draws_find_no_table_are_left_to_numpy() -> None:
    found = study()
    settings_ = mcba.run(found).settings
    one = plan.Plan(found, settings_)
    assert one.player is not None
    tape = one.player.tape
    cubics = tape.tables.cubics.copy()
    cubics[: tape.tables.places[0, 1]] = np.nan
    holed = Player(replace(tape, tables=tape.tables._replace(cubics=cubics)), one.drawing)
    assert holed.play(0, 320) is None
    one.__dict__["player"] = holed
    expected = plan.Plan(found, settings_).rows(0, 320)
    for name, values in one.rows(0, 320).items():
        assert np.array_equal(values, expected[name]), name


def test_what_only_numpy_computes_is_left_to_numpy(machine_code: pytest.MonkeyPatch) -> None:
    text = EVERYTHING.replace('formula = "salary"', 'formula = "salary * exp(share)"')
    run = mcba.run(study(text))
    assert plan.ready(plan.Plan(study(text), run.settings)).player is None
    machine_code.setattr(plan, "MACHINE_CODE_FROM", 10**6)
    plan.forget()
    assert run.hashes() == by_numpy(study(text))


def test_machine_code_is_loaded_once_the_worlds_of_a_process_would_have_paid_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plan, "MACHINE_CODE_FROM", 1_000)
    monkeypatch.setattr(plan, "LOADING_FROM", 3_000)
    monkeypatch.setattr(plan, "_met", Counter())
    settings = mcba.run(study(), worlds=20).settings
    asked = [plan.Plan(study(), replace(settings, worlds=worlds)) for worlds in (1_000, 999, 999, 1_000, 1_000, 999)]
    assert [one.choose_machine_code() for one in asked] == [False, False, False, False, True, False]


def test_without_a_compiler_a_large_run_is_drawn_by_numpy(machine_code: pytest.MonkeyPatch) -> None:
    machine_code.setattr(plan, "installed", lambda: False)
    run = mcba.run(study())
    assert plan.ready(plan.Plan(study(), run.settings)).player is None


# --- formulas of any shape

PILLARS = ("income", "health", "housing")
UNKNOWNS = [
    Unknown("a", Normal(1, 2)),
    Unknown("b", Uniform(-1, 3)),
    Unknown("p", Normal(0, 2), labels=PILLARS, shape=(3,)),
    Unknown("s", Normal(0, 2), shape=(3,)),
]
NAMES = st.sampled_from([Node("name", name=unknown.name) for unknown in UNKNOWNS])
NUMBERS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]).map(lambda value: Node("number", value=value))
SUMS = st.sampled_from(["p", "s"]).map(lambda name: Node("sum", (Node("name", name=name),), name="pillar"))


def _apply(kind: str, *operands: Node) -> Node:
    return Node(kind, operands)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "min", "max"])
    return st.one_of(
        st.builds(_apply, pairs, inner, inner),
        st.builds(_apply, st.sampled_from(["negative", "sqrt"]), inner),
        st.builds(_apply, st.sampled_from(["where", "clip"]), inner, inner, inner),
        st.builds(
            _apply, st.just("**"), inner, st.sampled_from([2.0, 3.0, 4.0]).map(lambda v: Node("number", value=v))
        ),
    )


@pytest.mark.slow
@given(st.recursive(NAMES | NUMBERS | SUMS, _grown, max_leaves=15), st.sampled_from(["sobol", "random"]))
@settings(max_examples=200, deadline=None)
def test_a_tape_plays_what_a_program_computes(tree: Node, sampler: str) -> None:
    builder = Builder({"pillar": 3})
    dimensions = {unknown.name: ("pillar",) if unknown.shape else () for unknown in UNKNOWNS}
    values = {name: builder.draw(name, sets) for name, sets in dimensions.items()}
    program = builder.program({"result": builder.formula(tree, values)})
    drawing = Drawing(UNKNOWNS, frozenset(program.draws), sampler=sampler, seed=3, worlds=10_000, compiled=True)
    tape = tape_of(program, drawing)
    assert tape is not None
    played = Player(tape, drawing).play(1_600, 1_696)
    expected = evaluate(program, drawing.block(1_600, 1_696), 96)["result"]
    assert played is not None
    assert np.array_equal(played["result"], np.broadcast_to(expected, played["result"].shape), equal_nan=True)


def test_instructions_never_write_what_they_read() -> None:
    """Then a compiler may take several worlds at once."""
    code = _tape().code
    assert not (code[:, 2:3] == code[:, 3:]).any()
    assert code[:, 2:].max() < _tape().registers


def _tape() -> Tape:
    found = study()
    one = plan.Plan(found, mcba.run(found, worlds=2).settings)
    tape = tape_of(one.compiled.program, one.drawing)
    assert tape is not None
    return tape


# --- families


@pytest.mark.parametrize(
    "family",
    [
        Normal(3, 2),
        Lognormal(1, 0.5),
        Beta(2, 6),
        Beta(0.5, 0.5),
        Gamma(3, 2),
        StudentT(3, 0, 1),
        Triangular(0, 1, 5),
        Triangular(0, 0, 5),
        Uniform(2, 3),
        Truncated(Normal(0, 1), low=-0.5, high=2),
    ],
    ids=repr,
)
def test_quantiles_on_a_tape_are_those_of_the_quantile_function(family: Family) -> None:
    builder = Builder({})
    program = builder.program({"result": builder.draw("x")})
    drawing = Drawing([Unknown("x", family)], frozenset({"x"}), worlds=2**20, compiled=True)
    tape = tape_of(program, drawing)
    assert tape is not None
    for start in (0, 2**19 - 160):
        played = Player(tape, drawing).play(start, start + 20_000)
        assert played is not None
        assert np.array_equal(played["result"], drawing.block(start, start + 20_000)["x"])


def test_the_operations_are_numbered_apart() -> None:
    names = [name for name in vars(loops) if name.isupper() and name not in {"RANDOMISATIONS", "NEAR"}]
    assert len({getattr(loops, name) for name in names}) == len(names) == 17


@pytest.mark.slow
def test_loops_are_compiled_where_nothing_can_be_kept_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    njit = numba.njit

    def without_a_folder(*given: object, cache: bool = False, **options: object) -> object:
        if cache:
            raise RuntimeError("cannot cache function 'look_up': no locator available")
        return njit(*given, **options)

    monkeypatch.setattr(numba, "njit", without_a_folder)
    u, t, out = np.array([0.25]), np.empty(1), np.empty(1)
    found = quantile_table(Beta(2, 6))
    assert found is not None
    look = inspect.unwrap(lookups.machine_code)(lookups.look_up)  # not the one compiled before
    assert not look(u, t, out, found.cubics, found.shift, found.first, found.low, found.high)
    assert out[0] == pytest.approx(float(Beta(2, 6).ppf(0.25)), rel=1e-9)
