"""The six promises of the engine, each by its number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import spearmanr

import mcba
from mcba.engine.drawing.draws import Drawing, unknowns_of
from mcba.engine.estimates.rounding.display import decimals
from mcba.engine.program.compiled import base_case
from mcba.engine.program.plan import Plan
from mcba.errors import RunError
from mcba.study.formula import parsing
from mcba.study.reading import read
from tests.places import TESTS

Array = NDArray[np.float64]
WORLDS = 2_500
SAMPLERS = ("random", "lhs", "sobol")

STUDY = (TESTS / "house" / "promises.toml").read_text(encoding="utf-8")


def study(text: str = STUDY) -> mcba.Study:
    return read(Path("promises/study.toml"), text)


def draws(text: str = STUDY, *, sampler: str = "sobol", worlds: int = WORLDS, rows: int = 640) -> dict[str, Array]:
    """Every assumption in the first worlds, drawn again from its address."""
    found = study(text)
    drawing = Drawing(unknowns_of(found), frozenset(found.families), found.dependence, sampler, 7, worlds)
    return {name: np.array(array) for name, array in drawing.block(0, rows).items()}


def same(first: Mapping[str, Array], second: Mapping[str, Array]) -> set[str]:
    return {name for name in first.keys() & second.keys() if np.array_equal(first[name], second[name])}


# --- 1. Randomness is an address


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("block", [1, 16, 333, 1_000, 8_192, WORLDS])
def test_1_blocks_do_not_show(sampler: str, block: int) -> None:
    worlds = {1: 200, 16: 700}.get(block, WORLDS)
    whole = mcba.run(study(), sampler=sampler, worlds=worlds)
    assert mcba.run(study(), sampler=sampler, worlds=worlds, block=block).hashes() == whole.hashes()


@pytest.mark.slow
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_1_threads_do_not_show(sampler: str) -> None:
    alone = mcba.run(study(), sampler=sampler)
    assert mcba.run(study(), sampler=sampler, workers=2).hashes() == alone.hashes()
    assert mcba.run(study(), sampler=sampler, workers=5, block=48).hashes() == alone.hashes()
    with ThreadPoolExecutor(2) as executor:
        assert mcba.run(study(), sampler=sampler, executor=executor, block=160).hashes() == alone.hashes()


@pytest.mark.slow
def test_1_processes_do_not_show() -> None:
    alone = mcba.run(study())
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        assert mcba.run(study(), executor=executor).hashes() == alone.hashes()


def test_1_the_same_seed_gives_the_same_worlds_and_another_seed_others() -> None:
    first, again, other = (mcba.run(study(), seed=seed) for seed in (0, 0, 1))
    assert first.hashes() == again.hashes()
    assert not first.hashes().items() & other.hashes().items()


def test_1_zero_is_a_seed() -> None:
    """Not no seed, as in SALib, and not the seed of the file."""
    assert mcba.run(study(), seed=0).settings.seed == 0
    assert mcba.run(study(), seed=0).hashes() == mcba.run(study(STUDY.replace("seed = 7", "seed = 0"))).hashes()
    assert mcba.run(study(), seed=0).hashes() != mcba.run(study()).hashes()


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_1_no_global_state_is_read_or_written(sampler: str) -> None:
    before = np.random.get_state()  # noqa: NPY002 (the global state is what must not change)
    first = mcba.run(study(), sampler=sampler)
    mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, sampler=sampler, worlds=100)
    after = np.random.get_state()  # noqa: NPY002
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
    try:
        np.random.seed(12345)  # noqa: NPY002
        assert mcba.run(study(), sampler=sampler).hashes() == first.hashes()
    finally:
        np.random.set_state(before)  # noqa: NPY002


def test_1_floating_point_settings_of_the_caller_are_left_alone() -> None:
    with np.errstate(all="raise"):
        settings = np.geterr()
        mcba.run(study(STUDY + '[outcomes.guarded]\nformula = "where(share < 2, share, log(-share) / 0)"\n'))
        assert np.geterr() == settings


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_1_draws_can_be_had_again(sampler: str) -> None:
    """What a run does not keep is found at its address: the outcomes follow from the draws drawn anew."""
    run, found = mcba.run(study(), sampler=sampler), draws(sampler=sampler)
    staff = found["salary"] * (1 + np.log(1 + found["share"]))
    annuity = sum((1 + found["discount_rate"]) ** -year for year in range(5))
    np.testing.assert_allclose(run.values("present_value", "staff")[:640], staff * annuity, rtol=1e-12)


# --- 2. Stable worlds


ADDED = '[assumptions.newcomer]\ndistribution = "uniform"\nlow = 0\nhigh = 1\n'
BEFORE_ALL = STUDY.replace("[assumptions.clients]", ADDED + "[assumptions.clients]")


@pytest.mark.parametrize("sampler", ["random", "lhs"])
def test_2_adding_an_assumption_leaves_the_others(sampler: str) -> None:
    old, new = draws(sampler=sampler), draws(BEFORE_ALL, sampler=sampler)
    assert same(old, new) == old.keys()


@pytest.mark.parametrize("sampler", ["random", "lhs"])
def test_2_removing_an_assumption_leaves_the_others(sampler: str) -> None:
    """Taking out `bonus` and its benefit; and the first of a dependent pair, which leaves the rest alone."""
    text = STUDY.replace(STUDY[STUDY.index("[assumptions.bonus]") : STUDY.index("[assumptions.discount_rate]")], "")
    text = text.replace(text[text.index("[benefits.bonuses]") : text.index("[costs.staff]")], "")
    assert same(draws(sampler=sampler), draws(text, sampler=sampler)) == draws(text, sampler=sampler).keys()


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["random", "lhs"])
@pytest.mark.parametrize("name", ["clients", "share", "price_level", "salary", "bonus"])
def test_2_renaming_an_assumption_leaves_the_others(sampler: str, name: str) -> None:
    """A name early or late in the alphabet: it decides its own draws only."""
    old = draws(sampler=sampler)
    for other in ("aaa", "zzz"):
        new = draws(STUDY.replace(name, other), sampler=sampler)
        assert same(old, new) == old.keys() - {name} - ({"salary"} if name == "clients" else set())
        assert not np.any(old[name] == new[other])


@pytest.mark.parametrize("sampler", ["random", "lhs"])
def test_2_whoever_depends_on_a_renamed_one_follows_it(sampler: str) -> None:
    """`salary` moves with `clients`, so another draw of clients is another draw of salary: but never the reverse."""
    renamed = draws(STUDY.replace("clients", "people"), sampler=sampler)
    assert "salary" not in same(draws(sampler=sampler), renamed)
    assert abs(float(spearmanr(renamed["people"], renamed["salary"]).statistic) - 0.5) < 4 / np.sqrt(640)


def test_2_appending_leaves_the_others_in_sobol_runs() -> None:
    """What stands last and has no years comes last of those; only yearly draws lie behind it in the sequence."""
    once = STUDY.replace('drawn = "each_year"\npersistence = 0.7\n', "")
    appended = once.replace("[[dependence]]", ADDED + "[[dependence]]", 1)
    assert same(draws(once), draws(appended)) == draws(once).keys()
    assert same(draws(once), draws(once.replace("[assumptions.clients]", ADDED + "[assumptions.clients]"))) == set()


@pytest.mark.parametrize("sampler", ["random", "sobol"])
@pytest.mark.parametrize("worlds", [2, 100, 1_000, 2_499])
def test_2_a_larger_run_begins_with_the_smaller_one(sampler: str, worlds: int) -> None:
    larger, smaller = mcba.run(study(), sampler=sampler), mcba.run(study(), sampler=sampler, worlds=worlds)
    for name, array in smaller.arrays.items():
        np.testing.assert_array_equal(array, larger.arrays[name][..., :worlds])


def test_2_a_longer_horizon_begins_with_the_years_of_the_shorter_one() -> None:
    short, long = draws(), draws(STUDY.replace("horizon = 4", "horizon = 9"))
    assert same(short, long) == short.keys() - {"price_level"}
    np.testing.assert_array_equal(long["price_level"][:5], short["price_level"])


def test_2_the_order_of_labels_does_not_decide_their_draws() -> None:
    text = STUDY.replace('["income", "health", "housing"]', '["housing", "new", "income", "health"]')
    old, new = draws(sampler="random")["bonus"], draws(text, sampler="random")["bonus"]
    np.testing.assert_array_equal(new[[2, 3, 0]], old)


# --- 3. One unknown, one draw


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_3_a_name_used_twice_is_one_number(sampler: str) -> None:
    """x - x is 0, in a formula, across formulas, and over the years."""
    text = STUDY + (
        '[quantities.again]\nformula = "effect"\n'
        '[outcomes.nothing]\nformula = "effect - effect"\n'
        '[outcomes.nothing_at_all]\nformula = "again - effect"\n'
        '[outcomes.one]\nformula = "present_value(care) / present_value(2 * care / 2)"\n'
    )
    run = mcba.run(study(text), sampler=sampler)
    assert not run.values("nothing").any()
    assert not run.values("nothing_at_all").any()
    np.testing.assert_allclose(run.values("one"), 1, rtol=1e-12)


def test_3_one_draw_serves_every_year() -> None:
    """Ten years of one uncertain growth have the spread of a sum that is the same each year, not of ten draws."""
    text = """
