"""A study with changes: its text says the same, with all its remarks, and nothing else of it moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats as st
import tomli

import mcba
from mcba.engine.drawing.draws import Drawing, unknowns_of
from mcba.study.making.remarks import WRITTEN_AGAIN
from mcba.study.reading import read
from tests.places import ROOT
from tests.study.making.test_studies import Own

STUDIES = sorted(path.parent.name for path in (ROOT / "studies").glob("*/study.toml"))


def draws(study: mcba.Study) -> dict[str, Any]:
    drawing = Drawing(unknowns_of(study), frozenset(study.families), study.dependence, "sobol", 7, 256)
    return {name: np.array(array) for name, array in drawing.block(0, 256).items()}


def remarks(text: str) -> list[str]:
    return sorted(line.partition("#")[2] for line in text.splitlines() if "#" in line)


def families_for(study: mcba.Study, name: str) -> list[Any]:
    """Some distributions that the assumption could have as well: about its median, within 1."""
    if study.families[name].batch_shape:
        return []
    middle = float(np.asarray(study.families[name].median))
    size = min(abs(middle) / 4, 1 - middle) if 0 < middle < 1 else abs(middle) / 4 or 0.1
    return [mcba.Uniform(middle - size / 2, middle + size / 2)]


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_each_assumption_of_the_studies_can_be_another_one(name: str) -> None:
    study = mcba.load(ROOT / "studies" / name)
    before = draws(study)
    changed = 0
    for assumption in study.families:
        for family in families_for(study, assumption):
            over = study.document.assumptions[assumption].over
            given = family if over is None else {"distribution": family, "drawn": "once"}
            after = study.with_(assumptions={assumption: given}, reason="another view")
            changed += 1
            assert after.families[assumption] == family
            if changed == 1:
                assert mcba.loads(after.to_toml(), after.tables) == after
            assert remarks(after.text) == remarks(study.text)
            assert WRITTEN_AGAIN not in after.text
            told, old = after.document.assumptions[assumption], study.document.assumptions[assumption]
            assert (told.status, told.source, told.notes) == ("assumed", None, None)
            assert (told.label, told.unit, told.price_year, told.kind) == (
                old.label,
                old.unit,
                old.price_year,
                old.kind,
            )
            data, data_before = tomli.loads(after.text), tomli.loads(study.text)
            data["assumptions"].pop(assumption)
            data_before["assumptions"].pop(assumption)
            assert data == data_before
    assert changed > 2
    one = next(each for each, family in study.families.items() if families_for(study, each) and family.sd > 0)
    now = draws(study.with_(assumptions={one: families_for(study, one)[0]}))
    related = {each for each in before if not np.array_equal(now[each], before[each])}
    assert related <= {one, *(group for each in study.dependence if one in each.names for group in each.names)}


TEXT = """\
# top
[study] # about
title = "t" # the title
horizon = 2

[assumptions] # head
# remark a
a.distribution = "normal"  # family
a.mean = 1   # mean
a.sd = 2
b = { distribution = "uniform", low = 0, high = 1 } # in line

[assumptions.c]   # cc
label = "See"
# first
distribution = "gamma" # d
mean = 3  # mm
sd = 1
unit = "EUR"
status = "sourced"
notes = "old"
base = 2
[assumptions.c.source]
citation = "me"

# the choice
[choices]
lever = { value = 2, reason = "old" }

# next remark
[outcomes]
y = { formula = "a + b" }
z = { formula = "c" }

[scenarios.low]
override = { a = 0, c = 2 }
"""


def test_an_entry_changes_where_and_as_it_stands() -> None:
    after = mcba.loads(TEXT).with_(
        a=mcba.Gamma(1, 2), b=3, c=mcba.Lognormal(1, 0.5), lever=4, horizon=5, reason="why", outcomes={"half": "a / 2"}
    )
    assert (
        after.text
        == """\
# top
[study] # about
title = "t" # the title
horizon = 5

[assumptions] # head
# remark a
a = { distribution = "gamma", shape = 1, scale = 2, reason = "why" }
# family
# mean
b = { value = 3, reason = "why" } # in line

[assumptions.c]   # cc
label = "See"
# first
distribution = "lognormal" # d
mu = 1
sigma = 0.5
# mm
unit = "EUR"
status = "assumed"
reason = "why"

# the choice
[choices]
lever = { value = 4, reason = "why" }

# next remark
[outcomes]
y = { formula = "a + b" }
z = { formula = "c" }
half = { formula = "a / 2" }

