"""The share of variance that comes from assumed numbers, against variances known in closed form."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.analysis.ranking.assumed_variance import assumed_share
from mcba.errors import Note
from mcba.reporting import run_object
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.run import RUN
from tests.pages import printed

pytestmark = pytest.mark.slow

LAW = """
[assumptions.{name}]
distribution = "normal"
mean = {mean}
sd = {sd}
unit = "1"
status = "{status}"
{why}
"""


def study_of(folder: Path, formula: str, inputs: dict[str, tuple[float, float, str]], more: str = "") -> mcba.Study:
    why = {"assumed": 'reason = "guessed"', "sourced": 'source = { document = "report", place = "page 1" }'}
    laws = "".join(
        LAW.format(name=name, mean=mean, sd=sd, status=status, why=why[status])
        for name, (mean, sd, status) in inputs.items()
    )
    folder.mkdir(exist_ok=True)
    text = f'[study]\ntitle = "Known variances"\n{laws}{more}\n[outcomes.result]\nformula = "{formula}"\nunit = "1"\n'
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


def share_of(study: mcba.Study, **options: object) -> tuple[float, float, float, float]:
    found = assumed_share(mcba.run(study, worlds=4_096, **options))  # type: ignore[arg-type]
    return found.alone.value, found.alone.error, found.at_most.value, found.at_most.error


@pytest.mark.parametrize("sampler", ["sobol", "lhs", "random"])
def test_share_of_a_sum_is_that_of_its_variances(tmp_path: Path, sampler: str) -> None:
    """Var(x + y) = 9 + 1: the assumed x carries nine tenths, and nothing together with y."""
    study = study_of(tmp_path / "sum", "x + y", {"x": (0, 3, "assumed"), "y": (0, 1, "sourced")})
    alone, alone_error, most, most_error = share_of(study, sampler=sampler)
    assert abs(alone - 0.9) < 4 * alone_error
    assert abs(most - 0.9) < 4 * most_error
    assert 0 < alone_error < 0.01
    assert 0 < most_error < 0.03
    found = assumed_share(mcba.run(study, worlds=4_096))
    assert found.is_additive


def test_share_of_a_product_keeps_what_both_do_together_apart(tmp_path: Path) -> None:
    """Of x y with means 1 and sd 1 the variance is 1 + 1 + 1: a third each alone, a third together."""
    study = study_of(tmp_path / "product", "x * y", {"x": (1, 1, "assumed"), "y": (1, 1, "sourced")})
    alone, alone_error, most, most_error = share_of(study)
    assert abs(alone - 1 / 3) < 4 * alone_error
    assert abs(most - 2 / 3) < 4 * most_error
    found = assumed_share(mcba.run(study, worlds=4_096))
    assert not found.is_additive


def test_what_moves_together_with_an_assumed_number_counts_with_it(tmp_path: Path) -> None:
    """z moves with the assumed x, so only y, a tenth of the variance 1 + 8 + 1, is left to the sourced ones."""
    together = '\n[[dependence]]\nbetween = ["x", "z"]\nrank_correlation = 0.000001\n'
    inputs = {"x": (0.0, 1.0, "assumed"), "y": (0.0, 1.0, "sourced"), "z": (0.0, 8**0.5, "sourced")}
    alone, alone_error, *_ = share_of(study_of(tmp_path / "tied", "x + y + z", inputs, together))
    assert abs(alone - 0.9) < 4 * alone_error


@pytest.mark.parametrize(("status", "share"), [("assumed", 1.0), ("sourced", 0.0)])
def test_all_or_none_is_exact(tmp_path: Path, status: str, share: float) -> None:
    study = study_of(tmp_path / status, "x + y", {"x": (0, 3, status), "y": (0, 1, status)})
    assert share_of(study) == (share, 0.0, share, 0.0)


def test_a_certain_outcome_has_no_share(tmp_path: Path) -> None:
    study = study_of(tmp_path / "certain", "1 + 1", {"x": (0, 1, "assumed")})
    with pytest.raises(mcba.RunError) as refused:
        assumed_share(mcba.run(study, worlds=100))
    assert refused.value.note.code == "no_varying_outcome"


def test_the_share_of_a_study_does_not_depend_on_the_worlds_of_a_run(tmp_path: Path) -> None:
    study = study_of(tmp_path / "one", "x * y", {"x": (1, 1, "assumed"), "y": (1, 1, "sourced")})
    shares = [assumed_share(mcba.run(study, worlds=worlds, sampler=sampler), "result")
              for worlds, sampler in ((64, "random"), (4_096, "sobol"), (1_000, "lhs"))]  # fmt: skip
    assert shares[0] == shares[1] == shares[2]
    ranked = mcba.rank(study, "result", worlds=2_000)
    assert ranked.attrs["assumed_share"] == shares[0].alone.value
    by_status = mcba.rank(study, "result", worlds=2_000, groups="status")
    assert float(by_status["first"].sel(assumption="assumed")) == by_status.attrs["assumed_share"]
    assert by_status.attrs["assumed_share"] == shares[0].alone.value


def test_distributions_whose_shape_has_no_source_are_counted(tmp_path: Path) -> None:
    """z counts as sourced, and its source states the ends 0 and 1 only."""
    ends = """
[assumptions.z]
distribution = "uniform"
low = 0
high = 1
unit = "1"
status = "sourced"
source = { document = "report", place = "page 2" }
"""
    study = study_of(tmp_path / "ends", "x + y + z", {"x": (0, 1, "assumed"), "y": (0, 1, "sourced")}, ends)
    (note,) = assumed_share(mcba.run(study, worlds=100)).notes
    assert note == Note("shape_not_sourced", {"count": 1, "names": ("z",)})
    assert not assumed_share(mcba.run(study_of(tmp_path / "none", "x", {"x": (0, 1, "sourced")}), worlds=100)).notes


def test_a_variance_that_does_not_exist_has_no_share(tmp_path: Path) -> None:
    endless = """
[assumptions.loss]
distribution = "pareto"
low = 1
shape = 0.9
unit = "1"
"""
    study = study_of(tmp_path / "endless", "x + loss", {"x": (0, 1, "sourced")}, endless)
    with pytest.raises(mcba.RunError) as refused:
        assumed_share(mcba.run(study, worlds=100))
    assert refused.value.note == Note("no_variance", {"names": ("loss",)})


def test_every_answer_says_what_share_comes_from_assumed_numbers(small_run: mcba.Run) -> None:
    """clients: sourced. The balance is in euros with an assumed effect of 900 +- 300 a client."""
    text = " ".join(printed(RUN, Facts(small_run)).split())
    assert "of the variance (net present value)" in text
    found = run_object(Facts(small_run))
    assert found["assumptions"] == {"sourced": 1, "assumed": 2}
    assert found["assumed_variance"]["outcome"] == "npv"
    assert 0 < found["assumed_variance"]["alone"] <= found["assumed_variance"]["at_most"] <= 1
