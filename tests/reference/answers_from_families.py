"""Cases that are answered by a distribution, a fit or a dependence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import mcba
from tests.reference.reference_cases import HERE, Answer, Case, answers, assumptions_of, links, outcome, study_file


@answers("squiggle-normal-from-quantile-pair")
def normal_between(case: Case) -> Iterator[Answer]:
    found = [mcba.Normal.between(-2, 4, mass=mass) for mass in (0.9, 0.8, 0.5)]
    yield Answer("mcba.Normal.between", {"mean": [one.mean for one in found], "sd": [one.sd for one in found]})
    pairs = [{int(name[1:]) / 100: value for name, value in pair.items()} for pair in case.parameters()["pairs"]]
    fits = [mcba.fit_quantiles("normal", pair).family for pair in pairs]
    yield Answer("mcba.fit_quantiles", {"mean": [one.mean for one in fits], "sd": [one.sd for one in fits]})


@answers("squigglepy-lognormal-conversions")
def lognormals(_case: Case) -> Iterator[Answer]:
    a, b, c = mcba.Lognormal.between(1, 2, mass=0.9), mcba.Lognormal(1, 2), mcba.Lognormal.from_mean_sd(1, 2)
    found = {"a_mu": a.mu, "a_sigma": a.sigma, "a_mean": a.mean, "a_sd": a.sd, "b_mean": b.mean, "b_sd": b.sd}
    yield Answer("mcba.Lognormal, .between and .from_mean_sd", found | {"c_mu": c.mu, "c_sigma": c.sigma})


def quantiles_of(case: Case, name: str) -> dict[float, float]:
    """The judgements of one input, as a fit takes them."""
    given = case.parameters(name)
    return dict(zip(given["probs"], given["values"], strict=True))


@answers("shelf-scaled-beta")
def scaled_beta(case: Case) -> Iterator[Answer]:
    found = mcba.fit_quantiles("beta", quantiles_of(case, "x"), low=10, high=60).family
    told = {"a": found.alpha, "b": found.beta, "q05_q95": found.ppf([0.05, 0.95]), "p19_p29": found.cdf([19, 29])}
    yield Answer("mcba.fit_quantiles", told)


@answers("shelf-shifted-gamma")
def shifted_gamma(case: Case) -> Iterator[Answer]:
    """Shape and rate follow from mean and spread above the lower end: shape / rate, sqrt(shape) / rate."""
    found = mcba.fit_quantiles("gamma", quantiles_of(case, "x"), low=10).family
    mean, sd = found.mean - 10, found.sd
    yield Answer("mcba.fit_quantiles", {"shape": (mean / sd) ** 2, "rate": mean / sd**2})


@answers("rrisk-quantile-fits-a")
def four_fits(case: Case) -> Iterator[Answer]:
    families = {"beta": "beta", "weibull": "weibull", "triang": "triangular", "norm": "normal"}
    parameters = {"beta": ("alpha", "beta"), "weibull": ("shape", "scale"), "norm": ("mean", "sd")}
    found = {}
    for name, distribution in families.items():
        fit = mcba.fit_quantiles(distribution, quantiles_of(case, name)).family
        found[name] = [fit.arguments[one] for one in parameters.get(name, ("low", "mode", "high"))]
    yield Answer("mcba.fit_quantiles", found)


@answers("decisionsupport-truncated-normals")
def truncated_normals(case: Case) -> Iterator[Answer]:
    found = {}
    for key, name in {"cdf_a": "posnorm_a", "cdf_01": "tnorm01", "cdf_b": "posnorm_b"}.items():
        given = case.parameters(name)
        between = (given.pop("p5"), given.pop("p95"))
        fit = mcba.fit_quantiles("normal", dict(zip((0.05, 0.95), between, strict=True)), **given)
        found[key] = fit.family.cdf(between)
    yield Answer("mcba.fit_quantiles", found)


@answers("metalog-fishsize-9-bounded")
def fish(_case: Case) -> Iterator[Answer]:
    sizes = json.loads((HERE.parent / "data" / "fish-size.json").read_text(encoding="utf-8"))
    found = mcba.Metalog.from_quantiles(sizes["probabilities"], sizes["values"], terms=9, low=0, high=60)
    at = [3, 10, 25]
    told = {"quantiles": found.ppf([0.25, 0.5, 0.75]), "cdf": found.cdf(at), "pdf": found.density(at)}
    yield Answer("mcba.Metalog.from_quantiles", told)


@answers("metalog-spt-closed-form")
def triplet(_case: Case) -> Iterator[Answer]:
    found = mcba.Metalog.between(4, 9, 17, mass=0.8)
    told = {"a": found.coefficients, "passes_through": found.ppf([0.1, 0.5, 0.9]), "feasible": 1}
    yield Answer("mcba.Metalog.between, which refuses what is not feasible", told)


@answers("higham-nag-4x4")
def nearest(case: Case) -> Iterator[Answer]:
    """A correlation matrix has ones on its diagonal: the nearest to the case's matrix is that to it with ones."""
    names = ["a", "b", "c", "d"]
    matrix = np.array(case.parameters()["rows"], dtype=float)
    pairs = {
        (names[row], names[column]): matrix[row, column]
        for row in range(4)
        for column in range(row)
        if matrix[row, column]
    }
    text = "".join(f'[assumptions.{name}]\ndistribution = "normal"\nmean = 0\nsd = 1\n' for name in names)
    text += links(pairs).replace("[[dependence]]\n", "[[dependence]]\nrepair = true\n") + outcome("a + b + c + d")
    with TemporaryDirectory() as folder:
        (group,) = mcba.load(study_file(Path(folder), text)).dependence
    order = [group.names.index(name) for name in names]
    yield Answer("mcba.load of a study with repair = true", {"X": group.correlation[np.ix_(order, order)]})


@answers("gaussian-copula-identities")
def copula(case: Case) -> Iterator[Answer]:
    text = assumptions_of(case) + links({("z1", "z2"): case.correlations[0][1]})
    text += outcome("exp(0.5 * z1)", "first") + outcome("exp(0.8 * z2)", "second")
    with TemporaryDirectory() as folder:
        run = mcba.run(mcba.load(study_file(Path(folder), text)), worlds=2**19)
    (pair,) = mcba.achieved_correlations(run, worlds=2**19)
    yield Answer("mcba.achieved_correlations", {"spearman": pair.achieved})
    correlation = float(np.corrcoef(run.values("first"), run.values("second"))[0, 1])
    yield Answer("mcba.run of a study file, run.values", {"pearson_after_exp": correlation})