[scenarios.low]
override = { a = 0, c = 2 }
"""
    )
    assert mcba.run(after, worlds=64, scenario="low").study == after


def test_sections_merge_and_none_takes_out() -> None:
    study = mcba.loads(TEXT)
    after = study.with_(
        outcomes={"z": None, "y": {"unit": "1"}},
        scenarios={"low": None, "high": {"b": 0.5}},
        run={"worlds": 512},
        assumptions={"n": mcba.Normal(0, 1), "c": None},
        dependence=[mcba.Dependence(between=("a", "n"), rank_correlation=0.5)],
        title="Other",
    )
    assert after.outcomes == ("y",)
    assert after.document.outcomes["y"].formula == "a + b"
    assert list(after.document.scenarios) == ["high"]
    assert list(after.families) == ["a", "b", "n"]
    assert after.document.run.worlds == 512
    assert after.with_(dependence=None, scenarios=None).document.scenarios == {}
    assert remarks(after.text) == remarks(TEXT)
    assert mcba.loads(after.text) == after


def test_a_source_makes_it_sourced_and_a_mapping_says_more() -> None:
    study = mcba.loads(TEXT)
    sourced = study.with_(a=mcba.Normal(2, 1), source={"document": "trial.pdf", "page": 3}).document.assumptions["a"]
    assert (sourced.status, str(sourced.source)) == ("sourced", "trial.pdf, p. 3")
    told = study.with_(c={"distribution": mcba.Normal(2, 1), "label": "Other", "unit": "USD"}).document.assumptions["c"]
    assert (told.label.in_language("en"), told.unit, told.status) == ("Other", "USD", "assumed")
    relabelled = study.with_(c={"label": "Other", "notes": None}).document.assumptions["c"]
    assert (relabelled.status, relabelled.base, relabelled.notes) == ("sourced", 2, None)


def test_a_library_entry_becomes_the_studys_own_number() -> None:
    text = """
