"""Displays: whatever a user meets is short at a prompt, and says its numbers to the digits of their errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

import mcba
from mcba.analysis.decision import agenda, compare_scenarios
from mcba.analysis.decision.options import alternatives, option_table
from mcba.displayed import LONGEST, named, short
from mcba.engine.estimates import Estimate
from mcba.study.hints import hints
from tests.places import ROOT

STUDIES = ("schilderswijk-moeders", "mobility-mentoring")


def loaded(name: str) -> mcba.Study:
    return mcba.load(ROOT / "studies" / name)


def results(name: str) -> Iterator[object]:
    """What the public functions give of one study."""
    study = loaded(name)
    run = mcba.run(study, worlds=1_024, seed=1)
    compared = alternatives(run)
    yield from (study, run, compared, option_table(run, compared), agenda(run, compared, None), *hints(study))
    yield from (run.summary("npv"), compare_scenarios(run, ("npv",)), mcba.internal_rates([[-100.0, 60.0, 60.0]] * 40))
    yield from (mcba.decide(run), mcba.check(study), *mcba.library().values())
    yield from (mcba.evpi(run), mcba.calibrate(study, worlds=4_096), mcba.compare(run, mcba.run(study, worlds=512)))


def net(price: np.ndarray, number: np.ndarray) -> dict[str, np.ndarray]:
    return {"net": price * number}


def of_a_function() -> Iterator[object]:
    inputs = {"price": mcba.Normal(10.0, 1.0), "number": mcba.Empirical(np.arange(300.0))}
    run = mcba.simulate(net, inputs, worlds=512)
    yield from (run, run.study, run.summary("net"))


def of_a_sample() -> Iterator[object]:
    sample = np.random.default_rng(1).normal(3.0, 1.0, 200)
    yield from (mcba.Empirical(sample), mcba.fit_sample("normal", sample), *mcba.compare_fits(sample))
    yield from (mcba.fit_quantiles("normal", {0.05: 1.0, 0.95: 4.0}), mcba.Normal(np.arange(100.0), 1.0))
    yield mcba.Dependence(between=tuple(f"a_long_name_{number}" for number in range(60)), rank_correlation=0.3)
    worlds = mcba.from_worlds({"saving": sample})
    yield from (worlds, worlds.quantile_bounds("saving", 0.5), mcba.quantile_ranks(0.5, 200))


def within(thing: object, seen: set[int]) -> Iterator[object]:
    """Every object of ours within another, once."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, Mapping):
        for value in thing.values():
            yield from within(value, seen)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from within(value, seen)
    elif type(thing).__module__.startswith("mcba."):
        yield thing
        if is_dataclass(thing):
            for each in fields(thing):
                yield from within(getattr(thing, each.name), seen)


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_what_a_study_gives_is_short(name: str) -> None:
    _assert_short(results(name))


def test_what_a_sample_gives_is_short() -> None:
    _assert_short(of_a_sample())


def test_what_a_function_gives_is_short() -> None:
    _assert_short(of_a_function())


def _assert_short(things: Iterator[object]) -> None:
    seen: set[int] = set()
    shown = [(type(part).__name__, repr(part)) for thing in list(things) for part in within(thing, seen)]
    assert len({kind for kind, _ in shown}) >= 8
    long = {kind: len(written) for kind, written in shown if len(written) > LONGEST}
    assert not long


@pytest.mark.parametrize(
    ("thing", "written"),
    [
        (Estimate(1.30672, 0.00163), "Estimate(1.3067 ± 0.0016)"),
        (Estimate(12_345.6, 480.0), "Estimate(12,300 ± 500)"),
        (mcba.Range(1.3067, 2.491, 0.9, 0.0016, 0.002), "Range(1.3067 ± 0.0016 to 2.4910 ± 0.0020, mass 0.9)"),
        (mcba.Normal(0, 1), "Normal(mean=0.0, sd=1.0)"),
    ],
)
def test_values_stand_beside_their_errors(thing: object, written: str) -> None:
    """Digits as in a table: JCGM 100:2008, 7.2.6, and two of an error that begins with 1 or 2."""
    assert repr(thing) == written


def test_an_array_says_between_which_ends_it_lies() -> None:
    family = mcba.Empirical(np.linspace(-2.0, 3.0, 200))
    assert repr(family) == "Empirical(values=<200 numbers, -2 to 3>, weights=<200 numbers, 0.005 to 0.005>)"


def test_a_long_value_is_what_it_is() -> None:
    assert short({f"name{number}": np.zeros(9) for number in range(12)}) == "<12: name0, name1, name2, name3, …>"
    assert short("x" * 500) == repr("x" * 58 + "…")
    assert named(["only"]) == "only"
    assert short(np.full((2, 3), np.nan)) == "<2x3 values>"
