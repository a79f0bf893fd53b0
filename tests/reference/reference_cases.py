"""The reference cases as they were collected, and what an answer to one of them is.

`cases.json` holds 43 cases that nobody in this project wrote, with their sources, inputs, published numbers and
tolerances. A number x agrees when |x - published| <= abs + rel * |published|.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import mcba

HERE = Path(__file__).parent
Array = NDArray[np.float64]
Found = Any
"""What a door gave: a number, an estimate with its error, a text, or a nested list of these."""


@dataclass(frozen=True)
class Case:
    """One published calculation."""

    id: str
    kind: str
    origin: str
    inputs: list[dict[str, Any]]
    formula: str
    expected: Mapping[str, Any]
    tolerance: Mapping[str, Any]
    source: str
    correlations: Any = None
    verified: bool = True
    notes: str = ""
    data: Mapping[str, str] | None = None

    def parameters(self, name: str | None = None) -> dict[str, Any]:
        """The parameters of one input; of the only one when no name is given."""
        (found,) = (one["params"] for one in self.inputs if name in {None, one["name"]})
        return dict(found)

    def allowed(self, key: str) -> Array:
        """How far a number may lie from each published one."""
        tolerance = self.tolerance.get(key) or self.tolerance["default"]
        published = np.abs(np.asarray(self.expected[key], dtype=np.float64))
        return np.asarray(tolerance.get("abs", 0.0) + tolerance.get("rel", 0.0) * published)


@dataclass(frozen=True)
class Answer:
    """What one door says of a case, under the keys of its published numbers."""

    door: str
    found: Mapping[str, Found]


CASES: dict[str, Case] = {
    case["id"]: Case(**case) for case in json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
}
Answers = Callable[[Case], Iterator[Answer]]
ANSWERS: dict[str, Answers] = {}
NO_DOOR: dict[tuple[str, str], str] = {}
"""What no door gives, by case and published number, and why."""
BEYOND_SAMPLING: dict[tuple[str, str], str] = {}
"""What is an estimate by nature whose error is wider than the tolerance; it has to agree within four of its errors."""


def answers(*ids: str) -> Callable[[Answers], Answers]:
    """Register how cases are answered."""

    def register(function: Answers) -> Answers:
        ANSWERS.update(dict.fromkeys(ids, function))
        return function

    return register


def values(found: Found) -> Array:
    """The numbers that were found, without their errors."""
    return np.array(_mapped(found, lambda one: one.value if hasattr(one, "error") else one), dtype=np.float64)


def errors(found: Found) -> Array:
    """The Monte Carlo error of each number; 0 for one that has none."""
    return np.array(_mapped(found, lambda one: getattr(one, "error", 0.0)), dtype=np.float64)


def _mapped(found: Found, of: Callable[[Any], float]) -> Any:
    return [_mapped(one, of) for one in found] if isinstance(found, (list, tuple, np.ndarray)) else of(found)


# --- doors that several cases go through

FAMILIES: dict[str, Callable[..., mcba.Family]] = {
    "normal": mcba.Normal,
    "uniform": mcba.Uniform,
    "lognormal": mcba.Lognormal,
    "lognormal_mean_sd": mcba.Lognormal.from_mean_sd,
}
IN_A_STUDY = {"lognormal_mean_sd": "lognormal", "gamma_mean_sd": "gamma", "bernoulli": "bernoulli"}
PARAMETERS_IN_A_STUDY = {"min": "low", "max": "high", "p": "probability"}


def inputs_of(case: Case) -> dict[str, mcba.Family]:
    """The inputs of a case for a Python function."""
    return {one["name"]: FAMILIES[one["dist"]](**one["params"]) for one in case.inputs}


def assumptions_of(case: Case) -> str:
    """The inputs of a case as a study file writes them."""
    lines = ["[assumptions]"]
    for one in case.inputs:
        given = {"distribution": IN_A_STUDY.get(one["dist"], one["dist"])}
        given |= {PARAMETERS_IN_A_STUDY.get(key, key): value for key, value in one["params"].items()}
        lines.append(
            f"{one['name']} = {{ {', '.join(f'{key} = {json.dumps(value)}' for key, value in given.items())} }}"
        )
    return "\n".join(lines) + "\n"


def study_file(folder: Path, text: str, *, horizon: int | None = None) -> Path:
    """Write a study of these tables."""
    head = '[study]\ntitle = "A reference case"\n' + (f"horizon = {horizon}\n" if horizon is not None else "")
    file = folder / "study.toml"
    file.write_text(head + text, encoding="utf-8")
    return file


def links(pairs: Mapping[tuple[str, str], float]) -> str:
    """Correlations on the normal scale, as a study file writes them."""
    entry = "[[dependence]]\nbetween = {}\ncorrelation = {}\n"
    return "".join(entry.format(json.dumps(list(pair)), value) for pair, value in pairs.items())


def outcome(formula: str, name: str = "y") -> str:
    """An outcome of a study file."""
    return f"[outcomes.{name}]\nformula = {json.dumps(formula)}\n"


def ends(found: mcba.Range) -> list[mcba.Estimate]:
    """Both ends of a range, each with its error."""
    return [mcba.Estimate(found.low, found.low_error), mcba.Estimate(found.high, found.high_error)]


def indices(found: Any, index: str, names: list[str]) -> list[mcba.Estimate]:
    """An index of a ranking in this order of assumptions, each with its error."""
    of = found.sel(assumption=names)
    return [mcba.Estimate(*map(float, one)) for one in zip(of[index].values, of[f"{index}_error"].values, strict=True)]
