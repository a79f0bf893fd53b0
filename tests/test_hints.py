"""What `mcba check` points at, though it is allowed."""

from __future__ import annotations

from pathlib import Path

from mcba.study.hints import hints
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


def found(more: str = "", horizon: int = 5) -> list[str]:
    return list(hints(read(Path("study.toml"), STUDY.format(more=more, horizon=horizon))))


def test_a_series_drawn_once_without_a_reason() -> None:
    (hint,) = found()
    assert "drawn once for all years, without a reason: price;" in hint
    assert found('drawn = "once"') == []
    assert found('drawn = "each_year"') == []
    assert found('reason = "one contract price"') == []
    assert found(horizon=0) == []


def test_bounds_that_were_likely_meant_as_percentiles() -> None:
    asked = 'drawn = "once"\nstatus = "elicited"\nsource = "interview"\n'
    (hint,) = found(asked)
    assert "utmost values of price" in hint
    assert found(asked + "mass = 0.9") == []


def test_few_data() -> None:
    text = STUDY.format(more='drawn = "once"', horizon=5).replace(
        'distribution = "normal"\nmean = 3\nsd = 1',
        'distribution = "lognormal"\ndata = { table = "d.csv", column = "fee" }',
    )
    table = {"d.csv": "fee\n3\n4\n2.5\n"}
    (hint,) = hints(read(Path("study.toml"), text, tables=dict(table)))
    assert "drawn as if the parameters were known: fee (3)" in hint
    uncertain = text.replace('"fee" }', '"fee", parameters = "uncertain" }')
    (hint,) = hints(read(Path("study.toml"), uncertain, tables=dict(table)))
    assert "has no mean in theory: fee" in hint
    cut = uncertain.replace('"uncertain" }', '"uncertain" }\ntruncate = { high = 100 }')
    assert list(hints(read(Path("study.toml"), cut, tables=dict(table)))) == []
