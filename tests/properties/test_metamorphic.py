"""What must not change an answer, and what must change it in a known way: a study and its twin, side by side.

Each property writes a study twice, runs both and compares. Powers of two are exact in floating point, so where they
are the only difference, equal is to the bit.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings, strategies as st

import mcba
from mcba.cli import main
from mcba.engine import draws_of
from mcba.study.distributions.entries import data_folder
from mcba.study.document import Distribution
from mcba.study.reading import read

pytestmark = pytest.mark.slow

Document = dict[str, Any]
SHIPPED = sorted(path.parent.name for path in data_folder("studies").glob("*/study.toml"))
SAMPLERS = ("random", "lhs", "sobol")
MONEY = ("npv", "present_value_benefits", "present_value_costs", "present_value", "bearer_npv")
RATIOS = ("bcr", "roi", "payback_year")
WORLDS = 192

few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# --- studies as tables


@cache
def _shipped(name: str) -> Document:
    with (data_folder("studies") / name / "study.toml").open("rb") as file:
        return tomllib.load(file)


def shipped(name: str) -> Document:
    """A study that comes with mcba, to be changed."""
    return copy.deepcopy(_shipped(name))


def toml(value: object) -> str:
    """One value as TOML writes it."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def written(document: Document) -> str:
    """A document as a study file, in its own order."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    for head, table in document.items():
        if isinstance(table, list):
            for one in table:
                yield f"[[{head}]]"
                yield from (f"{json.dumps(key)} = {toml(value)}" for key, value in one.items())
        else:
            yield f"[{head}]"
            yield from (f"{json.dumps(key)} = {toml(value)}" for key, value in table.items())


def study_of(document: Document, name: str = "") -> mcba.Study:
    """A study of this document; `name` is the shipped study whose tables it reads."""
    folder = data_folder("studies") / name if name else Path("made")
    return read(folder / "study.toml", written(document), folder=folder)


def run_of(document: Document, name: str = "", **options: Any) -> mcba.Run:
    return mcba.run(study_of(document, name), **{"worlds": WORLDS, "seed": 7, **options})


def same_bits(before: mcba.Run, after: mcba.Run, *, but: tuple[str, ...] = ()) -> None:
    left = {name: value for name, value in before.hashes().items() if name not in but}
    assert left == {name: value for name, value in after.hashes().items() if name not in but}


def changed(document: Document, change: Callable[[Document], None]) -> Document:
    twin = copy.deepcopy(document)
    change(twin)
    return twin


# --- small studies, made

AMOUNTS: list[Callable[[float], Document]] = [
    lambda size: {"distribution": "uniform", "low": size, "high": 2 * size},
    lambda size: {"distribution": "normal", "mean": size, "sd": size / 8},
    lambda size: {"distribution": "gamma", "mean": size, "sd": size / 2},
    lambda size: {"distribution": "triangular", "low": 0, "mode": size, "high": 3 * size},
    lambda size: {"distribution": "exponential", "mean": size},
]
"""Families of amounts of money that scale with their size, to the bit where the scale is a power of two."""


@st.composite
def made(draw: st.DrawFn, *, horizon: int = 4) -> Document:
    """A small cost-benefit study: uncertain amounts and an uncertain effect, several years, parties, a transfer."""
    amounts = {
        f"amount_{place}": {**draw(st.sampled_from(AMOUNTS))(float(draw(st.integers(1, 900)))), "unit": "EUR/year"}
        for place in range(draw(st.integers(2, 4)))
    }
    names = list(amounts)

    def flow(name: str, side: str) -> Document:
        first = draw(st.integers(0, horizon))
        years = draw(st.sampled_from([first, [first, draw(st.integers(first, horizon))]]))
        found: Document = {
            "formula": f"effect * {name}" if side == "gains" else name,
            "unit": "EUR/year",
            "years": years,
        }
        if draw(st.booleans()) and isinstance(years, list):
            found["fades"] = draw(st.sampled_from([0.1, 0.25]))
        share = draw(st.sampled_from([0.25, 0.5, 0.75]))
        return {**found, side: {"town": share, "insurer": 1 - share}}

    return {
        "study": {"title": "A made study", "currency": "EUR", "horizon": horizon},
        "run": {"worlds": WORLDS, "seed": 7, "sampler": draw(st.sampled_from(SAMPLERS))},
        "assumptions": {**amounts, "effect": {"distribution": "beta", "alpha": 2, "beta": 3, "low": 0.5, "high": 2}},
        "choices": {
            "discount_rate": {"value": draw(st.sampled_from([0.0, 0.03, 0.07]))},
            "fixed": {"value": float(draw(st.integers(1, 500))), "unit": "EUR"},
        },
        "benefits": {f"gain_{place}": flow(name, "gains") for place, name in enumerate(names[1:])},
        "costs": {
            "outlay": {"formula": "fixed", "years": 0, "losses": {"town": 1.0}},
            "running": flow(names[0], "losses"),
        },
        "transfers": {
            "allowance": {
                "formula": f"0.5 * {names[0]}",
                "years": [0, horizon],
                "gains": {"client": 1.0},
                "losses": {"town": 1.0},
            }
        },
    }


FLOWS = ("benefits", "costs", "transfers")


def flows(document: Document) -> Iterator[Document]:
    for side in FLOWS:
        yield from document.get(side, {}).values()


# --- money


def scale_the_flows(document: Document, factor: float) -> Document:
    def scaled(twin: Document) -> None:
        for flow in flows(twin):
            flow["formula"] = f"{factor!r} * ({flow['formula']})"

    return changed(document, scaled)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("factor", [2.0, 1 / 1024, 3.0, 0.001])
def test_all_euros_scaled_scale_the_balance_and_leave_the_ratios(name: str, factor: float) -> None:
    document = shipped(name)
    before, after = run_of(document, name), run_of(scale_the_flows(document, factor), name)
    to_the_bit = np.frexp(factor)[0] == 0.5
    same = (
        npt.assert_array_equal if to_the_bit else lambda x, y: npt.assert_allclose(x, y, rtol=1e-11, atol=1e-11 * scale)
    )
    for outcome in MONEY:
        if outcome in before.arrays:
            scale = factor * np.abs(before.arrays[outcome]).max()
            same(after.arrays[outcome], factor * before.arrays[outcome])
    for outcome in RATIOS:
        if outcome in before.arrays:
            scale = 1.0
            same(after.arrays[outcome], before.arrays[outcome])


@few
@given(made(), st.sampled_from([0.25, 2.0, 1024.0, 3.0, 1e6]))
def test_all_amounts_scaled_scale_the_balance_and_leave_the_ratios(document: Document, factor: float) -> None:
    def scaled(twin: Document) -> None:
        for law in twin["assumptions"].values():
            if law.get("unit"):
                law.update({key: factor * law[key] for key in ("low", "high", "mean", "sd", "mode") if key in law})
        twin["choices"]["fixed"]["value"] *= factor

    before, after = run_of(document), run_of(changed(document, scaled))
    to_the_bit = np.frexp(factor)[0] == 0.5
    for outcome in MONEY:
        if to_the_bit:
            npt.assert_array_equal(after.arrays[outcome], factor * before.arrays[outcome])
        scale = factor * np.abs(before.arrays[outcome]).max()
        npt.assert_allclose(after.arrays[outcome], factor * before.arrays[outcome], rtol=1e-9, atol=1e-9 * scale)
    for outcome in RATIOS:
        npt.assert_allclose(after.arrays[outcome], before.arrays[outcome], rtol=0 if to_the_bit else 1e-9)
    assert after.probability("npv").value == before.probability("npv").value


@pytest.mark.parametrize("method", ["overview", "delta", "pawn", "sobol", "morris", "tornado"])
@pytest.mark.parametrize("factor", [2.0, 1e6])
def test_all_euros_scaled_leave_the_ranking(method: str, factor: float) -> None:
    name = "schilderswijk-moeders"
    document = shipped(name)
    options: dict[str, Any] = {
        "sobol": {"base": 256, "groups": "dependent"},
        "morris": {"trajectories": 64, "groups": "dependent"},
        "tornado": {},
    }.get(method, {"worlds": 2_000})
    before, after = (
        mcba.rank(study_of(twin, name), "npv", method=method, resamples=50, **options)
        for twin in (document, scale_the_flows(document, factor))
    )
    assert after["assumption"].values.tolist() == before["assumption"].values.tolist()
    for index in ("first", "total", "spearman", "delta", "pawn", "rank_probability"):
        if index in before:
            npt.assert_allclose(after[index].values, before[index].values, rtol=0 if factor == 2 else 1e-6, atol=1e-12)
    for index in ("swing", "mu_star", "mu", "sigma", "low", "high"):
        if index in before:
            scaled = factor * before[index].values
            npt.assert_allclose(after[index].values, scaled, rtol=1e-9, atol=1e-12 * np.nanmax(np.abs(scaled)))


@few
@given(made())
def test_thousands_of_euros_are_euros(document: Document) -> None:
    """An amount that is written in thousands and multiplied in its formula is the same amount."""

    def in_thousands(twin: Document) -> None:
        law = twin["assumptions"]["amount_0"]
        law.update({key: law[key] / 1000 for key in ("low", "high", "mean", "sd", "mode") if key in law})
        for flow in flows(twin):
            flow["formula"] = flow["formula"].replace("amount_0", "(1000 * amount_0)")

    before, after = run_of(document), run_of(changed(document, in_thousands))
    for outcome in MONEY:
        scale = np.abs(before.arrays[outcome]).max()
        npt.assert_allclose(after.arrays[outcome], before.arrays[outcome], rtol=1e-9, atol=1e-9 * scale)


@few
@given(made())
def test_another_name_of_the_currency_changes_no_number(document: Document) -> None:
    same_bits(run_of(document), run_of(json.loads(json.dumps(document).replace("EUR", "GBP"))))


@few
@given(made(), st.sampled_from([2001, 2003]))
def test_another_price_year_multiplies_by_the_index(document: Document, year: int) -> None:
    index = {2001: 80.0, 2002: 100.0, 2003: 125.0}
    table = "\n".join(["year,index", *(f"{year},{level}" for year, level in index.items())]) + "\n"

    def in_prices_of(year: int) -> mcba.Run:
        def dated(twin: Document) -> None:
            twin["study"] |= {"price_year": year, "price_index": "index.csv"}
            twin["assumptions"]["fixed"] = twin["choices"].pop("fixed")
            for law in twin["assumptions"].values():
                if law.get("unit"):
                    law["price_year"] = 2002

        text = written(changed(document, dated))
        return mcba.run(read(Path("made") / "study.toml", text, tables={"index.csv": table}))

    before, after = in_prices_of(2002), in_prices_of(year)
    factor = index[year] / index[2002]
    for outcome in MONEY:
        scale = np.abs(before.arrays[outcome]).max()
        npt.assert_allclose(after.arrays[outcome], factor * before.arrays[outcome], rtol=1e-9, atol=1e-9 * scale)
    npt.assert_allclose(after.values("bcr"), before.values("bcr"), rtol=1e-9)


@pytest.mark.parametrize("name", ["mobility-mentoring", "tegaderm-dressing"])
def test_every_number_of_a_decision_is_money_per_euro_or_without_euros(name: str, tmp_path: Path) -> None:
    """Whatever `mcba decide` says of the same study in half euros is twice, half or once what it says in euros."""
    document = shipped(name)
    before, after = (
        numbers(told("decide", write(tmp_path / place, twin, name), "--worlds", "512", "--json"))
        for place, twin in (("once", document), ("twice", scale_the_flows(document, 2.0)))
    )
    assert before.keys() == after.keys()
    strange = {place: (x, after[place]) for place, x in before.items() if after[place] not in {x, 2 * x, x / 2}}
    assert strange == {}
    assert any(after[place] == 2 * x != 0 for place, x in before.items())


def test_a_decision_in_other_units_says_no_more_and_no_less(tmp_path: Path) -> None:
    """A factor that is no power of two moves last bits: what these leave of a lead that is the same in every world is
    no lead that varies, and no assumption is said to turn it."""
    name = "mobility-mentoring"
    before, after = (
        numbers(told("decide", write(tmp_path / place, twin, name), "--worlds", "512", "--json"))
        for place, twin in (("euros", shipped(name)), ("millionths", scale_the_flows(shipped(name), 1e6)))
    )
    assert before.keys() == after.keys()


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("factor", [2.0, 1 / 1024, 1e6])
def test_summaries_scale_as_their_worlds_do(name: str, factor: float) -> None:
    document = shipped(name)
    before, after = (
        run_of(twin, name, worlds=20_000, store="summary").summary("npv")
        for twin in (document, scale_the_flows(document, factor))
    )
    exact = np.frexp(factor)[0] == 0.5
    for x, y in ((before.mean, after.mean), (before.median, after.median), (before.low, after.low)):
        assert y.value == pytest.approx(factor * x.value, rel=0 if exact else 1e-9, abs=0)
        assert y.error == pytest.approx(factor * x.error, rel=0 if exact else 1e-6, abs=0)


def test_the_order_and_names_of_options_are_no_information(tmp_path: Path) -> None:
    name = "mobility-mentoring"
    document = shipped(name)
    renamed = {f"a_{key}": option for key, option in reversed(document["options"].items())}
    as_it_is = write(tmp_path / "as_it_is", document, name)
    other = write(tmp_path / "other", {**document, "options": renamed}, name)
    effects = other / "effects.csv"  # some effects come with one option only
    named = re.compile(rf"\b({'|'.join(document['options'])})\b")
    effects.write_text(named.sub(r"a_\1", effects.read_text(encoding="utf-8")), encoding="utf-8")
    before, after = (told("decide", folder, "--worlds", "512", "--json")["options"] for folder in (as_it_is, other))
    assert len(before["each"]) > 2
    for option, said in before["each"].items():
        twin = f"a_{option}" if option in document["options"] else option
        assert numbers(after["each"][twin]) == pytest.approx(numbers(said), rel=1e-12), option
    assert after["best"].removeprefix("a_") == before["best"]


def write(folder: Path, document: Document, name: str) -> Path:
    """The folder of a shipped study, with another study file in it."""
    shutil.copytree(data_folder("studies") / name, folder)
    (folder / "study.toml").write_text(written(document), encoding="utf-8")
    return folder


def told(command: str, folder: Path, *options: str) -> Any:
    """What a command says of a study, as JSON; `run` says with its exit code that a published figure is missed."""
    return json.loads(CliRunner().invoke(main, [command, str(folder), *options]).stdout)


def numbers(of: Any, place: str = "") -> dict[str, float]:
    """Every number of a JSON object, by its place; not how long it took."""
    if isinstance(of, Mapping):
        inner = [numbers(one, f"{place}.{key}") for key, one in of.items() if key != "seconds"]
    elif isinstance(of, list):
        inner = [numbers(one, f"{place}[{at}]") for at, one in enumerate(of)]
    else:
        return {place: of} if isinstance(of, int | float) else {}
    return {key: value for one in inner for key, value in one.items()}


# --- the file


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_order_of_assumptions_is_no_information(name: str, sampler: str) -> None:
    """To the bit where draws have addresses; of what moves together the first leads, and stays the first."""
    document = shipped(name)
    if sampler == "sobol":
        alike(*(run_of(twin, name, worlds=2**12, sampler=sampler) for twin in (document, reordered(document))))
    else:
        twin = reordered(document, but=dependent(document))
        same_bits(run_of(document, name, sampler=sampler), run_of(twin, name, sampler=sampler))


@pytest.mark.parametrize("name", [name for name in SHIPPED if _shipped(name).get("dependence")])
def test_who_leads_among_what_moves_together_changes_only_their_draws(name: str) -> None:
    document = shipped(name)
    before, after = (run_of(twin, name, worlds=2**12, sampler="random") for twin in (document, reordered(document)))
    left, right = draws_of(before), draws_of(after)
    moved = {key for key in left if not np.array_equal(left[key], right[key])}
    assert moved <= dependent(document)
    alike(before, after)


def dependent(document: Document) -> set[str]:
    return {name for entry in document.get("dependence", []) for name in entry["between"]}


def reordered(document: Document, *, but: set[str] = frozenset()) -> Document:  # type: ignore[assignment]
    """The assumptions from last to first; some keep their order among themselves."""
    names = list(reversed(document["assumptions"]))
    kept = iter([name for name in document["assumptions"] if name in but])
    return {
        **document,
        "assumptions": {
            name: document["assumptions"][name] for name in (next(kept) if name in but else name for name in names)
        },
    }


def alike(before: mcba.Run, after: mcba.Run) -> None:
    """Independent answers to one question."""
    for outcome in ("npv", "present_value_benefits", "present_value_costs"):
        left, right = before.summary(outcome), after.summary(outcome)
        for x, y in (
            (left.mean, right.mean),
            (left.median, right.median),
            (left.low, right.low),
            (left.high, right.high),
        ):
            assert abs(x.value - y.value) <= 5 * np.hypot(x.error, y.error), outcome


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_an_assumption_that_nothing_uses_changes_no_bit(name: str, sampler: str) -> None:
    document = shipped(name)
    twin = changed(
        document,
        lambda twin: twin["assumptions"].update(
            unused={"distribution": "lognormal", "mean": 3, "sd": 1, "unit": "1", "status": "assumed", "reason": "none"}
        ),
    )
    same_bits(run_of(document, name, sampler=sampler), run_of(twin, name, sampler=sampler))


@pytest.mark.parametrize("name", SHIPPED)
def test_labels_notes_and_reasons_change_no_bit(name: str) -> None:
    document = shipped(name)

    def without_words(twin: Document) -> None:
        for table in ("assumptions", "choices", "quantities", *FLOWS, "outcomes", "scenarios", "options"):
            for entry in twin.get(table, {}).values():
                for key in ("label", "notes", "reason", "theme"):
                    entry.pop(key, None)
        for key in ("title", "question", "limits", "population", "perspective"):
            if key in twin["study"]:
                twin["study"][key] = "other words"

    twin = changed(document, without_words)
    same_bits(run_of(document, name), run_of(twin, name))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_twice_the_worlds_begin_with_the_same_ones(name: str, sampler: str) -> None:
    document = shipped(name)
    before, after = (run_of(document, name, worlds=worlds, sampler=sampler) for worlds in (WORLDS, 2 * WORLDS))
    for outcome, array in before.arrays.items():
        npt.assert_array_equal(array, after.arrays[outcome][..., :WORLDS], err_msg=outcome)


# --- distributions


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_that_equals_the_base_is_the_base(name: str) -> None:
    document = shipped(name)
    laws = {key: law for key, law in document["assumptions"].items() if not {"over", "drawn", "from"} & law.keys()}
    override = {key: plain(law) for key, law in laws.items()}
    override |= {key: choice["value"] for key, choice in document.get("choices", {}).items()}
    twin = changed(
        document, lambda twin: twin.setdefault("scenarios", {}).update(same={"label": "The same", "override": override})
    )
    same_bits(run_of(document, name), run_of(twin, name, scenario="same"))


def plain(law: Document) -> Any:
    """What an override says of a law: a number, or the law without what is said about it."""
    return (
        law["value"]
        if "value" in law
        else {key: value for key, value in law.items() if key in Distribution.model_fields}
    )


@few
@given(made())
def test_constant_distributions_are_the_deterministic_model(document: Document) -> None:
    base = run_of(document).base

    def certain(twin: Document, *, as_number: bool) -> None:
        for key, law in twin["assumptions"].items():
            family = study.families[key]
            known = {"value": float(getattr(family, "mode", family.mean))}
            if not as_number:
                known["distribution"] = "constant"
            twin["assumptions"][key] = {**known, **({"unit": law["unit"]} if "unit" in law else {})}

    study = study_of(document)
    number, constant = (
        run_of(changed(document, lambda twin, as_number=as_number: certain(twin, as_number=as_number)), worlds=8)
        for as_number in (True, False)
    )
    same_bits(number, constant)
    for outcome, value in base.items():
        npt.assert_array_equal(number.values(outcome), np.full(8, number.base[outcome]))
        npt.assert_allclose(number.base[outcome], value, rtol=1e-12, atol=1e-9)


# --- flows


@few
@given(made())
def test_a_benefit_in_two_halves_is_the_benefit(document: Document) -> None:
    def halved(twin: Document) -> None:
        whole = twin["benefits"].pop("gain_0")
        for half in ("first", "second"):
            twin["benefits"][f"{half}_half"] = {**whole, "formula": f"0.5 * ({whole['formula']})"}

    before, after = run_of(document), run_of(changed(document, halved))
    for outcome in ("npv", "present_value_benefits", "present_value_costs", "bearer_npv"):
        scale = np.abs(before.arrays[outcome]).max()
        npt.assert_allclose(after.arrays[outcome], before.arrays[outcome], rtol=1e-12, atol=1e-12 * scale)


@few
@given(made())
def test_years_without_flows_change_nothing(document: Document) -> None:
    longer = changed(document, lambda twin: twin["study"].update(horizon=12))
    before, after = run_of(document), run_of(longer)
    for outcome in MONEY:
        scale = np.abs(before.arrays[outcome]).max()
        npt.assert_allclose(after.arrays[outcome], before.arrays[outcome], rtol=1e-13, atol=1e-13 * scale)
    npt.assert_allclose(after.values("bcr"), before.values("bcr"), rtol=1e-12)


@few
@given(made())
def test_at_a_rate_of_zero_a_present_value_is_a_sum(document: Document) -> None:
    """By hand, from the draws: each flow over its years, what is left of it after fading."""

    def undiscounted(twin: Document) -> None:
        twin["choices"]["discount_rate"]["value"] = 0.0
        twin["outcomes"] = {f"the_{key}": {"formula": key} for key in twin["assumptions"]}

    twin = changed(document, undiscounted)
    run = run_of(twin)
    known = {key: run.values(f"the_{key}") for key in twin["assumptions"]} | {
        "fixed": twin["choices"]["fixed"]["value"]
    }
    total = dict.fromkeys(("benefits", "costs"), np.zeros(WORLDS))
    for side in total:
        for flow in twin[side].values():
            first, last = flow["years"] if isinstance(flow["years"], list) else (flow["years"], flow["years"])
            left = sum((1 - flow.get("fades", 0.0)) ** year for year in range(last - first + 1))
            total[side] = total[side] + left * eval(flow["formula"], {"__builtins__": {}}, known)
    npt.assert_allclose(run.values("present_value_benefits"), total["benefits"], rtol=1e-12)
    npt.assert_allclose(run.values("present_value_costs"), total["costs"], rtol=1e-12)
    scale = np.abs(total["benefits"]).max() + np.abs(total["costs"]).max()
    npt.assert_allclose(run.values("npv"), total["benefits"] - total["costs"], rtol=0, atol=1e-12 * scale)


@few
@given(made())
def test_without_benefits_and_costs_there_is_nothing(document: Document) -> None:
    def nothing(twin: Document) -> None:
        twin["run"]["keep"] = ["npv", "present_value_benefits", "present_value_costs"]
        for flow in flows(twin):
            flow["formula"] = f"0 * ({flow['formula']})"

    run = run_of(changed(document, nothing))
    for outcome in run.outcomes:
        assert not run.values(outcome).any()
        assert (run.summary(outcome).mean.value, run.summary(outcome).mean.error, run.summary(outcome).sd) == (0, 0, 0)
    assert run.probability("npv").value == 0
    assert run.shortest_range("npv").low == run.shortest_range("npv").high == 0


@few
@given(made())
def test_a_transfer_moves_money_and_makes_none(document: Document) -> None:
    def without(twin: Document) -> None:
        del twin["transfers"]

    with_one, without_one = run_of(document), run_of(changed(document, without))
    welfare = (*(outcome for outcome in MONEY if outcome not in {"bearer_npv", "present_value"}), *RATIOS)
    for outcome in welfare:
        npt.assert_array_equal(with_one.arrays[outcome], without_one.arrays[outcome], err_msg=outcome)
    parties = with_one.labels[with_one.dimensions["bearer_npv"]]
    assert with_one.values("bearer_npv", "client").all()
    assert "client" in parties
    scale = np.abs(with_one.arrays["bearer_npv"]).max()
    npt.assert_allclose(
        with_one.arrays["bearer_npv"].sum(axis=0), with_one.values("npv"), rtol=1e-12, atol=1e-12 * scale
    )


@few
@given(made())
def test_a_party_in_two_parts_is_the_party(document: Document) -> None:
    def divided(twin: Document) -> None:
        for flow in flows(twin):
            for side in ("gains", "losses"):
                if "town" in flow.get(side, {}):
                    share = flow[side].pop("town")
                    flow[side] |= {"north": share / 2, "south": share / 2}

    before, after = run_of(document), run_of(changed(document, divided))
    same_bits(before, after, but=("bearer_npv",))
    scale = np.abs(before.arrays["bearer_npv"]).max()
    parts = after.values("bearer_npv", "north") + after.values("bearer_npv", "south")
    npt.assert_allclose(parts, before.values("bearer_npv", "town"), rtol=1e-12, atol=1e-12 * scale)
    for party in ("insurer", "client"):
        npt.assert_array_equal(after.values("bearer_npv", party), before.values("bearer_npv", party))


@few
@given(made())
def test_costs_for_benefits_mirror_the_balance_and_its_range(document: Document) -> None:
    def mirrored(twin: Document) -> None:
        turn = {"gains": "losses", "losses": "gains"}
        sides = {
            side: {
                name: {turn.get(key, key): value for key, value in flow.items()} for name, flow in twin[side].items()
            }
            for side in FLOWS
        }
        twin |= {"benefits": sides["costs"], "costs": sides["benefits"], "transfers": sides["transfers"]}

    before, after = run_of(document), run_of(changed(document, mirrored))
    npt.assert_array_equal(after.values("npv"), -before.values("npv"))
    npt.assert_array_equal(after.values("present_value_costs"), before.values("present_value_benefits"))
    npt.assert_allclose(after.values("bcr"), 1 / before.values("bcr"), rtol=1e-12)
    parties = before.labels[before.dimensions["bearer_npv"]]
    for party in parties:
        mirror = -before.values("bearer_npv", party)
        npt.assert_allclose(after.values("bearer_npv", party), mirror, rtol=0, atol=1e-12 * np.abs(mirror).max())
    left, right = before.summary("npv"), after.summary("npv")
    assert (right.mean.value, right.mean.error) == pytest.approx((-left.mean.value, left.mean.error), rel=1e-12)
    assert (right.median.value, right.median.error) == pytest.approx((-left.median.value, left.median.error), rel=1e-9)
    assert (right.range.low, right.range.high) == pytest.approx((-left.range.high, -left.range.low), rel=1e-9)
    assert (right.range.low_error, right.range.high_error) == pytest.approx(
        (left.range.high_error, left.range.low_error), rel=1e-9
    )
    assert after.probability("npv").value == pytest.approx(1 - before.probability("npv").value, abs=1e-12)


# --- languages


@pytest.mark.parametrize("name", SHIPPED)
def test_a_language_changes_no_number(name: str) -> None:
    folder, options = data_folder("studies") / name, ("--worlds", "512", "--json", "--language")
    english, dutch = (numbers(told("run", folder, *options, language)) for language in ("en", "nl"))
    assert english == dutch
