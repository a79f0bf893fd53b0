"""A survey keeps what can be run, and says what was passed over."""

from mcba.workbook.finding.survey import survey_book
from tests.workbook.books import Content, make_book, place

CELLS: dict[str, Content] = {
    "A1": "Visits",
    "B1": 100,
    "A2": "Value of a visit",
    "B2": 8,
    "A5": "Net present value",
    "B5": "=B1*B2",
}


def test_the_outcome_is_proved_and_its_constants_are_ranked() -> None:
    found = survey_book(make_book(CELLS, stored={"B5": 800}))
    assert [one.refusal for one in found.outcomes] == [""]
    assert {str(mover.place) for mover in found.moving} == {"Sheet1!B1", "Sheet1!B2"}


def test_a_less_likely_outcome_that_is_refused_is_passed_over() -> None:
    cells: dict[str, Content] = {**CELLS, "A9": "Cost per visit", "B9": "=B1*RAND()"}
    found = survey_book(make_book(cells, stored={"B5": 800, "B9": 40}))
    assert [str(one.outcome.place) for one in found.outcomes] == ["Sheet1!B5"]
    assert [str(one.outcome.place) for one in found.passed_over] == ["Sheet1!B9"]
    asked = survey_book(make_book(cells, stored={"B5": 800, "B9": 40}), [place("B9")])
    assert "RAND throws dice" in asked.outcomes[0].refusal


def test_cells_that_are_no_outcomes_are_refused_with_what_to_name() -> None:
    book = make_book({**CELLS, "B7": "=PI()"}, stored={"B5": 800, "B7": 3.141592653589793})
    answers = [survey_book(book, [place(cell)]).outcomes[0].refusal for cell in ("B1", "C9", "B7", "Else!B1")]
    assert "no formula" in answers[0]
    assert "is empty" in answers[1]
    assert "no constant number" in answers[2]
    assert "no sheet 'Else'" in answers[3]
