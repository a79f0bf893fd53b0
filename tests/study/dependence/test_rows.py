"""Rows of a table that are drawn together: as they stand, evenly, whatever the sampler."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.engine import draws_of
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.run import RUN
from mcba.reporting.words.labels import Labels
from mcba.study.dependence.rows import JointRows, place_on_curve
from mcba.study.hints import hints
from mcba.study.reading import read
from tests.pages import printed, texts
from tests.study.written import of_text

Array = NDArray[np.float64]
ROWS = 4_000
WORLDS = 40_000
SAMPLERS = ("sobol", "lhs", "random")


def posterior(rows: int = ROWS, seed: int = 3) -> Array:
    """Two parameters (parameter, row) with a correlation of -0.9, rounded as a file of them would be."""
    first, other = np.random.default_rng(seed).standard_normal((2, rows))
    return np.round([first, -0.9 * first + np.sqrt(1 - 0.81) * other], 6)


def csv(columns: dict[str, Array]) -> str:
    lines = zip(*(map(repr, column.tolist()) for column in columns.values()), strict=True)
    return "\n".join([",".join(columns), *map(",".join, lines)])


A, B = posterior()
TABLE = csv({"a": A, "b": B, "w": A**2})
TEXT = """
[study]
title = "A posterior"
horizon = 3
[assumptions.a]
data = { table = "posterior.csv", column = "a", rows = "together" }
[assumptions.b]
data = { table = "posterior.csv", column = "b", rows = "together" }
[assumptions.price]
distribution = "uniform"
low = 1
high = 2
[outcomes.total]
formula = "a + b"
[outcomes.paid]
formula = "price * (a + b)"
[scenarios.fixed]
override = { a = 0 }
[scenarios.other]
override = { b = { distribution = "normal", mean = 10, sd = 2 } }
"""


def study(text: str = TEXT, **tables: str) -> mcba.Study:
    return read(Path("study.toml"), text, tables=tables or {"posterior.csv": TABLE})


def changed(old: str, new: str, count: int = -1) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, count)


# --- the curve and the rows


@pytest.mark.parametrize(("axes", "bits"), [(1, 5), (2, 4), (3, 3), (5, 1), (6, 2)])
def test_a_step_along_the_curve_moves_one_axis_by_one(axes: int, bits: int) -> None:
    """What makes it Hilbert's curve (Skilling 2004): it visits every cell, and goes from each to a neighbour."""
    cells = np.stack(np.meshgrid(*[np.arange(1 << bits)] * axes, indexing="ij")).reshape(axes, -1)
    place = place_on_curve(cells, bits)
    assert sorted(place.tolist()) == list(range(cells.shape[1]))
    steps = np.abs(np.diff(cells[:, np.argsort(place)], axis=1))
    assert np.all(steps.sum(axis=0) == 1)


def test_rank_correlations_are_spearmans() -> None:
    """SciPy as second opinion, with ties; a weight of 2 is a row that stands twice."""
    generator = np.random.default_rng(1)
    columns = {name: generator.integers(0, 12, 60).astype(float) for name in "xyz"}
    columns["z"] += columns["x"]
    found = JointRows.of("t.csv", columns).rank_correlation
    np.testing.assert_allclose(found, stats.spearmanr(np.stack(list(columns.values())), axis=1).statistic, atol=1e-12)
    weights = generator.integers(0, 4, 60)
    twice = np.repeat(np.stack(list(columns.values())), weights, axis=1)
    found = JointRows.of("t.csv", columns, weights).rank_correlation
    np.testing.assert_allclose(found, stats.spearmanr(twice, axis=1).statistic, atol=1e-12)


def test_each_row_has_its_part_of_every_column() -> None:
    rows = JointRows.of("t.csv", {"x": [5, 5, 1, 9], "y": [2, 1, 1, 0]}, [1, 2, 0, 1])
    assert sorted(rows.sizes.tolist()) == [0.25, 0.25, 0.5]
    for starts in rows.starts:
        order = np.argsort(starts)
        np.testing.assert_array_equal(starts[order], np.cumsum(rows.sizes[order]) - rows.sizes[order])


