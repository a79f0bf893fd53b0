"""Type checkers on code of users: what is right passes, and calls that cannot be right are refused before they run."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import mcba
from mcba.analysis.decision.regression.regressions import _REGRESSIONS, RegressionName
from mcba.analysis.ranking.methods.table import METHODS, MethodName
from mcba.families.fitting.through_quantiles import FITTED, FittedName
from mcba.families.fitting.to_samples import FITTED_TO_DATA, FittedToDataName
from mcba.reporting.words.lexicon import LanguageName, languages
from mcba.reporting.writers.formats import FORMATS, FormatName
from mcba.study.document import ASKED, ReadingName
from tests.places import ROOT
from tests.types import right, wrong

FILES = {name: f"tests/types/{name}.py" for name in ("right", "wrong")}
EXAMPLES = {file.stem: str(file.relative_to(ROOT)) for file in sorted((ROOT / "examples").rglob("*.py"))}
WRONG: dict[str, Callable[..., None]] = dict(inspect.getmembers(wrong, inspect.isfunction))
REFUSAL = re.compile(r"# refused: (.*)$")


def marked_lines() -> dict[str, tuple[int, str]]:
    """The line of each wrong call, and what is said when it runs."""
    lines = Path(wrong.__file__).read_text(encoding="utf-8").splitlines()
    marks = {number: found[1] for number, line in enumerate(lines, 1) if (found := REFUSAL.search(line))}
    functions = [part for part in ast.parse("\n".join(lines)).body if isinstance(part, ast.FunctionDef)]
    return {part.name: (part.body[0].lineno, marks[part.body[0].lineno]) for part in functions}


MARKED = marked_lines()


@cache
def found_by_mypy() -> set[tuple[str, int]]:
    # With a cache of its own: mypy of the package has other settings, and each would undo the other.
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--follow-imports=silent"]
    command += ["--cache-dir=.mypy_cache/users", *FILES.values(), *EXAMPLES.values()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return {
        (Path(file).stem, int(line)) for file, line in re.findall(r"^(.+?):(\d+): error", done.stdout, re.MULTILINE)
    }


@cache
def found_by_pyright() -> set[tuple[str, int]]:
    command = [sys.executable, "-m", "basedpyright", "--outputjson", *FILES.values(), *EXAMPLES.values()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {
        (Path(each["file"]).stem, each["range"]["start"]["line"] + 1) for each in found if each["severity"] == "error"
    }


CHECKERS = {"mypy": found_by_mypy, "pyright": found_by_pyright}


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_what_is_right_passes(checker: str) -> None:
    assert EXAMPLES
    assert not {(file, line) for file, line in CHECKERS[checker]() if file != "wrong"}


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_what_is_wrong_is_refused_and_nothing_else(checker: str) -> None:
    found = {line for file, line in CHECKERS[checker]() if file == "wrong"}
    assert {name for name, (line, _) in MARKED.items() if line not in found} == set()
    assert found == {line for line, _ in MARKED.values()}


def test_there_are_twenty_kinds_of_wrong_calls() -> None:
    assert WRONG.keys() == MARKED.keys()
    assert len(WRONG) >= 20


@pytest.fixture(scope="module")
def study() -> mcba.Study:
    return mcba.load("studies/tegaderm-dressing")


@pytest.fixture(scope="module")
def run(study: mcba.Study) -> mcba.Run:
    return mcba.run(study, worlds=512)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_says_what_to_write(name: str, run: mcba.Run, study: mcba.Study, tmp_path: Path) -> None:
    known = {"run": run, "study": study, "tmp_path": tmp_path}
    with pytest.raises((mcba.McbaError, TypeError)) as refusal:
        WRONG[name](**{key: known[key] for key in inspect.signature(WRONG[name]).parameters})
    assert MARKED[name][1] in str(refusal.value)


@pytest.mark.slow
def test_what_is_right_runs() -> None:
    assert all(np.isfinite(right.spread(family)) for family in right.families() if not family.batch_shape)
    x, noise = np.random.default_rng(1).normal(size=(2, 500))
    assert min(right.decided(right.simulated(), x + noise, x)) >= 0
    assert np.isfinite(right.asked(right.simulated(), "price")).all()


NAMES_KNOWN_AT_RUN_TIME = [
    (lambda run: run.range("nvp"), "npv"),
    (lambda run: mcba.rank(run, "npv", method="sobl"), "sobol"),
    (lambda run: mcba.evppi(run, "catheter_day"), "catheter_days"),
    (lambda run: mcba.run(run.study, scenario="nowhere"), "scenario"),
    (lambda _: mcba.fit_quantiles("norml", {0.1: 1, 0.9: 2}), "normal"),
]


@pytest.mark.parametrize(("ask", "meant"), NAMES_KNOWN_AT_RUN_TIME)
def test_a_name_that_only_the_run_knows_is_refused_with_the_one_meant(
    ask: Callable[[mcba.Run], object], meant: str, run: mcba.Run
) -> None:
    with pytest.raises(mcba.McbaError, match=meant):
        ask(run)


def test_types_list_what_there_is() -> None:
    """Lists of names for type checkers are written out, so that a checker reads them: here they are compared."""
    assert get_args(FormatName) == FORMATS
    assert get_args(LanguageName) == languages()
    assert get_args(RegressionName) == tuple(_REGRESSIONS)
    assert get_args(MethodName) == tuple(METHODS)
    assert get_args(ReadingName) == ASKED
    assert get_args(FittedName) == (*FITTED, "metalog", "piecewise")
    assert get_args(FittedToDataName) == tuple(FITTED_TO_DATA)
