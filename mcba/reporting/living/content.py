"""What the script of a page is given: the study's model as data, and what everything in it is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources.abc import Traversable
from typing import Any

from mcba.analysis import smaller
from mcba.engine import Run
from mcba.engine.program.portable import Unplayable, addresses_of, portable_score
from mcba.reporting.facts.facts import Facts
from mcba.reporting.living.joining import BROWSER
from mcba.reporting.living.sliders import choices_of, controls_of
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.lexicon import lexicon_of
from mcba.study.formula import STANDARD_OUTCOMES

MOST_NUMBERS = 4_000_000  # uniforms that a page holds in memory: 32 MB
FEWEST_WORLDS = 1_024
_KEY = re.compile(r'"([a-z]+\.[a-zA-Z_]+)"')


def playable(run_of_study: Run) -> Run:
    """A run of no more worlds than a page can draw, halved until it fits."""
    study, settings = run_of_study.study, run_of_study.settings
    assert study is not None
    worlds, addresses = settings.worlds, addresses_of(study)
    while worlds * addresses > MOST_NUMBERS and worlds // 2 >= FEWEST_WORLDS:
        worlds //= 2
    return smaller(run_of_study, worlds, keep=None) if worlds < settings.worlds else run_of_study


def page_data(facts: Facts, language: str, run_worlds: int, *, with_model: bool = True) -> dict[str, Any]:
    """The data of a page: `Page` of `types.d.ts`.

    Parameters
    ----------
    facts : Facts
    language : str
    run_worlds : int
        How many worlds the study's own run has.
    with_model : bool
        Whether the model goes along.

    Returns
    -------
    dict
        Whose `score` is None where the model cannot be played, and `unplayable` then says why.
    """
    voice, study, document = Labels(facts.study, language), facts.study, facts.study.document
    form = lexicon_of(language)["format"]
    settings = facts.run.settings
    score = _score(facts, run_worlds) if with_model else Unplayable("large")
    locked = score["locked"] if isinstance(score, dict) else {}
    variants = score["variants"] if isinstance(score, dict) else []
    played = {name for variant in variants for name in (variant["option"], variant["scenario"])}
    return {
        "language": language,
        "words": dict(_words(language)),
        "numbers": {
            "decimal": form["decimal"],
            "thousands": form["thousands"],
            "minus": "−",
            "percent": "\u00a0%",
            "locale": form["locale"],
        },
        "title": voice.text(document.study.title),
        "study": study.name,
        "digest": hashlib.sha256(study.text.encode()).hexdigest(),
        "option": settings.option or "",
        "scenario": settings.scenario or "",
        "outcomes": {name: _outcome(voice, name) for name in facts.run.outcomes},
        "flows": {name: {"label": voice.flow(name), "kind": kind} for name, (kind, _) in study.flows.items()},
        "bearers": {name: voice.bearer(name) for name in facts.at_hand.labels.get("bearer", ())},
        "currency": voice.currency,
        "pm": [{"label": voice.text(item.label), "sign": item.sign} for item in document.pm.values()],
        "published": list(_published(facts, voice)),
        "assumptions": controls_of(facts, voice, locked) if isinstance(score, dict) else [],
        "choices": choices_of(facts, voice) if isinstance(score, dict) else [],
        "options": [{"name": name, "label": voice.option(name)} for name in document.options if name in played],
        "scenarios": [{"name": name, "label": voice.scenario(name)} for name in document.scenarios if name in played],
        "unplayable": "" if isinstance(score, dict) else f"living.unplayable_{score.reason}",
        "score": score if isinstance(score, dict) else None,
    }


def _score(facts: Facts, run_worlds: int) -> dict[str, Any] | Unplayable:
    score = portable_score(facts.study, replace(facts.run.settings, option=None, scenario=None))
    if isinstance(score, Unplayable):
        return score
    outcomes = list(facts.run.outcomes)
    marks: dict[str, list[float]] = {"npv": [0.0], "bcr": [1.0]}
    for one in facts.study.document.published:
        marks.setdefault(one.outcome, []).extend(map(float, one.figures))
    return {
        **score,
        "runWorlds": run_worlds,
        "outcomes": outcomes,
        "flows": [{"name": name, "kind": kind} for name, (kind, _) in facts.study.flows.items()],
        "bearers": list(facts.at_hand.labels.get("bearer", ())),
        "main": facts.analysed,
        "mayBeInfinite": [name for name, one in STANDARD_OUTCOMES.items() if one.may_be_infinite],
        "withoutMean": [name for name in outcomes if (tail := facts.run.tail(name)) is not None and not tail.has_mean],
        "marks": marks,
    }


def _outcome(voice: Labels, name: str) -> dict[str, Any]:
    reference = {"bcr": 1, "npv": 0}.get(name)
    return {
        "label": voice.outcome(name),
        "unit": voice.unit_of(name),
        "isRatio": name == "bcr",
        "reference": reference,
    }


def _published(facts: Facts, voice: Labels) -> Iterator[dict[str, Any]]:
    for one in facts.study.document.published:
        if len(one.figures):
            ends = {"low": float(one.figures[0]), "high": float(one.figures[-1])}
            yield {"outcome": one.outcome, **ends, "source": voice.source(one.source)}


def _words(language: str) -> Iterator[tuple[str, str]]:
    """What the script says, by key: each key stands in a module between quotation marks; and all words of the page."""
    lexicon = lexicon_of(language)
    keys = {tuple(key.split(".")) for text in _modules(BROWSER) for key in _KEY.findall(text)}
    keys |= {("living", name) for name in lexicon["living"]}
    for section, name in sorted(keys):
        if name in lexicon.get(section, ()):
            yield f"{section}.{name}", lexicon[section][name]


def _modules(folder: Traversable) -> Iterator[str]:
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.is_dir():
            yield from _modules(file)
        elif file.name.endswith(".js"):
            yield file.read_text("utf-8")
