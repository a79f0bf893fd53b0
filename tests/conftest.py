import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from scipy.stats import binom

import mcba
from mcba.engine.estimates.estimate import Estimate, errors_in
from mcba.reporting.blocks import Bullets, Document, Figure, Heading, Paragraph, Span, Table
from mcba.reporting.pages.page import Page

settings.register_profile("repeatable", derandomize=True)  # the same examples each time: a red test stays red
settings.load_profile("repeatable")

SMALL = """\
[study]
title = "A small study"
question = "Is it worth it?"
null_alternative = "nothing"
horizon = 3
participants = "clients"

[run]
worlds = 4_000
seed = 5

[assumptions.clients]
label = "Clients"
distribution = "uniform"
low = 80
high = 120
unit = "client/year"
status = "sourced"
source = { document = "annual report", place = "page 3" }

[assumptions.effect]
label = "Effect a client"
distribution = "lognormal"
mean = 900
sd = 300
unit = "EUR/client"

[assumptions.salaries]
distribution = "normal"
mean = 60_000
sd = 5_000
unit = "EUR/year"

[choices.discount_rate]
value = 0.03

[benefits.care]
formula = "clients * effect"
unit = "EUR/year"
gains = { municipality = 0.4, insurer = 0.6 }

[costs.project]
formula = "salaries"
unit = "EUR/year"
losses = { municipality = 1.0 }

[transfers.allowance]
formula = "0.1 * salaries"
unit = "EUR/year"
gains = { client = 1.0 }
losses = { municipality = 1.0 }

[pm.wellbeing]
label = "Well-being"
sign = "+"

[scenarios.cheap]
label = "Cheap staff"
override = { salaries = 40_000 }
"""


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """The folder of a small cost-benefit study with a transfer, bearers, a scenario and a PM item."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "study.toml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture
def small_run(small_study: Path) -> mcba.Run:
    return mcba.run(mcba.load(small_study))


def printed(page: Page, facts: object, language: str = "en") -> str:
    """What a command prints: a page as text for the terminal."""
    return page.printed(facts, language)


def texts(document: Document, *, foreign: bool = True, code: bool = True) -> Iterator[str]:
    """Everything a reader reads: headings, paragraphs, cells, captions, words for pictures."""

    def of(spans: tuple[Any, ...]) -> str:
        kept = [
            s for s in spans if not isinstance(s, Span) or ((foreign or not s.language) and (code or s.style != "code"))
        ]
        return "".join(span.text if isinstance(span, Span) else " " for span in kept)

    for block in document.blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield of(block.text)
            case Bullets():
                yield from map(of, block.items)
            case Table():
                yield from (block.caption, *block.header, *(of(cell) for row in block.rows for cell in row))
            case Figure():
                yield from (block.caption, block.alt)


def assert_honest(estimates: Sequence[Estimate], truth: float, *, randomisations: int = 0) -> None:
    """Stated errors are the real ones: neither too small nor too large, over estimates from as many seeds.

    Their root mean square is that of the distances from the truth to 25 %, and a 95 % interval (Student's, with the
    degrees of freedom of the estimate or of so many randomisations) holds the truth as often as it says, give or take
    3 % and chance.
    """
    distance = np.array([one.value for one in estimates]) - truth
    stated = np.array([one.error for one in estimates])
    over = math.sqrt(np.mean(stated**2) / np.mean(distance**2))
    assert 0.8 <= over <= 1.25, f"stated errors are {over:.2f} times the real ones"
    critical = np.array([errors_in(0.95, randomisations - 1 if randomisations else one.degrees) for one in estimates])
    assert_covers(np.abs(distance) <= critical * stated)


def assert_covers(held: Iterable[bool]) -> None:
    """Whether each interval of 95 % holds the truth: as often as it says, give or take 3 % and chance."""
    each = list(held)
    least, most = binom.ppf([1e-4, 1 - 1e-4], len(each), [0.92, 0.98])
    assert least <= sum(each) <= most, f"intervals of 95 % hold the truth in {np.mean(each):.1%} of {len(each)} runs"
