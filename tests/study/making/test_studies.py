"""Studies made in Python: every section, the text that is written, and complaints that name the keys."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats as st

import mcba
from mcba.study.making.keywords import KEYWORDS
from tests.places import ROOT


def small(**others: Any) -> mcba.Study:
    given: dict[str, Any] = {
        "title": "A number",
        "assumptions": {"a": mcba.Normal(1, 1), "b": 3.0},
        "outcomes": {"y": "2 * a + b"},
    }
    return mcba.Study(**{**given, **others})


def complaints(**given: Any) -> list[str]:
    """What is complained of, each with the path of its keys."""
    with pytest.raises(mcba.StudyError) as error:
        small(**given)
    return str(error.value).splitlines()


def test_the_text_is_as_a_person_would_write_it() -> None:
    study = mcba.Study(
        title="Coaches",
        price_year=2025,
        horizon=3,
        run={"worlds": 4_096, "seed": 20_260_101},
        assumptions={"clients": 1_200, "effect": mcba.Beta(2, 5), "price": {"distribution": mcba.Normal(9_000, 0.5)}},
        choices={"discount_rate": 0.03},
        benefits={"work": {"formula": "clients * effect * price", "gains": {"client": 1}}},
        outcomes={"served": "clients * effect"},
    )
    assert (
        study.to_toml()
        == """\
[study]
title = "Coaches"
price_year = 2025
horizon = 3

[run]
worlds = 4_096
seed = 20260101

[assumptions]
clients = { value = 1_200 }
effect = { distribution = "beta", alpha = 2, beta = 5 }
price = { distribution = "normal", mean = 9_000, sd = 0.5 }

[choices]
discount_rate = { value = 0.03 }

[benefits]
work = { formula = "clients * effect * price", gains = { client = 1 } }

