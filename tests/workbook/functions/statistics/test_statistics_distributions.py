"""Distributions against the examples of Microsoft's page on each function, and against SciPy's own."""

from collections.abc import Callable
from typing import Any

import pytest
from scipy import stats

from tests.workbook.functions.calling import call

EXAMPLES: list[tuple[str, tuple[Any, ...], float]] = [
    ("NORMDIST", (42, 40, 1.5, True), 0.9087888),
    ("NORM.DIST", (42, 40, 1.5, False), 0.10934),
    ("NORMSDIST", (1.333333,), 0.908788726),
    ("NORM.S.DIST", (1.333333, False), 0.164010148),
    ("NORMINV", (0.908789, 40, 1.5), 42.000002),
    ("NORMSINV", (0.9088,), 1.3334),
    ("BETADIST", (2, 8, 10, 1, 3), 0.6854706),
    ("BETA.DIST", (2, 8, 10, False, 1, 3), 1.4837646),
    ("BETAINV", (0.685470581, 8, 10, 1, 3), 2),
    ("GAMMADIST", (10.00001131, 9, 2, False), 0.032639),
    ("GAMMA.DIST", (10.00001131, 9, 2, True), 0.068094),
    ("GAMMAINV", (0.068094, 9, 2), 10.0000112),
    ("GAMMALN", (4,), 1.791759469),
    ("GAMMA", (-3.75,), 0.267866128),
    ("LOGNORMDIST", (4, 3.5, 1.2), 0.0390836),
    ("LOGNORM.DIST", (4, 3.5, 1.2, False), 0.0176176),
    ("LOGINV", (0.039084, 3.5, 1.2), 4.0000252),
    ("EXPONDIST", (0.2, 10, True), 0.86466472),
    ("EXPON.DIST", (0.2, 10, False), 1.35335283),
    ("POISSON", (2, 5, True), 0.124652),
    ("POISSON.DIST", (2, 5, False), 0.084224),
    ("BINOMDIST", (6, 10, 0.5, False), 0.2050781),
    ("CRITBINOM", (6, 0.5, 0.75), 4),
    ("NEGBINOMDIST", (10, 5, 0.25), 0.05504866),
    ("NEGBINOM.DIST", (10, 5, 0.25, True), 0.3135141),
    ("HYPGEOMDIST", (1, 4, 8, 20), 0.3632611),
    ("HYPGEOM.DIST", (1, 4, 8, 20, True), 0.4654283),
    ("CHIDIST", (18.307, 10), 0.0500006),
    ("CHIINV", (0.050001, 10), 18.306973),
    ("CHISQ.DIST", (0.5, 1, True), 0.52049988),
    ("CHISQ.DIST", (2, 3, False), 0.20755375),
    ("CHISQ.INV", (0.93, 1), 3.283020286),
    ("CHISQ.INV.RT", (0.050001, 10), 18.306973),
    ("TDIST", (1.959999998, 60, 2), 0.054644930),
    ("TDIST", (1.959999998, 60, 1), 0.027322465),
    ("T.DIST", (60, 1, True), 0.99469533),
    ("T.DIST", (8, 3, False), 0.00073691),
    ("TINV", (0.054644930, 60), 1.959999998),
    ("T.INV", (0.75, 2), 0.8164966),
    ("T.INV.2T", (0.546449, 60), 0.606533),
    ("FDIST", (15.20686486, 6, 4), 0.01),
    ("F.DIST", (15.2069, 6, 4, True), 0.99),
    ("F.DIST", (15.2069, 6, 4, False), 0.0012238),
    ("FINV", (0.01, 6, 4), 15.206865),
    ("F.INV", (0.01, 6, 4), 0.10930991),
    ("WEIBULL", (105, 20, 100, True), 0.929581),
    ("WEIBULL.DIST", (105, 20, 100, False), 0.035589),
    ("CONFIDENCE", (0.05, 2.5, 50), 0.692952),
    ("CONFIDENCE.T", (0.05, 1, 50), 0.284196855),
    ("GAUSS", (2,), 0.47725),
    ("PHI", (0.75,), 0.301137432),
    ("ERF", (0.745,), 0.70792892),
    ("ERF", (1, 2), 0.152621472),
    ("ERFC", (1,), 0.15729921),
    ("FISHER", (0.75,), 0.9729551),
    ("FISHERINV", (0.972955,), 0.75),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_examples_of_microsoft(name: str, arguments: tuple[Any, ...], expected: float) -> None:
    """They have six digits or so."""
    assert call(name, *arguments) == pytest.approx(expected, rel=2e-5)


SECOND_OPINIONS: list[tuple[str, tuple[Any, ...], Callable[[], float]]] = [
    ("NORM.DIST", (-9, 1, 2, True), lambda: stats.norm(1, 2).cdf(-9)),
    ("NORM.INV", (1e-9, 1, 2), lambda: stats.norm(1, 2).ppf(1e-9)),
    ("BETA.DIST", (0.3, 0.5, 4, True), lambda: stats.beta(0.5, 4).cdf(0.3)),
    ("BETA.DIST", (1, 2, 1, False), lambda: stats.beta(2, 1).pdf(1)),
    ("BETA.INV", (0.9, 0.5, 4, 2, 6), lambda: stats.beta(0.5, 4, 2, 4).ppf(0.9)),
    ("GAMMA.DIST", (0, 1, 2, False), lambda: stats.gamma(1, scale=2).pdf(0)),
    ("GAMMA.INV", (0.99, 0.3, 2), lambda: stats.gamma(0.3, scale=2).ppf(0.99)),
    ("LOGNORM.INV", (0.05, 1, 0.4), lambda: stats.lognorm(0.4, scale=2.718281828459045).ppf(0.05)),
    ("BINOM.DIST", (400, 2000, 0.2, False), lambda: stats.binom(2000, 0.2).pmf(400)),
    ("BINOM.DIST", (3, 20, 0.2, True), lambda: stats.binom(20, 0.2).cdf(3)),
    ("BINOM.INV", (1000, 0.3, 0.01), lambda: stats.binom(1000, 0.3).ppf(0.01)),
    ("POISSON.DIST", (300, 280.5, False), lambda: stats.poisson(280.5).pmf(300)),
    ("NEGBINOM.DIST", (12, 3, 0.4, False), lambda: stats.nbinom(3, 0.4).pmf(12)),
    ("HYPGEOM.DIST", (4, 12, 9, 30, True), lambda: stats.hypergeom(30, 9, 12).cdf(4)),
    ("CHISQ.DIST", (0, 2, False), lambda: stats.chi2(2).pdf(0)),
    ("CHISQ.DIST.RT", (90, 3), lambda: stats.chi2(3).sf(90)),
    ("CHISQ.INV", (0.1, 7), lambda: stats.chi2(7).ppf(0.1)),
    ("T.DIST.2T", (9, 4), lambda: 2 * stats.t(4).sf(9)),
    ("T.INV", (0.001, 5), lambda: stats.t(5).ppf(0.001)),
    ("F.DIST", (2.5, 3, 8, False), lambda: stats.f(3, 8).pdf(2.5)),
    ("F.DIST.RT", (40, 3, 8), lambda: stats.f(3, 8).sf(40)),
    ("F.INV", (0.9, 3, 8), lambda: stats.f(3, 8).ppf(0.9)),
    ("F.INV.RT", (0.9, 3, 8), lambda: stats.f(3, 8).isf(0.9)),
    ("WEIBULL.DIST", (2, 1.5, 3, True), lambda: stats.weibull_min(1.5, scale=3).cdf(2)),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), SECOND_OPINIONS)
