"""Nanoseconds a world of mcba and of a hand-written NumPy script, on one cost-benefit model of 20 assumptions.

    python tests/benchmarks/speed.py [--worlds N] [--rounds N] [--json FILE]

Both draw the worlds, compute net present value and benefit-cost ratio, and take the 5, 50 and 95 % quantiles of the
ratio; mcba adds the Monte Carlo error of each. They run in turn in one process, so that whatever else the machine
does befalls them alike; a ratio is the median over the rounds of the ratios within a round. Every round has a
seed of its own, so mcba compiles the study anew each time, while its tables of quantile functions stay: what they
cost is in the first run, which is shown apart. Other libraries run too, as far as they are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import peers
from numpy.typing import NDArray

import mcba
from mcba.engine.program import plan

OURS = "mcba sobol, 1 thread"
Array = NDArray[np.float64]
Contestant = Callable[[int, int], Array]  # worlds and seed to three quantiles

# --- the script: the model of tests/benchmarks/speed/study.toml as somebody would write it by hand, with NumPy's own
# generators. Assumptions and formulas are those of the speed model that this project was given to measure itself by.

YEARS = 10
SPEC: dict[str, tuple[str, tuple[float, ...]]] = {  # family and parameters; a beta has optional low and high
    "clients": ("triangular", (80, 120, 180)),
    "reach": ("beta", (3, 2, 0.40, 0.95)),
    "wage": ("normal", (52_000, 4_000)),
    "fte": ("uniform", (1.5, 2.5)),
    "volunteers": ("normal", (18, 2)),
    "compensation": ("lognormal", (float(np.log(600)), 0.3)),
    "training": ("lognormal", (float(np.log(7_500)), 0.4)),
    "stabilised": ("beta", (8, 12)),
    "care": ("lognormal", (float(np.log(6_000)), 0.6)),
    "attribution": ("beta", (5, 5)),
    "deadweight": ("beta", (2, 6)),
    "drop_off": ("beta", (2, 8)),
    "hours": ("lognormal", (float(np.log(6)), 0.4)),
    "hourly": ("normal", (70, 8)),
    "to_work": ("beta", (3, 30)),
    "benefit": ("normal", (15_500, 1_000)),
    "debt": ("lognormal", (float(np.log(2_500)), 0.8)),
    "debt_solved": ("beta", (4, 12)),
    "displacement": ("beta", (1.5, 10)),
    "rate": ("uniform", (0.0225, 0.04)),
}


def draw(rng: np.random.Generator, worlds: int) -> dict[str, Array]:
    drawn: dict[str, Array] = {}
    for name, (family, parameters) in SPEC.items():
        if family == "beta":
            low, high = parameters[2:] or (0.0, 1.0)
            drawn[name] = low + (high - low) * rng.beta(parameters[0], parameters[1], worlds)
        else:
            drawn[name] = getattr(rng, family)(*parameters, worlds)
    return drawn


def model(x: dict[str, Array]) -> tuple[Array, Array]:
    """Net present value and benefit-cost ratio of each world."""
    served = x["clients"] * x["reach"]
    net = x["attribution"] * (1 - x["deadweight"]) * (1 - x["displacement"])
    discount = 1 / (1 + x["rate"])
    keep = (1 - x["drop_off"]) * discount
    fading, lasting = np.zeros_like(keep), np.zeros_like(keep)
    f, d = np.ones_like(keep), np.ones_like(keep)
    for _ in range(YEARS):
        fading, f = fading + f, f * keep
        lasting, d = lasting + d, d * discount
    benefits = (
        served * x["stabilised"] * x["care"] * net * fading
        + served * x["hours"] * x["hourly"] * lasting
        + x["volunteers"] * x["to_work"] * x["benefit"] * fading
        + served * x["debt_solved"] * x["debt"] * net * fading
    )
    costs = (x["wage"] * x["fte"] + x["volunteers"] * x["compensation"] + x["training"]) * lasting
    return benefits - costs, benefits / costs


def script(worlds: int, seed: int) -> Array:
    _, ratio = model(draw(np.random.default_rng(seed), worlds))
    return np.asarray(np.quantile(ratio, [0.05, 0.5, 0.95]))


# --- mcba


def mcba_with(study: mcba.Study, sampler: str, workers: int, *, machine_code: bool = True) -> Contestant:
    def quantiles(worlds: int, seed: int) -> Array:
        usual = plan.MACHINE_CODE_FROM
        plan.MACHINE_CODE_FROM = usual if machine_code else worlds + 1
        plan.forget()  # so that nobody gains by what another has compiled
        try:
            found = mcba.run(study, worlds=worlds, seed=seed, sampler=sampler, workers=workers).summary("bcr")
        finally:
            plan.MACHINE_CODE_FROM = usual
        return np.array([found.range.low, found.median.value, found.range.high])

    return quantiles


# --- the race


def race(contestants: dict[str, Contestant], worlds: int, rounds: int) -> dict[str, dict[str, Any]]:
    first = {name: seconds(contestant, worlds, seed=0)[0] for name, contestant in contestants.items()}
    times: dict[str, list[float]] = {name: [] for name in contestants}
    quantiles: dict[str, Array] = {}
    for turn in range(1, rounds + 1):
        names = list(contestants)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            elapsed, quantiles[name] = seconds(contestants[name], worlds, seed=turn)
            times[name].append(elapsed)
    return {
        name: {
            "ns_per_world": 1e9 * statistics.median(times[name]) / worlds,
            "ns_per_world_best": 1e9 * min(times[name]) / worlds,
            "ns_per_world_first": 1e9 * first[name] / worlds,
            "script_over_it": _ratio(times["NumPy script"], times[name]),
            "it_over_mcba": _ratio(times[name], times[OURS]),
            "quantiles": quantiles[name].tolist(),
        }
        for name in contestants
    }


def _ratio(above: list[float], below: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(above, below, strict=True))


def seconds(contestant: Contestant, worlds: int, *, seed: int) -> tuple[float, Array]:
    started = time.perf_counter()
    found = contestant(worlds, seed)
    return time.perf_counter() - started, found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=int, default=10**6)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    study = mcba.load(Path(__file__).parent / "speed")
    contestants: dict[str, Contestant] = {"NumPy script": script}
    for sampler in ("sobol", "lhs", "random"):
        for workers in (1, 2):
            name = f"mcba {sampler}, {workers} thread{'s' if workers > 1 else ''}"
            contestants[name] = mcba_with(study, sampler, workers)
    contestants["mcba sobol, NumPy only"] = mcba_with(study, "sobol", 1, machine_code=False)
    contestants |= peers.installed(SPEC, model)
    found = race(contestants, given.worlds, given.rounds)
    print(f"{given.worlds:,} worlds, median of {given.rounds} rounds; nanoseconds a world")
    print(f"{'':24}{'median':>9}{'best':>9}{'first':>9}{'script/it':>11}{'it/mcba':>9}   bcr at 5, 50, 95 %")
    for name, figures in found.items():
        quantiles = "  ".join(f"{value:.4f}" for value in figures["quantiles"])
        columns = (figures[key] for key in ("ns_per_world", "ns_per_world_best", "ns_per_world_first"))
        ratios = f"{figures['script_over_it']:10.2f}x{figures['it_over_mcba']:8.2f}x"
        print(f"{name:24}{''.join(f'{value:9.0f}' for value in columns)}{ratios}   {quantiles}")
    if given.json:
        about = {
            "worlds": given.worlds,
            "rounds": given.rounds,
            "versions": {"python": platform.python_version(), "numpy": np.__version__, "mcba": mcba.__version__},
            "machine": {"processor": platform.machine(), "cores": os.cpu_count()},
        }
        given.json.write_text(json.dumps({**about, "contestants": found}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
