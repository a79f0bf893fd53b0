"""Whether stated errors are the real ones: for every sampler, mean, share, quantiles and ratio of means.

    python tests/benchmarks/errors.py [--runs N] [--worlds N …] [--json FILE]

Three outcomes whose truth is known: a product of lognormals (all interaction), a sum of uniforms (none), and a single
lognormal, for which stratified points err by a world or two. Each cell is the root mean square of the stated errors
over that of the real ones, and the share of runs in which the truth lies within the 95 % interval: Student's with 15
degrees of freedom where errors come from 16 randomisations (such an error scatters by 18 % itself), else the normal.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import lognorm, norm, rv_continuous, triang
from scipy.stats import t as student

import mcba
from mcba.engine.estimate import Estimate

Array = NDArray[np.float64]
SAMPLERS = ("random", "lhs", "sobol")
WANTED = (0.9, 1.15)


@dataclass(frozen=True)
class Model:
    """Benefits and costs of which the truth is known; the share is that of benefits above `above`."""

    inputs: Mapping[str, mcba.Family]
    function: Callable[..., dict[str, Array]]
    law: rv_continuous
    above: float
    ratio: float

    @property
    def truth(self) -> dict[str, float]:
        low, median, high = map(float, self.law.ppf([0.05, 0.5, 0.95]))
        share = float(self.law.sf(self.above))
        mean = float(self.law.mean())
        return {"mean": mean, "share": share, "5 %": low, "50 %": median, "95 %": high, "ratio": self.ratio}

    def estimates(self, **settings: object) -> list[Estimate]:
        """In the order of `truth`."""
        run = mcba.simulate(self.function, self.inputs, **settings)  # type: ignore[arg-type]
        found = run.summary("benefits")
        share, ratio = run.probability("benefits", above=self.above), run.ratio_of_means("benefits", "costs")
        return [found.mean, share, found.low, found.median, found.high, ratio]


def lognormal_mean(mu: float, sigma: float) -> float:
    return math.exp(mu + sigma**2 / 2)


MODELS = {
    "product": Model(
        {
            "a": mcba.Lognormal(0, 0.3),
            "b": mcba.Lognormal(0.5, 0.4),
            "c": mcba.Lognormal(-0.2, 0.2),
            "d": mcba.Lognormal(0.1, 0.35),
        },
        lambda a, b, c, d: {"benefits": a * b * c, "costs": b * d},
        lognorm(math.sqrt(0.3**2 + 0.4**2 + 0.2**2), scale=math.exp(0.3)),
        2.0,
        lognormal_mean(0, 0.3) * lognormal_mean(-0.2, 0.2) / lognormal_mean(0.1, 0.35),
    ),
    "sum": Model(
        {"a": mcba.Uniform(1, 3), "b": mcba.Uniform(2, 4), "c": mcba.Uniform(1, 3)},
        lambda a, b, c: {"benefits": a + b, "costs": c},
        triang(0.5, loc=3, scale=4),
        5.7,
        2.5,
    ),
    "single": Model(
        {"a": mcba.Lognormal(0, 0.3), "b": mcba.Lognormal(0.5, 0.4)},
        lambda a, b: {"benefits": a.copy(), "costs": b.copy()},
        lognorm(0.3),
        1.2,
        lognormal_mean(0, 0.3) / lognormal_mean(0.5, 0.4),
    ),
}


def honesty(model: Model, sampler: str, worlds: int, runs: int) -> dict[str, tuple[float, float]]:
    """Stated over real error, and the share of runs whose interval holds the truth, of each statistic."""
    found = [model.estimates(worlds=worlds, seed=seed, sampler=sampler) for seed in range(runs)]
    critical = norm.ppf(0.975) if sampler == "random" else student.ppf(0.975, 15)
    cells = {}
    for (name, truth), column in zip(model.truth.items(), zip(*found, strict=True), strict=True):
        off = np.array([one.value for one in column]) - truth
        stated = np.array([one.error for one in column])
        over = math.sqrt(np.mean(stated**2) / np.mean(off**2))
        cells[name] = over, float(np.mean(np.abs(off) <= critical * stated))
    return cells


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=int, nargs="+", default=[1_000, 16_384])
    arguments.add_argument("--runs", type=int, default=1_000)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    print(f"{given.runs:,} runs: stated error / real error, and coverage at a nominal 95 %")
    print(f"{'':24s}" + "".join(f"{name:>12s}" for name in MODELS["sum"].truth))
    report: dict[str, dict[str, tuple[float, float]]] = {}
    for title, model in MODELS.items():
        for worlds in given.worlds:
            for sampler in SAMPLERS:
                cells = honesty(model, sampler, worlds, given.runs)
                text = "".join(f"{over:6.2f} {100 * covered:3.0f} %" for over, covered in cells.values())
                print(f"{title:8s}{worlds:>8,} {sampler:7s}{text}", flush=True)
                report[f"{title}, {worlds} worlds, {sampler}"] = cells
    overs = [over for cells in report.values() for over, _ in cells.values()]
    within = sum(WANTED[0] <= over <= WANTED[1] for over in overs)
    print(f"{within} of {len(overs)} within {WANTED[0]} to {WANTED[1]}; all are {min(overs):.2f} to {max(overs):.2f}")
    if given.json is not None:
        given.json.write_text(json.dumps({"runs": given.runs, "cells": report}, indent=2) + "\n")


if __name__ == "__main__":
    main()
