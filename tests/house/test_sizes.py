"""Sizes: what a person reads at one sitting, and a listing that is read at one glance."""

import ast

from tests.house.source import HOUSE, MODULES, listed
from tests.places import ROOT

MOST_LINES = {"file": 400, "class": 250, "function": 80}
MOST_NAMES = 12  # of a folder, a folder in it counting as one
NOT_READ = {"__pycache__", "py.typed"}  # a cache, and an empty mark for type checkers
PLAY = ("mcba.engine.program.loops", "play")  # machine code in one loop: a call a step would cost more than the step


def test_no_file_is_long() -> None:
    wrong = [
        f"{module.place}: {len(module.text.splitlines())} lines"
        for module in MODULES.values()
        if len(module.text.splitlines()) > MOST_LINES["file"]
    ]
    assert not wrong, listed(wrong)


def test_no_class_or_function_is_long() -> None:
    wrong = []
    for module in MODULES.values():
        for part in ast.walk(module.tree):
            if isinstance(part, ast.ClassDef | ast.FunctionDef) and (module.name, part.name) != PLAY:
                kind = "class" if isinstance(part, ast.ClassDef) else "function"
                lines = (part.end_lineno or part.lineno) - part.lineno + 1
                if lines > MOST_LINES[kind]:
                    wrong.append(f"{module.place}:{part.lineno}: {kind} {part.name} of {lines} lines")
    assert not wrong, listed(wrong)


def test_a_listing_is_read_at_one_glance() -> None:
    wrong = []
    for folder in [HOUSE, *(path for path in sorted(HOUSE.rglob("*")) if path.is_dir() and path.name != "__pycache__")]:
        names = [path.name for path in folder.iterdir() if path.name not in NOT_READ and path.stem != "__init__"]
        if len(names) > MOST_NAMES:
            wrong.append(f"{folder.relative_to(ROOT).as_posix()}: {len(names)} names")
    assert not wrong, listed(wrong)
