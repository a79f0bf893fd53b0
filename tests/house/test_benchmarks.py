"""Benchmarks run seldom: what they ask of mcba, and the files they name, must be there all the same."""

import ast
import runpy
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tests.house.source import HOUSE, MODULES, imports
from tests.places import TESTS

BENCHMARKS = TESTS / "benchmarks"


@pytest.mark.parametrize("file", sorted(BENCHMARKS.glob("*.py")), ids=lambda file: file.stem)
def test_a_benchmark_imports_what_is_there(file: Path) -> None:
    for one in imports(ast.parse(file.read_text(encoding="utf-8"))):
        whole = f"{one.source}.{one.name}".rstrip(".")
        assert whole in MODULES or hasattr(import_module(one.source), one.name), one


def test_mutants_are_made_of_modules_that_have_the_tests_named() -> None:
    mutation = runpy.run_path(str(BENCHMARKS / "mutation.py"))
    for module, tests in mutation["MODULES"].items():
        assert (HOUSE / f"{module}.py").exists(), module
        assert len(mutation["tests_of"](module)) >= len(tests), module
    for entry in tomllib.loads((BENCHMARKS / "mutation.toml").read_text(encoding="utf-8"))["equivalent"]:
        assert entry["module"] in mutation["MODULES"], entry
        text = (HOUSE / f"{entry['module']}.py").read_text(encoding="utf-8")
        assert "".join(entry["before"].split()) in "".join(text.split()), entry