# --- draws


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_posterior_keeps_its_dependence(sampler: str) -> None:
    """The sd of a + b is that of the rows; drawn apart it was that of independent numbers, three times as large."""
    run = mcba.run(study(), worlds=WORLDS, sampler=sampler, seed=5)
    drawn = run.values("total")
    total, apart = A + B, np.hypot(A.std(), B.std())
    fourth = np.mean((total - total.mean()) ** 4) / total.var() ** 2
    error = total.std() * np.sqrt((fourth - 1) / (4 * WORLDS))  # of a standard deviation of independent worlds
    assert abs(drawn.std() - total.std()) < 4 * error
    assert abs(drawn.mean() - total.mean()) < 4 * total.std() / np.sqrt(WORLDS)
    assert apart > 3 * total.std()
    alone = mcba.run(study(changed('rows = "together"', 'rows = "apart"')), worlds=WORLDS, sampler=sampler, seed=5)
    assert alone.values("total").std() == pytest.approx(apart, rel=4 / np.sqrt(2 * WORLDS))


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_no_row_is_torn(sampler: str) -> None:
    """Each world has a row of the table, each row its due: chance alone decides how often (SciPy's chi-square)."""
    draws = draws_of(mcba.run(study(), worlds=WORLDS, sampler=sampler, seed=2))
    index = {row: place for place, row in enumerate(zip(A.tolist(), B.tolist(), strict=True))}
    taken = [index[row] for row in zip(draws["a"].tolist(), draws["b"].tolist(), strict=True)]
    times = np.bincount(taken, minlength=ROWS)
    if sampler == "random":
        assert 1e-4 < stats.chisquare(times).pvalue < 1 - 1e-4
    else:
        assert stats.chisquare(times).statistic < stats.chi2(ROWS - 1).ppf(1e-6)  # more even than chance


def test_marginals_are_those_of_the_columns() -> None:
    draws = draws_of(mcba.run(study(), worlds=WORLDS, sampler="random", seed=8))
    for name, column in (("a", A), ("b", B)):
        assert stats.ks_2samp(draws[name], column).pvalue > 1e-3


@pytest.mark.slow
def test_an_even_sampler_is_even_in_every_column() -> None:
    """Root mean square errors over 8 seeds; in the order of the first column they are 0.5 and 1.1 of chance's."""
    errors = {"sobol": [], "random": []}
    for sampler, found in errors.items():
        for seed in range(8):
            draws = draws_of(mcba.run(study(), worlds=4_096, sampler=sampler, seed=seed))
            found.append([draws["b"].mean() - B.mean(), (draws["a"] + draws["b"]).mean() - (A + B).mean()])
    sobol, random = (np.sqrt(np.mean(np.square(found), axis=0)) for found in errors.values())
    assert np.all(sobol < [0.25, 0.5] * random)


def test_weights() -> None:
    """Rows come as often as their weight says, and those of weight 0 never."""
    table = csv({"x": np.array([1.0, 2, 2, 4]), "y": np.array([8.0, 4, 2, 0]), "w": np.array([1.0, 0, 2, 5])})
    data = 'data = { table = "t.csv", column = "%s", weights = "w", rows = "together" }'
    text = f"""[study]
title = "Weights"
[assumptions.x]
{data % "x"}
[assumptions.y]
{data % "y"}
[outcomes.z]
formula = "10 * x + y"
"""
    values, times = np.unique(mcba.run(study(text, **{"t.csv": table}), worlds=32_000).values("z"), return_counts=True)
    assert values.tolist() == [18, 22, 40]
    np.testing.assert_allclose(times / 32_000, [1 / 8, 2 / 8, 5 / 8], atol=1e-3)


@pytest.mark.slow
def test_blocks_and_longer_runs_are_the_same_worlds() -> None:
    for sampler in ("sobol", "random"):
        short = mcba.run(study(), worlds=2_048, sampler=sampler)
        np.testing.assert_array_equal(mcba.extend(short, 4_096).values("paid")[:2_048], short.values("paid"))
    for sampler in SAMPLERS:
        whole = mcba.run(study(), worlds=2_048, sampler=sampler).values("paid")
        np.testing.assert_array_equal(mcba.run(study(), worlds=2_048, sampler=sampler, block=100).values("paid"), whole)


def test_other_columns_of_the_table_and_names_of_the_study_decide_nothing() -> None:
    """Rows lie in the order of what is drawn of them, and columns in that of the table, wherever the study has them."""
    more = {"posterior.csv": csv({"a": A, "chain": np.arange(ROWS, dtype=float), "b": B})}
    run, other = (mcba.run(study(TEXT, **tables), worlds=1_024) for tables in ({"posterior.csv": TABLE}, more))
    np.testing.assert_array_equal(run.values("paid"), other.values("paid"))


