"""Answer every reference case and write down what came out: docs/how-it-works/reference-cases.md.

make reference
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mcba.engine.estimates.rounding.display import decimals_of_error, number_text
from tests.reference import (
    answers_from_families,  # noqa: F401 (each registers its answers)
    answers_from_methods,  # noqa: F401
    answers_from_worlds,  # noqa: F401
)
from tests.reference.reference_cases import ANSWERS, BEYOND_SAMPLING, CASES, NO_DOOR, Array, Case, Found, errors, values

PAGE = Path(__file__).parents[2] / "docs" / "how-it-works" / "reference-cases.md"
AGREES, WITHIN_ERROR, DIFFERS = "agrees", "agrees within its error", "**differs**"
NO, NOT_CARRIED = "no door", "data not carried"
HEADER = ("Case", "Number", "Door", "Published", "Found", "Allowed", "Verdict")
KINDS = {
    "propagation": "Propagation of distributions",
    "probability": "Probabilities",
    "sensitivity": "What drives an outcome",
    "sensitivity_correlated": "What drives an outcome, of assumptions that move together",
    "sensitivity_oneway": "One assumption at a time",
    "voi": "Value of information, decision trees",
    "distribution_fit": "Distributions from quantiles and moments",
    "correlation": "Correlations",
    "quantile": "Quantiles",
    "statistics": "Summary statistics",
    "cba_deterministic": "Cost-benefit arithmetic",
    "cba": "Cost-benefit analysis with uncertainty",
}
HEAD = """\
# Reference cases

Published calculations that nobody in this project wrote, answered through the doors a user has. This page is written by
`make reference`; a test holds every line of it against a run. A number agrees when it differs from the published one by
no more than the case allows: a tolerance that covers what the publication itself rounded or simulated, and that was set
before mcba was asked. Where an answer is a Monte Carlo estimate, four of its errors are less than what is allowed.

"""


@dataclass(frozen=True)
class Row:
    """One published number, or a list of them, and what a door gave."""

    case: str
    key: str
    door: str
    published: str
    found: str
    allowed: str
    verdict: str
    doubt: float = np.nan

    @property
    def cells(self) -> tuple[str, ...]:
        """As the page shows it."""
        return f"`{self.case}`", self.key, self.door, self.published, self.found, self.allowed, self.verdict


def rows(case: Case) -> Iterator[Row]:
    """Answer a case: a row for each published number and door.

    `doubt` is how large four errors of the worst number are, as a share of what is allowed.
    """
    for answer in ANSWERS[case.id](case):
        for key, found in answer.found.items():
            yield row(case, key, answer.door, found)
    for key in case.expected:
        if (case.id, key) in NO_DOOR:
            verdict = NOT_CARRIED if case.data else NO
            yield Row(case.id, key, "none", written(case.expected[key]), "", "", verdict)


def row(case: Case, key: str, door: str, found: Found) -> Row:
    """Judge what one door gave."""
    published = case.expected[key]
    if isinstance(published, str):
        verdict = AGREES if found == published else DIFFERS
        return Row(case.id, key, door, published, found, "the same", verdict, 0.0)
    allowed, got, error = case.allowed(key), values(found), errors(found)
    distance = np.abs(got - np.asarray(published, dtype=np.float64))
    if np.all(distance <= allowed):
        verdict = AGREES
    elif (case.id, key) in BEYOND_SAMPLING and np.all(distance <= 4 * error):
        verdict = WITHIN_ERROR
    else:
        verdict = DIFFERS
    return Row(
        case.id,
        key,
        door,
        written(published),
        to_the_tolerance(got, np.maximum(allowed, error)),
        in_words(case.tolerance.get(key) or case.tolerance["default"]),
        verdict,
        share(4 * error, allowed),
    )


def in_words(tolerance: Mapping[str, float]) -> str:
    """A tolerance as its case states it."""
    absolute, relative = tolerance.get("abs"), tolerance.get("rel")
    parts = [] if absolute is None else [f"{absolute:g}"]
    parts += [] if relative is None else [f"{100 * relative:g} %"]
    return "± " + " + ".join(parts)


def share(errors: Array, allowed: Array) -> float:
    """The largest error as a share of what is allowed; where nothing is allowed, 0 or endless."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.max(np.where(errors == 0, 0.0, errors / allowed)))


def written(numbers: Found) -> str:
    """Published numbers as they stand in the case."""
    if isinstance(numbers, Sequence):
        return ", ".join(map(written, numbers))
    return f"{numbers:.15g}"


def to_the_tolerance(found: Array, allowed: Array) -> str:
    """Numbers that were found, to a tenth of what is allowed."""
    found, allowed = np.atleast_1d(found).ravel(), np.broadcast_to(allowed, np.shape(found)).ravel()
    return ", ".join(
        number_text(one, decimals_of_error(reach / 10)) if reach else f"{one:.15g}"
        for one, reach in zip(found, np.resize(allowed, found.size), strict=True)
    )


def line(cells: Sequence[str]) -> str:
    """One line of a table."""
    return "| " + " | ".join(cells) + " |"


def page(answered: Sequence[Row]) -> str:
    """The whole page."""
    verdicts = (AGREES, WITHIN_ERROR, DIFFERS, NO, NOT_CARRIED)
    told = {name: sum(one.verdict == name for one in answered) for name in verdicts}
    cases = {one.case for one in answered if one.verdict in {AGREES, WITHIN_ERROR}}
    parts = [
        HEAD,
        f"Of {len(CASES)} cases {len(cases)} are answered. There are {len(answered)} lines, with the verdict ",
    ]
    parts.append(", ".join(f"“{name.strip('*')}” {count} times" for name, count in told.items() if count) + ".\n")
    for kind, title in KINDS.items():
        parts.append(f"\n## {title}\n\n{line(HEADER)}\n{line(['---'] * len(HEADER))}\n")
        parts += [f"{line(one.cells)}\n" for one in answered if CASES[one.case].kind == kind]
    parts.append("\n## What is not answered, and why\n\n")
    parts += [*_reasons(NO_DOOR, ""), *_reasons(BEYOND_SAMPLING, "agrees within its own error: ")]
    parts.append("\n## Sources\n\n")
    parts += [f"- `{case.id}`: {case.source.rstrip('.')}.{_remarks(case)}\n" for case in CASES.values()]
    return "".join(parts)


def parsed(text: str) -> list[Row]:
    """The rows of a page, in the order of the cases."""
    lines = [one.strip("| ").split(" | ") for one in text.splitlines() if one.startswith("| `")]
    order = list(CASES)
    found = [Row(*(cell.strip("` ") for cell in cells)) for cells in lines]
    return sorted(found, key=lambda one: order.index(one.case))


def _reasons(reasons: dict[tuple[str, str], str], lead: str) -> Iterator[str]:
    together: dict[tuple[str, str], list[str]] = {}
    for (case, key), reason in reasons.items():
        together.setdefault((case, reason), []).append(key)
    for (case, reason), keys in together.items():
        yield f"- `{case}`, {', '.join(keys)}: {lead}{reason}.\n"


def _remarks(case: Case) -> str:
    origin = " Evaluated from the formula." if case.origin == "formula" else ""
    return origin + ("" if case.verified else " " + case.notes)


def main() -> int:
    answered = [one for case in CASES.values() for one in rows(case)]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(answered), encoding="utf-8")
    wrong = [one for one in answered if one.verdict == DIFFERS]
    for one in wrong:
        sys.stderr.write(f"{line(one.cells)}\n")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
