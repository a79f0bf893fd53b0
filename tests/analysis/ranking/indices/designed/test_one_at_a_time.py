import numpy as np
import pytest
from scipy import stats

from mcba.analysis.ranking.indices.designed.one_at_a_time import elasticities, tornado
from mcba.errors import RunError


def gamma(mean, sd):
    return stats.gamma((mean / sd) ** 2, scale=sd**2 / mean)


def lognormal(mean, sd):
    variance = np.log1p((sd / mean) ** 2)
    return stats.lognorm(np.sqrt(variance), scale=mean * np.exp(-variance / 2))


# jenks2016-tegaderm-base: Jenks et al. (2016, NICE MTG25) via rdecision vignettes/DT02-Tegaderm.Rmd.
TEGADERM = {
    "r_crbsi": gamma(1.48, 0.12),
    "r_lsi": gamma(0.14, 0.5),
    "r_derm": stats.beta(1, 475),
    "hr_crbsi": lognormal(0.402, 0.173979591837),
    "hr_lsi": lognormal(0.402, 0.173979591837),
    "rr_derm": lognormal(1, 0.5),
    "c_crbsi": gamma(9900, 3000),
    "c_lsi": gamma(100, 30),
    "c_derm": gamma(6, 3),
    "n_dressings": gamma(3, 2),
    "n_days": gamma(10, 5),
}


def saving(x):
    v = dict(zip(TEGADERM, x.T, strict=True))
    crbsi, lsi = v["r_crbsi"] * v["n_days"] / 1000, v["r_lsi"] * v["n_days"] / 1000
    standard = 1.54 * v["n_dressings"] + v["c_crbsi"] * crbsi + v["c_lsi"] * lsi + v["c_derm"] * v["r_derm"]
    tegaderm = (
        6.26 * v["n_dressings"]
        + v["c_crbsi"] * crbsi * v["hr_crbsi"]
        + v["c_lsi"] * lsi * v["hr_lsi"]
        + v["c_derm"] * v["r_derm"] * v["rr_derm"]
    )
    return standard - tegaderm


# jenks2016-tegaderm-tornado: rdecision inst/doc/DT02-Tegaderm.html; each input at its own 2.5 and 97.5 % quantile.
PRINTED = {
    "n_days": (9.74, 178.07),
    "c_crbsi": (29.48, 132.74),
    "hr_crbsi": (108.45, 10.67),
    "n_dressings": (85.66, 49.95),
    "r_crbsi": (60.17, 88.0),
    "r_lsi": (73.46, 74.34),
    "c_lsi": (73.5, 73.6),
    "hr_lsi": (73.58, 73.48),
    "rr_derm": (73.55, 73.53),
}


def test_tornado_reference_case():
    laws = TEGADERM.values()
    found = tornado(
        saving, [law.mean() for law in laws], [law.ppf(0.025) for law in laws], [law.ppf(0.975) for law in laws]
    )
    assert found.base == pytest.approx(73.54, abs=0.0051)
    names = list(TEGADERM)
    for name, (low, high) in PRINTED.items():
        assert found.low[names.index(name)] == pytest.approx(low, abs=0.0051)
        assert found.high[names.index(name)] == pytest.approx(high, abs=0.0051)
    assert [names[place] for place in found.order[:5]] == ["n_days", "c_crbsi", "hr_crbsi", "n_dressings", "r_crbsi"]


# portfolio3d-tornado: Saltelli et al. (2004) via uqtestfuns docs/test-functions/portfolio-3d.md.
@pytest.mark.parametrize(
    ("weights", "known"), [([100, 500, 1000], [0.272, 0.68, 0.68]), ([300, 300, 300], [0.873, 0.436, 0.218])]
)
def test_derivatives_of_the_portfolio_in_standard_deviations(weights, known):
    spread = np.array([4, 2, 1])
    found = elasticities(lambda x: 1 + x @ weights, [0, 0, 0])
    normalised = found.derivative * spread / np.sqrt(np.sum((np.array(weights) * spread) ** 2))
    assert np.allclose(normalised, known, atol=0.0006)
    assert np.isnan(found.elasticity).all()


def test_elasticities_of_a_product_are_its_powers():
    found = elasticities(lambda x: x[:, 0] ** 2 / x[:, 1] * np.exp(0 * x[:, 2]), [3, -5, 7])
    assert found.elasticity == pytest.approx([2, -1, 0], abs=1e-6)


def test_model_sees_every_row_in_one_call():
    calls = []

    def model(x):
        calls.append(x.copy())
        return x.sum(axis=1)

    tornado(model, [1, 2], [0, 1], [2, 4])
    assert [call.tolist() for call in calls] == [[[1, 2], [0, 2], [1, 1], [2, 2], [1, 4]]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tornado(np.sum, [1, 2], [0, 3], [2, 2.5]), "low = 3 of assumption 1 .* is above high = 2.5"),
        (lambda: tornado(np.sum, [1, 2], [0], [2, 2]), r"low has shape \(1,\)"),
        (lambda: tornado(np.sum, [1, np.nan], [0, 1], [2, 2]), "base holds nan"),
        (lambda: tornado(np.sum, [1, 2], [0, 1], [2, 2]), r"the model gave shape \(\) for 5 rows"),
        (lambda: tornado(lambda x: np.where(x[:, 0] > 2, np.nan, 1), [2], [1], [3]), "not finite in 1 of 3"),
        (lambda: elasticities(lambda x: x[:, 0] - 1, [1]), "0 at the base case"),
        (lambda: elasticities(lambda x: x[:, 0], [1], step=2), "step = 2"),
    ],
)
def test_impossible_questions_are_refused(call, message):
    with pytest.raises(RunError, match=message):
        call()
