"""Labels that a person would give, on the layouts that sheets have."""

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.finding.labels import CellLabel, Labels
from mcba.workbook.places import Place, cell_of


def labels(cells: dict[str, float | str]) -> Labels:
    places = {place: Cell(value) for text, value in cells.items() if (place := cell_of(text)) is not None}
    return Labels(Book("a.xlsx", "", {"S": Sheet("S", places)}))


def at(text: str) -> Place:
    row, column = cell_of(text) or (0, 0)
    return Place("S", row, column)


def test_the_first_words_of_the_row_and_the_head_of_its_section() -> None:
    found = labels({"A1": "Costs", "A2": "Salary", "B2": "EUR", "C2": "input", "D2": 40.0})
    assert found.of(at("D2")) == CellLabel("Salary", "", "Costs", "")


def test_one_of_several_numbers_in_a_row_has_the_head_of_its_column() -> None:
    found = labels({"B1": "Chad", "C1": "Togo", "A2": "Population", "B2": 3.0, "C2": 4.0})
    assert found.of(at("C2")).told() == "Population: Togo"


def test_years_head_their_columns() -> None:
    found = labels({"A1": "Year", "B1": 2025.0, "C1": 2026.0, "A2": "Visits", "B2": 3.0, "C2": 4.0})
    assert found.of(at("C2")).told() == "Visits: 2026"


def test_data_that_look_like_years_head_nothing() -> None:
    found = labels({"A1": "Begun in", "B1": 2023.0, "C1": 2024.0, "A2": "Visits", "B2": 3.0, "C2": 4.0})
    assert found.of(at("C2")).told() == "Visits"


def test_words_above_where_the_row_has_none() -> None:
    found = labels({"A1": "Willingness to pay per visit", "A2": 12.0})
    assert found.of(at("A2")).text == "Willingness to pay per visit"


def test_a_name_gives_way_to_its_description() -> None:
    found = labels(
        {"A1": "Name", "B1": "Value", "C1": "Description", "A2": "cDrug", "B2": 9.0, "C2": "Cost of the drug"}
    )
    assert found.of(at("B2")).text == "Cost of the drug"


def test_units_from_a_column_a_neighbour_or_brackets() -> None:
    column = labels({"B1": "Value", "C1": "Unit", "A2": "Rate", "B2": 3.0, "C2": "EUR/client"})
    assert column.of(at("B2")).unit == "EUR/client"
    assert labels({"A1": "Life", "B1": 3.0, "C1": "years"}).of(at("B1")).unit == "years"
    assert labels({"A1": "Tax rate (%)", "B1": 30.0}).of(at("B1")).unit == "%"


def test_equal_labels_are_told_apart_by_section_and_then_by_place() -> None:
    sections = labels({"A1": "Women", "A2": "Wage", "B2": 1.0, "A3": "Men", "A4": "Wage", "B4": 2.0})
    assert list(sections.told([at("B2"), at("B4")]).values()) == ["Women: Wage", "Men: Wage"]
    same = labels({"A1": "Wage", "B1": 1.0, "A2": "Wage", "B2": 2.0})
    assert list(same.told([at("B1"), at("B2")]).values()) == ["S: Wage (S!B1)", "S: Wage (S!B2)"]