[study]
title = "t"
price_year = 2025
price_index = "nl"
[assumptions.x]
from = "nl/work-income/assistance-execution" # an entry
[outcomes]
y = { formula = "x" }
"""
    study = mcba.loads(text)
    after = study.with_(x=mcba.Normal(1_500, 100))
    told, old = after.document.assumptions["x"], study.document.assumptions["x"]
    assert (told.unit, told.price_year, told.label) == (old.unit, old.price_year, old.label)
    assert (told.source, told.status, told.from_) == (None, "assumed", None)
    assert after.entries == {}
    assert not [name for name in after.tables if name.startswith("library/")]
    assert "# an entry" in after.text


@pytest.mark.parametrize("section", ['assumptions = "numbers.csv"', '[assumptions]\ntable = "numbers.csv" # sheet'])
def test_a_row_of_a_table_changes_in_its_place(section: str) -> None:
    """Rows keep their order, and so all other worlds."""
    head, own = (section, "") if "=" in section.splitlines()[0] else ("", section)
    text = f'{head}\n[study]\ntitle = "t"\n{own}\n[outcomes]\ny = {{ formula = "a + b" }}\n'
    table = "name;label.nl;distribution;mean;sd\na;Aantal;normal;1,5;1\nb;Bedrag;normal;2;1\n"
    study = mcba.loads(text, {"numbers.csv": table})
    after = study.with_(a=mcba.Uniform(0.5, 2), reason="why")
    assert after.text == study.text
    assert after.tables["numbers.csv"] == (
        "name;label.nl;distribution;mean;sd;low;high;reason\na;Aantal;uniform;;;0,5;2;why\nb;Bedrag;normal;2;1;;;\n"
    )
    assert after.families["a"] == mcba.Uniform(0.5, 2)
    assert np.array_equal(draws(after)["b"], draws(study)["b"])
    assert list(study.with_(assumptions={"n": 3}).families) == ["a", "b", "n"]
    assert list(study.with_(assumptions={"a": None}, outcomes={"y": "b"}).families) == ["b"]


def test_observations_go_to_a_table() -> None:
    after = mcba.loads(TEXT).with_(c=np.array([1.0, 2.5, 4.0]))
    assert after.tables == {"c.csv": "c\n1\n2.5\n4\n"}
    assert after.with_(c=3).tables == {}


def test_a_text_that_is_toml_1_1_is_written_again_from_its_data() -> None:
    text = '[study]\ntitle = "t"\n[assumptions]\na = {\n  value = 3, # three\n}\n[outcomes]\ny = { formula = "a" }\n'
    after = mcba.loads(text).with_(a=mcba.Normal(0, 1))
    assert after.families["a"] == mcba.Normal(0, 1)
    assert mcba.loads(after.text) == after


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"aa": 3}, "no assumption or choice 'aa'.*did you mean|assumptions={'aa'"),
        ({"a": Own()}, "assumptions.a: Own.. is a distribution of your own"),
        ({"a": "x"}, "assumptions.a: found 'x'; allowed is a number"),
        ({"lever": mcba.Normal(0, 1)}, "choices.lever: a choice is set and not drawn"),
        ({"a": {"distribution": "normal", "mean": 1, "sd": -1}}, "assumptions.a.sd: sd = -1 is not above 0"),
        ({"outcomes": ["y"]}, "outcomes: allowed is a mapping of what changes"),
        ({"outcomes": {"w": "a + q"}}, "outcomes.w.formula, character 5: unknown name 'q'"),
        ({"c": None}, "outcomes.z.formula, character 1: unknown name 'c'"),
        ({"horizon": -1}, "horizon: found -1"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(mcba.StudyError, match=message):
        mcba.loads(TEXT).with_(**changes)


def test_an_altered_study_has_no_text_to_change() -> None:
    study = mcba.loads(TEXT)
    with pytest.raises(mcba.RunError, match="altered in memory"):
        study.altered(families=study.families).with_(a=3)


def test_the_appendix_tells_of_the_distribution_that_was_drawn(tmp_path: Path) -> None:
    study = mcba.load(ROOT / "studies" / "tegaderm-dressing")
    after = study.with_(rate_crbsi=mcba.Gamma.from_mean_sd(5.0, 0.3), reason="a hospital with more infections")
    run = mcba.run(after, worlds=1_024)
    assert mcba.verify(mcba.save_run(run, tmp_path)).same
    assert mcba.open_run(tmp_path).study == after
    family = mcba.open_run(tmp_path).study.families["rate_crbsi"]  # type: ignore[union-attr]
    assert (family.mean, family.sd) == pytest.approx((5.0, 0.3))


def test_frozen_scipy_distributions() -> None:
    after = mcba.loads(TEXT).with_(a=st.genextreme(0.1, 3, 2), c=st.gamma(2, scale=3))
    assert 'a = { scipy = { name = "genextreme", c = 0.1, loc = 3, scale = 2 } }' in after.text
    assert after.families["c"] == mcba.Gamma(2, 3)
    u = np.array([0.01, 0.5, 0.999])
    assert np.array_equal(after.families["a"].ppf(u), st.genextreme(0.1, 3, 2).ppf(u))


def test_the_path_stays(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    assert read(file, TEXT).with_(b=3).path == file


class TestModels:
    """A study with a function in it; each function gives its argument so many times."""

    STUDY = mcba.Study(
        title="Twice", assumptions={"a": mcba.Uniform(1, 3)}, model={"python": lambda a: 2 * a, "gives": {"y": {}}}
    )

    def test_the_function_stays(self) -> None:
        after = self.STUDY.with_(a=5, model={"gives": {"y": {"unit": "EUR"}}})
        assert (mcba.run(after, worlds=64).values("y") == 10).all()
        assert after.unit("y") == "EUR"

    def test_another_function_takes_its_place(self) -> None:
        def thrice(a: Any) -> Any:
            return 3 * a

        after = self.STUDY.with_(a=5, model={"python": thrice})
        assert (mcba.run(after, worlds=64).values("y") == 15).all()
        assert list(after.tables) == ["function/thrice.py"]
        assert 'function = "thrice"' in after.text

    def test_how_it_is_called_follows_the_text(self) -> None:
        plain = self.STUDY.with_(model={"vectorised": False}).function
        assert plain is not None
        assert (plain.vectorised, plain.is_runnable) == (False, True)

    def test_a_file_that_was_allowed_is_not_when_it_says_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "model.py").write_text("def f(a):\n    return 2 * a\n")
        (tmp_path / "study.toml").write_text(
            '[study]\ntitle = "Twice"\n[assumptions]\na = { value = 1 }\n'
            '[model]\npython = "model.py:f"\ngives = { y = "1" }\n'
        )
        study = mcba.load(tmp_path, allow_python=True)
        assert (mcba.run(study.with_(a=5), worlds=64).values("y") == 10).all()
        other = study.with_(tables={"model.py": "def f(a):\n    return 3 * a\n"})
        with pytest.raises(mcba.RunError, match="which can do anything"):
            mcba.run(other, worlds=64)


@pytest.mark.parametrize("name", ["reason", "source", "title", "status", "benefits", "assumptions", "limits"])
@pytest.mark.parametrize("value", [mcba.Gamma(2, 1), 3])
def test_what_is_meant_for_an_assumption_is_no_keyword_of_the_same_name(name: str, value: Any) -> None:
    study = mcba.Study(title="t", assumptions={name: mcba.Normal(1, 1)}, outcomes={"y": f"2 * {name}"})
    with pytest.raises(mcba.StudyError, match=f"^{name}: found .* goes through assumptions="):
        study.with_(**{name: value})
    changed = study.with_(assumptions={name: 3}, reason="known by now")
    assert changed.families[name] == mcba.Constant(3)


def test_an_assumption_may_be_called_self() -> None:
    study = mcba.Study(title="t", assumptions={"self": 1}, outcomes={"y": "self"})
    assert study.with_(self=2).families["self"] == mcba.Constant(2)
