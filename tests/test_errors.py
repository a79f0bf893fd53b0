"""Errors carry data, and keep them on the way to another process."""

from __future__ import annotations

import pickle

import pytest

from mcba.errors import (
    Complaint,
    DependenceError,
    DomainError,
    FamilyError,
    FormulaError,
    McbaError,
    RequestError,
    RunError,
    StudyError,
    suggestion,
)
from mcba.study.formula.trees import CircleError


@pytest.mark.parametrize(
    "error",
    [
        StudyError([Complaint("study.toml", 1, 2, "a mistake"), Complaint("study.toml", 3, 4, "another")]),
        StudyError.without_place("no place"),
        DependenceError("impossible", 2, "matrix"),
        FormulaError("unreadable", 5),
        CircleError(["a", "b"]),
        FamilyError("low = 2 is above high[1] = 1", "low", index=(1,)),
        DomainError("sd = -1 is not above 0", "sd", index=(0, 1), rule="above 0"),
        RunError("stopped", code="no_varying_outcome", outcome="npv"),
        RequestError("no such method"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_to_another_process_whole(error: McbaError) -> None:
    other = pickle.loads(pickle.dumps(error))
    assert (type(other), str(other), other.__dict__) == (type(error), str(error), error.__dict__)


def test_an_entry_of_an_array_is_named_and_the_message_for_one_number_is_kept() -> None:
    error = FamilyError("sd = -1 is not above 0", "sd", index=(0, 1))
    assert (str(error), error.message) == ("sd[0, 1] = -1 is not above 0", "sd = -1 is not above 0")


def test_a_suggestion_lists_no_more_than_twenty() -> None:
    words = [f"name{number:02}" for number in range(25)]
    assert suggestion("x", words).endswith("name19 and 5 more")
    assert suggestion("x", ["a"], are="allowed") == "allowed are a"
