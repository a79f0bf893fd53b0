"""What the appendix says of a function: its results, and nothing of benefits, costs and years that it does not have."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.reporting.blocks import PageTable, Paragraph, plain_text
from mcba.reporting.facts.facts import Facts, command_again
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.decision import DECISION
from mcba.reporting.sections.results.answers import opening
from mcba.reporting.sections.results.outcomes import results
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.writers.markdown import as_markdown
from tests.places import ROOT

INPUTS: dict[str, Any] = {"effect": mcba.Normal(100, 20), "price": mcba.Uniform(40, 60)}
STUDY = """\
[study]
title = "Work"
horizon = 2
[assumptions.effect]
distribution = "uniform"
low = 1
high = 2
[assumptions.price]
value = 3
unit = "EUR"
[model]
python = "model.py:project"
gives.clients = { over = "year", label = "Clients in work" }
[choices]
discount_rate.value = 0
[benefits.work]
formula = "clients * price"
[costs.coaching]
formula = "price"
"""


def balance(effect: Any, price: Any, share: Any) -> dict[str, Any]:
    return {"npv": effect * price * share - 4_000, "placed": effect * share}


def growing(effect: Any, year: Any) -> dict[str, Any]:
    return {"clients": effect + year, "first": effect}


@cache
def of_a_balance() -> mcba.Run:
    return mcba.simulate(
        balance, INPUTS, choices={"share": 1.0}, options={"half": {"share": 0.5}}, worlds=2_048, title="Coaching"
    )


@cache
def of_years() -> mcba.Run:
    return mcba.simulate(growing, {"effect": INPUTS["effect"]}, worlds=16_384, horizon=24, price_year=2025)


def study_in(folder: Path) -> mcba.Study:
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "model.py").write_text("def project(effect, year):\n    return effect + year\n", encoding="utf-8")
    return mcba.load(folder, allow_python=True)


def appendix(run: mcba.Run, language: str = "en") -> str:
    return as_markdown(APPENDIX.manuscript(Facts(run), language), "figures")[0].decode().replace("\u00a0", " ")


@pytest.mark.slow
def test_a_balance_that_a_function_gives_advises_as_any_other_and_is_not_said_to_lack_benefits() -> None:
    said = appendix(of_a_balance())
    # 100 clients at 50 less 4,000 is 1,000 on average, and half as many lose 1,500: the project is best
    assert "The project is best on average, but not for certain" in said
    for wrong in ("no benefits", "has no costs", "PV", "sec-bearers", "sec-effects", "cost-benefit analysis ·"):
        assert wrong not in said
    assert "what is discounted, the function discounts" in said


@pytest.mark.slow
def test_a_function_without_a_balance_is_no_measurement_model_and_nothing_is_decided_on_it() -> None:
    run = of_years()
    for language, wrong, horizon in (("en", "measurement model", "24 years"), ("nl", "meetmodel", "24 jaar")):
        said = appendix(run, language)
        assert wrong not in said
        assert "sec-checklist" not in said
        assert horizon in said
        assert ". ." not in said  # no half of a sentence where there is neither a gain nor a loss
    assert DECISION.printed(Facts(run), "en").count("nor a result called npv") == 1


def test_what_a_function_gives_for_each_year_stands_in_a_table() -> None:
    blocks = list(results(Writing(Facts(of_years()), "en")))
    table = next(block for block in blocks if isinstance(block, PageTable) and "clients" in block.anchor)
    assert len(table.rows) == 24  # 12 of 25 years, each with its errors below
    assert [plain_text(table.rows[row][0]) for row in (0, -2)] == ["0", "24"]
    assert abs(float(plain_text(table.rows[-2][-1])) - 124) < 0.1  # the mean of the effect, and one a year
    assert any("12 of 25" in plain_text(block.text) for block in blocks if isinstance(block, Paragraph))


def test_a_function_in_memory_is_repeated_in_python_and_one_in_a_file_is_allowed(tmp_path: Path) -> None:
    assert command_again(Facts(of_a_balance()), "en") == 'mcba.verify("results", function=balance)'
    run = mcba.run(study_in(tmp_path), worlds=512)
    first, _, second = command_again(Facts(run), "en").partition(" && ")
    assert "--allow-python" in first
    assert second == "mcba report results --language en --allow-python"


def test_what_the_command_line_set_is_set_again(tmp_path: Path) -> None:
    """The command that is told, carried out, gives the worlds that it is told of."""
    asked = ["--set", "discount_rate=0.04", "--set", 'referral_share={distribution="uniform", low=0.5, high=0.9}']
    study = str(ROOT / "studies" / "schilderswijk-moeders")
    called = CliRunner().invoke(main, ["run", study, "--worlds", "256", *asked, "--out", str(tmp_path / "first")])
    assert called.exit_code in {0, 1}, called.output
    run = mcba.open_run(tmp_path / "first")
    words = shlex.split(command_again(Facts(run), "nl").partition(" && ")[0])
    assert words.count("--set") == 2
    again = [study if word == run.study.name else word for word in words[1:-1]]
    assert CliRunner().invoke(main, [*again, str(tmp_path / "again")]).exit_code in {0, 1}
    assert mcba.open_run(tmp_path / "again").hashes() == run.hashes()


def test_results_of_a_function_have_the_labels_that_the_study_gives_them(tmp_path: Path) -> None:
    voice = Labels(study_in(tmp_path), "en")
    assert (voice.outcome("clients"), voice.named("clients")) == ("Clients in work", "Clients in work")


def test_the_answer_tells_what_each_result_of_a_function_is() -> None:
    run = mcba.simulate(
        lambda effect: {"gain": 2 * effect, "spent": effect}, {"effect": INPUTS["effect"]}, worlds=4_096
    )
    told = [plain_text(block.text) for block in opening(Writing(Facts(run), "en"))]
    assert len(told) == 1
    assert "Gain: 200" in told[0]
    assert "Spent: 100" in told[0]
