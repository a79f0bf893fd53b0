"""What `mcba check` points at, though it is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mcba.cli import main
from mcba.errors import Note
from mcba.reporting.words.labels import Labels
from mcba.study.distributions.entries import data_folder
from mcba.study.hints import hints
from mcba.study.hints.hinting import Hint
from mcba.study.reading import load, read

STUDY = """
[study]
title = "Hints"
horizon = {horizon}
[choices.discount_rate]
value = 0.03
[assumptions.price]
distribution = "pert"
low = 1
mode = 2
high = 4
{more}
[assumptions.fee]
distribution = "normal"
mean = 3
sd = 1
[quantities.amount]
formula = "price * 2"
[benefits.saved]
formula = "amount"
[costs.start]
formula = "fee"
years = 0
"""


def found(more: str = "", horizon: int = 5) -> list[Hint]:
    return list(hints(read(Path("study.toml"), STUDY.format(more=more, horizon=horizon))))


def test_a_series_drawn_once_without_a_reason() -> None:
    (hint,) = found()
    assert hint.note == Note("drawn_once", {"names": ("price",)})
    assert (hint.path, hint.line, hint.column) == ("study.toml", 7, 14)  # [assumptions.price]: the name
    assert found('drawn = "once"') == []
    assert found('drawn = "each_year"') == []
    assert found('reason = "one contract price"') == []
    assert found(horizon=0) == []


def test_bounds_that_were_likely_meant_as_percentiles() -> None:
    asked = 'drawn = "once"\nstatus = "elicited"\nsource = "interview"\n'
    (hint,) = found(asked)
    assert hint.note == Note("utmost_values", {"names": ("price",)})
    assert found(asked + "mass = 0.9") == []


@pytest.mark.parametrize(
    ("language", "summary", "hint"),
    [
        (
            "en",
            "no mistakes (2 assumptions, one quantity, 2 flows,",
            "hint: drawn once for all years, without a reason: ",
        ),
        (
            "nl",
            "geen fouten (2 aannames, één grootheid, 2 geldstromen,",
            "tip: één keer getrokken voor alle jaren, zonder",
        ),
    ],
)
def test_check_prints_the_place_of_each_hint(tmp_path: Path, language: str, summary: str, hint: str) -> None:
    file = tmp_path / "study.toml"
    file.write_text(STUDY.format(more="", horizon=5), encoding="utf-8")
    told = CliRunner().invoke(main, ["check", str(tmp_path), "--language", language])
    assert told.exit_code == 0
    first, second = told.stdout.splitlines()
    assert first.startswith(f"{file}: {summary}")
    assert second.startswith(f"{file}:7:14: {hint}")
    assert 'drawn = "each_year"' in second


def test_hints_name_what_stands_in_the_file() -> None:
    """Names and counts are those of the file, in code that can be copied, whatever the language."""
    say = Labels(None, "nl")
    assert "bekend zijn: fee (3); data = { …, parameters" in say.note(Note("few_data", {"names": {"fee": 3}}))
    rows = {"first": "a", "second": "b", "table": "d.csv", "correlation": 0.85}
    told = say.note(Note("same_rows", rows))
    assert "rangcorrelatie van 0,85;" in told
    assert told.endswith('between = ["a", "b"] and rank_correlation = 0.85'.replace(" and ", " en "))


def test_few_data() -> None:
    text = STUDY.format(more='drawn = "once"', horizon=5).replace(
        'distribution = "normal"\nmean = 3\nsd = 1',
        'distribution = "lognormal"\ndata = { table = "d.csv", column = "fee" }',
    )
    table = {"d.csv": "fee\n3\n4\n2.5\n"}
    (hint,) = hints(read(Path("study.toml"), text, tables=dict(table)))
    assert hint.note == Note("few_data", {"names": {"fee": 3}})
    uncertain = text.replace('"fee" }', '"fee", parameters = "uncertain" }')
    (hint,) = hints(read(Path("study.toml"), uncertain, tables=dict(table)))
    assert hint.note == Note("no_mean", {"names": ("fee",)})
    cut = uncertain.replace('"uncertain" }', '"uncertain" }\ntruncate = { high = 100 }')
    assert list(hints(read(Path("study.toml"), cut, tables=dict(table)))) == []


def test_a_tail_without_a_mean() -> None:
    text = STUDY.format(more='drawn = "once"', horizon=5)
    heavy = text.replace('"normal"\nmean = 3\nsd = 1', '"pareto"\nlow = 3\nshape = 0.9')
    study = read(Path("study.toml"), heavy)
    (hint,) = hints(study)
    assert hint.note == Note("endless_tail", {"names": ("fee",)})
    assert "there is no mean: fee" in Labels(None, "en").note(hint.note)
    assert list(hints(read(Path("study.toml"), heavy.replace("0.9", "1.1")))) == []
    assert list(hints(read(Path("study.toml"), heavy + "[assumptions.fee.truncate]\nhigh = 100\n"))) == []


def test_deadweight_of_what_is_measured_against_the_null_alternative() -> None:
    """What would have happened anyway is not taken off twice; where nobody says how it was measured, it is asked."""
    start = STUDY.replace("years = 0", "years = 0\n[assumptions.anyway]\nvalue = 0.2")
    compared = start.replace("horizon =", 'null_alternative = "nothing"\nhorizon =')
    with_deadweight = compared.replace('formula = "amount"', 'formula = "amount"\ndeadweight = "anyway"')

    def said(text: str, more: str) -> list[tuple[Note, int]]:
        found = hints(read(Path("study.toml"), text.format(horizon=0, more=more)))
        return [(hint.note, hint.line) for hint in found]

    assert said(with_deadweight, 'measured = "against_null"') == [
        (Note("deadweight_twice", {"flow": "saved", "names": ("price",)}), 22)
    ]
    assert said(with_deadweight, "") == [(Note("deadweight_unsaid", {"flow": "saved"}), 22)]
    assert said(with_deadweight, 'measured = "before_after"') == []
    assert said(compared, 'measured = "against_null"') == []
    assert said(with_deadweight.replace('null_alternative = "nothing"', ""), "") == []


def test_what_counts_and_stands_in_no_effect() -> None:
    effects = "[effects.help]\nlabel = 'Help'\n[effects.saving]\nlabel = 'Saving'\nfrom = 'help'\n"
    tree = effects + "{figure}[pm.rest]\nlabel = 'Rest'\n"

    def said(figure: str) -> list[Note]:
        text = STUDY.format(horizon=0, more="") + tree.format(figure=figure)
        return [hint.note for hint in hints(read(Path("study.toml"), text))]

    assert said("figure = 'saved'\n") == [Note("outside_tree", {"names": ("rest",)})]
    assert said("figure = ['saved', 'rest']\n") == said("") == []


@pytest.mark.parametrize("name", sorted(path.name for path in data_folder("studies").iterdir() if path.is_dir()))
def test_shipped_studies_give_no_hint(name: str) -> None:
    assert [hint.note for hint in hints(load(data_folder("studies") / name))] == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_new_study_gives_no_hint(tmp_path: Path, language: str) -> None:
    started = CliRunner().invoke(main, ["new", str(tmp_path / "mine"), "--language", language])
    assert started.exit_code == 0
    assert list(hints(load(tmp_path / "mine"))) == []
