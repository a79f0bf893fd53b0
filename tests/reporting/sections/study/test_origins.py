"""The record behind the distributions, in the methods appendix."""

from pathlib import Path

import pytest

import mcba
from mcba.reporting.blocks import Block, PageTable, Paragraph, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.study.origins import provenance
from mcba.reporting.sections.writing import Writing
from mcba.study.reading import read

STUDY = """
[study]
title = "t"
horizon = 0
[verbal.perhaps]
distribution = "pert"
low = 0.2
mode = 0.35
high = 0.5
[grades.C]
bias = 0.8
widen = 1.5
source = "Guide, table 2"
[assumptions.chance]
verbal = "perhaps"
grade = "C"
[assumptions.effect]
pool = { table = "studies.csv", low = "low", high = "high", ratios = true, of = "new_effect" }
[assumptions.cost]
distribution = "normal"
data = { table = "data.csv", column = "cost", parameters = "uncertain" }
[assumptions.hours]
distribution = "metalog"
quantiles = { p10 = 10, p50 = 14, p90 = 30 }
[assumptions.visits]
experts = [
  { name = "nurse", distribution = "triangular", low = 2, mode = 3, high = 6 },
  { name = "manager", distribution = "uniform", low = 1, high = 9, weight = 3 },
]
pooling = "quantile"
[assumptions.bill]
label = { en = "Bill", nl = "Rekening" }
distribution = "normal"
mean = "cost"
sd = 2
[benefits.all]
formula = "chance * effect * bill * hours * visits"
[costs.none]
formula = "cost"
"""
TABLES = {
    "studies.csv": "study;estimate;low;high\nA;1,2;0,8;1,7\nB;1,5;1,0;2,2\n",
    "data.csv": "cost\n31\n42\n29\n50\n",
}


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(read(Path("s/study.toml"), STUDY, tables=dict(TABLES)), worlds=1_024)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "2 studies pooled with effects that differ between studies (random effects, restricted",
                "Drawn is the effect at one more place",
                "experts were pooled by averaging their quantiles, weights as stated",
                "Triangular: low 2; most likely 3; high 6",
                "75\N{NO-BREAK SPACE}%",
                "Guide, table 2",
                "PERT: low 0.2; most likely 0.35; high 0.5",
                "mean 38 ± 4.26",  # the root of 290 / 4, over the root of 4
            ],
        ),
        (
            "nl",
            [
                "2 studies samengevoegd met effecten die per studie verschillen",
                "deskundigen zijn samengevoegd door hun kwantielen te middelen",
                "standaardafwijking 8,51",
            ],
        ),
    ],
)
def test_the_record_reaches_the_report(run: mcba.Run, language: str, said: list[str]) -> None:
    blocks = list(provenance(Writing(Facts(run), language)))
    said_there = " ".join(_words(block) for block in blocks)
    for words in said:
        assert words in said_there


def _words(block: Block) -> str:
    """Everything that a block says, as one line."""
    if isinstance(block, PageTable):
        return " ".join(plain_text(cell) for row in (block.header, *block.rows) for cell in row)
    return plain_text(block.text) if isinstance(block, Paragraph) else ""


@pytest.mark.slow
def test_a_parameter_that_is_an_assumption_is_named(run: mcba.Run, tmp_path: Path) -> None:
    (file, *_) = mcba.report(run, tmp_path, formats=["md"], language="nl")
    assert "zoals getrokken: cost" in " ".join(Path(file).read_text().replace("|", " ").split())
