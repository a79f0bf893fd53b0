"""SALib's methods and checks as people meet them: printed in two languages, in the appendix, in the documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mcba
from mcba.analysis.ranking.methods.table import BY_SALIB
from mcba.cli import main
from tests.places import ROOT

QUICK = [name for name in BY_SALIB if name not in ("salib:delta", "salib:enhanced_hdmr")]
ENGLISH = re.compile(r"\b(the|and|worlds|variance|assumption|with|from|by)\b")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("method", QUICK)
def test_every_method_can_be_printed(additive: mcba.Study, method: str, language: str) -> None:
    worlds = () if method == "salib:ff" else ("--worlds", 2_000)
    printed = call("rank", additive.path.parent, "--method", method, *worlds, "--language", language)
    assert printed.exit_code == 0, printed.output
    assert "SALib 1.6" in printed.stdout
    assert max(map(len, printed.stdout.splitlines())) <= 78
    assert "nan" not in printed.stdout.lower().split()
    assert language == "en" or not ENGLISH.search(printed.stdout.replace("A function", ""))


def test_the_help_names_every_analyser() -> None:
    shown = " ".join(call("rank", "--help").output.split())
    assert all(f"{name}," in shown or f"{name};" in shown for name in BY_SALIB)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "largest difference is below 1e−"), ("nl", "grootste verschil")]
)
def test_a_check_is_printed(additive: mcba.Study, language: str, words: str) -> None:
    options = ("--method", "sobol", "--check", "salib", "--language", language)
    printed = call("rank", additive.path.parent, *options)
    assert words in " ".join(printed.stdout.split())
    assert "SALib.analyze.sobol" in printed.stdout


def test_a_check_that_salib_has_not_is_wrong_input(additive: mcba.Study) -> None:
    printed = call("rank", additive.path.parent, "--check", "salib")
    assert printed.exit_code == 2
    assert "it checks sobol, fast, rbd_fast" in printed.output


def test_figures_of_shares_are_drawn_as_of_our_own(additive: mcba.Study, tmp_path: Path) -> None:
    call("rank", additive.path.parent, "--method", "salib:sobol", "--worlds", 1_000, "--out", tmp_path / "out")
    assert {"ranking.csv", "ranking-shares.png"} <= {file.name for file in (tmp_path / "out").iterdir()}


@pytest.mark.slow
def test_the_appendix_cites_the_check_of_its_shares(tmp_path: Path) -> None:
    run = mcba.run(mcba.load(ROOT / "studies" / "tegaderm-dressing"), worlds=1_024)
    mcba.report(run, tmp_path, formats=["md"], language="en")
    text = " ".join(next(tmp_path.glob("*.md")).read_text(encoding="utf-8").split())
    assert "omputed again by SALib.analyze.sobol of SALib 1.6" in text


@pytest.mark.slow
def test_the_example_of_the_documentation_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "reference" / "salib.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    made: dict[str, Any] = {}
    exec(compile(example, "salib.md", "exec"), made)
    assert made["problem"].analysis["ST"].max() > 0.1


def test_the_documentation_names_every_analyser() -> None:
    text = (ROOT / "docs" / "reference" / "salib.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in BY_SALIB)