def test_a_scenario_fixes_one_and_leaves_the_others() -> None:
    for sampler in SAMPLERS:
        plain, fixed = (
            draws_of(mcba.run(study(), worlds=2_000, sampler=sampler, scenario=name)) for name in (None, "fixed")
        )
        assert "a" not in fixed
        np.testing.assert_array_equal(fixed["b"], plain["b"])
        np.testing.assert_array_equal(fixed["price"], plain["price"])


def test_another_distribution_keeps_the_ranks_of_the_rows() -> None:
    draws = draws_of(mcba.run(study(), worlds=WORLDS, sampler="random", scenario="other"))
    assert stats.kstest(draws["b"], stats.norm(10, 2).cdf).pvalue > 1e-3
    asked = stats.spearmanr(A, B).statistic
    assert stats.spearmanr(draws["a"], draws["b"]).statistic == pytest.approx(asked, abs=4 * (1 - asked**2) / 200)


@pytest.mark.slow
def test_each_year_has_a_row_of_its_own() -> None:
    text = changed('rows = "together" }', 'rows = "together" }\ndrawn = "each_year"')
    text = text.replace('formula = "a + b"', 'formula = "sum(a + b, over=\\"year\\")"')
    text = text.replace('"price * (a + b)"', '"price * sum(a + b, over=\\"year\\")"')
    for sampler in SAMPLERS:
        run = mcba.run(study(text), worlds=WORLDS, sampler=sampler)
        error = (A + B).std() * 2 / np.sqrt(2 * WORLDS)
        assert run.values("total").std() == pytest.approx(2 * (A + B).std(), abs=4 * error)  # of four years
        draws = draws_of(run)
        rows = set(zip(A.tolist(), B.tolist(), strict=True))
        for year in range(4):
            assert set(zip(draws[f"a[{year}]"].tolist(), draws[f"b[{year}]"].tolist(), strict=True)) <= rows
        assert abs(np.corrcoef(draws["a[1]"], draws["b[2]"])[0, 1]) < 5 / np.sqrt(WORLDS)
    with pytest.raises(
        mcba.RunError, match=r"a and b take the same row of 'posterior.csv' in each world: they are one"
    ):
        mcba.rank(run, "total", method="sobol")
    found = mcba.rank(run, "paid", method="sobol", groups="dependent", base=256)
    assert set(found["assumption"].values.tolist()) == {"a + b", "price"}


# --- what is refused, and what is done unless said otherwise


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"b", rows', '"b", of = "mean", rows', "as they stand, and this is fitted to all of them"),
        (
            '"b", rows = "together" }',
            '"b", rows = "together" }\ndistribution = "normal"',
            "8:49: rows are drawn together as they stand",
        ),
        ('"b", rows = "together" }', '"b", rows = "together" }\nhappens = 0.5', "happens changes which rows there are"),
        (
            '"b", rows = "together" }',
            '"b", rows = "together" }\ntruncate = { low = 0 }',
            'truncate changes which rows there are, for this number alone; mend the table and leave truncate out, or '
            'write rows = "apart"',
        ),
        ('"b", rows', '"b", weights = "w", rows', "have one weight each, and 'a' has other weights"),
        ('"b", rows = "together" }', '"b", rows = "together" }\ndrawn = "each_year"', "drawn alike, and 'a' is not"),
        ('rows = "together" }', 'rows = "together" }\ndrawn = "each_year"\npersistence = 0.5', "leave persistence out"),
        ('rows = "together"', 'rows = "linked"', "together"),
        (
            "[outcomes.total]",
            '[[dependence]]\nbetween = ["a", "price"]\nrank_correlation = 0.5\n[outcomes.total]',
            "'a' is drawn together with others from the rows of 'posterior.csv', and these say how they move together",
        ),
    ],
)  # fmt: skip
def test_refused(old: str, new: str, message: str) -> None:
    assert message in "\n".join(of_text(changed(old, new), **{"posterior.csv": TABLE}))


def test_a_missing_cell_and_a_short_row_are_refused() -> None:
    (found,) = of_text(TEXT, **{"posterior.csv": "a,b\n1,2\n3,\n"})
    assert "posterior.csv:3:2: found '' in column 'b'" in found
    assert "the row has 1 cells" in "\n".join(of_text(TEXT, **{"posterior.csv": "a,b\n1,2\n3\n"}))