def test_scipy_agrees(name: str, arguments: tuple[Any, ...], expected: Callable[[], float]) -> None:
    assert call(name, *arguments) == pytest.approx(expected(), rel=1e-10)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("NORM.DIST", (0, 0, 0, True)),
        ("NORM.INV", (0, 0, 1)),
        ("NORM.S.INV", (1,)),
        ("BETA.DIST", (2, 1, 1, True)),
        ("BETA.DIST", (0, 0.5, 1, False)),
        ("BETA.INV", (0, 1, 1)),
        ("GAMMA.DIST", (-1, 1, 1, True)),
        ("GAMMA.INV", (1.1, 1, 1)),
        ("GAMMALN", (0,)),
        ("LOGNORM.DIST", (0, 0, 1, True)),
        ("EXPON.DIST", (1, 0, True)),
        ("POISSON.DIST", (-1, 1, True)),
        ("BINOM.DIST", (3, 2, 0.5, True)),
        ("HYPGEOM.DIST", (5, 4, 8, 20, True)),
        ("CHISQ.INV.RT", (2, 3)),
        ("TDIST", (-1, 3, 1)),
        ("TDIST", (1, 3, 3)),
        ("T.INV", (0, 3)),
        ("F.DIST", (1, 0, 3, True)),
        ("WEIBULL.DIST", (1, 0, 1, True)),
        ("CONFIDENCE.NORM", (0, 1, 5)),
        ("FISHER", (1,)),
    ],
)
def test_what_has_no_answer(name: str, arguments: tuple[Any, ...]) -> None:
    assert call(name, *arguments) == "#NUM!"
