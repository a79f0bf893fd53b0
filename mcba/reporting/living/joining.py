"""The modules of the living page, joined into one script: each keeps a scope of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

BROWSER = files("mcba.reporting.living").joinpath("browser")
_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.[^"]+)";$')
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)")
_START = 'if (typeof window === "undefined") serve(); else start();'


@lru_cache(maxsize=1)
def script() -> str:
    """The script of the page, and of its worker: the same text starts either.

    Examples
    --------
    >>> script().startswith('"use strict";')
    True
    """
    return joined_modules(BROWSER, {"start": "main.js", "serve": "playing/worker.js"}, _START)


def joined_modules(folder: Traversable, wanted: dict[str, str], last: str) -> str:
    """Join the modules that some names need, those first that others import.

    Parameters
    ----------
    folder : path
    wanted : mapping of str to str
        The module, by its path in the folder, of each name that `last` uses.
    last : str
        The statement at the end.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For a module that imports or exports in another form, or that imports itself by way of others.
    """
    texts: dict[str, str] = {}

    def take(path: str, within: tuple[str, ...]) -> None:
        if path in within:
            raise ValueError(f"{' imports '.join([*within, path])}: a circle")
        if path in texts:
            return
        imports, exports, lines = _read(path, folder.joinpath(*path.split("/")).read_text("utf-8"))
        for _, source in imports:
            take(source, (*within, path))
        given = [f"const {{ {names} }} = {_scope(source)};" for names, source in imports]
        gives = f"return {{ {', '.join(exports)} }};"
        texts[path] = "\n".join([f"const {_scope(path)} = (() => {{", *given, *lines, gives, "})();"])

    for path in wanted.values():
        take(path, ())
    names = [f"const {{ {name} }} = {_scope(path)};" for name, path in wanted.items()]
    return "\n".join(['"use strict";', "(() => {", *texts.values(), *names, last, "})();", ""])


def _read(path: str, text: str) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """What a module imports (names, path), what it exports, and its other lines without comments of their own."""
    imports, exports, lines = [], [], []
    for line in _without_comments(text):
        if found := _IMPORT.match(line):
            imports.append((found[1], _resolved(path, found[2])))
        elif line.startswith(("import", "export")):
            kept = _EXPORT.match(line)
            if kept is None:
                raise ValueError(f"{path}: {line!r} is no import or export that can be joined")
            exports.append(kept[2])
            lines.append(line.removeprefix("export "))
        else:
            lines.append(line)
    return imports, exports, lines


def _without_comments(text: str) -> list[str]:
    """The lines without those that only comment."""
    kept, inside = [], False
    for line in text.splitlines():
        stripped = line.strip()
        if inside or stripped.startswith("/*"):
            inside = "*/" not in stripped
            if not inside and not stripped.endswith("*/"):
                kept.append(stripped.partition("*/")[2])
        elif stripped and not stripped.startswith("//"):
            kept.append(line)
    return kept


def _resolved(path: str, source: str) -> str:
    """The path of an imported module in the folder."""
    parts = path.split("/")[:-1]
    for part in source.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _scope(path: str) -> str:
    return "of_" + re.sub(r"\W", "_", path.removesuffix(".js"))
