"""Whether stated errors are the real ones: every estimate with an error, every sampler, over many seeds.

    python tests/benchmarks/errors.py [--runs N] [--worlds N …] [--page FILE]

Outcomes whose truth is known: a product of lognormals, a sum with an event, a ratio with a cost near zero, and a single
lognormal, for which stratified points err by a world or two. Of each estimate the table has the share of runs whose
95 % interval (`Estimate.interval`: Student's, with the estimate's own degrees of freedom) holds the truth, and the root
mean square of the stated errors over that of the real ones. What knowing more is worth, switching values, shares of the
variance and summaries take longer, so they are measured over a fifth of the runs.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import lognorm, norm

import mcba
from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.variation.switching import switching_values_of
from mcba.analysis.economics.risk import tail_mean_of
from mcba.engine import Run
from mcba.engine.estimates.estimate import Estimate

Array = NDArray[np.float64]
SAMPLERS = ("random", "lhs", "sobol")
SHARES = (0.01, 0.5, 0.99)
MASS = 0.8  # of the shortest range; 0.9 is ill-posed where an event of one in ten lies apart
SUMMARISED = 2**17  # more worlds than fix the cells of a summary, so that quantiles lie between two of these
SLOWER = 5  # times fewer runs of what takes long
COVERED, OVER = (0.93, 0.97), (0.9, 1.15)
BEGIN, END = "<!-- measured by make coverage-of-errors -->\n", "<!-- end of what was measured -->\n"


# --- models of which the truth is known


@dataclass(frozen=True)
class Model:
    """An outcome with a known distribution function, and benefits and costs with a known ratio of means."""

    inputs: Mapping[str, mcba.Family]
    function: Callable[..., dict[str, Array]]
    cdf: Callable[[float], float]
    support: tuple[float, float]
    ratio: float

    def ppf(self, level: float) -> float:
        return float(brentq(lambda x: self.cdf(x) - level, *self.support, xtol=1e-13, rtol=1e-13))

    @cached_property
    def truth(self) -> dict[str, float]:
        """Of each estimate, in the order in which `estimates` gives them."""
        low, high = self._shortest(MASS)
        tail, middle, rest = (
            quad(self.ppf, first, last, limit=200)[0] for first, last in ((0, 0.05), (0.05, 0.999), (0.999, 1))
        )
        return {
            "mean": tail + middle + rest,
            "5 %": self.ppf(0.05),
            "50 %": self.ppf(0.5),
            "95 %": self.ppf(0.95),
            **{f"share of {share:.0%}": share for share in SHARES},
            "tail mean": tail / 0.05,
            "ratio of means": self.ratio,
            "shortest low": low,
            "shortest high": high,
        }

    @cached_property
    def thresholds(self) -> list[float]:
        return [self.ppf(1 - share) for share in SHARES]

    def _shortest(self, mass: float) -> tuple[float, float]:
        def width(below: float) -> float:
            return self.ppf(below + mass) - self.ppf(below)

        tried = np.linspace(1e-6, 1 - mass - 1e-6, 200)
        best = int(np.argmin([width(below) for below in tried]))
        around = float(tried[max(best - 1, 0)]), float(tried[min(best + 1, tried.size - 1)])
        below = minimize_scalar(width, bounds=around, method="bounded", options={"xatol": 1e-10}).x
        return self.ppf(below), self.ppf(below + mass)

    def estimates(self, run: Run) -> Iterator[Estimate]:
        """In the order of `truth`."""
        found = run.summary("outcome", mass=0.9)
        yield from (found.mean, found.low, found.median, found.high)
        yield from (run.probability("outcome", above=threshold) for threshold in self.thresholds)
        label = np.arange(run.settings.worlds) % run.randomisations if run.randomisations else None
        yield tail_mean_of(run.values("outcome"), share=0.05, randomisation=label)
        yield run.ratio_of_means("benefits", "costs")
        yield from run.shortest_range("outcome", mass=MASS).ends


def product(a: Array, b: Array, c: Array, d: Array) -> dict[str, Array]:
    return {"outcome": a * b * c, "benefits": a * b * c, "costs": b * d}


def with_event(usual: Array, happens: Array, cost: Array) -> dict[str, Array]:
    outcome = usual + 200 * happens
    return {"outcome": outcome, "benefits": outcome, "costs": cost.copy()}


def quotient(gain: Array, cost: Array) -> dict[str, Array]:
    return {"outcome": gain / cost, "benefits": gain.copy(), "costs": cost.copy()}


def single(a: Array, b: Array) -> dict[str, Array]:
    return {"outcome": a.copy(), "benefits": a.copy(), "costs": b.copy()}


def cdf_of_quotient(x: float) -> float:
    """Of a uniform from 10 to 20 over one from 0.02 to 1: the mean over costs of the share of gains below x cost."""

    def integral(below: float) -> float:
        return max(below - 15, 0) if below > 20 else max(below - 10, 0) ** 2 / 20

    return (integral(x) - integral(0.02 * x)) / (0.98 * x)


def lognormal_mean(mu: float, sigma: float) -> float:
    return math.exp(mu + sigma**2 / 2)


MODELS = {
    "product of lognormals": Model(
        {
            "a": mcba.Lognormal(0, 0.3),
            "b": mcba.Lognormal(0.5, 0.4),
            "c": mcba.Lognormal(-0.2, 0.2),
            "d": mcba.Lognormal(0.1, 0.35),
        },
        product,
        lognorm(math.sqrt(0.3**2 + 0.4**2 + 0.2**2), scale=math.exp(0.3)).cdf,
        (1e-9, 1e4),
        lognormal_mean(0, 0.3) * lognormal_mean(-0.2, 0.2) / lognormal_mean(0.1, 0.35),
    ),
    "sum with an event": Model(
        {"usual": mcba.Normal(100, 20), "happens": mcba.Bernoulli(0.1), "cost": mcba.Uniform(50, 100)},
        with_event,
        lambda x: float(0.9 * norm.cdf(x, 100, 20) + 0.1 * norm.cdf(x, 300, 20)),
        (-300.0, 700.0),
        1.6,
    ),
    "cost near zero": Model(
        {"gain": mcba.Uniform(10, 20), "cost": mcba.Uniform(0.02, 1)},
        quotient,
        cdf_of_quotient,
        (10.0, 1000.0),
        15 / 0.51,
    ),
    "one lognormal": Model(
        {"a": mcba.Lognormal(0, 0.5), "b": mcba.Lognormal(0.5, 0.4)},
        single,
        lognorm(0.5).cdf,
        (1e-9, 1e4),
        lognormal_mean(0, 0.5) / lognormal_mean(0.5, 0.4),
    ),
}


# --- what takes longer: information, switching values, shares of the variance, summaries

INFORMATION = {
    "EVPI": math.sqrt(2) * float(unit_normal_loss(0.3 / math.sqrt(2))),
    "EVPPI": float(unit_normal_loss(0.3)),
    "mean is zero at": -0.3,
    "even chance at": -0.3,
    "first-order share": 0.5,
}


def information(worlds: int, seed: int, sampler: str) -> Iterator[tuple[float, float, bool]]:
    """A balance of 0.3 + x + y, both standard normal, against doing nothing."""
    normal = mcba.Normal(0, 1)
    run = mcba.simulate(
        lambda x, y: {"balance": 0.3 + x + y}, {"x": normal, "y": normal}, worlds=worlds, seed=seed, sampler=sampler
    )
    x, balance = run.values("x"), run.values("balance")
    label = np.arange(worlds) % run.randomisations if run.randomisations else None
    for found, truth in zip(
        (evpi(net_benefit=balance, randomisation=label), evppi(net_benefit=balance, inputs=x, randomisation=label)),
        INFORMATION.values(),
        strict=False,
    ):
        yield judged(found, truth)
    switches = switching_values_of(x, balance, randomisation=label, confidence=0.95)
    for one in (switches.mean, switches.chance):
        truth = INFORMATION["mean is zero at"]
        yield math.nan if one.value is None else one.value - truth, one.error, one.low <= truth <= one.high
    ranked = mcba.rank(run, "balance", method="first_order", mass=0.95).sel(assumption="x")
    value, error, low, high = (float(ranked[name]) for name in ("first", "first_error", "first_low", "first_high"))
    yield value - INFORMATION["first-order share"], error, low <= INFORMATION["first-order share"] <= high


SUMMARY = """\
[study]
title = "Two lognormals"
question = "Is it worth it?"
null_alternative = "nothing"
horizon = 1
participants = "clients"

