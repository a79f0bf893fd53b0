"""What a page is given of some studies, and the table of benefits and costs that Python writes of them.

`python -m tests.browser.views` writes `frozen/views.json`: the views of the page are tested on it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

import mcba
from mcba.analysis.economics.accounts import accounts_of
from mcba.engine.estimates import Estimate, Summary
from mcba.reporting.blocks import PageTable, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.results.accounts import account_table
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.lexicon import lexicon_of

FROZEN = Path(__file__).parent / "frozen" / "views.json"
LANGUAGES = ("en", "nl")
VIEWS = files("mcba.reporting").joinpath("living", "browser", "page")
_BINS = 80
_WORLDS = 4_096


def studies() -> dict[str, tuple[mcba.Study, mcba.Study]]:
    """Studies as they stand, and as a reader changed them."""
    moms, debts = (mcba.load(f"studies/{name}") for name in ("schilderswijk-moeders", "van-overleven-naar-leven"))
    visits = mcba.Study(
        title="Visits <script>alert(1)</script>",
        assumptions={"clients": mcba.Uniform(80, 120), "each": mcba.Triangular(1, 2, 4)},
        outcomes={"visits": {"formula": "clients * each", "unit": "visit", "label": "Visits a year"}},
    )
    return {
        "moms": (moms, moms.with_(optimism=mcba.Uniform(0.4, 0.9), reason="a reader asks")),
        "debts": (debts, debts.with_(debt_reduction=6_000, reason="a reader asks")),
        "visits": (visits, visits.with_(each=3, reason="a reader asks")),
    }


def views() -> dict[str, dict[str, Any]]:
    """What is frozen."""
    return {name: view(*pair) for name, pair in studies().items()}


def view(study: mcba.Study, changed: mcba.Study) -> dict[str, Any]:
    """A study as the page is given it, its answers before and after a change, and Python's table in each language."""
    runs = [mcba.run(one, worlds=_WORLDS) for one in (study, changed)]
    return {
        "pages": {language: page(Facts(runs[0]), language) for language in LANGUAGES},
        "before": answers(Facts(runs[0])),
        "answers": answers(Facts(runs[1])),
        "rows": {language: list(rows(Facts(runs[0]), language)) for language in LANGUAGES},
        "rows_changed": {language: list(rows(Facts(runs[1]), language)) for language in LANGUAGES},
    }


# --- the page


def page(facts: Facts, language: str) -> dict[str, Any]:
    """The parts of a page that its views need."""
    voice, document = Labels(facts.study, language), facts.study.document
    form = lexicon_of(language)["format"]
    numbers = {"decimal": form["decimal"], "thousands": form["thousands"], "minus": "−"}
    bearers = facts.at_hand.labels.get("bearer", ())
    return {
        "language": language,
        "words": words(language),
        "numbers": {**numbers, "percent": "\u00a0%", "locale": form["locale"]},
        "title": voice.text(document.study.title),
        "outcomes": {name: _outcome(voice, name) for name in facts.run.outcomes},
        "flows": {name: {"label": voice.flow(name), "kind": kind} for name, (kind, _) in facts.study.flows.items()},
        "bearers": {name: voice.bearer(name) for name in bearers},
        "currency": voice.currency,
        "pm": [{"label": voice.text(item.label), "sign": item.sign} for item in document.pm.values()],
        "published": [
            {"outcome": one.outcome, "low": one.figures[0], "high": one.figures[-1], "source": voice.source(one.source)}
            for one in document.published
            if len(one.figures)
        ],
        "assumptions": [{"name": name, "label": voice.assumption(name)} for name in document.assumptions],
        "options": [],
        "scenarios": [],
        "score": {
            "worlds": facts.run.settings.worlds,
            "mass": facts.mass,
            "main": facts.analysed,
            "outcomes": list(facts.run.outcomes),
            "flows": [{"name": name, "kind": kind} for name, (kind, _) in facts.study.flows.items()],
            "bearers": list(bearers),
        },
    }


def _outcome(voice: Labels, name: str) -> dict[str, Any]:
    is_ratio = name == "bcr"
    return {
        "label": voice.outcome(name),
        "unit": voice.unit_of(name),
        "isRatio": is_ratio,
        "reference": 1 if is_ratio else 0 if name == "npv" else None,
    }


# --- the answers


def answers(facts: Facts) -> dict[str, Any]:
    """What the worlds of a run say, as the page's worker says it."""
    run, found = facts.at_hand, {}
    for name in run.outcomes:
        if math.isfinite(run.summary(name).mean.value):
            found[name] = _summary(run.summary(name))
    for group, array in (("flow", "present_value"), ("bearer", "bearer_npv")):
        for label in run.labels.get(group, ()):
            found[f"{group}:{label}"] = _summary(run.summary(array, label=label))
    histograms = {
        name: _histogram(run.values(name)) for name in dict.fromkeys((facts.analysed, "bcr")) if name in found
    }
    of_means = None if isinstance(facts.ratio, Missing) else facts.ratio.of_means
    return {
        "worlds": run.settings.worlds,
        "summaries": found,
        "chances": {} if facts.chance is None else {"npv": _estimate(facts.chance)},
        "ratioOfMeans": None if of_means is None else _estimate(of_means),
        "ranking": list(_ranking(facts)),
        "histograms": histograms,
        "assumptions": {},
        "failed": 0,
    }


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "error": estimate.error}


def _summary(summary: Summary) -> dict[str, Any]:
    return {name: _estimate(getattr(summary, name)) for name in ("mean", "median", "low", "high")}


def _histogram(values: Any) -> dict[str, Any]:
    counts, edges = np.histogram(values, bins=_BINS)
    return {"left": float(edges[0]), "width": float(edges[1] - edges[0]), "counts": counts.tolist()}


def _ranking(facts: Facts) -> Iterator[dict[str, Any]]:
    ranking = mcba.rank(facts.run, facts.analysed)
    for row in range(ranking.sizes["assumption"]):
        entry = ranking.isel(assumption=row)
        share, error, low, high = (float(entry[name]) for name in ("first", "first_error", "low", "high"))
        if math.isfinite(share) and math.isfinite(low):
            name = str(entry["assumption"].values)
            yield {"name": name, "share": {"value": share, "error": error}, "swing": {"low": low, "high": high}}


# --- what Python writes


def rows(facts: Facts, language: str) -> Iterator[list[str]]:
    """The cells of the table of benefits and costs of the study as it stands, as texts."""
    vars(facts)["accounts"] = accounts_of(facts.run)  # of one option, as the page shows it
    for block in account_table(Writing(facts, language)):
        if isinstance(block, PageTable):
            yield from ([plain_text(cell) for cell in row] for row in block.rows)


def words(language: str) -> dict[str, str]:
    """What the views say, by key: each key stands in a module between quotation marks."""
    lexicon, modules = lexicon_of(language), [file.read_text("utf-8") for file in VIEWS.iterdir()]
    keys = [key.split(".") for module in modules for key in re.findall(r'"([a-z]+\.[a-zA-Z_]+)"', module)]
    return {f"{section}.{name}": lexicon[section][name] for section, name in sorted(keys) if section in lexicon}


if __name__ == "__main__":
    FROZEN.write_text(json.dumps(views(), ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
