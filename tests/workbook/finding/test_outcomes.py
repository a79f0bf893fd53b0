"""Outcomes that a person would pick, on sheets of our own."""

from mcba.workbook.book import Book, Sheet
from mcba.workbook.finding.labels import Labels
from mcba.workbook.finding.outcomes import likely_outcomes
from mcba.workbook.slices.dependencies import dependencies_of
from tests.workbook.books import Content, make_book, place

PROJECT: dict[str, Content] = {
    "A1": "Visits a year",
    "B1": 100,
    "A2": "Value of a visit",
    "B2": 8,
    "A3": "Costs",
    "B3": 500,
    "A4": "Benefits",
    "B4": "=B1*B2",
    "A5": "Net present value",
    "B5": "=B4-B3",
}
STORED: dict[str, Content] = {"B4": 800, "B5": 300}


def found(book: Book) -> list[str]:
    return [str(outcome.place) for outcome in likely_outcomes(dependencies_of(book), Labels(book))]


def test_a_net_present_value_comes_before_what_it_is_made_of() -> None:
    book = make_book(PROJECT, stored=STORED)
    assert found(book)[0] == "Sheet1!B5"
    first = likely_outcomes(dependencies_of(book), Labels(book))[0]
    assert (first.label, first.value, first.is_named) == ("Net present value", 300.0, True)


def test_dutch_names_are_known() -> None:
    book = make_book({**PROJECT, "A5": "Saldo van baten en kosten"}, stored=STORED)
    assert found(book)[0] == "Sheet1!B5"


def test_a_constant_and_a_text_are_no_outcomes() -> None:
    assert found(make_book({"A1": "NPV", "B1": 12, "A2": "BCR", "B2": '="high"'}, stored={"B2": "high"})) == []


def test_a_number_that_only_repeats_an_outcome_is_left_out() -> None:
    book = make_book({**PROJECT, "A9": "NPV", "B9": "=B5"}, stored={**STORED, "B9": 300})
    assert len({"Sheet1!B5", "Sheet1!B9"} & set(found(book))) == 1


def test_displays_of_sensitivity_and_hidden_sheets_are_left_out() -> None:
    cells = {f"Sensitivity!{cell}": content for cell, content in PROJECT.items()}
    stored = {f"Sensitivity!{cell}": content for cell, content in STORED.items()}
    book = make_book(cells, stored=stored)
    assert found(book) == []
    hidden = make_book(PROJECT, stored=STORED)
    held = hidden.sheets["Sheet1"]
    assert found(Book("a.xlsx", "", {"Sheet1": Sheet("Sheet1", held.cells, is_hidden=True)})) == []


def test_no_more_than_are_asked_for() -> None:
    book = make_book(PROJECT, stored=STORED)
    assert len(likely_outcomes(dependencies_of(book), Labels(book), most=1)) == 1
    assert place("B5") in {outcome.place for outcome in likely_outcomes(dependencies_of(book), Labels(book), most=1)}
