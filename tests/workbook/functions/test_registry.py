"""The table of functions."""

from __future__ import annotations

from mcba.workbook.functions.registry import SHEET_FUNCTIONS, known_functions


def test_every_function_is_entered_under_its_own_name() -> None:
    assert all(name == entry.name == name.upper() for name, entry in known_functions().items())
    assert known_functions() is SHEET_FUNCTIONS


def test_classes_are_known_and_suffice() -> None:
    for entry in known_functions().values():
        assert set(entry.classes) <= set("VRAP"), entry.name
        assert entry.least <= entry.most, entry.name
        assert entry.repeats <= len(entry.classes), entry.name


def test_classes_repeat() -> None:
    npv = known_functions()["NPV"]
    assert [npv.class_of(index) for index in range(4)] == ["V", "R", "R", "R"]
    assert (npv.least, npv.most) == (2, 255)
