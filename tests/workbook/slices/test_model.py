"""A workbook as a model: outcomes that can be worked out by hand, in each world."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from mcba.errors import WorkbookError
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.model import WorkbookModel
from tests.workbook.books import area, make_book, place


def model_of(
    cells: dict[str, object], inputs: dict[str, str], outputs: dict[str, str], **options: object
) -> WorkbookModel:
    taken: dict[str, Place | Area] = {n: area(t) if ":" in t else place(t) for n, t in outputs.items()}
    names = {name: tuple(place(text) for text in texts.split()) for name, texts in inputs.items()}
    return WorkbookModel(make_book(cells, **options), names, taken)  # type: ignore[arg-type]


NPV = {"A1": 0.03, "A2": 100, "A3": 120, "B1": "=NPV(A1,A2:A3)", "B2": '=IF(B1>200,"yes","no")', "C9": "=RAND()"}


def test_the_slice_is_computed_in_each_world() -> None:
    model = model_of(NPV, {"rate": "A1"}, {"npv": "B1"})
    rates = np.array([0.0, 0.03, 0.10])
    worked_out = 100 / (1 + rates) + 120 / (1 + rates) ** 2
    np.testing.assert_allclose(model(rate=rates)["npv"], worked_out, rtol=1e-14)
    assert [str(cell) for cell in model.slice] == ["Sheet1!B1"]


def test_what_no_input_reaches_keeps_its_saved_value() -> None:
    model = model_of({"A1": 2, "B1": "=1+1", "C1": "=A1*B1"}, {"x": "A1"}, {"y": "C1"}, stored={"B1": 7})
    assert model(x=np.array([1.0, 3.0]))["y"].tolist() == [7.0, 21.0]


def test_one_input_may_stand_in_several_cells_and_an_outcome_fill_several() -> None:
    model = model_of({"A1": 2, "A2": 2, "C1": "=A1*10", "D1": "=A2+1", "E1": 5}, {"wage": "A1 A2"}, {"all": "C1:E1"})
    assert model(wage=np.array([1.0, 3.0]))["all"].tolist() == [[10.0, 30.0], [2.0, 4.0], [5.0, 5.0]]


def test_blocks_change_nothing() -> None:
    model = model_of({"A1": 2, "B1": "=SQRT(A1)", "C1": "=B1^2-A1/3"}, {"x": "A1"}, {"y": "C1"})
    numbers = np.random.default_rng(1).uniform(1, 9, 10_000)
    whole = model(x=numbers)["y"]
    np.testing.assert_allclose(whole, 2 / 3 * numbers, rtol=1e-12)
    assert np.array_equal(
        np.concatenate([model(x=part)["y"] for part in np.split(numbers, 7 * [0] + [33, 5000])]), whole
    )


def test_errors_are_nan_and_told_by_code_and_first_cell() -> None:
    cells = {"A1": 2, "B1": "=1/A1", "C1": "=B1+1", "D1": "=LN(A1)", "E1": "=IF(A1<0,D1,C1)"}
    model = model_of(cells, {"x": "A1"}, {"y": "E1"})
    given = {"x": np.array([1.0, 0.0, -2.0, 0.0])}
    assert np.isnan(model(**given)["y"]).tolist() == [False, True, True, True]
    assert model.errors(given) == {"y": {"#DIV/0!": (2, place("B1")), "#NUM!": (1, place("D1"))}}


def test_rescues_are_counted_by_cell() -> None:
    model = model_of({"A1": 2, "B1": "=IFERROR(1/A1,0)", "C1": "=IFERROR(B1,9)"}, {"x": "A1"}, {"y": "C1"})
    given = {"x": np.array([1.0, 0.0, 4.0, 0.0])}
    assert model(**given)["y"].tolist() == [1.0, 0.0, 0.25, 0.0]
    assert model.rescues(given) == {place("B1"): 2}


def test_references_that_depend_on_the_world_are_followed() -> None:
    cells = {
        "A1": 1,
        "A2": "=A1*2",
        "A3": "=A2*2",
        "B1": 2,
        "C1": "=SUM(OFFSET(A1,0,0,B1,1))",
        "D1": "=INDEX(A1:A3,B1)",
    }
    model = model_of(cells, {"x": "A1", "rows": "B1"}, {"sum": "C1", "cell": "D1"})
    found = model(x=np.array([1.0, 10.0, 10.0]), rows=np.array([3.0, 2.0, 1.0]))
    assert found["sum"].tolist() == [7.0, 30.0, 10.0]
    assert found["cell"].tolist() == [4.0, 20.0, 10.0]


def test_arrays_that_are_larger_in_some_worlds_go_world_by_world() -> None:
    model = model_of({"A1": 1, "A2": 5, "A3": 7, "C1": "=SUM(IF(A1>1,A1:A3,A2:A3))"}, {"x": "A1"}, {"y": "C1"})
    assert model(x=np.array([1.0, 2.0]))["y"].tolist() == [12.0, 14.0]


def test_a_model_crosses_to_other_processes_and_is_known_by_what_it_is() -> None:
    model = model_of(NPV, {"rate": "A1"}, {"npv": "B1"})
    again = pickle.loads(pickle.dumps(model))
    assert again == model
    assert again != model_of(NPV, {"rate": "A1"}, {"npv": "B2"})
    assert hash(again) == hash(model)
    np.testing.assert_array_equal(again(rate=np.array([0.1]))["npv"], model(rate=np.array([0.1]))["npv"])


def test_which_inputs_move_an_outcome() -> None:
    model = model_of({"A1": 1, "A2": 2, "B1": "=A1", "C1": "=A2"}, {"one": "A1", "other": "A2"}, {"y": "B1"})
    assert model.moves == ("one",)


REFUSED = {
    "a formula": ({"A1": "=1+1", "B1": "=A1"}, r"holds a formula =1\+1"),
    "a text": ({"A1": "two", "B1": "=A1"}, "holds 'two'"),
    "a blank": ({"B1": "=A1"}, "is blank"),
    "dice": ({"A1": 1, "B1": "=A1*RAND()"}, "RAND throws dice"),
    "an unknown function": ({"A1": 1, "B1": "=A1*CARBON(2)"}, "CARBON"),
    "a circle": ({"A1": 1, "B1": "=B2+A1", "B2": "=B1"}, "computed from itself"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_followed_is_refused_by_name(kind: str) -> None:
    cells, words = REFUSED[kind]
    with pytest.raises(WorkbookError, match=words):
        model_of(cells, {"x": "A1"}, {"y": "B1"})


def test_all_places_are_named_at_once() -> None:
    cells = {"A1": 1, "B1": "=A1*RAND()", "B2": "=A1+NOW()", "C1": "=B1+B2", "D1": "=RAND()"}
    with pytest.raises(WorkbookError, match=r"(?s)2 places.*Sheet1!B1.*Sheet1!B2") as caught:
        model_of(cells, {"x": "A1"}, {"y": "C1"})
    assert "D1" not in str(caught.value)
