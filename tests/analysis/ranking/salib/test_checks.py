"""SALib agrees to rounding where the formula is the same, and its difference is told where it is not."""

from __future__ import annotations

from typing import Any

import pytest

import mcba
from mcba.analysis.ranking.salib import checks
from mcba.analysis.ranking.salib.checks import CHECKERS
from mcba.errors import RequestError

SAME = [name for name, checker in CHECKERS.items() if checker.same_formula]
OPTIONS: dict[str, dict[str, Any]] = {
    "sobol": {"base": 256, "second_order": True, "replicates": 2},
    "morris": {"trajectories": 40},
    "fast": {"base": 257, "curves": 3},
    "dgsm": {"base": 256},
}


@pytest.mark.parametrize("method", SAME)
def test_the_same_formula_differs_by_rounding(ishigami: mcba.Study, method: str) -> None:
    worlds = {"worlds": 2_000} if method == "rbd_fast" else {}
    found = mcba.rank(ishigami, "y", method=method, check="salib", **OPTIONS.get(method, {}), **worlds)
    assert found.attrs["check"] == "salib"
    assert found.attrs["check_by"] == f"SALib.analyze.{method}"
    assert found.attrs["check_in_errors"] < 1e-8
    assert "checked_same" in [note.code for note in found.attrs["notes"]]


@pytest.mark.parametrize("method", ["pawn", pytest.param("delta", marks=pytest.mark.slow)])
def test_another_estimator_is_told_with_its_difference(ishigami: mcba.Study, method: str) -> None:
    found = mcba.rank(ishigami, "y", method=method, check="salib", worlds=1_503, resamples=10)
    note = next(note for note in found.attrs["notes"] if note.code == f"checked_{method}")
    assert 0 < found.attrs["check_difference"] < 0.2
    assert found.attrs["check_difference"] <= note.data["difference"] <= 1.1 * found.attrs["check_difference"]
    assert (found.attrs["check_in_errors"] < 1) == (method == "pawn")  # a world less in a class, or smoothed densities


def test_groups_are_checked_as_groups(ishigami: mcba.Study) -> None:
    for method in ("sobol", "morris"):
        options = OPTIONS[method] | {"groups": {"pair": ["x1", "x3"]}}
        assert mcba.rank(ishigami, "y", method=method, check="salib", **options).attrs["check_in_errors"] < 1e-8


def test_a_wrong_index_is_seen(ishigami: mcba.Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def off(*arguments: Any, **options: Any) -> Any:
        answer = dict(analysed(*arguments, **options))
        return answer | {"ST": answer["ST"] + 0.01}

    analysed = checks.analysed
    monkeypatch.setattr(checks, "analysed", off)
    found = mcba.rank(ishigami, "y", method="sobol", check="salib", base=256)
    assert found.attrs["check_difference"] == pytest.approx(0.01)
    assert "checked_apart" in [note.code for note in found.attrs["notes"]]


def test_the_ranking_itself_does_not_move(ishigami: mcba.Study) -> None:
    plain, checked = (mcba.rank(ishigami, "y", method="sobol", base=256, check=check) for check in (None, "salib"))
    assert plain.equals(checked)


@pytest.mark.parametrize("method", ["overview", "shapley", "regional", "agreement", "salib:sobol"])
def test_what_salib_has_not_is_refused_with_what_it_has(ishigami: mcba.Study, method: str) -> None:
    with pytest.raises(RequestError, match=f"indices of {method} at the same points; it checks sobol, fast, rbd_fast"):
        mcba.rank(ishigami, "y", method=method, check="salib")
    with pytest.raises(RequestError, match="check = 'other'; there is 'salib'"):
        mcba.rank(ishigami, "y", method=method, check="other")
