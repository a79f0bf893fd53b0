"""Seconds of value of information and switching values: 20 assumptions x 100,000 worlds x 2 options.

python tests/benchmarks/voi.py [repeats]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from mcba.analysis.decision.information.gains import unit_normal_loss
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.comparison import compare_options
from mcba.analysis.decision.variation.switching import switching_values_of
from mcba.analysis.economics.ratios import ratio

WORLDS, ASSUMPTIONS, ASKED = 100_000, 20, 5.0


def show(name: str, task: Callable[[], object], repeats: int) -> float:
    """Print best and median seconds on the clock, and of the processors: on a busy machine the two part."""
    clock, processors = [], []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        task()
        clock.append(time.perf_counter() - start)
        processors.append(time.process_time() - busy)
    print(
        f"{name:58s} best {min(clock):7.3f} s   median {np.median(clock):7.3f} s   cpu {np.median(processors):7.3f} s"
    )
    return float(np.median(clock))


def main(repeats: int) -> None:
    generator = np.random.default_rng(1)
    # Ten normal and ten lognormal assumptions with falling weights, and noise of their own for the rest of the model.
    normal = generator.normal(size=(WORLDS, ASSUMPTIONS // 2))
    inputs = np.concatenate([normal, generator.lognormal(0, 1, normal.shape)], axis=1)
    weights = np.tile(np.linspace(1, 0.1, ASSUMPTIONS // 2), 2)
    net = (inputs - inputs.mean(axis=0)) @ weights + 0.5 + generator.normal(0, 2, WORLDS)
    benefit = np.column_stack([np.zeros(WORLDS), net])
    cost = generator.lognormal(1, 0.3, WORLDS)

    size = f"{ASSUMPTIONS} assumptions x {WORLDS:,} worlds x 2 options"
    asked = show(f"EVPPI of each of {size}", lambda: [evppi(net_benefit=benefit, inputs=x) for x in inputs.T], repeats)
    print(f"{'  asked: under 5 s':58s} {'holds' if asked < ASKED else 'DOES NOT HOLD'}, {asked / ASKED:.2f} of it")
    show(
        "  the same, method spline",
        lambda: [evppi(net_benefit=benefit, inputs=x, method="spline") for x in inputs.T],
        repeats,
    )
    show(
        "  the same, method bins",
        lambda: [evppi(net_benefit=benefit, inputs=x, method="bins") for x in inputs.T],
        repeats,
    )
    show("EVPPI of a group of 2", lambda: evppi(net_benefit=benefit, inputs=inputs[:, [0, 10]]), repeats)
    show("EVPPI of a group of 5", lambda: evppi(net_benefit=benefit, inputs=inputs[:, :5]), repeats)
    show("EVPPI of all 20 as one group", lambda: evppi(net_benefit=benefit, inputs=inputs), repeats)
    show("both switching values of each of the 20", lambda: [switching_values_of(x, net) for x in inputs.T], repeats)
    show("EVPI", lambda: evpi(net_benefit=benefit), repeats)
    show("options compared", lambda: compare_options(benefit), repeats)
    show("ratio with Fieller interval", lambda: ratio(net + cost, cost), repeats)
    show("ratio with bootstrap interval", lambda: ratio(net + cost, cost, interval="bootstrap"), repeats)

    found = evppi(net_benefit=benefit, inputs=inputs[:, 0])
    exact = float(unit_normal_loss(0.5))
    print(f"\nEVPPI of the first assumption {found.value:.4f} ± {found.error:.4f}; exact {exact:.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
