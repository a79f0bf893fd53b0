"""Makes cases.csv: 331 SYNTHETIC cases in the published numbers per goal, because no case data were published.

Chance and contribution are drawn from assumed shares, costs from a lognormal; costs are then scaled so that the
weighted sums are the two published amounts, to the cent. Run it in this folder to write the file again.
"""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from math import exp
from pathlib import Path
from random import Random
from statistics import NormalDist

FOLDER = Path(__file__).parent
PUBLISHED = {False: Decimal(9_627_226), True: Decimal(3_692_690)}  # one-off, recurring each year
LABELS = ["1", "0.7", "0.35"]  # certain, probable, maybe
CHANCE_SHARES, CONTRIBUTION_SHARES = [0.40, 0.45, 0.15], [0.35, 0.50, 0.15]
RECURRING_SHARE = 0.28
COST_SIGMA = 0.83  # a coefficient of variation of 1
CENT = Decimal("0.01")


def synthetic_cases() -> list[dict[str, str]]:
    """The rows of cases.csv."""
    uniform = Random(2021).random
    with (FOLDER / "goals.csv").open(encoding="utf-8", newline="") as file:
        goals = list(csv.DictReader(file))
    rows = []
    for goal in goals:
        multiplier = Decimal(goal["per_year"]) / Decimal(goal["sample"])
        for number in range(1, int(goal["sample"]) + 1):
            rows.append(
                {
                    "case": f"{goal['goal']}/{number}",
                    "goal": goal["goal"],
                    "chance": _label(uniform(), CHANCE_SHARES),
                    "contribution": _label(uniform(), CONTRIBUTION_SHARES),
                    "cost": str(Decimal(exp(COST_SIGMA * NormalDist().inv_cdf(uniform())))),
                    "multiplier": f"{multiplier:.12f}",
                    "recurring": str(int(uniform() < RECURRING_SHARE)),
                }
            )
    for recurring, total in PUBLISHED.items():
        _scale([row for row in rows if row["recurring"] == str(int(recurring))], total)
    return rows


def _label(share: float, shares: list[float]) -> str:
    """The label that a share between 0 and 1 falls on."""
    return LABELS[0 if share < shares[0] else 1 if share < shares[0] + shares[1] else 2]


def _weight(row: dict[str, str]) -> Decimal:
    return Decimal(row["chance"]) * Decimal(row["contribution"]) * Decimal(row["multiplier"])


def _scale(rows: list[dict[str, str]], total: Decimal) -> None:
    """Costs to the cent whose weighted sum is the total; the last case takes up the rounding."""
    factor = total / sum(_weight(row) * Decimal(row["cost"]) for row in rows)
    for row in rows:
        row["cost"] = str((Decimal(row["cost"]) * factor).quantize(CENT, rounding=ROUND_HALF_UP))
    rest = total - sum(_weight(row) * Decimal(row["cost"]) for row in rows)
    rows[-1]["cost"] = str((Decimal(rows[-1]["cost"]) + rest / _weight(rows[-1])).quantize(Decimal("1e-9")))


if __name__ == "__main__":
    found = synthetic_cases()
    with (FOLDER / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
