"""Cases that are answered by a method: what drives an outcome, what it is worth to know more, which option to take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from click.testing import CliRunner
from scipy.special import ndtr

import mcba
from mcba.cli import main
from mcba.study.distributions.entries import data_folder
from tests.reference.reference_cases import (
    BEYOND_SAMPLING,
    NO_DOOR,
    Answer,
    Case,
    answers,
    assumptions_of,
    indices,
    links,
    outcome,
    study_file,
)


def study_of(text: str, *, horizon: int | None = None) -> mcba.Study:
    with TemporaryDirectory() as folder:
        return mcba.load(study_file(Path(folder), text, horizon=horizon))


def sine(name: str) -> str:
    """The sine of a name between -pi and pi by its series to the 17th power: a study's formulas have no sine.

    What is left out is below pi**19 / 19! = 2.3e-8.
    """
    series = "1"
    for power in range(17, 1, -2):
        series = f"(1 - {name}**2 / {power * (power - 1)} * {series})"
    return f"{name} * {series}"


def ishigami(case: Case) -> mcba.Study:
    quantities = "".join(f'[quantities.sin_{name}]\nformula = "{sine(name)}"\n' for name in ("x1", "x2"))
    return study_of(assumptions_of(case) + quantities + outcome("sin_x1 + 7 * sin_x2**2 + 0.1 * x3**4 * sin_x1"))


# --- what drives an outcome, of independent assumptions


@answers("ishigami-sobol")
def ishigami_shares(case: Case) -> Iterator[Answer]:
    study, names = ishigami(case), ["x1", "x2", "x3"]
    summary = mcba.run(study, worlds=2**17).summary("y")
    yield Answer("mcba.run of a study file", {"mean": summary.mean, "variance": summary.sd**2})
    found = mcba.rank(study, "y", method="sobol", base=2**18, second_order=True)
    pair = found.sel(assumption="x1", assumption_2="x3")
    shares = {"S1": indices(found, "first", names), "ST": indices(found, "total", names)}
    shares["S2_13"] = mcba.Estimate(float(pair["second"]), float(pair["second_error"]))
    yield Answer("mcba.rank, sobol", shares)


@answers("sobol-g-8", "sobol-gstar-saltelli2010-3", "moon3d")
def shares(case: Case) -> Iterator[Answer]:
    names = [one["name"] for one in case.inputs]
    if case.id == "moon3d":
        formula = "x1 + x2 + 3 * x1 * x3"
    elif case.id == "sobol-g-8":
        factors = zip(names, [0, 1, 4.5, 9, 99, 99, 99, 99], strict=True)
        formula = " * ".join(f"(max(4 * {x} - 2, 2 - 4 * {x}) + {a}) / (1 + {a})" for x, a in factors)
    else:
        factors = zip(names, [0, 0, 9, 9, 9, 9, 9, 9, 9, 9], strict=True)
        formula = " * ".join(f"(1.5 * sqrt(max(2 * {x} - 1, 1 - 2 * {x})) + {a}) / (1 + {a})" for x, a in factors)
    study = study_of(assumptions_of(case) + outcome(formula))
    found = mcba.rank(study, "y", method="sobol", base=2**17)
    told = {"S1": indices(found, "first", names), "ST": indices(found, "total", names)}
    yield Answer("mcba.rank, sobol", told)
    if "variance" in case.expected:
        yield Answer("mcba.run of a study file", {"variance": mcba.run(study, worlds=2**17).summary("y").sd ** 2})


@answers("ishigami-morris-p4")
def elementary_effects(case: Case) -> Iterator[Answer]:
    found = mcba.rank(ishigami(case), "y", method="morris", trajectories=50_000, levels=4)
    yield Answer("mcba.rank, morris", {"mu_star": indices(found, "mu_star", ["x1", "x2", "x3"])})


@answers("ishigami-borgonovo-delta")
def shifts(case: Case) -> Iterator[Answer]:
    run = mcba.run(ishigami(case), worlds=2**16, sampler="random")
    yield Answer(
        "mcba.rank, delta", {"delta": indices(mcba.rank(run, "y", method="delta"), "delta", ["x1", "x2", "x3"])}
    )


@answers("portfolio3d-tornado")
def portfolio(case: Case) -> Iterator[Answer]:
    """Half the bar between one standard deviation below and above is the derivative times that deviation."""
    names, found = ["p_s", "p_t", "p_j"], {}
    for place, weights in enumerate([(100, 500, 1000), (300, 300, 300), (500, 400, 100)], start=1):
        total = " + ".join(f"{weight} * {name}" for weight, name in zip(weights, names, strict=True))
        study = study_of(assumptions_of(case) + outcome(total))
        sd = mcba.run(study, worlds=2**17).summary("y").sd
        found[f"set{place}:sd"] = sd
        bars = mcba.rank(study, "y", method="tornado", low=float(ndtr(-1)), high=float(ndtr(1)))
        if f"set{place}:sigma_normalised" in case.expected:
            of = bars.sel(assumption=names)
            found[f"set{place}:sigma_normalised"] = ((of["high"] - of["low"]).values / 2 / sd).tolist()
    yield Answer("mcba.rank, tornado from -1 to 1 standard deviation; mcba.run", found)


# --- of assumptions that move together


@answers("kucherenko2012-case1-linear")
def full_and_independent(case: Case) -> Iterator[Answer]:
    names, found = ["x1", "x2", "x3"], {}
    for correlation in (0, 0.5, -0.5, 0.8, -0.8):
        study = study_of(assumptions_of(case) + links({("x2", "x3"): correlation}) + outcome("x1 + x2 + x3"))
        ranking = mcba.rank(study, "y", method="kucherenko", base=2**20, resamples=30)
        found[f"rho={correlation}:S1"] = indices(ranking, "full", names)
        found[f"rho={correlation}:ST"] = indices(ranking, "independent", names)
    yield Answer("mcba.rank, kucherenko", found)


BEYOND_SAMPLING["shapley-linear-gaussian-2", "shapley"] = (
    "the tolerance, 1e-6, is that of a formula for linear models; mcba estimates Shapley effects of any model"
)


@answers("shapley-linear-gaussian-2")
def shapley(case: Case) -> Iterator[Answer]:
    study = study_of(assumptions_of(case) + links({("X1", "X2"): 0.5}) + outcome("X1 + X2"))
    found = mcba.rank(study, "y", method="shapley", base=2**18)
    yield Answer("mcba.rank, shapley", {"shapley": indices(found, "shapley", ["X1", "X2"])})


@answers("ancova-li2010-linear-1")
def structural_and_correlative(case: Case) -> Iterator[Answer]:
    names = [one["name"] for one in case.inputs]
    pairs = {
        (names[row], names[column]): case.correlations[row][column]
        for row in range(5)
        for column in range(row)
        if case.correlations[row][column]
    }
    study = study_of(assumptions_of(case) + links(pairs) + outcome(" + ".join(names)))
    found = mcba.rank(mcba.run(study, worlds=2**18), "y", method="variance_shares")
    told = {"Sa": indices(found, "structural", names), "Sb": indices(found, "correlative", names)}
    yield Answer("mcba.rank of a run, variance_shares", told)


# --- one at a time

TORNADO = {
    "nc": "catheter_days",
    "cc": "cost_crbsi",
    "hc": "hazard_ratio_crbsi",
    "nd": "dressings",
    "rc": "rate_crbsi",
    "rl": "rate_lsi",
    "cl": "cost_lsi",
    "hl": "hazard_ratio_lsi",
    "rr": "risk_ratio_dermatitis",
}


@answers("jenks2016-tegaderm-tornado")
def tornado(_case: Case) -> Iterator[Answer]:
    study = mcba.load(data_folder("studies") / "tegaderm-dressing")
    bars = mcba.rank(study, "saving", method="tornado", low=0.025, high=0.975, at="mean")
    found: dict[str, Any] = {"base": bars.attrs["middle"]}
    for short, name in TORNADO.items():
        bar = bars.sel(assumption=name)
        found[short] = [float(bar["low"]), float(bar["high"])]
    short_of = {name: short for short, name in TORNADO.items()}
    found["order"] = ",".join(short_of[name] for name in bars["assumption"].values.tolist()[:5])
    yield Answer("mcba.rank of the study tegaderm-dressing, tornado", found)


# --- what it is worth to know more


@answers("voi-vignette-normal-toy")
def normal_toy(case: Case) -> Iterator[Answer]:
    perfect: dict[str, Any] = {}
    partial: dict[str, Any] = {}
    sampled: dict[str, Any] = {}
    for k in (1, 2, 3):
        run = mcba.run(balance(assumptions_of(case), gain=f"{k} * p1", loss="p2"), worlds=2**17)
        perfect[f"EVPI_k{k}"] = mcba.evpi(run)
        partial[f"EVPPI_p1_k{k}"] = mcba.evppi(run, "p1")
        if k == 1:
            partial["EVPPI_p2_k1"] = mcba.evppi(run, "p2")
            for size in (10, 100, 1000):
                sampled[f"EVSI_p1_n{size}"] = mcba.evsi(run, "p1", sample_size=size, observation_sd=1.0)
    yield Answer("mcba.evpi of a run", perfect)
    yield Answer("mcba.evppi of a run", partial)
    yield Answer("mcba.evsi of a run", sampled)


def balance(assumptions: str, *, gain: str, loss: str) -> mcba.Study:
    """A project with this gain and this loss, now."""
    flow = '[{0}.{1}]\nformula = "{2}"\nyears = 0\n'
    text = assumptions + flow.format("benefits", "gain", gain) + flow.format("costs", "loss", loss)
    return study_of(text, horizon=0)


@answers("unit-normal-loss-table")
def normal_loss(case: Case) -> Iterator[Answer]:
    """The worth of knowing theta, and the loss of going ahead without knowing it: the same by definition."""
    distances = case.expected["d"]
    even = (np.arange(2**20) + 0.5) / 2**20
    worth = [mcba.evpi(net_benefit=mcba.Normal(distance, 1).ppf(even)).value for distance in distances]
    yield Answer("mcba.evpi of evenly spaced quantiles", {"d": distances, "L": worth})
    losses = []
    for distance in distances:
        # Most of the error is that of the outermost stratum of each randomisation, however small the loss.
        worlds = 2 ** (20 if distance <= 2 else 22 if distance < 3 else 24)
        theta = f'[assumptions]\ntheta = {{ distribution = "normal", mean = {distance}, sd = 1 }}\n'
        study = study_of(theta + outcome("max(-theta, 0)", "loss"))
        losses.append(mcba.run(study, worlds=worlds, store="summary").summary("loss").mean)
    yield Answer("mcba.run of a study file, store = summary", {"L": losses})


@answers("hubbard-ch7-binary")
def campaign(case: Case) -> Iterator[Answer]:
    text = assumptions_of(case) + '[choices]\nsales = { value = 45e6, unit = "EUR" }\n'
    text += 'outlay = { value = 5e6, unit = "EUR" }\n'
    text += (
        '[benefits.of_sales]\nformula = "sales * success"\nyears = 0\n[costs.campaign]\nformula = "outlay"\nyears = 0\n'
    )
    told = decision(text, worlds=2**17)
    each = told["options"]["each"]
    found = {
        "expected_value": estimate(each["project"]["outcomes"]["npv"], "mean"),
        "EVPI": estimate(told["agenda"]["perfect"]),
        "expected_loss_reject": estimate(each["nothing"]["expected_loss"]),
    }
    yield Answer("mcba decide --json", found)


def decision(text: str, *, worlds: int) -> dict[str, Any]:
    """What `mcba decide --json` says of a study."""
    with TemporaryDirectory() as folder:
        file = study_file(Path(folder), text, horizon=0)
        told = CliRunner().invoke(
            main, ["decide", str(file), "--worlds", str(worlds), "--json"], catch_exceptions=False
        )
    assert told.exit_code == 0, told.output
    return dict(json.loads(told.stdout))


def estimate(of: dict[str, float], name: str = "value") -> mcba.Estimate:
    return mcba.Estimate(of[name], of["error" if name == "value" else f"{name}_error"])


SHALE_GAS = """\
[run]
keep = ["npv"]

