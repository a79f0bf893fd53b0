"""What every section is written with: words, tables and numbers."""

from types import SimpleNamespace

import pytest

from mcba.engine.estimates.estimate import Estimate
from mcba.reporting.blocks import Span, plain_text
from mcba.reporting.sections.writing import Writing


@pytest.fixture
def writing() -> Writing[SimpleNamespace]:
    return Writing(SimpleNamespace(study=None), "en")


def test_a_table_without_rows_is_none(writing: Writing[SimpleNamespace]) -> None:
    assert list(writing.table("results", ["", "mean"], [], "lr")) == []


def test_errors_stand_quietly_below_their_estimates(writing: Writing[SimpleNamespace]) -> None:
    row = writing.errors(Estimate(10.0, 0.5), None, Estimate(float("nan"), 0.1))
    assert [plain_text(cell) for cell in row] == ["±", "0.5", "", ""]
    assert all(isinstance(span, Span) and span.style == "quiet" for cell in row for span in cell)


def test_a_number_that_no_world_changes_has_no_errors_below(writing: Writing[SimpleNamespace]) -> None:
    three = Estimate(3.0, 0.0)
    assert writing.summary("Price", [three, three, three], three) == [("Price", "", "3", "", "3")]


@pytest.mark.parametrize(("share", "said"), [(1.0, "decide.all"), (0.0, "decide.none")])
def test_a_share_of_all_worlds_or_none_is_said_in_words(
    writing: Writing[SimpleNamespace], share: float, said: str
) -> None:
    assert writing.chance(Estimate(share, 0.0)) == writing.voice(said)


def test_source_and_reason_stand_on_a_line_each(writing: Writing[SimpleNamespace]) -> None:
    assert writing.source(None) == ()
