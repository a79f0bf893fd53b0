"""One assumption, or one entry of the evidence library, in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from mcba.errors import StudyError
from mcba.families import FAMILIES, Hierarchical
from mcba.families.base import Family
from mcba.families.hierarchical import Conditional, Predictive
from mcba.reporting.terminal import wrap
from mcba.study.document import Column, Law, Text
from mcba.study.formula import suggestion
from mcba.study.laws import Made, made
from mcba.study.library import Entry, find_entry
from mcba.study.model import Study

_BARS = " ▁▂▃▄▅▆▇█"
_MASSES = (0.5, 0.8, 0.9, 0.95)


def shown_assumption(study: Study, name: str) -> str:
    """An assumption as text: distribution, ranges, what it was made from, source and doubts.

    Raises
    ------
    StudyError
        When the study has no assumption of that name.
    """
    assumptions = study.document.assumptions
    if name not in assumptions:
        raise StudyError.without_place(f"there is no assumption {name!r}; {suggestion(name, assumptions)}")
    assumption = assumptions[name]
    lines = [wrap(f"{name}: {_words(assumption.label) or name}", "", "  "), ""]
    lines += _rows([("unit", assumption.unit), ("drawn", _drawn(study, name))])
    lines += _rows([("stated", _stated(assumption))])
    lines += [*_made(study.made[name]), ""]
    for parent in _parents(study.families[name]):
        low, high = (_number(float(np.asarray(end).flat[0])) for end in study.families[parent].central(0.9))
        lines += _rows([("follows from", f"{parent} ({low} to {high}), not known in the ranges above")])
    lines += _rows([("words", assumption.verbal), ("grade", _grade(study, assumption.grade))])
    rows = [
        ("status", assumption.status),
        ("source", assumption.source),
        ("reason", _words(assumption.reason)),
        ("notes", _words(assumption.notes)),
        ("from", assumption.from_),
        ("price year", assumption.price_year),
    ]
    factor = study.price_factors.get(name, 1.0)
    if factor != 1.0:
        rows.append(("price factor", f"{factor:.6g}, to prices of {study.document.study.price_year}"))
    lines += _rows(rows)
    entry = study.entries.get(name)
    if entry is not None and entry.status != "verified":
        lines += _rows([("library", f"{entry.status}: {_words(entry.doubts) or 'no remark'}")])
    for group in study.dependence:
        if name in group.names:
            others = ", ".join(other for other in group.names if other != name)
            lines += _rows([("moves with", f"{others} ({group.copula} copula)")])
    return "\n".join(lines)


def _grade(study: Study, name: str | None) -> str:
    """What a grade of evidence does: C: times 0.8, 1.5 times wider (Guide, table 2)."""
    if name is None:
        return ""
    grade = study.document.grades[name]
    source = f" ({grade.source})" if grade.source else ""
    return f"{name}: multiplied by {grade.bias:g}, {grade.widen:g} times wider{source}"


def _drawn(study: Study, name: str) -> str:
    assumption = study.document.assumptions[name]
    over = f" over {assumption.over}" if assumption.over else ""
    words = {"once": "once in each world", "each_year": "each year", "each_unit": "for each label"}[assumption.drawn]
    return words + over + (f", persistence {assumption.persistence:g}" if assumption.persistence else "")


def shown_entry(entry_id: str, own: Path | None = None) -> str:
    """An entry of the evidence library as text."""
    entry = find_entry(entry_id, own)
    lines = [wrap(f"{entry_id}: {entry.label.en}" + (f" ({entry.label.nl})" if entry.label.nl else ""), "", "  "), ""]
    lines += _rows([("quantity", _words(entry.quantity)), ("unit", entry.unit), ("price year", entry.price_year)])
    lines += _rows([("stated", _stated(entry))])
    lines += [*_made(_made_of(entry)), ""]
    lines += _rows(
        [
            ("definition", _words(entry.definition)),
            ("bearer", entry.bearer and entry.bearer.replace("_", " ")),
            ("status", entry.status),
            ("source", entry.source),
            ("reason", _words(entry.reason)),
            ("derivation", _words(entry.derivation)),
            ("doubts", _words(entry.doubts)),
        ]
    )
    return "\n".join(lines)


def listed_entries(ids: Iterable[str], own: Path | None = None) -> str:
    """Entries of the evidence library: id and label, and below it the median with its unit, price year and status."""
    lines = []
    for entry_id in ids:
        entry = find_entry(entry_id, own)
        value = _number(float(np.asarray(_made_of(entry).family.median).flat[0]))
        prices = f" ({entry.price_year})" if entry.price_year else ""
        lines.append(wrap(f"{entry_id}  {_words(entry.label)}", "", "  "))
        lines.append(f"  {value} {entry.unit}{prices}; {entry.status}")
    return "\n".join(lines)


def _made_of(entry: Entry) -> Made:
    return made(Law.model_validate(entry.stated()))


def _made(found: Made) -> list[str]:
    """A distribution and what it was made from, a line each."""
    family = found.family
    rows: list[tuple[str, object]] = [("distribution", _family_text(family))]
    if family.batch_shape:
        return _rows(rows)
    if family.low == family.high:
        return _rows([("value", _number(float(family.mean)))])
    rows += [("mean, sd", f"{_number(float(family.mean))}, {_number(float(family.sd))}")]
    rows += [("median", _number(float(family.median)))]
    for mass in _MASSES:
        low, high = family.central(mass)
        rows.append((f"central {100 * mass:g} %", f"{_number(float(low))} to {_number(float(high))}"))
    lines = _rows(rows)
    if not family.discrete:
        lines += _rows([("density", _shape(family))])
    return [*lines, *_record(found)]


def _record(found: Made) -> list[str]:
    """The judgements, data or studies behind a distribution, and how well it fits them."""
    rows: list[tuple[str, object]] = []
    if found.quantile_fit is not None:
        fit = found.quantile_fit
        for p, x, error in zip(fit.probabilities, fit.values, fit.misfit, strict=True):
            rows.append(
                (
                    f"asked {p:g}",
                    f"{_number(x)}, misfit {error:+.4f}" if abs(error) >= 5e-5 else f"{_number(x)}, no misfit",
                )
            )
    if found.sample:
        rows.append(
            ("data", f"{len(found.sample)} numbers, {_number(min(found.sample))} to {_number(max(found.sample))}")
        )
    if found.sample_fit is not None:
        sample = found.sample_fit
        for name, error in sample.standard_errors.items():
            rows.append((name, f"{_number(float(sample.family.arguments[name]))} ± {_number(error)}"))
        drawn = isinstance(found.family, Predictive)
        rows.append(("parameters", "uncertain, drawn in each world" if drawn else "the most likely, in every world"))
        rows.append(
            ("fit", f"Kolmogorov {sample.kolmogorov:.3f}, Anderson-Darling {sample.anderson:.3f}, AIC {sample.aic:.1f}")
        )
    if found.pooling is not None:
        pooling = found.pooling
        rows.append(("pooled", f"{len(pooling.weights)} studies, {pooling.method}: {_number(pooling.estimate)}"))
        names = found.study_names or map(str, range(1, len(pooling.weights) + 1))
        for name, study, weight in zip(names, found.studies, pooling.weights, strict=True):
            low, estimate, high = map(_number, study)
            rows.append((f"study {name}", f"{estimate} ({low} to {high}), weight {weight:.1%}"))
        rows.append(("standard error", _number(pooling.standard_error)))
        rows.append(("between studies", f"{_number(pooling.between)} (Q = {pooling.heterogeneity:.2f})"))
    total = math.fsum(weight for _, weight in found.members.values())
    for name, (family, weight) in found.members.items():
        rows.append(
            (f"{'expert' if found.pooled_by else 'part'} {name}", f"{weight / total:.1%}: {_family_text(family)}")
        )
    for name, score in found.scores.items():
        rows.append((f"score {name}", f"calibration {score.calibration:.3g}, information {score.information:.3g}"))
    if found.pooled_by:
        rows.append(
            ("pooled by", {"linear": "averaging probabilities", "quantile": "averaging quantiles"}[found.pooled_by])
        )
    return _rows(rows)


def _stated(law: Law) -> str:
    """The distribution as it was written down."""
    given = law.parameters()
    if set(given) <= {"value"}:
        return ""
    parts = [f"{name} {_some(value)}" for name, value in given.items()]
    return f"{law.distribution}: {', '.join(parts)}" if law.distribution else ""


def _some(value: object) -> str:
    if isinstance(value, int | float):
        return _number(float(value))
    if isinstance(value, tuple):
        return f"{_number(value[0])}, …" if len(value) > 6 else ", ".join(map(_number, value))
    return f"column {value.column}" if isinstance(value, Column) else str(value)


def _family_text(family: Family) -> str:
    """The class and parameters of a family, rounded for reading."""
    if isinstance(family, Hierarchical):
        return _hierarchical_text(family)
    if isinstance(family, Predictive):
        fitted = FAMILIES[family.distribution](*family.estimate)
        return f"{_family_text(fitted)}, its parameters as uncertain as {family.count} data leave them"

    def text(value: object) -> str:
        if isinstance(value, Family):
            return _family_text(value)
        if isinstance(value, tuple):
            return f"[{', '.join(map(text, value[:4]))}{', …' if len(value) > 4 else ''}]"
        numbers = np.ravel(np.asarray(value, dtype=np.float64))
        shown = ", ".join(_number(float(number)) for number in numbers[:6])
        return shown if np.ndim(value) == 0 else f"[{shown}{', …' if numbers.size > 6 else ''}]"  # type: ignore[arg-type]

    return f"{type(family).__name__}({', '.join(f'{name} {text(value)}' for name, value in family.arguments.items())})"


def _hierarchical_text(family: Hierarchical) -> str:
    """A family with assumptions for parameters: Poisson(mean visit_rate)."""
    if isinstance(family.distribution, Family):
        found = _family_text(family.distribution)
    else:
        flat = {name: value if isinstance(value, str) else tuple(np.ravel(value)) for name, value in family.numbers}
        numbers = [f"{name} {_some(value)}" for name, value in flat.items()]
        found = f"{FAMILIES[family.distribution].__name__}({', '.join(numbers)})"
    return found + (f", happens with probability {family.then.happens}" if family.then.happens != 1 else "")


def _parents(family: Family) -> tuple[str, ...]:
    return tuple(family.parents) if isinstance(family, Conditional) else ()


def _shape(family: Family, columns: int = 40) -> str:
    """The density over the central 98 % as a row of bars."""
    low, high = family.ppf([0.01, 0.99])
    if not low < high:
        return ""
    below = family.cdf(np.linspace(low, high, columns + 1))
    heights = np.diff(below)
    heights[0] += max(below[0] - 0.01, 0.0)  # what lies on the first point itself, such as "it does not happen"
    levels = np.ceil(heights / heights.max() * (len(_BARS) - 1)).astype(int)
    return f"{_number(float(low))} {''.join(_BARS[max(level, 0)] for level in levels)} {_number(float(high))}"


def _number(value: float) -> str:
    if value != 0 and math.isfinite(value) and 1e-4 <= abs(value) < 1e15:
        decimals = max(0, 3 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{decimals}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:g}"


def _words(text: Text | None) -> str:
    return "" if text is None else text.in_language("en")


def _rows(rows: Sequence[tuple[str, object]]) -> list[str]:
    return [wrap(f"{name:<16}{value}", "  ", " " * 18) for name, value in rows if value not in (None, "")]
