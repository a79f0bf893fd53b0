"""Sheets: pages are counted as they are filled."""

from mcba.reporting.blocks import text
from mcba.reporting.equations.marks import Mark, fraction, name
from mcba.reporting.writers.sheets import Sheets

ROOM, HEIGHT = 480.0, 700.0


def test_a_block_that_does_not_fit_begins_a_page() -> None:
    sheets = Sheets(ROOM, HEIGHT)
    sheets.table([300.0, 300.0], together=True)
    assert sheets.page == 1
    sheets.table([20.0] * 5, together=True)
    assert sheets.page == 2


def test_a_heading_does_not_stand_alone() -> None:
    sheets = Sheets(ROOM, HEIGHT)
    sheets.table([600.0], together=True)
    sheets.heading(1)
    assert sheets.page == 2


def test_a_picture_is_made_a_little_smaller_to_fit_and_no_more_than_that() -> None:
    sheets = Sheets(ROOM, HEIGHT)
    sheets.table([400.0], together=True)  # some 260 points are left
    assert 0.7 * ROOM < sheets.picture(ROOM, 0.55) < ROOM
    assert sheets.page == 1
    crowded = Sheets(ROOM, HEIGHT)
    crowded.table([500.0], together=True)
    assert crowded.leaves_white(ROOM, 0.6)
    assert crowded.picture(ROOM, 0.6) == ROOM
    assert crowded.page == 2


def test_a_long_text_takes_more_lines_in_less_room() -> None:
    words = text("some words and more " * 30)
    assert Sheets(240, HEIGHT).text(words, 10) >= 2 * Sheets(480, HEIGHT).text(words, 10) - 1
    turned = Sheets(480, HEIGHT)
    turned.turn()
    assert turned.text(words, 10) < Sheets(480, HEIGHT).text(words, 10)
    assert turned.page == 2


def test_a_fraction_is_higher_than_a_name() -> None:
    def fitting(mark: Mark) -> int:
        sheets, count = Sheets(ROOM, HEIGHT), 0
        while sheets.page == 1:
            sheets.equation(mark)
            count += 1
        return count

    assert fitting(fraction(name("a"), name("b"))) < fitting(name("a"))
