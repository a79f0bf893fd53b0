"""Every figure of a run by name, with its caption and the words for those who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mcba.reporting import assumption_figures, datasets, figures
from mcba.reporting.blocks import Figure, Thumbnail
from mcba.reporting.calibration_figures import narrowed
from mcba.reporting.facts import Facts
from mcba.reporting.files import write_together
from mcba.reporting.text import Voice, capital, uncapital
from mcba.study.model import Study, is_certain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MENTIONED = 5  # labels named in the words for a figure
BREAK_EVEN = {"npv": 0.0, "bcr": 1.0, "roi": 0.0, "npv_per_participant": 0.0}


@dataclass(frozen=True)
class Picture:
    """A figure that can be drawn: its name, caption and words, and how to draw it."""

    name: str
    caption: str
    alt: str
    draw: Callable[[], Axes]

    def figure(self) -> Figure:
        """Drawn, as a block of a document."""
        axes = self.draw()
        return Figure(self.name, self.caption, self.alt, figures.rendered(axes, "png"), figures.rendered(axes, "svg"))


def gallery(facts: Facts) -> dict[str, Picture]:
    """The pictures that a run has something to show for, by name; nothing is drawn yet."""
    return {picture.name: picture for picture in _pictures(facts)}


def _pictures(facts: Facts) -> Iterator[Picture]:
    for outcome in facts.outcomes:
        if facts.varies(outcome):
            yield _outcome(facts, outcome)
    yield from _money(facts)
    yield from _drivers(facts)
    yield from _drawing(facts)


def _picture(facts: Facts, name: str, draw: Callable[[], Axes], *, outcome: str = "", **values: object) -> Picture:
    kind, called = name.partition("-")[0], uncapital(outcome)
    caption = capital(facts.say(f"caption.{kind}", outcome=called))
    return Picture(name, caption, facts.say(f"alt.{kind}", outcome=called, **values), draw)


def _named(facts: Facts, labels: list[str]) -> str:
    shown = labels[:MENTIONED]
    return facts.say.listed(shown) if len(labels) <= MENTIONED else ", ".join(shown) + ", …"


def _outcome(facts: Facts, outcome: str) -> Picture:
    say, found = facts.say, facts.summary(outcome)
    low, median, high = say.row(found.low, found.median, found.high)
    return _picture(
        facts,
        f"outcome-{outcome}",
        partial(
            figures.outcome,
            facts.worlds,
            outcome,
            language=facts.language,
            published=facts.published_ranges(outcome),
            reference=BREAK_EVEN.get(outcome),
        ),
        outcome=facts.label(outcome),
        worlds=say.whole(found.worlds),
        low=low,
        median=median,
        high=high,
    )


def _money(facts: Facts) -> Iterator[Picture]:
    at_hand, language, say = facts.at_hand, facts.language, facts.say
    if facts.has_money and facts.chance is not None:
        both = facts.study.document.benefits and facts.study.document.costs
        if both and facts.varies("present_value_benefits") and facts.varies("present_value_costs"):
            chance = say.percent(facts.chance)
            yield _picture(facts, "cloud", partial(figures.cloud, facts.worlds, language=language), chance=chance)
        if "present_value" in at_hand.arrays:
            labels = [str(label) for label in facts.worlds["flow_label"].values]
            yield _picture(
                facts,
                "waterfall",
                partial(figures.waterfall, facts.worlds, language=language),
                items=_named(facts, labels),
                total=say.estimate(facts.summary("npv").mean) + f" {facts.currency}",
            )
    if "bearer_npv" in at_hand.arrays and facts.study.bearers:
        labels = [
            f"{capital(say.known('bearer', bearer))} {say.estimate(facts.summary('bearer_npv', label=bearer).mean)}"
            for bearer in at_hand.labels["bearer"]
        ]
        draw = partial(figures.bearers, facts.worlds, language=language)
        yield _picture(facts, "bearers", draw, items=_named(facts, labels))
    if facts.yearly is not None and facts.yearly.sizes["year"] > 1:
        kinds = [say.known("kind", str(kind)) for kind in facts.yearly["kind"].values]
        last = int(facts.yearly["year"].values[-1])
        draw = partial(figures.years, facts.yearly, language=language)
        yield _picture(facts, "years", draw, items=say.listed(kinds), first=0, last=last)


def _drivers(facts: Facts) -> Iterator[Picture]:
    language, outcome = facts.language, facts.label(facts.analysed)
    if facts.ranking is not None:
        labels = [str(label) for label in facts.ranking["label"].values]
        draw = partial(figures.tornado, facts.ranking, language=language)
        yield _picture(facts, "tornado", draw, outcome=outcome, items=_named(facts, labels))
    if facts.shares is not None:
        labels = [str(label) for label in facts.shares["label"].values]
        draw = partial(figures.shares, facts.shares, language=language)
        yield _picture(facts, "shares", draw, outcome=outcome, items=_named(facts, labels))
    worth = facts.information
    if worth is not None and bool((worth["value"] > 2 * worth["error"]).any()):
        labels = [str(label) for label in worth["label"].values]
        draw = partial(figures.information, worth, language=language)
        yield _picture(facts, "information", draw, items=_named(facts, labels))
    found = facts.scenarios(facts.main)
    if found is not None:
        draw = partial(
            figures.scenarios,
            found,
            language=language,
            label=facts.label(facts.main),
            unit=facts.run.unit(facts.main),
            reference=BREAK_EVEN.get(facts.main),
        )
        labels = [str(label) for label in found["label"].values]
        yield _picture(facts, "scenarios", draw, outcome=facts.label(facts.main), items=_named(facts, labels))


def _drawing(facts: Facts) -> Iterator[Picture]:
    language = facts.language
    if facts.calibrations and not facts.calibrations[-1].says_nothing:
        found = facts.calibrations[-1]
        labels = [facts.assumption(one.name) for one in found.assumptions]
        yield _picture(facts, "calibration", partial(narrowed, found, language=language), items=_named(facts, labels))
    if facts.varies(facts.main) and math.isfinite(facts.summary(facts.main).mean.value):
        draw = partial(
            figures.convergence,
            facts.convergence,
            language=language,
            label=facts.label(facts.main),
            unit=facts.run.unit(facts.main),
        )
        yield _picture(facts, "convergence", draw, outcome=facts.label(facts.main))
    if facts.dependence is not None:
        labels = [str(pair) for pair in facts.dependence["pair"].values]
        draw = partial(figures.dependence, facts.dependence, language=language)
        yield _picture(facts, "dependence", draw, items=_named(facts, labels))


def thumbnail(facts: Facts, name: str, width: float = 2.8) -> Thumbnail | None:
    """The small picture of an assumption's distribution; None for one that has no single density."""
    if name not in facts.distributions["assumption"].values:
        return None
    axes = assumption_figures.thumbnail(facts.distributions, name)
    return Thumbnail(
        f"distribution-{name}",
        figures.rendered(axes, "png"),
        figures.rendered(axes, "svg"),
        facts.say("alt.thumbnail", label=facts.assumption(name)),
        width,
    )