[outcomes]
served = { formula = "clients * effect" }
"""
    )


def test_a_study_with_labels_has_a_table_for_each_assumption() -> None:
    text = small(assumptions={"a": {"label": "Clients", "value": 3}, "b": 1}).to_toml()
    assert '[assumptions.a]\nlabel = "Clients"\nvalue = 3\n\n[assumptions.b]\nvalue = 1\n' in text


def test_every_section_can_be_given() -> None:
    study = mcba.Study(
        title={"en": "All", "nl": "Alles"},
        question="Why?",
        authors=["A. de Vries"],
        horizon=2,
        price_year=2025,
        bibliography="references.bib",
        run={"worlds": 1_024, "keep": ["npv", "ratio"]},
        sets={"group": ["x", "y"], "place": {"table": "places.csv", "column": "place"}},
        assumptions={
            "a": mcba.Normal(1, 1),
            "b": st.gamma(2, scale=3),
            "c": {"distribution": mcba.Normal([1, 2], 1), "over": "group", "drawn": "each_unit", "unit": "EUR"},
            "d": {"verbal": "likely"},
            "e": {"distribution": "beta", "mean": 0.5, "sd": 0.1, "grade": "weak"},
            "f": np.array([1.0, 2.0, 2.5]),
            "g": {"value": {"column": "price"}, "over": "place", "table": "places.csv"},
        },
        verbal={"likely": mcba.Uniform(0.55, 0.9)},
        grades={"weak": {"bias": 0.8, "widen": 2}},
        choices={"discount_rate": {"value": 0.03, "alternatives": [0.01, 0.05]}, "rate": [1, 2, 3]},
        dependence=[mcba.Dependence(between=("a", "b"), rank_correlation=0.4), {"between": ["d", "e"], "kendall": 0.1}],
        quantities={"half": "a / 2", "both": {"formula": "a + b", "label": "Both"}},
        benefits={"gain": {"formula": "sum(c, over='group')", "gains": {"all": 1}}},
        costs={"cost": {"formula": "b * 1", "losses": {"all": 1}}},
        transfers={"move": {"formula": "f * 1", "gains": {"all": 1}, "losses": {"state": 1}}},
        pm={"joy": "Joy", "noise": {"label": "Noise", "sign": "-"}},
        effects={"work": {"label": "Work [@jansen]", "figure": "gain"}, "rest": {"label": "Rest", "from": "work"}},
        stakeholders={"all": "Everybody"},
        scenarios={
            "low": {"a": mcba.Normal(0, 1), "b": 2, "horizon": 1},
            "high": {"label": "High", "override": {"a": 3}},
        },
        options={"other": {"b": st.genextreme(0.1)}},
        outcomes={"ratio": "half / 2", "prices": "sum(g, over='place')"},
        published=[{"outcome": "ratio", "value": 0.25, "reading": "mean", "tolerance": 1}],
        tables={
            "places.csv": {"place": ["here", "there"], "price": [1.5, 2.5]},
            "references.bib": "@misc{jansen, author = {Jansen, B.}, title = {Coaches}, year = {2018}}",
        },
    )
    assert study.families["c"] == mcba.Normal([[1], [2]], 1)
    assert study.families["f"] == mcba.Empirical([1, 2, 2.5])
    assert study.document.scenarios["low"].override["horizon"] == 1
    assert study.tables["places.csv"] == "place,price\nhere,1.5\nthere,2.5\n"
    again = mcba.loads(study.to_toml(), study.tables)
    assert again == study
    assert again.document == study.document
    assert mcba.run(again).hashes() == mcba.run(study).hashes()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (
            {"assumptions": {"a": {"distribution": "normal", "mean": 1, "sd": -1}, "b": 1}},
            "assumptions.a.sd: sd = -1 is not above 0",
        ),
        (
            {"assumptions": {"a": {"distribution": "normal", "maen": 1, "sd": 1}, "b": 1}},
            "assumptions.a.maen: unknown key 'maen'; did you mean 'mean'?",
        ),
        ({"outcomes": {"y": "a + bb"}}, "outcomes.y.formula, character 5: unknown name 'bb'"),
        ({"horizon": -1}, "horizon: found -1; allowed is 0 or more"),
        ({"run": {"wordls": 4}}, "run.wordls: unknown key 'wordls'; did you mean 'worlds'?"),
        (
            {"published": [{"outcome": "yy", "value": 1, "reading": "mean"}]},
            "published[0].outcome: there is no outcome 'yy'",
        ),
        ({"assumptions": {"a": "x", "b": 1}}, "assumptions.a: found 'x'; allowed is a number, a distribution"),
        ({"assumptions": {"a": True, "b": 1}}, "assumptions.a: found true; allowed is a number"),
        ({"assumptions": {"a": [1, 2], "b": 1}}, "assumptions.a: found [1, 2]; allowed is a number"),
        ({"assumptions": {"a": np.ones((2, 2)), "b": 1}}, "assumptions.a: found an array of shape (2, 2)"),
        ({"assumptions": {"a": np.array([1.0, np.nan]), "b": 1}}, "assumptions.a: 1 of 2 observations are missing"),
        ({"assumptions": {"a": float("inf"), "b": 1}}, "assumptions.a.value: found inf"),
        ({"assumptions": [1]}, "assumptions: found [1]; allowed is a mapping of names"),
        ({"dependence": {"between": ["a", "b"]}}, "dependence: allowed is a list"),
        ({"scenarios": {"low": 3}}, "scenarios.low: found 3; allowed is a mapping"),
        ({"scenarios": {"low": {"aa": 3}}}, "scenarios.low.override.aa: there is no assumption or choice 'aa'"),
        (
            {"tables": {"x.csv": 3}},
            "tables['x.csv']: found int; allowed is the text of the file, its path, or a DataFrame",
        ),
        ({"tables": "x.csv"}, "tables: allowed is a mapping"),
    ],
)
def test_a_complaint_names_the_path_of_its_keys(given: dict[str, Any], complaint: str) -> None:
    assert any(said.startswith(complaint) for said in complaints(**given)), complaints(**given)


def test_all_mistakes_are_told_at_once() -> None:
    said = complaints(horizon=-1, outcomes={"y": "a + bb", "z": "a +"})
    assert [line.split(":")[0] for line in said] == [
        "horizon",
        "outcomes.y.formula, character 5",
        "outcomes.z.formula, character 4",
    ]


class Own(mcba.Family):
    """A distribution of the user's own."""

    def _ppf(self, u: Any) -> Any:
        return u

    def _cdf(self, x: Any) -> Any:
        return x


def test_a_distribution_that_no_file_can_hold_is_refused() -> None:
    (said,) = complaints(assumptions={"a": Own(), "b": 1})
    assert said.startswith("assumptions.a: Own() is a distribution of your own, which no study file can hold")
    assert "mcba.simulate takes it as it is" in said


