"""Where keys, list elements and texts stand, in every notation that TOML has."""

from __future__ import annotations

from typing import Any

import tomli

from mcba.study.reading import find_positions
from mcba.study.reading.positions import Place

EVERY_NOTATION = '''\
# A remark with [brackets] = "and quotes"
top = 1
"quoted key" = 'literal'
'single [quoted]' . bare-key."dé\\u0066" = true   # [another]

[table]
list = [1, 2.5, [3, 4], "five # six", { x = 1, y.z = 2 },]
"ключ" = """
several "lines" \\
   and ]]"""
literal = \'\'\'it''s''\'\'\'
dates = [1979-05-27 07:32:00Z, 07:32:00]

[ table . "sub.table" ]
inline = {
    first = [
        "a", # remark }
        "b",
    ],
    second.third = "]",
}
empty = {}
nothing = []

[[array]]
name = "first"
[array.sub]
value = 1
[[array.inner]]
deep = 1
[[array.inner]]
deep = 2

[[array]]
name = "second"
[[array.inner]]
deep = 3
'''


def text_at(text: str, place: Place) -> str:
    """The rest of the line at the position of a place."""
    return text[find_positions(text).keys[place] :].partition("\n")[0]


def test_every_key_and_element_has_a_place() -> None:
    keys = find_positions(EVERY_NOTATION).keys

    def places(value: object, place: Place) -> list[Place]:
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [place, *(found for key, part in inside for found in places(part, (*place, key)))]

    assert set(keys) == set(places(tomli.loads(EVERY_NOTATION), ())) - {()}


def test_what_stands_at_a_place() -> None:
    expected: dict[Place, str] = {
        ("top",): "top = 1",
        ("quoted key",): "\"quoted key\" = 'literal'",
        ("single [quoted]",): "'single [quoted]' . bare-key.\"dé\\u0066\" = true   # [another]",
        ("single [quoted]", "bare-key"): 'bare-key."dé\\u0066" = true   # [another]',
        ("single [quoted]", "bare-key", "déf"): '"dé\\u0066" = true   # [another]',
        ("table",): "table]",
        ("table", "list", 1): '2.5, [3, 4], "five # six", { x = 1, y.z = 2 },]',
        ("table", "list", 2, 1): '4], "five # six", { x = 1, y.z = 2 },]',
        ("table", "list", 4): "{ x = 1, y.z = 2 },]",
        ("table", "list", 4, "y", "z"): "z = 2 },]",
        ("table", "ключ"): '"ключ" = """',
        ("table", "sub.table"): '"sub.table" ]',
        ("table", "sub.table", "inline", "first", 1): '"b",',
        ("table", "sub.table", "inline", "second", "third"): 'third = "]",',
        ("table", "dates", 1): "07:32:00]",
        ("array",): "array]]",
        ("array", 0): "[[array]]",
        ("array", 0, "sub"): "sub]",
        ("array", 0, "inner", 1): "[[array.inner]]",
        ("array", 0, "inner", 1, "deep"): "deep = 2",
        ("array", 1): "[[array]]",
        ("array", 1, "inner", 0, "deep"): "deep = 3",
    }
    assert {place: text_at(EVERY_NOTATION, place) for place in expected} == expected


def test_where_the_content_of_a_text_begins() -> None:
    positions = find_positions(EVERY_NOTATION)
    data = tomli.loads(EVERY_NOTATION)
    for place, start in positions.strings.items():
        content: Any = data
        for part in place:
            content = content[part]
        assert isinstance(content, str)
        if place != ("table", "ключ"):  # a backslash joins its lines
            assert EVERY_NOTATION.startswith(content, start)
    assert EVERY_NOTATION.startswith('several "lines"', positions.strings["table", "ключ"])


def test_lines_and_columns_count_from_1_and_in_characters() -> None:
    positions = find_positions("é = 1\n\nü.x = 2\n".replace("é", '"é"').replace("ü", '"ü"'))
    assert positions.line_column(0) == (1, 1)
    assert positions.line_column(positions.keys["ü", "x"]) == (3, 5)
    assert positions.line_column(8) == (2, 1)


def test_the_nearest_place_passes_over_what_the_text_does_not_know() -> None:
    positions = find_positions("[a]\nb = { c = 1 }\n")
    assert positions.nearest(("a", "b", "number", "c")) == positions.keys["a", "b", "c"]
    assert positions.nearest(("a", "b", "missing")) == positions.keys["a", "b"]
    assert positions.nearest(("x",)) == 0


def test_windows_line_ends() -> None:
    text = '[a]\r\nb = [\r\n  1,\r\n  2 ] # x\r\nc = """\r\nd"""\r\n'
    keys = find_positions(text).keys
    assert [text[keys[place]] for place in (("a", "b"), ("a", "b", 1), ("a", "c"))] == ["b", "2", "c"]
