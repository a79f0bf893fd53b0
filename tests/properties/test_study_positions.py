"""In any TOML text, every key and element of tomli's own data has a place, and the key stands there."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings, strategies as st

from mcba.study.reading import find_positions
from mcba.study.reading.positions import Place

SPACE = st.sampled_from(["", " ", "\t", "  "])
REMARK = st.sampled_from(["", "# x", " # [a]\nb = 1".replace("\n", " "), '# "', "# }'''", "#é"])
LAST_COMMA = st.sampled_from(["", ","])
LINE_END = st.sampled_from(["\n", " \n", "\n\n"])

BARE = st.text("abcXYZ019_-", min_size=1, max_size=3)
LETTERS = st.text(st.sampled_from([*"ab .=[]{}#'\"\\\n\té𝐱,"]), max_size=4)


def basic(text: str) -> str:
    escaped = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "é": "\\u00e9", "𝐱": "\\U0001d431"}
    return '"' + "".join(escaped.get(letter, letter) for letter in text) + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "").replace("\n", "") + "'"


KEY = BARE | LETTERS.map(basic) | LETTERS.map(literal)
DOTTED = st.builds(
    lambda parts, dot: dot.join(parts), st.lists(KEY, min_size=1, max_size=3), st.sampled_from([".", " . "])
)
STRING = st.one_of(
    LETTERS.map(basic),
    LETTERS.map(literal),
    LETTERS.map(lambda text: '"""' + text.replace("\\", "\\\\").replace('"', '""\\"') + '"""'),
    LETTERS.map(lambda text: '"""\n' + text.replace("\\", "\\\\").replace('"', "x") + '"\n"""'),
    LETTERS.map(lambda text: "'''" + text.replace("'", "") + "''x'''"),
    st.sampled_from(['"""a\\\n   b"""', "''''a'''''", '""', "''", '""""""', "''''''", '"\\x41\\e"']),
)
SCALAR = st.sampled_from(
    ["1", "-1_000", "0xff", "2.5e-3", "inf", "nan", "true", "1979-05-27", "1979-05-27 07:32:00Z", "07:32"]
)


@st.composite
def blank(draw: st.DrawFn) -> str:
    """What may stand between the parts of a list or an inline table of TOML 1.1."""
    return draw(SPACE) + draw(st.sampled_from(["", "\n", " # a ] remark }\n\n"])) + draw(SPACE)


def values() -> st.SearchStrategy[str]:
    def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(lists(inner), inline_tables(inner))

    return st.recursive(STRING | SCALAR, extend, max_leaves=6)


@st.composite
def lists(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    parts = [draw(blank()) + part + draw(blank()) for part in draw(st.lists(inner, max_size=3))]
    return "[" + ",".join(parts) + (draw(LAST_COMMA) if parts else "") + draw(blank()) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    keys = draw(st.lists(DOTTED, max_size=3, unique=True))
    parts = [f"{draw(blank())}{key}{draw(SPACE)}={draw(SPACE)}{draw(inner)}{draw(blank())}" for key in keys]
    return "{" + ",".join(parts) + (draw(LAST_COMMA) if parts else "") + draw(blank()) + "}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        key, space = draw(DOTTED), draw(SPACE)
        kind = draw(st.sampled_from(["assignment", "assignment", "table", "array"]))
        if kind == "assignment":
            line = f"{space}{key}{draw(SPACE)}={draw(SPACE)}{draw(values())}"
        else:
            opening, closing = ("[", "]") if kind == "table" else ("[[", "]]")
            line = f"{space}{opening}{draw(SPACE)}{key}{draw(SPACE)}{closing}"
        lines.append(line + draw(SPACE) + draw(REMARK) + draw(LINE_END))
    return "".join(lines)


def places(value: Any, place: Place = ()) -> list[Place]:
    """The place of every key and element in tomli's data."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inside for found in ((*place, key), *places(part, (*place, key)))]


def key_at(text: str, offset: int) -> str:
    """The key that stands at an offset, read by tomli itself."""
    rest = text[offset:]
    ends = (index for index in range(1, len(rest) + 1) if rest[index : index + 1] in {"", *" \t.=]"})
    for end in ends:
        try:
            (key,) = tomli.loads(rest[:end] + " = 1")
        except (tomli.TOMLDecodeError, ValueError):
            continue
        return key
    raise AssertionError(f"no key stands at {rest[:20]!r}")


@pytest.mark.slow
@given(documents())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_every_place_of_the_data_has_a_position_where_it_stands(text: str) -> None:
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError:
        assume(False)
    positions = find_positions(text)
    assert set(positions.keys) == set(places(data))
    for place, offset in positions.keys.items():
        if isinstance(place[-1], str):
            assert key_at(text, offset) == place[-1]
    for place, offset in positions.strings.items():
        content: Any = data
        for part in place:
            content = content[part]
        assert isinstance(content, str)
        assert text[:offset].rstrip("\n").endswith(('"', "'"))
