"""A study's Python function is read as text: nothing of it runs until the user says that it may."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.errors import FormulaError, RequestError
from mcba.study.formula.python import PythonFunction, function_in_text, held_function
from mcba.study.reading import allow_function

HOSTILE = """
from pathlib import Path
Path("ran").write_text("code of a stranger")

def profit(price, number):
    return price * number
"""
STUDY = """
[study]
title = "A profit"

[assumptions]
price = { distribution = "uniform", low = 1, high = 3, unit = "EUR/item", status = "assumed" }
number = { distribution = "uniform", low = 1, high = 3, unit = "item", status = "assumed" }

[model]
python = "model.py:profit"
gives = { profit = "EUR" }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").write_text(STUDY)
    (tmp_path / "model.py").write_text(HOSTILE)
    return tmp_path


def ran(folder: Path) -> bool:
    return (folder / "ran").exists()


def test_reading_runs_nothing(folder: Path) -> None:
    study = mcba.load(folder)
    assert study.outcomes == ("profit",)
    assert study.unit("profit") == "EUR"
    assert study.tables["model.py"] == HOSTILE
    pickle.loads(pickle.dumps(study))
    with pytest.raises(RequestError, match=r"would run the function 'profit' of the study's file model.py"):
        mcba.run(study, worlds=100)
    assert not ran(folder)


def test_what_is_allowed_runs(folder: Path) -> None:
    run = mcba.run(mcba.load(folder, allow_python=True), worlds=1_024)
    assert ran(folder)
    assert run.base == {"profit": 4.0}
    assert run.summary("profit").mean.value == pytest.approx(4.0, abs=0.01)


def test_a_saved_run_opens_without_running(folder: Path) -> None:
    saved = mcba.save_run(mcba.run(mcba.load(folder, allow_python=True), worlds=1_024), folder / "out")
    (folder / "ran").unlink()
    opened = mcba.open_run(saved)
    assert opened.base == {"profit": 4.0}
    assert opened.range("profit").low < 4 < opened.range("profit").high
    with pytest.raises(RequestError, match="allow_python=True"):
        mcba.verify(saved)
    assert not ran(folder)
    assert mcba.verify(saved, allow_python=True).same


def test_another_text_is_another_study(folder: Path) -> None:
    before = mcba.load(folder).sha256
    (folder / "model.py").write_text(HOSTILE.replace("price * number", "price + number"))
    assert mcba.load(folder).sha256 != before