def test_one_column_is_drawn_as_before() -> None:
    one = changed('"b", rows = "together"', '"b", rows = "apart"')
    assert study(one).dependence == ()
    alone, apart = (
        mcba.run(study(text), worlds=1_024) for text in (one, changed('rows = "together"', 'rows = "apart"'))
    )
    np.testing.assert_array_equal(alone.values("paid"), apart.values("paid"))
    (group,) = study(
        changed(
            "\n[assumptions.b]", '\n[assumptions.c]\ndata = { table = "posterior.csv", column = "a" }\n[assumptions.b]'
        )
    ).dependence
    assert group.names == ("a", "b")


def test_a_constant_column_has_no_part_in_it() -> None:
    table = csv({"a": A, "b": np.ones(ROWS)})
    assert study(TEXT, **{"posterior.csv": table}).dependence == ()


def test_a_sipmath_library_is_drawn_by_trial_unless_said_otherwise() -> None:
    sips = [
        {"name": name, "function": "SIP_Array", "arguments": {"type": "array", "value": column.tolist()}}
        for name, column in (("a", A), ("b", B))
    ]
    library = {"posterior.SIPmath": json.dumps({"sips": sips})}
    text = TEXT.replace(', rows = "together"', "").replace("posterior.csv", "posterior.SIPmath")
    coherent = mcba.run(study(text, **library), worlds=2_048)
    np.testing.assert_array_equal(coherent.values("total"), mcba.run(study(), worlds=2_048).values("total"))
    apart = text.replace('column = "a"', 'column = "a", rows = "apart"')
    assert study(apart, **library).dependence == ()
    fitted = text.replace('column = "a" }', 'column = "a" }\ndistribution = "normal"')
    assert study(fitted, **library).dependence == ()
    assert [hint.note.code for hint in hints(study(fitted, **library))] == ["same_rows"]


def test_the_hint_says_how_and_goes_when_it_is_said() -> None:
    silent = TEXT.replace(', rows = "together"', "")
    (hint,) = hints(study(silent))
    for language in ("en", "nl"):
        assert 'rows = "together"' in Labels(None, language).note(hint.note)
    for said in (TEXT, changed('rows = "together"', 'rows = "apart"')):
        assert not list(hints(study(said)))


# --- ranking and reading


@pytest.mark.slow
def test_designed_methods_take_rows_as_one_factor() -> None:
    """The share of a + b in price * (a + b) follows from means and variances of both, which are independent."""
    for method in ("sobol", "morris", "dgsm", "fast"):
        with pytest.raises(mcba.RunError, match=r"a and b take the same row .* one factor with groups='dependent'"):
            mcba.rank(study(), "paid", method=method)
    with pytest.raises(mcba.RunError, match=r"Gaussian copula; a and b take the same row of 'posterior.csv'"):
        mcba.rank(study(), "paid", method="shapley")
    found = mcba.rank(study(), "paid", method="sobol", groups="dependent", seed=1)
    mean, variance = (A + B).mean(), (A + B).var()
    shares = {"a + b": 1.5**2 * variance, "price": mean**2 / 12}
    total = sum(shares.values()) + variance / 12
    for name, share in shares.items():
        one = found.sel(assumption=name)
        assert abs(float(one["first"]) - share / total) < 4 * float(one["first_error"]) + 1e-3


def test_given_data_methods_rank_each_with_a_note() -> None:
    run = mcba.run(study(), worlds=4_096, sampler="random")
    found = mcba.rank(run, "total", method="spearman", resamples=50)
    assert set(found["assumption"].values.tolist()) == {"a", "b"}
    assert found.attrs["notes"][0].code == "association"


@pytest.mark.slow
def test_appendix_and_run_say_so() -> None:
    run = mcba.run(study(), worlds=20_000)
    asked = stats.spearmanr(A, B).statistic
    (pair,) = mcba.achieved_correlations(run)
    assert (pair.first, pair.second, pair.copula) == ("a", "b", "rows")
    assert pair.asked == pytest.approx(asked, abs=1e-12)
    assert abs(pair.achieved - asked) < 4 * pair.error
    shown = printed(RUN, Facts(run))
    assert "A – B (the rows of a table)" in shown
    assert "−0.89" in shown
    for language, said in {
        "en": "A and B take the values of one and the same row of posterior.csv in each world",
        "nl": "A en B krijgen in elke trekking de waarden uit één en dezelfde rij van posterior.csv",
    }.items():
        assert said in "\n".join(texts(APPENDIX.manuscript(Facts(run), language)))