def write_figures(facts: Facts, folder: str | Path) -> list[Path]:
    """Write every figure of a run as PNG and SVG, and the distributions as pages of small pictures.

    Returns
    -------
    list of Path
        The files, those of one run together: all new or all old.
    """
    folder = Path(folder)
    content: dict[str, bytes] = {}
    for picture in gallery(facts).values():
        drawn = picture.figure()
        content |= {f"{picture.name}.png": drawn.png, f"{picture.name}.svg": drawn.svg}
    pages = assumption_figures.distributions(facts.distributions, language=facts.language)
    for place, page in enumerate(pages):
        name = "distributions" if len(pages) == 1 else f"distributions-{place + 1}"
        axes = page.axes[0]
        content |= {f"{name}.{kind}": figures.rendered(axes, kind) for kind in ("png", "svg")}

    return _written(folder, content)


def write_assumption_figures(study: Study, folder: str | Path, language: str = "en") -> list[Path]:
    """Write a figure of each uncertain assumption as PNG and SVG, named `assumption-<name>`.

    Returns
    -------
    list of Path
        The files, all new or all old.
    """
    say = Voice(language)
    content: dict[str, bytes] = {}
    for name, family in study.families.items():
        if is_certain(family):
            continue
        found = datasets.assumption(study, name, say)
        draw = assumption_figures.labelled_assumption if "label" in found.dims else assumption_figures.assumption
        axes = draw(found, language=language)
        content |= {f"assumption-{name}.{kind}": figures.rendered(axes, kind) for kind in ("png", "svg")}
    return _written(Path(folder), content)


def _written(folder: Path, content: dict[str, bytes]) -> list[Path]:
    def write(data: bytes, file: Path) -> None:
        file.write_bytes(data)

    write_together(folder, {name: partial(write, data) for name, data in content.items()})
    return [folder / name for name in content]
