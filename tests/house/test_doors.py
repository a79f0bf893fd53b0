"""Doors: a room is entered by what its `__init__.pyi` promises, and the corridor is walked one way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

import pytest

from tests.house.source import (
    DOORS,
    MODULES,
    PACKAGES,
    ROOMS,
    Import,
    Module,
    home,
    imports,
    is_inside,
    listed,
)

CORRIDOR = ("reporting", "analysis", "engine", "study", "workbook", "families")  # imports only go to the right
OF_A_FIELD = {
    "mcba",
    "mcba.families",
    "mcba.families.named",
}  # they promise a distribution a name: as many as there are
MOST = 16  # names of a door


def room_number(name: str) -> int:
    """Where a module stands on the corridor; the front doors stand at its head, what all share at its end."""
    if is_inside(name, "mcba.cli") or name == "mcba":
        return -1
    room = name.split(".")[1]
    return CORRIDOR.index(room) if room in CORRIDOR else len(CORRIDOR)


def edges(module: Module) -> Iterator[tuple[Import, str]]:
    """Every import of a module, and the module that defines what is imported."""
    for one in imports(module.tree):
        yield one, home(one.source, one.name)


def used_through_doors(module: Module) -> set[tuple[str, str]]:
    """The names of doors (door, name) that a module asks for, also as an attribute of an imported room."""
    asked = {(one.source, one.name) for one in imports(module.tree) if one.source in PACKAGES}
    rooms = {
        alias.asname or alias.name: f"{part.module}.{alias.name}"
        for part in ast.walk(module.tree)
        if isinstance(part, ast.ImportFrom)
        for alias in part.names
        if f"{part.module}.{alias.name}" in PACKAGES
    }
    for part in ast.walk(module.tree):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in rooms:
            asked.add((rooms[part.value.id], part.attr))
    return asked


def test_what_lies_elsewhere_is_asked_for_at_a_door() -> None:
    """Rooms ask each other at doors; within a room a line asks the file that defines what it needs."""
    wrong = []
    for module in MODULES.values():
        for one, _ in edges(module):
            whole = f"{one.source}.{one.name}"
            file = whole if whole in MODULES and whole not in PACKAGES else one.source
            if not one.name or whole in PACKAGES or (one.name in MODULES[one.source].public and file in PACKAGES):
                continue
            neighbours = top(file) == top(module.name) and module.name != "mcba"
            if file in PACKAGES and neighbours:
                wrong.append(f"{module.place}:{one.line}: {one.name} through a door of its own room; import its file")
            elif file in PACKAGES and one.name not in DOORS[file]:
                wrong.append(f"{module.place}:{one.line}: {file} does not promise {one.name}")
            elif file not in PACKAGES and not neighbours and top(file).count(".") and f"{top(file)}" in PACKAGES:
                door = file.rpartition(".")[0]
                if DOORS[door].get(one.name) != door or whole != file:
                    wrong.append(f"{module.place}:{one.line}: {one.name} past the door of {door}")
    assert not wrong, listed(wrong)


def top(name: str) -> str:
    """The room of the corridor in which a module lies."""
    return ".".join(name.split(".")[:2])


def test_the_corridor_is_walked_one_way() -> None:
    wrong = [
        f"{module.place}:{one.line}: {target}"
        for module in MODULES.values()
        for one, target in edges(module)
        if room_number(target) < room_number(module.name)
    ]
    assert not wrong, listed(wrong)


def test_no_module_leads_back_to_itself() -> None:
    """Imports in functions counted, and those for types alone."""
    graph = {name: {target for _, target in edges(module)} - {name} for name, module in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


@pytest.mark.parametrize("room", sorted(PACKAGES))
def test_a_door_opens_on_what_it_promises(room: str) -> None:
    door = import_module(room)
    missing = [name for name in DOORS[room] if getattr(door, name, None) is None and not hasattr(door, name)]
    assert not missing
    if DOORS[room] and room != "mcba.cli":
        assert set(DOORS[room]) == set(door.__all__)


def test_a_door_promises_few_names() -> None:
    wrong = [
        f"{stub(room)}: {len(DOORS[room])} names" for room in sorted(PACKAGES - OF_A_FIELD) if len(DOORS[room]) > MOST
    ]
    assert not wrong, listed(wrong)


def test_no_module_bears_the_name_of_a_promise() -> None:
    """`mcba.engine.run` can be one thing only: the function, if the door promises it."""
    wrong = [
        f"{stub(room)}: {name} is a module too"
        for room in sorted(PACKAGES)
        for name, source in DOORS[room].items()
        if f"{room}.{name}" in MODULES and source != room
    ]
    assert not wrong, listed(wrong)


def test_what_is_promised_is_asked_for() -> None:
    """By a module outside the room, the door of another one, or the use that the room's docstring shows readers.

    What is public may be asked for by anybody.
    """
    asked: dict[tuple[str, str], set[str]] = {(room, name): {""} for room in ROOMS for name in shown(room)}
    for module in MODULES.values():
        for two in used_through_doors(module):
            asked.setdefault(two, set()).add(module.folder)
    for room, promised in DOORS.items():
        for name, source in promised.items():
            asked.setdefault((source, name), set()).add(room)
    wrong = [
        f"{stub(room)}: nobody outside asks for {name}"
        for room in ROOMS
        for name in DOORS[room]
        if name not in DOORS["mcba"] and all(is_inside(folder, room) for folder in asked.get((room, name), ()))
    ]
    assert not wrong, listed(wrong)


def shown(room: str) -> set[str]:
    """The names in code of the docstring of a room: in indented lines, and between backticks."""
    documentation = ast.get_docstring(MODULES[room].tree) or ""
    code = re.findall(r"^ {4}.*$|`[^`\n]+`", documentation, re.MULTILINE)
    return set(re.findall(r"\w+", " ".join(code)))


def stub(room: str) -> str:
    return f"{room.replace('.', '/')}/__init__.pyi"
