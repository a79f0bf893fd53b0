"""What is left of a range when a group of assumptions is fixed."""

import pytest

import mcba
from mcba.analysis.decision.variation.fixing import freeze, if_sure, is_price
from tests.analysis.deciding import SPREAD, study_of


def test_being_sure_of_a_group(single: mcba.Run) -> None:
    assert freeze(single, ["gain"]).spread_left == pytest.approx(5 / SPREAD, rel=0.02)
    assert freeze(single, ["price"], at="mean").spread_left == pytest.approx(20 / SPREAD, rel=0.02)
    assert [name for name in ("gain", "price", "idle") if is_price(single.study, name)] == ["gain", "price"]
    left = {one.name: one.spread_left for one in if_sure(single).groups}
    assert left == pytest.approx({"prices": 0.0, "knowledge": 5 / SPREAD, "future": 20 / SPREAD}, rel=0.02)
    with pytest.raises(mcba.RunError, match="no assumption 'gian'"):
        freeze(single, ["gian"])


def test_units_that_no_longer_differ() -> None:
    text = (
        '[study]\ntitle = "t"\n[sets]\nhousehold = ["a", "b", "c", "d"]\n'
        '[assumptions.own]\ndistribution = "normal"\nmean = 0\nsd = 2\nunit = "EUR"\nover = "household"\n'
        'drawn = "each_unit"\n[assumptions.shared]\ndistribution = "normal"\nmean = 0\nsd = 3\nunit = "EUR"\n'
        "[benefits.b]\nformula = \"sum(own, over='household') + shared\"\nyears = 0\n"
    )
    found = {group.name: group for group in if_sure(mcba.run(study_of(text), worlds=8_192)).groups}
    assert found["units"].spread_left == pytest.approx(3 / 5, rel=0.02)  # √(4 × 4 + 9) = 5


def test_shares_of_one_whole_are_frozen_at_their_means_and_no_group_of_units() -> None:
    """Their medians do not add up to one; at its mean of 0.2 the first share leaves the spread of the other factor."""
    run = mcba.simulate(
        lambda a, share: {"npv": a * share[0]},
        {"a": mcba.Normal(5, 1), "share": mcba.Dirichlet([2, 5, 3])},
        worlds=8_192,
    )
    assert freeze(run, ["share"]).summary.sd == pytest.approx(0.2, rel=0.01)
    assert [group.name for group in if_sure(run).groups] == []
