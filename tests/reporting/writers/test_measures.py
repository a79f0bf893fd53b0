"""Measures: columns get the room their words need."""

from typing import Any

import pytest

from mcba.reporting.blocks import Span, page_table, text
from mcba.reporting.writers.measures import PADDING, SOFT_HYPHEN, columns, foldable, width_of

LONG = "kennisonzekerheid"


def test_letters_are_as_wide_as_those_of_dejavu_sans() -> None:
    font_manager = pytest.importorskip("matplotlib.font_manager")
    from matplotlib import get_data_path
    from matplotlib.ft2font import LoadFlags

    font = font_manager.get_font(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf")
    font.set_size(100, 72)
    words = "Onzekerheid, 1.234 tot 5.678 (euro)"
    advance = sum(font.load_char(ord(c), flags=LoadFlags.NO_HINTING).linearHoriAdvance for c in words) / 65536 / 100
    assert width_of(words) == pytest.approx(advance, rel=0.02)


@pytest.mark.parametrize("room", [180, 300, 480])
def test_no_column_is_narrower_than_its_longest_word(room: float) -> None:
    table = page_table("t", "", ["", LONG, "c"], [["one", "2", "many words " * 20], ["two", "3", ""]], "lrl")
    found = columns(table, room, 9)
    assert found.fits
    assert sum(found.widths) == pytest.approx(room)
    assert found.widths[1] >= 9 * width_of(LONG) + PADDING


def test_room_that_is_left_goes_where_it_saves_lines() -> None:
    table = page_table("t", "", ["a", "b"], [["short", "many words " * 20]], "ll", (3, 1))
    narrow, wide = columns(table, 400, 9).widths
    assert wide > 4 * narrow


def test_a_long_word_is_folded_only_where_room_is_scarce() -> None:
    table = page_table("t", "", ["a", LONG.capitalize()], [[LONG, text(Span(LONG, "code"))]], "ll")
    wide, narrow = (columns(table, room, 9, "kennis|onzekerheid").table for room in (480, 200))
    assert wide == table
    folded = f"Kennis{SOFT_HYPHEN}onzekerheid"
    assert narrow.header == ("a", folded)
    assert narrow.rows[0] == (text(folded.lower()), text(Span(LONG, "code")))


@pytest.mark.parametrize(
    "words", ["a short name", "https://example.org/a_long_path/to.html", "a_very_long_name_of_code"]
)
def test_places_to_fold_change_no_letter(words: str) -> None:
    folds: Any = foldable(Span(words))
    assert folds.replace("\u200b", "") == words
    assert ("\u200b" in folds) == (len(words) > 16)
