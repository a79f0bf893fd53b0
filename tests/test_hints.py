"""What `mcba check` points at, though it is allowed."""

from __future__ import annotations

from pathlib import Path

from mcba.errors import Note
from mcba.study.hints import Hint, hints
from mcba.study.read import read

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


def test_few_data() -> None:
    text = STUDY.format(more='drawn = "once"', horizon=5).replace(
        'distribution = "normal"\nmean = 3\nsd = 1',
        'distribution = "lognormal"\ndata = { table = "d.csv", column = "fee" }',
    )
    table = {"d.csv": "fee\n3\n4\n2.5\n"}
    (hint,) = hints(read(Path("study.toml"), text, tables=dict(table)))
    assert hint.note == Note("few_data", {"names": ("fee",), "counts": (3,)})
    uncertain = text.replace('"fee" }', '"fee", parameters = "uncertain" }')
    (hint,) = hints(read(Path("study.toml"), uncertain, tables=dict(table)))
    assert hint.note == Note("no_mean", {"names": ("fee",)})
    cut = uncertain.replace('"uncertain" }', '"uncertain" }\ntruncate = { high = 100 }')
    assert list(hints(read(Path("study.toml"), cut, tables=dict(table)))) == []