[study]
title = "t"
horizon = 9
[assumptions.discount_rate]
value = 0
[assumptions.growth]
distribution = "normal"
mean = 100
sd = 20
unit = "EUR/year"
[benefits.b]
formula = "growth"
"""
    once = mcba.run(study(text), worlds=4_096).summary("npv")
    yearly = mcba.run(study(text.replace("sd = 20\n", 'sd = 20\ndrawn = "each_year"\n')), worlds=4_096).summary("npv")
    assert once.sd == pytest.approx(10 * 20, rel=0.02)
    assert yearly.sd == pytest.approx(np.sqrt(10) * 20, rel=0.05)


def test_3_scenarios_and_options_share_the_worlds() -> None:
    """What is common cancels world by world: RUBICS draws it anew, and the difference is mostly noise."""
    base, cheap = mcba.run(study()), mcba.run(study(), scenario="cheap")
    np.testing.assert_array_equal(base.values("present_value_benefits"), cheap.values("present_value_benefits"))
    difference = cheap.values("npv") - base.values("npv")
    saved = base.values("present_value_costs") - cheap.values("present_value_costs")
    np.testing.assert_allclose(difference, saved, rtol=1e-9)
    # All three of the triangle's corners are doubled, so every world has twice the clients: quantile by quantile.
    larger = mcba.run(study(), option="larger")
    ratio = larger.values("present_value", "care") / base.values("present_value", "care")
    np.testing.assert_allclose(ratio, 2, rtol=1e-9)


def test_3_a_scenario_that_fixes_an_assumption_leaves_the_others() -> None:
    """Also one that stood before them in the sequence, and one of a dependent pair."""
    found, sure = study(), Plan(study(), mcba.run(study(), worlds=2, scenario="sure").settings).chosen
    old = Drawing(unknowns_of(found), frozenset(found.families), found.dependence, "sobol", 7, WORLDS).block(0, 320)
    needed = frozenset(sure.families) - {"effect", "discount_rate"}
    new = Drawing(unknowns_of(sure), needed, sure.dependence, "sobol", 7, WORLDS).block(0, 320)
    for name in needed:
        np.testing.assert_array_equal(new[name], old[name])


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_3_each_unit_is_drawn_by_itself(sampler: str) -> None:
    bonus = draws(sampler=sampler, worlds=16_384, rows=16_384)["bonus"]
    assert bonus.shape == (3, 16_384)
    assert np.abs(np.corrcoef(bonus) - np.eye(3)).max() < 4 / np.sqrt(16_384)
    together = draws(STUDY.replace("each_unit", "once"), sampler=sampler)["bonus"]
    np.testing.assert_array_equal(together, np.tile(together[0], (3, 1)))


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_3_each_year_follows_the_year_before_as_it_says(sampler: str) -> None:
    level = draws(sampler=sampler, worlds=16_384, rows=16_384)["price_level"]
    assert level.shape == (5, 16_384)
    scores = np.log(level)  # of a gamma this narrow: nearly normal, so correlations are nearly those of the scores
    found = np.corrcoef(scores)
    for lag in (1, 2, 4):
        assert abs(found[0, lag] - 0.7**lag) < 4 / np.sqrt(16_384) + 0.005
    apart = draws(STUDY.replace("persistence = 0.7\n", ""), sampler=sampler, worlds=16_384, rows=16_384)["price_level"]
    assert np.abs(np.corrcoef(apart) - np.eye(5)).max() < 4 / np.sqrt(16_384)


def test_3_two_runs_with_the_same_seed_are_not_two_independent_projects() -> None:
    """pyfair seeds every model alike, so 'independent' risks move together: here names decide, not positions."""
    one = mcba.simulate(lambda first: first, {"first": mcba.Normal(0, 1)}, worlds=4_096, sampler="random")
    other = mcba.simulate(lambda second: second, {"second": mcba.Normal(0, 1)}, worlds=4_096, sampler="random")
    assert abs(np.corrcoef(one.values("result"), other.values("result"))[0, 1]) < 4 / np.sqrt(4_096)


# --- 4. Parse once, then apply


def test_4_nothing_is_parsed_after_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    found, expected = study(), mcba.run(study()).hashes()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("parsed at run time")

    monkeypatch.setattr(parsing, "parse", refuse)
    monkeypatch.setattr("ast.parse", refuse)
    monkeypatch.setattr("mcba.study.reading.reader.read", refuse)
    assert mcba.run(found).hashes() == expected
    assert mcba.run(found, scenario="cheap", workers=2, block=160).settings.scenario == "cheap"
    assert base_case(found)["npv"] == mcba.run(found, worlds=2).base["npv"]


def test_4_mistakes_are_found_before_the_first_world(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(Drawing, "block", refuse)
    with pytest.raises(RunError, match="the study has no outcome 'nvp'"):
        mcba.run(study(), keep=["nvp"])
    with pytest.raises(RunError, match="the study has no scenario 'dear'; it has cheap, sure"):
        mcba.run(study(), scenario="dear")
    with pytest.raises(mcba.StudyError, match="unknown name 'efect'"):
        study(STUDY.replace("clients * effect *", "clients * efect *"))


# --- 5. No estimate without its error


FAILING = STUDY + '[outcomes.doubtful]\nformula = "log(odd + 2)"\n'


def test_5_every_estimate_has_an_error() -> None:
    run = mcba.run(study())
    found = run.summary("npv")
    errors = [found.mean.error, found.median.error, found.range.low_error, found.range.high_error]
    errors += [run.probability("npv").error, run.probability_within("npv", 0, 1e6).error, run.ratio_of_means().error]
    shortest = run.shortest_range("npv")
    assert all(error > 0 for error in [*errors, shortest.low_error, shortest.high_error])


def test_5_failed_worlds_stop_the_run_by_default() -> None:
    with pytest.raises(RunError, match=r"doubtful is undefined .* in \d+ of 2,500 worlds, first in world \d+, where"):
        mcba.run(study(FAILING))


def test_5_dropped_worlds_are_counted() -> None:
    run = mcba.run(study(FAILING.replace("seed = 7", 'seed = 7\nfailed = "drop"')))
    odd = draws(rows=WORLDS)["odd"]
    assert run.failed_worlds == np.count_nonzero(odd <= -2) > 0
    assert run.summary("npv").worlds == WORLDS - run.failed_worlds
    np.testing.assert_array_equal(run.kept, np.flatnonzero(odd > -2))
    np.testing.assert_allclose(run.values("doubtful"), np.log(odd[odd > -2] + 2), rtol=1e-12)
    np.testing.assert_array_equal(run.values("npv"), mcba.run(study()).values("npv")[run.kept])


@pytest.mark.parametrize(
    "text",
    [
        "where(log(odd) > 0, 1, 0)",
        "log(odd) > 0",
        "(odd - odd) / (share - share)",
        "max(log(odd), 0)",
        "clip(sqrt(odd), 0, 1)",
        "1 / (odd > 0)",
        "exp(exp(exp(odd + 5)))",
        "odd**0.5",
    ],
)
def test_5_no_failed_world_becomes_a_silent_number(text: str) -> None:
    with pytest.raises(RunError, match="doubtful is undefined"):
        mcba.run(study(STUDY + f'[outcomes.doubtful]\nformula = "{text}"\n'))


def test_5_a_transfer_that_fails_is_seen_though_it_nets_to_zero() -> None:
    text = STUDY + '[transfers.t]\nformula = "salary * sqrt(odd)"\ngains = { a = 1 }\nlosses = { b = 1 }\n'
    with pytest.raises(RunError, match=r"present_value, bearer_npv are undefined .* odd = -"):
        mcba.run(study(text))


def test_5_printed_digits_are_those_that_hold() -> None:
    """However many worlds: a headline is within 5 % of what was found, and has no digit beyond those of its error."""
    for worlds in (100, 1_000, 10_000):
        found = mcba.run(study(), worlds=worlds, sampler="random").range("bcr")
        for end, error, text in zip(
            (found.low, found.high), (found.low_error, found.high_error), str(found).split(" to "), strict=True
        ):
            assert abs(float(text) - end) <= 0.05 * abs(end)
            digits_at_least_two = 1 - math.floor(math.log10(abs(end)))
            assert len(text.partition(".")[2]) <= max(0, decimals(end, error), digits_at_least_two)


# --- 6. Nothing half-written


def test_6_results_that_fail_to_be_written_leave_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = mcba.run(study(), worlds=100), mcba.run(study(), worlds=100, seed=8)
    folder = mcba.save_run(old, tmp_path / "out")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xr.Dataset, "to_netcdf", full)
    with pytest.raises(RunError, match="No space left"):
        mcba.save_run(new, folder)
    monkeypatch.undo()
    assert mcba.open_run(folder).hashes() == old.hashes()
    assert {file.name for file in folder.iterdir()} == {"results.nc", "summary.csv", "manifest.json"}
