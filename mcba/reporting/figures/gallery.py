"""Every figure of a page by name, with its caption and the words for those who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcba.engine import Run
from mcba.engine.saved import write_bytes_together
from mcba.errors import Note
from mcba.reporting.facts import Facts, Missing, facts_of
from mcba.reporting.figures import assumptions, calibrations, decisions, densities, drivers, flows, outcomes, rankings
from mcba.reporting.figures.labelled import Labelled, named
from mcba.reporting.figures.picture import Picture
from mcba.reporting.labels import Labels
from mcba.reporting.words import capital, uncapital
from mcba.study import Study, is_certain
from mcba.study.formula import STANDARD_OUTCOMES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from mcba.reporting.pages import Ranked
    from mcba.reporting.sections import HasCalibrations

MENTIONED = 5  # labels named in the words for a figure


# --- of a run


def of_run(facts: Facts, say: Labels) -> dict[str, Picture]:
    """Everything that the pages of a run can show: its figures, and the small picture of each distribution."""
    data = Labelled(facts, say)
    return {picture.name: picture for picture in (*_pictures(data), *_thumbnails(data))}


def _pictures(data: Labelled) -> Iterator[Picture]:
    for outcome in data.facts.outcomes:
        if data.facts.varies(outcome):
            yield _outcome(data, outcome)
    yield from _flows(data)
    yield from _drivers(data)
    yield from _drawing(data)


def _picture(
    say: Labels, name: str, draw: Callable[[], Axes], *, words: str = "", outcome: str = "", **values: object
) -> Picture:
    """A picture with its caption and its description: the `words` of its name, up to the first dash."""
    key, values = words or name.partition("-")[0], {"outcome": uncapital(outcome), **values}
    return Picture(name, capital(say(f"caption.{key}", **values)), say(f"alt.{key}", **values), draw)


def _items(say: Labels, labels: Iterable[str]) -> str:
    """The first labels of a figure in words."""
    labels = [str(label) for label in labels]
    return say.listed(labels) if len(labels) <= MENTIONED else ", ".join(labels[:MENTIONED]) + ", …"


def _outcome(data: Labelled, outcome: str) -> Picture:
    facts, say = data.facts, data.say
    summary = facts.summary(outcome)
    low, median, high = say.row(summary.low, summary.median, summary.high)
    published, reference = facts.published_ranges(outcome), _break_even(outcome)
    return _picture(
        say,
        f"outcome-{outcome}",
        lambda: outcomes.outcome(data.outcome(outcome), say, published=published, reference=reference),
        outcome=say.outcome(outcome),
        worlds=say.whole(summary.worlds),
        low=low,
        median=median,
        high=high,
    )


def _flows(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    arrays = facts.at_hand.arrays
    if facts.has_money and facts.chance is not None:
        both = facts.study.document.benefits and facts.study.document.costs
        if both and facts.varies("present_value_benefits") and facts.varies("present_value_costs"):
            yield _picture(say, "cloud", lambda: outcomes.cloud(data.worlds, say), chance=say.percent(facts.chance))
        balance = facts.summary("npv").mean
        if "present_value" in arrays and math.isfinite(balance.value):
            items = _items(say, map(say.flow, facts.at_hand.labels["flow"]))
            total = f"{say.estimate(balance)} {say.currency}"
            yield _picture(say, "waterfall", lambda: flows.waterfall(data.waterfall, say), items=items, total=total)
    if "bearer_npv" in arrays and facts.study.bearers:
        items = _items(say, (_balance(data, bearer) for bearer in facts.at_hand.labels["bearer"]))
        yield _picture(say, "bearers", lambda: flows.bearers(data.bearers, say), items=items)
    yearly = facts.yearly
    if yearly is not None and yearly.sizes["year"] > 1:
        kinds = say.listed(say.known("kind", str(kind)) for kind in yearly["kind"].values)
        last = int(yearly["year"].values[-1])
        yield _picture(say, "years", partial(flows.years, yearly, say), items=kinds, first=0, last=last)


def _balance(data: Labelled, bearer: str) -> str:
    """A bearer and its mean balance."""
    mean = data.facts.summary("bearer_npv", label=bearer).mean
    return f"{data.say.bearer(bearer)} {data.say.estimate(mean)}"


def _drivers(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    analysed, main = say.outcome(facts.analysed), say.outcome(facts.main)
    figures: list[tuple[str, Callable[..., Axes], xr.Dataset | None, str]] = [
        ("tornado", drivers.tornado, data.ranking, analysed),
        ("shares", drivers.shares, data.shares, analysed),
        ("information", drivers.information, _clear(data.information), ""),
        (
            "scenarios",
            partial(outcomes.scenarios, reference=_break_even(facts.main)),
            data.scenarios(facts.main),
            main,
        ),
    ]
    for name, draw, found, outcome in figures:
        if found is not None:
            items = _items(say, found["label"].values)
            yield _picture(say, name, partial(draw, found, say), outcome=outcome, items=items)


def _clear(worth: xr.Dataset | None) -> xr.Dataset | None:
    """What it is worth to know assumptions, where that of any of them is clear of its error."""
    return worth if worth is not None and bool((worth["low"] > 0).any()) else None


def _drawing(data: Labelled) -> Iterator[Picture]:
    facts, say = data.facts, data.say
    if facts.reproduced:
        yield from of_calibration(facts, say).values()
    if facts.varies(facts.main) and math.isfinite(facts.summary(facts.main).mean.value):
        draw = partial(outcomes.convergence, data.convergence, say)
        yield _picture(say, "convergence", draw, outcome=say.outcome(facts.main))
    if data.dependence is not None:
        items = _items(
            say, (f"{say.assumption(pair.first)} – {say.assumption(pair.second)}" for pair in facts.correlations)
        )
        yield _picture(say, "dependence", partial(drivers.dependence, data.dependence, say), items=items)


def _thumbnails(data: Labelled) -> Iterator[Picture]:
    """The small picture of each assumption that has a single density."""
    for name, family in data.facts.study.families.items():
        if not is_certain(family) and not family.batch_shape:
            alt = data.say("alt.thumbnail", label=data.say.assumption(name))
            yield Picture(thumbnail_of(name), "", alt, partial(_thumbnail, data, name))


def thumbnail_of(assumption: str) -> str:
    """The name of the small picture of an assumption."""
    return f"distribution-{assumption}"


def _thumbnail(data: Labelled, name: str) -> Axes:
    return assumptions.thumbnail(data.densities, name)


# --- of other pages


def of_calibration(facts: HasCalibrations, say: Labels) -> dict[str, Picture]:
    """What published figures narrow: of the stated assumptions, or of wider ones where those say more."""
    if isinstance(facts.calibrations, Note) or facts.calibrations[-1].says_nothing:
        return {}
    found = facts.calibrations[-1]
    items = _items(say, (say.assumption(one.name) for one in found.assumptions))
    return {"calibration": _picture(say, "calibration", partial(calibrations.narrowed, found, say), items=items)}


def of_ranking(ranked: Ranked, say: Labels) -> dict[str, Picture]:
    """Everything that a ranking can show, and the shares by design beside it; by the names of the files."""
    stems = {"ranking": ranked.ranking, "ranking-sobol": ranked.shares}
    known = [(stem, ranking) for stem, ranking in stems.items() if ranking is not None]
    pictures = [picture for stem, ranking in known for picture in _ranking(stem, ranking, say)]
    return {picture.name: picture for picture in pictures}


def _ranking(stem: str, ranking: xr.Dataset, say: Labels) -> Iterator[Picture]:
    found = named(ranking, ranking.attrs["outcome"], say)
    outcome, items = str(found.attrs["long_name"]), _items(say, found["label"].values)
    for name, draw in rankings.drawings(found).items():
        file = f"{stem}-{'convergence' if name == 'settling' else name}"
        yield _picture(say, file, partial(draw, found, say), words=name, outcome=outcome, items=items)


def of_decision(facts: Facts, say: Labels) -> dict[str, Picture]:
    """The figures that there is something to show for."""
    return {name: found for name, found in decision_or_reasons(facts, say).items() if isinstance(found, Picture)}


def decision_or_reasons(facts: Facts, say: Labels) -> dict[str, Picture | Missing]:
    """Every figure of a decision, or the reason why there is none."""
    options, plane, worth = facts.alternatives, facts.plane, _worth_knowing(Labelled(facts, say))
    figures: list[tuple[str, Callable[..., Axes], Any, Callable[[Any], Iterable[str]]]] = [
        ("cloud", decisions.cloud, options, lambda known: map(say.option, known.names)),
        ("acceptability", decisions.acceptability, options, lambda known: map(say.option, known.names)),
        ("cumulative", decisions.cumulative, options, lambda known: map(say.option, known.names)),
        ("information", drivers.information, worth, lambda known: known["label"].values),
        ("switching", decisions.switching, plane, lambda known: map(say.assumption, (known.first, known.second))),
    ]
    found: dict[str, Picture | Missing] = {}
    for kind, draw, known, labels in figures:
        name, told = f"decision-{kind}", known
        if not isinstance(known, Missing):
            values = {"currency": say.currency, "items": _items(say, labels(known))}
            told = _picture(say, name, partial(draw, known, say), words=f"decision_{kind}", **values)
        found[name] = told
    return found


def _worth_knowing(data: Labelled) -> xr.Dataset | Missing | None:
    """What it is worth to know each assumption, where knowing one would change the choice."""
    agenda = data.facts.agenda
    if isinstance(agenda, Missing):
        return agenda
    learns = agenda.perfect.value > 0 and any(one.information.value > 0 for one in agenda.subjects)
    return data.information if learns else Missing("nothing_to_learn")


# --- on disk


def write_figures(run: Run, folder: str | Path, language: str = "en") -> list[Path]:
    """Write every figure of a run as PNG and SVG, and the distributions as pages of small pictures.

    Returns
    -------
    list of Path
        The files, those of one run together: all new or all old.
    """
    facts = facts_of(run)
    data = Labelled(facts, Labels(facts.study, language))
    return _write(Path(folder), [*_pictures(data), *_pages(data)])


def _pages(data: Labelled) -> Iterator[Picture]:
    pages = assumptions.distributions(data.densities, data.say)
    for place, page in enumerate(pages, 1):
        name = "distributions" if len(pages) == 1 else f"distributions-{place}"
        yield Picture(name, "", "", partial(page.axes.__getitem__, 0))


def write_decision_figures(
    facts: Facts, folder: str | Path, language: str = "en"
) -> tuple[list[Path], dict[str, Missing]]:
    """Write every figure of a decision as PNG and SVG.

    Returns
    -------
    tuple
        The files, all new or all old; and why a figure was left out, by its name.
    """
    found = decision_or_reasons(facts, Labels(facts.study, language))
    pictures = [each for each in found.values() if isinstance(each, Picture)]
    return _write(Path(folder), pictures), {name: each for name, each in found.items() if isinstance(each, Missing)}


def write_assumption_figures(study: Study, folder: str | Path, language: str = "en") -> list[Path]:
    """Write a figure of each uncertain assumption as PNG and SVG, named `assumption-<name>`.

    Returns
    -------
    list of Path
        The files, all new or all old.
    """
    say = Labels(study, language)
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    pictures = [Picture(f"assumption-{name}", "", "", partial(_assumption, study, name, say)) for name in uncertain]
    return _write(Path(folder), pictures)


def _assumption(study: Study, name: str, say: Labels) -> Axes:
    law = densities.assumption(study, name, say)
    return (assumptions.labelled_assumption if "label" in law.dims else assumptions.assumption)(law, say)


def _write(folder: Path, pictures: Iterable[Picture]) -> list[Path]:
    """Draw pictures into a folder, all of them or none."""
    return write_bytes_together(folder, {name: drawn for each in pictures for name, drawn in each.files().items()})


def _break_even(outcome: str) -> float | None:
    """The value of a standard outcome from which the project pays."""
    standard = STANDARD_OUTCOMES.get(outcome)
    return None if standard is None else standard.break_even