[assumptions.clients]
distribution = "constant"
value = 1
unit = "client/year"

[assumptions.gain]
distribution = "lognormal"
mu = 0.3
sigma = 0.5
unit = "EUR/client"

[assumptions.price]
distribution = "lognormal"
mu = 0
sigma = 0.3
unit = "EUR/client"

[choices.discount_rate]
value = 0

[benefits.gains]
formula = "clients * gain"
unit = "EUR/year"
gains = { society = 1 }

[costs.prices]
formula = "clients * price"
unit = "EUR/year"
losses = { society = 1 }
"""


# --- measuring


@dataclass(frozen=True)
class Cell:
    """How often intervals hold the truth, and the stated errors over the real ones."""

    covered: float
    over: float

    @property
    def exact(self) -> bool:
        """Whether every run gave the truth itself: an error of half a world is then the least that can be stated."""
        return math.isinf(self.over)

    @property
    def honest(self) -> bool:
        return self.exact or COVERED[0] <= self.covered <= COVERED[1]

    def __str__(self) -> str:
        if self.exact:
            return "exact"
        text = f"{100 * self.covered:.1f} ({self.over:.2f})"
        return text if self.honest else f"**{text}**"


def judged(found: Estimate, truth: float) -> tuple[float, float, bool]:
    """How far an estimate lies from the truth, its stated error, and whether its interval holds the truth."""
    low, high = found.interval()
    return found.value - truth, found.error, low <= truth <= high


def cells(names: Mapping[str, float], rows: list[list[tuple[float, float, bool]]]) -> dict[str, Cell]:
    """Each estimate over many runs; (run, estimate) pairs of distance and error, with whether the interval holds."""
    table = np.array(rows, dtype=np.float64)
    found = {}
    for name, (off, stated, held) in zip(names, table.transpose(1, 2, 0), strict=True):
        known = np.isfinite(off) & np.isfinite(stated)
        real = math.sqrt(np.mean(off[known] ** 2)) if known.any() else math.nan
        over = math.inf if real == 0 else math.sqrt(np.mean(stated[known] ** 2)) / real
        found[name] = Cell(float(held[known].mean()), over)
    return found


def of_model(model: Model, sampler: str, worlds: int, runs: int) -> dict[str, Cell]:
    rows = []
    for seed in range(runs):
        run = mcba.simulate(model.function, model.inputs, worlds=worlds, seed=seed, sampler=sampler)
        rows.append([judged(*each) for each in zip(model.estimates(run), model.truth.values(), strict=True)])
    return cells(model.truth, rows)


def table(title: str, measured: Mapping[str, Mapping[str, Cell]]) -> str:
    """A Markdown table: a row for each way of drawing, a column for each estimate."""
    names = list(next(iter(measured.values())))
    lines = [f"| {title} | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {row} | {' | '.join(map(str, found.values()))} |" for row, found in measured.items()]
    return "\n".join(lines) + "\n"


def measured(worlds: list[int], runs: int) -> Iterator[tuple[str, dict[str, dict[str, Cell]]]]:
    """The tables one by one."""
    ways = [(count, sampler) for count in worlds for sampler in SAMPLERS]
    for title, model in MODELS.items():
        yield title, {f"{sampler}, {count:,}": of_model(model, sampler, count, runs) for count, sampler in ways}
    few = max(runs // SLOWER, 2)
    yield (
        "0.3 + x + y, normal",
        {
            f"{sampler}, {count:,}": cells(
                INFORMATION, [list(information(count, seed, sampler)) for seed in range(few)]
            )
            for count, sampler in ways
        },
    )
    yield "summary", {f"{sampler}, {SUMMARISED:,}": summarised(sampler, few) for sampler in SAMPLERS}


def summarised(sampler: str, runs: int) -> dict[str, Cell]:
    """What a summary says of a study's lognormal benefits, and of its ratio of means."""
    law = lognorm(0.5, scale=2 * math.exp(0.3))  # years 0 and 1
    truth = {"mean": float(law.mean())} | {f"{level:.0%}": float(law.ppf(level)) for level in (0.05, 0.5, 0.95)}
    truth |= {"NPV above zero": float(norm.cdf(0.3 / math.hypot(0.5, 0.3)))}
    truth |= {"ratio of means": lognormal_mean(0.3, 0.5) / lognormal_mean(0, 0.3)}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "study.toml").write_text(SUMMARY)
        study = mcba.load(folder)
    rows = []
    for seed in range(runs):
        run = mcba.run(study, worlds=SUMMARISED, seed=seed, sampler=sampler, store="summary")
        found = run.summary("present_value_benefits", mass=0.9)
        estimates = (found.mean, found.low, found.median, found.high, run.probability("npv"), run.ratio_of_means())
        rows.append([judged(*each) for each in zip(estimates, truth.values(), strict=True)])
    return cells(truth, rows)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=int, nargs="+", default=[1_000, 1_003, 16_384])
    arguments.add_argument("--runs", type=int, default=1_000)
    arguments.add_argument("--page", type=Path, metavar="FILE", help="put the tables on this page, between its marks")
    given = arguments.parse_args()
    pieces, every = [], []
    for title, rows in measured(given.worlds, given.runs):
        pieces.append(table(title, rows))
        print(pieces[-1], flush=True)
        every += [cell for row in rows.values() for cell in row.values() if math.isfinite(cell.covered)]
    honest = sum(cell.honest for cell in every)
    alike = sum(cell.exact or OVER[0] <= cell.over <= OVER[1] for cell in every)
    few, (least, most) = max(given.runs // SLOWER, 2), OVER
    pieces.insert(
        0,
        f"{given.runs:,} runs a cell ({few:,} in the last two tables): per cent of the intervals of 95 % that hold\n"
        "the truth and, between brackets, stated over real error. "
        f"Of {len(every)} cells {honest} lie within 93 to 97 %\n"
        f"(the others are bold), and {alike} have a stated error of {least} to {most} times the real one.\n",
    )
    print(pieces[0])
    if given.page is not None:
        before, _, rest = given.page.read_text().partition(BEGIN)
        given.page.write_text(before + BEGIN + "\n" + "\n".join(pieces) + "\n" + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
