"""Hints at names and words: bearers that are nearly called the same, and texts that look Dutch and count as English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mcba.errors import Note
from mcba.study.document.texts import Text, parts_in
from mcba.study.hints.products import Found
from mcba.study.model import Study
from mcba.study.reading.positions import Place

_NEAR = 2  # letters that a slip of the pen changes
SHORTEST = 5  # letters of a name in which such a slip can be told from another name
FEWEST_WORDS = 8  # that say of what language texts are
MOSTLY = 3  # times as many words of one language as of the other
DUTCH = frozenset(
    [
        "de",
        "het",
        "een",
        "van",
        "voor",
        "en",
        "met",
        "niet",
        "wordt",
        "worden",
        "zijn",
        "bij",
        "uit",
        "deze",
        "dat",
        "die",
        "aan",
        "naar",
        "door",
        "jaar",
    ]
)
ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "with",
        "not",
        "is",
        "are",
        "by",
        "from",
        "this",
        "that",
        "which",
        "to",
        "on",
        "each",
        "year",
        "a",
        "an",
    ]
)


def nearly_the_same(study: Study) -> Found:
    """Bearers that are named once, and whose name is nearly that of one that is named more often."""
    named = list(_bearers(study))
    times = Counter(bearer for bearer, _ in named)
    for bearer, place in named:
        if times[bearer] > 1 or bearer in study.document.stakeholders or len(bearer) < SHORTEST:
            continue
        near = [other for other in times if times[other] > 1 and _distance(bearer, other) <= _NEAR]
        if near:
            yield place, Note("bearer_near", {"name": bearer, "near": near[0]})


def looks_dutch(study: Study) -> Found:
    """Texts without a language, which count as English, in Dutch."""
    if "language" in study.document.study.model_fields_set:
        return
    plain = [text.en for text in parts_in(study.document, Text) if text.en and text.nl is None]
    words = [word for text in plain for word in re.findall(r"[a-z]+", text.lower())]
    dutch, english = (sum(word in known for word in words) for known in (DUTCH, ENGLISH))
    if dutch >= FEWEST_WORDS and dutch > MOSTLY * english:
        yield ("study",), Note("looks_dutch", {"count": len(plain)})


def _bearers(study: Study) -> Iterator[tuple[str, Place]]:
    """Every place of the file that names a bearer."""
    for name, (kind, flow) in study.flows.items():
        for side in ("gains", "losses"):
            for bearer in getattr(flow, side) or {}:
                yield bearer, (kind, name, side, bearer)
    for name, item in study.document.pm.items():
        if item.bearer:
            yield item.bearer, ("pm", name, "bearer")


def _distance(first: str, second: str) -> int:
    """How many letters have to be put in, left out or changed to make one word the other (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for count, letter in enumerate(first, 1):
        above, row[0] = row[:], count
        for place, other in enumerate(second, 1):
            row[place] = min(above[place] + 1, row[place - 1] + 1, above[place - 1] + (letter != other))
    return row[-1]