[assumptions]
gas = { distribution = "bernoulli", probability = 0.7 }
reading = { distribution = "uniform", low = 0, high = 1 }

[choices]
test = { value = 0 }
dig_at_once = { value = 0 }
dig_if_negative = { value = 0 }
dig_if_positive = { value = 0 }

[quantities]
positive = { formula = "where(reading < where(gas > 0.5, 0.9, 0.3), 1, 0)" }
dig = { formula = "-300 + 2500 * gas" }
if_positive = { formula = "where(dig_if_positive > 0.5, dig, 1000)" }
if_negative = { formula = "where(dig_if_negative > 0.5, dig, 600)" }
tested = { formula = "where(positive > 0.5, if_positive, if_negative)" }
untested = { formula = "where(dig_at_once > 0.5, dig, 800)" }

[benefits]
field = { formula = "where(test > 0.5, tested, untested)", years = 0 }

[costs]
testing = { formula = "50 * test", years = 0 }

[options]
dig = { override = { dig_at_once = 1 } }
test_sell_dig = { override = { test = 1, dig_if_positive = 1 } }
test_dig_dig = { override = { test = 1, dig_if_negative = 1, dig_if_positive = 1 } }
test_dig_sell = { override = { test = 1, dig_if_negative = 1 } }
test_sell_sell = { override = { test = 1 } }
"""


@answers("shale-gas-decision-tree")
def decision_tree(case: Case) -> Iterator[Answer]:
    """Each path of the tree is an option of one study; the project as it stands is to sell now."""
    told = decision(SHALE_GAS, worlds=2**17)["options"]
    found: dict[str, Any] = {
        key: estimate(told["each"]["project" if key == "sell" else key]["outcomes"]["npv"], "mean")
        for key in case.expected
        if key != "optimal"
    }
    found["optimal"] = told["best"].replace("_", ";")
    yield Answer("mcba decide --json, options of one study", found)


NO_DOOR |= dict.fromkeys(
    [("dampack-example-psa-evpi", key) for key in ("wtp", "EVPI")],
    "The sample of 10,000 rows has another licence (GPL-3) than this project: it is not carried, and the run cannot "
    "repeat it. Of the sample at its source `mcba.evpi` of `mcba.from_worlds` gave all six numbers to the last digit",
)


@answers("dampack-example-psa-evpi")
def sample_of_dampack(_case: Case) -> Iterator[Answer]:
    yield from ()
