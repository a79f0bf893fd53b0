"""The tests mirror the rooms: the tests of a module lie in the folder of its name, under its name."""

from __future__ import annotations

from pathlib import Path

from tests.house.source import HOUSE, ROOMS, listed
from tests.places import TESTS

APART = {
    "browser",
    "house",
    "properties",
    "reference",
    "studies",
    "benchmarks",
    "data",
    "examples",
    "types",
}  # of no room: they look at all of them
"""Folders of tests of the whole: its shape, its properties, reference cases, studies, measurements, examples, types,
and modules of the living page, which Node tests."""


def files() -> list[Path]:
    found = [file.relative_to(TESTS) for file in sorted(TESTS.rglob("test_*.py"))]
    return [file for file in found if file.parts[0] not in APART]


def stands_for(file: Path) -> str:
    """The module or folder whose name a file of tests bears, or nothing.

    `test_tape_operations` asks of `tape`, and `tests/families/test_families.py` of all families.
    """
    folder = HOUSE / file.parent
    names = [path.stem for path in folder.iterdir()] if folder.is_dir() else []
    said = f"{file.stem.removeprefix('test_')}_"
    return max((name for name in [*names, file.parent.name] if said.startswith(f"{name}_")), key=len, default="")


def test_each_file_of_tests_bears_the_name_of_a_module() -> None:
    wrong = [f"tests/{file.as_posix()}: no module or folder of this name" for file in files() if not stands_for(file)]
    assert not wrong, listed(wrong)


def test_each_room_has_its_tests() -> None:
    """A file of tests in its folder, or one of its name."""
    folders = {file.parent.parts for file in files()} | {(*file.parent.parts, stands_for(file)) for file in files()}
    wrong = [f"{room}: no file of tests" for room in ROOMS if tuple(room.split(".")[1:]) not in folders]
    assert not wrong, listed(wrong)
