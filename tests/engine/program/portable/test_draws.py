"""Draws as plain data are short, and say when they cannot be. Played in the browser: `tests/browser/test_parity.py`."""

from __future__ import annotations

import json

import numpy as np
import pytest

import mcba
from mcba.engine.program.portable.draws import DrawWriter, certain, cubic_values
from mcba.families.tables import quantile_function, quantile_table


def written(**families: object) -> tuple[DrawWriter, dict[str, dict]]:
    study = mcba.Study(title="t", assumptions=families, outcomes={"y": " + ".join(families)})
    drawing = mcba.run(study, worlds=4_096, seed=1).plan.drawing
    writer = DrawWriter(drawing, 4_096, {address: place for place, address in enumerate(drawing.addresses)})
    return writer, writer.draws()


def test_families_of_one_standard_member_share_a_table() -> None:
    writer, draws = written(a=mcba.Normal(0, 1), b=mcba.Normal(5, 3), c=mcba.Gamma(2, 1))
    assert len(writer.tables) == 2
    assert draws["a"]["quantiles"]["table"] == draws["b"]["quantiles"]["table"]


def test_a_smooth_table_is_short() -> None:
    writer, _ = written(a=mcba.Gamma(2, 3))
    assert len(json.dumps(writer.tables)) < 7_000


def test_a_table_with_a_kink_is_written_as_its_cubics() -> None:
    writer, draws = written(a=mcba.Truncated(mcba.Mixture([mcba.Normal(0, 1), mcba.Normal(9, 1)]), low=-1))
    assert {table["kind"] for table in writer.tables} <= {"nodes", "cubics"}
    assert draws["a"]["quantiles"]["kind"] in {"table", "given"}


def test_what_follows_from_others_is_given() -> None:
    _, draws = written(level=mcba.Normal(10, 3), a=mcba.Hierarchical("normal", mean="level", sd=4))
    assert draws["a"]["quantiles"]["kind"] == "given"
    assert draws["a"]["places"] == []


def test_certain_numbers_are_told() -> None:
    assert certain(np.array([1.0, 2.0]))["quantiles"]["kind"] == "certain"


@pytest.mark.parametrize("family", [mcba.Gamma(2, 3), mcba.Beta(0.5, 3), mcba.StudentT(3, 0, 1)])
def test_cubics_are_those_of_the_table(family: mcba.Family) -> None:
    table = quantile_table(family)
    assert table is not None
    bins = 1 << (52 - table.shift)
    lower = table.cubics[1 : 1 + 30 * bins].reshape(30, bins, 4)[::-1]
    upper = table.cubics[-1 - 30 * bins : -1].reshape(30, bins, 4)[:, ::-1]
    u = np.random.default_rng(1).uniform(size=2_000)
    found = cubic_values(np.stack([lower, upper]), 52 - table.shift, u)
    expected = quantile_function(family)(u.copy())
    inside = np.isfinite(found)
    assert inside.mean() > 0.9
    np.testing.assert_allclose(np.clip(found[inside], table.low, table.high), expected[inside], rtol=1e-13)