def test_keywords_that_no_study_has() -> None:
    with pytest.raises(TypeError, match="a study has no 'assumption'; did you mean 'assumptions'"):
        small(assumption={})
    with pytest.raises(TypeError, match="a study has a title"):
        mcba.Study()  # type: ignore[call-arg]
    assert tuple(inspect.signature(mcba.Study).parameters) == KEYWORDS


def test_a_study_is_not_replaced() -> None:
    with pytest.raises(TypeError, match=r"a study does not change.*study\.with_\("):
        dataclasses.replace(small(), families={"a": mcba.Normal(0, 1)})
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().text = ""  # type: ignore[misc]


def test_no_mapping_of_a_study_can_be_written_to() -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    fields: list[Any] = [getattr(study, part.name) for part in dataclasses.fields(study)]
    document: list[Any] = [getattr(study.document, name) for name in type(study.document).model_fields]
    flow = next(iter(study.document.benefits.values()))
    mappings = [part for part in (*fields, *document, study.flows, flow.gains) if isinstance(part, dict)]
    assert len(mappings) > 20
    for part in mappings:
        for change in (lambda: part.update(a=1), lambda: part.__setitem__("a", 1), part.clear, part.popitem):  # noqa: B023
            with pytest.raises(TypeError, match="this mapping does not change"):
                change()


def test_a_study_can_be_sent_copied_and_compared() -> None:
    study = small()
    for other in (pickle.loads(pickle.dumps(study)), copy.copy(study), copy.deepcopy(study), small()):
        assert other == study
        assert hash(other) == hash(study)
        with pytest.raises(TypeError):
            other.families["a"] = mcba.Normal(0, 1)
    assert study != small(title="Another")
    assert study != study.altered(families={**study.families, "a": mcba.Normal(0, 1)})
    assert study != study.text


def test_the_name_of_a_study_that_lies_nowhere_is_its_title() -> None:
    assert small(title="Moms for Moms (2017)").name == "moms-for-moms-2017"
    assert mcba.loads(small().text).name == "a-number"


def test_a_study_that_was_altered_in_memory_is_not_written_down(tmp_path: Path) -> None:
    """Otherwise the appendix tells of the old distribution, with its source, beside the new numbers."""
    study = mcba.load("studies/tegaderm-dressing")
    altered = study.altered(families={**study.families, "rate_crbsi": mcba.Gamma.from_mean_sd(5.0, 0.3)})
    run = mcba.run(altered, worlds=512)
    for write in (
        lambda: mcba.report(run, tmp_path, formats=["md"]),
        lambda: mcba.save_run(run, tmp_path),
        lambda: mcba.run(altered, worlds=512, unfinished=tmp_path),
        altered.to_toml,
    ):
        with pytest.raises(mcba.RunError, match=r"altered in memory.*study\.with_\("):
            write()
    assert not list(tmp_path.iterdir())


def test_the_page_on_studies_from_python_runs() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    section = page.partition("## Studies from Python\n")[2].partition("\n## ")[0]
    named: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(block, named)
    assert named["other"].document.assumptions["effect"].status == "sourced"
    assert named["longer"].outcomes[-1] == "per_job"


def test_a_run_cannot_be_extended_with_another_model() -> None:
    """A distribution that was replaced below a run once gave its second half other worlds."""
    study = small()
    run = mcba.run(study, worlds=512)
    with pytest.raises(TypeError):
        study.families["a"] = mcba.Normal(100, 1)  # type: ignore[index]
    assert mcba.extend(run, 1_024).hashes() == mcba.run(study, worlds=1_024).hashes()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0]), "1 of 3 observations are masked; leave them out first"),
        (10**400, "the number is too large"),
    ],
    ids=["masked", "too large"],
)
def test_what_is_no_observation_is_not_taken_for_one(given: Any, complaint: str) -> None:
    with pytest.raises(mcba.StudyError, match=complaint):
        mcba.Study(title="t", assumptions={"a": given}, outcomes={"y": "a"})


def test_a_function_is_no_formula() -> None:
    with pytest.raises(mcba.StudyError, match=r"^outcomes.y: a formula is text, .* or to mcba.simulate"):
        mcba.Study(title="t", assumptions={"a": 1}, outcomes={"y": lambda a: a})  # type: ignore[dict-item]
