"""Cases that nobody in this project wrote, through the doors a user has, and the page that says what came out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mcba
from tests.reference.reference_cases import BEYOND_SAMPLING, CASES, NO_DOOR, outcome, study_file
from tests.reference.reference_table import AGREES, NO, NOT_CARRIED, PAGE, WITHIN_ERROR, Row, line, page, parsed, rows

pytestmark = pytest.mark.slow

ON_THE_PAGE = parsed(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_a_case_agrees_and_stands_on_the_page(name: str) -> None:
    """Every published number, within the tolerance of its case, and not by luck: four errors lie inside it too.

    The page shows these rows. Its own numbers may come from other points than today's run: then both lie within four
    errors of the truth, and so within the tolerance of each other.
    """
    case = CASES[name]
    found = list(rows(case))
    for one in found:
        if one.verdict == AGREES:
            assert one.doubt < 1, f"{one.key}: four errors are {one.doubt:.2f} times what is allowed; take more worlds"
        elif one.verdict == WITHIN_ERROR:
            assert (name, one.key) in BEYOND_SAMPLING
        else:
            assert one.verdict in {NO, NOT_CARRIED}, line(one.cells)
    assert {one.key for one in found} == set(case.expected)
    assert {key for of, key in NO_DOOR if of == name} == {one.key for one in found if one.door == "none"}
    shown = [one for one in ON_THE_PAGE if one.case == name]
    assert [unchanged(one) for one in shown] == [unchanged(one) for one in found], "make reference renews the page"
    for old, new in zip(shown, found, strict=True):
        if old.found != new.found:
            distance = np.abs(np.subtract(numbers(old), numbers(new)))
            assert np.all(distance <= np.resize(case.allowed(new.key), distance.size)), "make reference renews the page"


def unchanged(one: Row) -> tuple[str, ...]:
    """What a row says, without the numbers that were found and the errors that may stand for the tolerance."""
    return one.case, one.key, one.door, one.published, one.allowed, one.verdict


def numbers(one: Row) -> list[float]:
    return [float(text.replace(",", "")) for text in one.found.split(", ")]


def test_the_page_says_of_every_case_what_its_rows_say() -> None:
    assert {one.case for one in ON_THE_PAGE} == CASES.keys()
    assert PAGE.read_text(encoding="utf-8") == page(ON_THE_PAGE)


def test_a_wrong_number_is_seen() -> None:
    from tests.reference.reference_table import DIFFERS, row

    case = CASES["gum101-9.3-mass-calibration"]
    assert row(case, "sd", "a first-order answer", 0.0539).verdict == DIFFERS  # the case's own warning
    assert row(case, "interval95_shortest", "one end", [1.0834, 1.3860]).verdict == DIFFERS
    assert row(case, "interval95_shortest", "a door", [1.0834, 1.3854]).verdict == AGREES
    assert row(CASES["shale-gas-decision-tree"], "optimal", "a door", "dig").verdict == DIFFERS


@pytest.mark.parametrize("size", [1.0, 1e6, 1e7])
@pytest.mark.parametrize("block", [None, 7])
def test_summaries_and_their_merger_lose_no_digits(size: float, block: int | None, tmp_path: Path) -> None:
    """NIST's NumAcc2 to 4 as worlds that are summarised as they come: of a Latin hypercube half lie on either side."""
    values = f"values = [{size + 0.1!r}, {size + 0.3!r}], probabilities = [0.5, 0.5]"
    text = f'[assumptions]\nx = {{ distribution = "discrete", {values} }}\n' + outcome("x")
    study = mcba.load(study_file(tmp_path, text))
    summary = mcba.run(study, worlds=1_024, sampler="lhs", store="summary", block=block).summary("y")
    assert summary.mean.value == pytest.approx(size + 0.2, rel=1e-14)
    assert summary.sd == pytest.approx(0.1 * np.sqrt(1_024 / 1_023), rel=1e-7)  # the tolerance of the case


def test_the_true_median_of_the_case_that_has_no_door() -> None:
    """P² says 4.44 of these twenty numbers; a run says what lies in their middle, 2.43."""
    stream = np.array(CASES["jain-chlamtac-p2-table"].parameters()["values"])
    assert mcba.from_worlds({"stream": stream}).summary("stream").median.value == pytest.approx(2.43, abs=1e-12)
