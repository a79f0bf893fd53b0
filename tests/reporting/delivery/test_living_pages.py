"""The page as a file, and the command that writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mcba.RequestError, match=r"is no file of a page; name one that ends in \.html"):
        mcba.page("studies/tegaderm-dressing", tmp_path / "page.pdf")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    file = tmp_path / "sub" / "page.html"
    asked = ["page", "studies/tegaderm-dressing", "--worlds", "512", "--language", "nl", "--out", str(file)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert [one.name for one in file.parent.iterdir()] == ["page.html"]
    assert b'<html lang="nl">' in file.read_bytes()


@pytest.mark.slow
def test_no_page_is_larger_than_can_be_sent(tmp_path: Path) -> None:
    tied = mcba.Study(
        title="t",
        assumptions={"a": mcba.Uniform(0, 1), "b": mcba.Uniform(0, 1)},
        dependence=[{"between": ["a", "b"], "rank_correlation": 0.5, "copula": "gumbel"}],
        outcomes={"y": "a + b"},
    )
    gammas = {f"g{place}": mcba.Gamma(1 + place / 7, 1) for place in range(200)}
    tens = {f"q{ten}": {"formula": " + ".join([*gammas][10 * ten : 10 * ten + 10])} for ten in range(20)}
    many = mcba.Study(title="m", assumptions=gammas, quantities=tens, outcomes={"y": " + ".join(tens)})
    for study, has_model in ((tied, True), (many, False)):
        page = mcba.page(mcba.run(study, worlds=131_072 if has_model else 4_096), tmp_path / "page.html").read_bytes()
        assert len(page) < 1_500_000
        assert (b'"score":null' not in page) is has_model
