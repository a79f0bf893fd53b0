"""Every figure of a run by name, with its caption and the words for those who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mcba.engine.result import Run
from mcba.reporting import assumption_figures, datasets, figures
from mcba.reporting.blocks import Picture
from mcba.reporting.calibration_figures import narrowed
from mcba.reporting.datasets import Labelled
from mcba.reporting.facts import Facts
from mcba.reporting.files import write_together
from mcba.reporting.labels import Labels
from mcba.reporting.text import capital, uncapital
from mcba.study.model import Study, is_certain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MENTIONED = 5  # labels named in the words for a figure
BREAK_EVEN = {"npv": 0.0, "bcr": 1.0, "roi": 0.0, "npv_per_participant": 0.0}


def gallery(facts: Facts, say: Labels) -> dict[str, Picture]:
    """Everything that the pages of a run can show: its figures, and the small picture of each distribution."""
    data = Labelled(facts, say)
    return {picture.name: picture for picture in (*_pictures(data), *_thumbnails(data))}


def _pictures(data: Labelled) -> Iterator[Picture]:
    for outcome in data.facts.outcomes:
        if data.facts.varies(outcome):
            yield _outcome(data, outcome)
    yield from _money(data)
    yield from _drivers(data)
    yield from _drawing(data)


def _picture(say: Labels, name: str, draw: Callable[[], Axes], *, outcome: str = "", **values: object) -> Picture:
    kind, called = name.partition("-")[0], uncapital(outcome)
    caption = capital(say(f"caption.{kind}", outcome=called))
    return Picture(name, caption, say(f"alt.{kind}", outcome=called, **values), partial(_rendered, draw))


def _rendered(draw: Callable[[], Axes], kind: str) -> bytes:
    return figures.rendered(draw(), kind)


def _named(say: Labels, labels: list[str]) -> str:
    shown = labels[:MENTIONED]
    return say.listed(shown) if len(labels) <= MENTIONED else ", ".join(shown) + ", …"


def _outcome(data: Labelled, outcome: str) -> Picture:
    facts, say = data.facts, data.say
    found = facts.summary(outcome)
    low, median, high = say.row(found.low, found.median, found.high)
    return _picture(
        say,
        f"outcome-{outcome}",
        partial(
            figures.outcome,
            data.worlds,
            outcome,
            language=say.language,
            published=facts.published_ranges(outcome),
            reference=BREAK_EVEN.get(outcome),
        ),
        outcome=say.outcome(outcome),
        worlds=say.whole(found.worlds),
        low=low,
        median=median,
        high=high,
    )


def _money(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    at_hand, language = facts.at_hand, say.language
    if facts.has_money and facts.chance is not None:
        both = facts.study.document.benefits and facts.study.document.costs
        if both and facts.varies("present_value_benefits") and facts.varies("present_value_costs"):
            chance = say.percent(facts.chance)
            yield _picture(say, "cloud", partial(figures.cloud, data.worlds, language=language), chance=chance)
        if "present_value" in at_hand.arrays:
            labels = [str(label) for label in data.worlds["flow_label"].values]
            yield _picture(
                say,
                "waterfall",
                partial(figures.waterfall, data.worlds, language=language),
                items=_named(say, labels),
                total=say.estimate(facts.summary("npv").mean) + f" {say.currency}",
            )
    if "bearer_npv" in at_hand.arrays and facts.study.bearers:
        labels = [
            f"{say.bearer(bearer)} {say.estimate(facts.summary('bearer_npv', label=bearer).mean)}"
            for bearer in at_hand.labels["bearer"]
        ]
        draw = partial(figures.bearers, data.worlds, language=language)
        yield _picture(say, "bearers", draw, items=_named(say, labels))
    if facts.yearly is not None and facts.yearly.sizes["year"] > 1:
        kinds = [say.known("kind", str(kind)) for kind in facts.yearly["kind"].values]
        last = int(facts.yearly["year"].values[-1])
        draw = partial(figures.years, facts.yearly, language=language)
        yield _picture(say, "years", draw, items=say.listed(kinds), first=0, last=last)


def _drivers(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    language, outcome = say.language, say.outcome(facts.analysed)
    if data.ranking is not None:
        labels = [str(label) for label in data.ranking["label"].values]
        draw = partial(figures.tornado, data.ranking, language=language)
        yield _picture(say, "tornado", draw, outcome=outcome, items=_named(say, labels))
    if data.shares is not None:
        labels = [str(label) for label in data.shares["label"].values]
        draw = partial(figures.shares, data.shares, language=language)
        yield _picture(say, "shares", draw, outcome=outcome, items=_named(say, labels))
    worth = data.information
    if worth is not None and bool((worth["value"] > 2 * worth["error"]).any()):
        labels = [str(label) for label in worth["label"].values]
        draw = partial(figures.information, worth, language=language)
        yield _picture(say, "information", draw, items=_named(say, labels))
    found = data.scenarios(facts.main)
    if found is not None:
        draw = partial(
            figures.scenarios,
            found,
            language=language,
            label=say.outcome(facts.main),
            unit=facts.run.unit(facts.main),
            reference=BREAK_EVEN.get(facts.main),
        )
        labels = [str(label) for label in found["label"].values]
        yield _picture(say, "scenarios", draw, outcome=say.outcome(facts.main), items=_named(say, labels))


def _drawing(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    language = say.language
    if facts.calibrations and not facts.calibrations[-1].says_nothing:
        found = facts.calibrations[-1]
        labels = [say.assumption(one.name) for one in found.assumptions]
        yield _picture(say, "calibration", partial(narrowed, found, say), items=_named(say, labels))
    if facts.varies(facts.main) and math.isfinite(facts.summary(facts.main).mean.value):
        draw = partial(
            figures.convergence,
            facts.convergence,
            language=language,
            label=say.outcome(facts.main),
            unit=facts.run.unit(facts.main),
        )
        yield _picture(say, "convergence", draw, outcome=say.outcome(facts.main))
    if data.dependence is not None:
        labels = [str(pair) for pair in data.dependence["pair"].values]
        draw = partial(figures.dependence, data.dependence, language=language)
        yield _picture(say, "dependence", draw, items=_named(say, labels))


def _thumbnails(data: Labelled) -> Iterator[Picture]:
    """The small picture of each assumption that has a single density."""
    for name, family in data.facts.study.families.items():
        if is_certain(family) or family.batch_shape:
            continue
        alt = data.say("alt.thumbnail", label=data.say.assumption(name))
        yield Picture(thumbnail_of(name), "", alt, partial(_rendered, partial(_thumbnail, data, name)))


def thumbnail_of(assumption: str) -> str:
    """The name of the small picture of an assumption."""
    return f"distribution-{assumption}"


def _thumbnail(data: Labelled, name: str) -> Axes:
    return assumption_figures.thumbnail(data.distributions, name)


def write_figures(run: Run, folder: str | Path, language: str = "en") -> list[Path]:
    """Write every figure of a run as PNG and SVG, and the distributions as pages of small pictures.

    Returns
    -------
    list of Path
        The files, those of one run together: all new or all old.
    """
    folder = Path(folder)
    content: dict[str, bytes] = {}
    facts = Facts(run)
    data = Labelled(facts, Labels(facts.study, language))
    for picture in _pictures(data):
        drawn = picture.figure()
        content |= {f"{picture.name}.png": drawn.png, f"{picture.name}.svg": drawn.svg}
    pages = assumption_figures.distributions(data.distributions, language=language)
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
    say = Labels(study, language)
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