WRONG = {
    'python = "model.py:profits"': "model.py: it has no function 'profits' at its top level; did you mean 'profit'",
    'python = "models.py:profit"': "did you mean 'model.py'",
    'python = "../model.py:profit"': "lies outside the study's folder",
    'python = "model.py"': "such as model.py:net_benefit",
    'function = "profit"': "held in memory stands in no file",
    "": "say which model it is",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_no_function_beside_the_study_is_told(folder: Path, line: str) -> None:
    (folder / "study.toml").write_text(STUDY.replace('python = "model.py:profit"', line))
    with pytest.raises(mcba.StudyError, match=r"study.toml:(9|10)") as caught:
        mcba.load(folder)
    assert WRONG[line] in str(caught.value)


TEXTS = {
    "def profit(prize, number): return 1": "takes 'prize', which is no assumption and no choice, .* 'price'",
    "def profit(price, /, number): return 1": "takes 'price' by its place alone",
    "def profit(price, number) return 1": "model.py: it is no Python: line 1",
    "profit = lambda price: price": "it has no function 'profit' at its top level; it has none at all",
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_wrong_with_the_function_is_told(folder: Path, text: str) -> None:
    (folder / "model.py").write_text(text)
    with pytest.raises(mcba.StudyError, match=TEXTS[text]):
        mcba.load(folder)


RESULTS = {
    '{ price = "EUR" }': r"the name 'price' stands in \[assumptions\] too",
    '{ year = "EUR" }': "'year' already means something in mcba",
    '{ profit = "EUR client" }': "unit 'EUR client' cannot be read",
    '{ profit = { over = "yaer" } }': "there is no set 'yaer'; did you mean 'year'",
    '{ profit = { uint = "EUR" } }': "unknown key 'uint'; did you mean 'unit'",
}


@pytest.mark.parametrize("gives", RESULTS)
def test_results_are_names_of_their_own(folder: Path, gives: str) -> None:
    (folder / "study.toml").write_text(STUDY.replace('{ profit = "EUR" }', gives))
    with pytest.raises(mcba.StudyError, match=RESULTS[gives]):
        mcba.load(folder)


def test_a_result_may_be_called_npv_where_the_study_has_none(folder: Path) -> None:
    (folder / "study.toml").write_text(STUDY.replace("{ profit =", "{ npv ="))
    assert mcba.load(folder).outcomes == ("npv",)
    flows = '[costs.staff]\nformula = "1000"\nunit = "EUR"\n'
    (folder / "study.toml").write_text(STUDY.replace("{ profit =", "{ npv =") + flows)
    with pytest.raises(mcba.StudyError, match="'npv' already means something"):
        mcba.load(folder)


def test_units_of_results_are_those_of_formulas(folder: Path) -> None:
    (folder / "study.toml").write_text(STUDY + '[outcomes]\nwrong = { formula = "profit + number" }\n')
    with pytest.raises(mcba.StudyError, match="'profit' is in EUR, 'number' is in item"):
        mcba.load(folder)


def test_parameters_with_a_value_of_their_own_need_not_be_known() -> None:
    found = function_in_text("def f(a, steps=10, *, b, c=1, **others): return a", "f")
    assert found.required == {"a", "b"}
    assert found.takes_all
    with pytest.raises(FormulaError, match="no Python: line 1"):
        function_in_text("def f(:", "f")


def scaled(times: float) -> Any:
    return lambda x: times * x


def test_a_function_in_memory_travels() -> None:
    held = held_function(scaled(3.0))
    there: PythonFunction = pickle.loads(pickle.dumps(held))
    assert there.function(x=2.0) == 6.0
    assert there.key == held.key
    assert held.key != held_function(scaled(4.0)).key
    assert "times * x" in held.text


def test_only_a_function_is_a_model() -> None:
    with pytest.raises(RequestError, match="a model is a function; found int"):
        held_function(3)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="takes 'x' by its place alone"):
        held_function(eval("lambda x, /: x"))
    with pytest.raises(RequestError, match="has no Python function"):
        allow_function(mcba.load("studies/schilderswijk-moeders"), scaled(2.0))


COMMANDS = {
    "check": ["check", "."],
    "show": ["show", ".", "price"],
    "schema": ["schema"],
    "library": ["library", "list"],
    "run": ["run", ".", "--worlds", "64"],
    "rank": ["rank", ".", "--worlds", "64"],
    "report": ["report", "."],
    "figures": ["figures", "."],
    "decide": ["decide", "."],
    "answer": ["answer", "."],
}
READING = {"check", "show", "schema", "library"}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_runs_the_code_of_a_stranger(folder: Path, command: str) -> None:
    found = CliRunner().invoke(main, COMMANDS[command])
    assert not ran(folder)
    if command in READING:
        assert found.exit_code == 0, found.output
    else:
        assert found.exit_code == 2
        assert "would run the function 'profit' of the study's file model.py" in found.output
        assert "--allow-python" in found.output


def test_a_command_runs_it_where_it_is_told_to(folder: Path) -> None:
    done = CliRunner().invoke(main, ["run", ".", "--worlds", "1024", "--out", "out", "--allow-python"])
    assert done.exit_code == 0, done.output
    (folder / "ran").unlink()
    for command in (["verify", "out"], ["extend", "out", "--worlds", "2048"], ["report", "out"]):
        assert CliRunner().invoke(main, command).exit_code == 2
    assert not ran(folder)
    assert CliRunner().invoke(main, ["verify", "out", "--allow-python"]).exit_code == 0


def product(price: Any, number: Any) -> Any:
    return price * number


def test_a_study_is_made_with_a_function_in_it() -> None:
    inputs = {"price": mcba.Uniform(1, 3), "number": mcba.Uniform(1, 3)}
    study = mcba.Study(
        title="A profit",
        assumptions=inputs,
        model={"python": product, "gives": {"profit": "EUR"}},
        outcomes={"twice": "2 * profit"},
    )
    run = mcba.run(study, worlds=1_024)
    assert run.base == {"twice": 8.0}
    assert mcba.run(study.with_(price=4.0), worlds=1_024).base == {"twice": 16.0}
    assert "return price * number" in study.tables["function/product.py"]
    with pytest.raises(RequestError, match="product takes 'price', which is no assumption"):
        mcba.Study(title="x", assumptions={"number": 1.0}, model={"python": product, "gives": ["profit"]})
