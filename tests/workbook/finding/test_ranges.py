"""Ranges that stand in sheets, in the layouts that charity evaluators, health economists and GiveWell use."""

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.finding.ranges import StatedRange, stated_ranges
from mcba.workbook.places import Place
from mcba.workbook.values import Value


def book(**sheets: list[list[Value]]) -> Book:
    """A text that begins with = is a formula."""
    made = {}
    for name, rows in sheets.items():
        cells = {}
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values, start=1):
                is_formula = isinstance(value, str) and value.startswith("=")
                if value is not None:
                    formula = value[1:] if isinstance(value, str) and is_formula else None
                    cells[row, column] = Cell(0.0 if is_formula else value, formula)
        made[name] = Sheet(name, cells)
    return Book("a.xlsx", "", made)


def ranges(made: Book) -> dict[Place, StatedRange]:
    live = {
        Place(sheet.name, *place)
        for sheet in made.sheets.values()
        for place, cell in sheet.cells.items()
        if isinstance(cell.value, float) and cell.formula is None
    }
    return stated_ranges(made, live)


def test_the_template_of_charity_evaluations() -> None:
    found = ranges(
        book(
            CEA=[
                ["Inputs", "Expected", "UseCarlo", "p05", "p95", "Units", "Source"],
                ["Costs", None, None, None, None, None, None],
                ["Cost per nurse", 100.0, "LogNormal", 50.0, 200.0, "$", "Ministry (2020)"],
                ["Nurses", "=2*3", "Normal", 5.0, 7.0, "#", None],
                ["Share", 0.5, None, None, None, "%", None],
            ]
        )
    )
    stated = StatedRange(
        Place("CEA", 3, 2), 100.0, 50.0, 200.0, 0.05, 0.95, "lognormal", "$", "Ministry (2020)", "", Place("CEA", 3, 4)
    )
    assert list(found.values()) == [stated]  # a number that is computed has no range of its own


def test_low_and_high_beside_a_value_whose_head_stands_elsewhere() -> None:
    found = ranges(book(P=[["Name", "Value", None, "low", "high"], ["drug", 10.0, 3.0, 8.0, 12.0]]))
    assert [(str(one.place), one.low, one.high, one.low_share) for one in found.values()] == [("P!B2", 8, 12, None)]


def test_quartiles_on_another_sheet_are_of_the_constant_they_lead_to() -> None:
    quartiles: list[list[Value]] = [
        ["", "25th", "Best guess", "75th", "25th", "Best guess", "75th"],
        ["Deaths", 1.0, "='Main CEA'!A1", 3.0, 4.0, "=Inputs!A2", 6.0],
    ]
    found = ranges(book(Intervals=quartiles, **{"Main CEA": [["=Inputs!A1"]]}, Inputs=[[2.0], [5.0]]))
    assert {str(place): (one.low, one.high, one.low_share, one.high_share) for place, one in found.items()} == {
        "Inputs!A1": (1, 3, 0.25, 0.75),
        "Inputs!A2": (4, 6, 0.25, 0.75),
    }


def test_an_upper_end_before_the_lower_one() -> None:
    found = ranges(
        book(P=[["Place", "val", "upper", "lower", "val", "upper", "lower"], ["x", 2.0, 3.0, 1.0, 5.0, 6.0, 4.0]])
    )
    assert [(one.value, one.low, one.high) for one in found.values()] == [(2, 1, 3), (5, 4, 6)]


def test_a_constant_that_no_model_uses_has_no_range() -> None:
    assert not stated_ranges(book(P=[["low", "best", "high"], [1.0, 2.0, 3.0]]), live=())
