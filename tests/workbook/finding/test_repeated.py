"""One number that stands in several cells."""

from mcba.workbook.finding.labels import Labels
from mcba.workbook.finding.repeated import repeated_constants
from tests.workbook.books import Content, make_book, place


def repeated(cells: dict[str, Content]) -> list[tuple[float, list[str], bool]]:
    book = make_book(cells)
    numbers = [(place(text), float(value)) for text, value in cells.items() if isinstance(value, int | float)]
    return [
        (group.value, [str(found) for found in group.places], group.is_one)
        for group in repeated_constants(numbers, Labels(book))
    ]


def test_equal_numbers_with_equal_labels_are_one() -> None:
    cells: dict[str, Content] = {"A1": "Wage", "B1": 31.5, "Costs!A1": "Wage", "Costs!B1": 31.5}
    assert repeated(cells) == [(31.5, ["Sheet1!B1", "Costs!B1"], True)]


def test_equal_numbers_with_like_labels_are_told() -> None:
    cells: dict[str, Content] = {"A1": "Wage of a nurse", "B1": 31.5, "A2": "Wage of a doctor", "B2": 31.5}
    assert repeated(cells) == [(31.5, ["Sheet1!B1", "Sheet1!B2"], False)]


def test_numbers_that_are_equal_by_chance_are_not() -> None:
    assert repeated({"A1": "Wage of a nurse", "B1": 100, "A2": "Wage of a doctor", "B2": 100}) == []
    assert repeated({"A1": "Wage", "B1": 31.5, "A2": "Rent", "B2": 31.5}) == []
