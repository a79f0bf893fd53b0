"""The source of mcba as the tests of the house read it: modules, doors, and the imports between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.places import ROOT

HOUSE = ROOT / "mcba"


@dataclass(frozen=True)
class Module:
    """A file of Python in mcba."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def folder(self) -> str:
        """The package it lies in; a package lies in itself."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def public(self) -> set[str]:
        """The names without an underscore that are defined at its top level."""
        names = {part.name for part in self.tree.body if isinstance(part, ast.FunctionDef | ast.ClassDef)}
        for part in self.tree.body:
            if isinstance(part, ast.Assign | ast.AnnAssign):
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
        return {name for name in names if not name.startswith("_")}

    @property
    def offered(self) -> list[str]:
        """What a star imports from it."""
        if self.name in PACKAGES:
            return sorted(promises(self.name))
        for part in self.tree.body:
            if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "__all__":
                return sorted(ast.literal_eval(part.value))
        return sorted(self.public)


@dataclass(frozen=True)
class Import:
    """A name of mcba that a line imports: `from source import name`."""

    line: int
    source: str
    name: str


def name_of(path: Path) -> str:
    """The dotted name of a file or folder of Python."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): Module(name_of(path), path) for path in sorted(HOUSE.rglob("*.py"))}
PACKAGES = {name for name, module in MODULES.items() if module.path.name == "__init__.py"}
ROOMS = sorted(PACKAGES - {"mcba", "mcba.cli"})


def imports(tree: ast.Module) -> Iterator[Import]:
    """Every name of mcba that a file imports, at its top or in a function."""
    for part in ast.walk(tree):
        if isinstance(part, ast.ImportFrom) and part.module and part.module.split(".")[0] == "mcba":
            yield from (Import(part.lineno, part.module, alias.name) for alias in part.names)
        if isinstance(part, ast.Import):
            yield from (Import(part.lineno, a.name, "") for a in part.names if a.name.split(".")[0] == "mcba")


def promises(room: str) -> dict[str, str]:
    """What the door of a room promises: each name, and where it comes from (a whole module comes from its room)."""
    stub = MODULES[room].path.with_suffix(".pyi")
    if not stub.exists():
        return {}
    promised: dict[str, str] = {}
    for one in imports(ast.parse(stub.read_text(encoding="utf-8"))):
        names = MODULES[one.source].offered if one.name == "*" else [one.name]
        promised |= dict.fromkeys(names, one.source)
    return promised


DOORS = {room: promises(room) for room in PACKAGES}


def is_inside(name: str, package: str) -> bool:
    """Whether a module or package is a package or lies in it."""
    return f"{name}.".startswith(f"{package}.")


def home(source: str, name: str) -> str:
    """The module that defines what `from source import name` gives."""
    if f"{source}.{name}" in MODULES:
        return f"{source}.{name}"
    behind = DOORS.get(source, {}).get(name)
    return source if behind in (None, source) else home(behind, name)


def listed(lines: list[str]) -> str:
    """What a failed test prints: a line for each place."""
    return "\n" + "\n".join(lines)
