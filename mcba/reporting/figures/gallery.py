"""Every figure of a page by name, with its caption and the words for those who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from mcba.errors import Note
from mcba.reporting.effect_trees.boxes import effect_boxes
from mcba.reporting.effect_trees.drawing import draw_effects
from mcba.reporting.facts.described import OneAssumption
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.facts.published import HasCalibrations
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.figures import assumptions, decisions, densities, drivers, flows, outcomes, rankings, titles
from mcba.reporting.figures.labelled import Labelled, swept_with_labels, with_labels
from mcba.reporting.figures.plots import Drawn, Plot
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital, uncapital
from mcba.study import Study, is_certain
from mcba.study.formula import STANDARD_OUTCOMES

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from mcba.analysis.published import Calibration

_THUMBNAILS: WeakKeyDictionary[Facts, dict[str, Drawn]] = WeakKeyDictionary()
_SEEN = 0.1  # of the width of a range, and in standard deviations: a smaller change cannot be seen in a figure
_MENTIONED = 5  # labels named in the words for a figure


# --- of a run


def of_run(facts: Facts, voice: Labels) -> dict[str, Plot]:
    """Everything that the pages of a run can show: its figures, and the small picture of each distribution."""
    data = Labelled(facts, voice)
    return {plot.name: plot for plot in (*_plots(data), *_thumbnails(data))}


def _plots(data: Labelled) -> Iterator[Plot]:
    about = data.facts.advised
    if about.varies(about.main):
        yield _answer(data)
    for outcome in data.facts.outcomes:
        if data.facts.varies(outcome):
            yield _outcome(data, outcome)
    yield from _flows(data)
    yield from _effects(data)
    yield from _drivers(data)
    yield from _drawing(data)
    yield from _forests(data.facts.study, data.voice)


def _plot(
    voice: Labels,
    name: str,
    draw: Callable[[], Axes],
    *,
    words: str = "",
    outcome: str = "",
    title: str = "",
    **values: object,
) -> Plot:
    """A picture with its caption and its description: the `words` of its name, up to the first dash."""
    key, values = words or name.partition("-")[0], {"outcome": uncapital(outcome), **values}
    drawing = Drawn(draw, capital(title))
    return Plot(name, capital(voice(f"caption.{key}", **values)), voice(f"alt.{key}", **values), drawing)


def _items(voice: Labels, labels: Iterable[str]) -> str:
    """The first labels of a figure in words."""
    labels = [str(label) for label in labels]
    return voice.listed(labels) if len(labels) <= _MENTIONED else ", ".join(labels[:_MENTIONED]) + ", …"


def _outcome(data: Labelled, outcome: str) -> Plot:
    facts, voice = data.facts, data.voice
    summary = facts.summary(outcome)
    low, median, high = voice.row(summary.low, summary.median, summary.high)
    published, reference = _published_ranges(facts, outcome), break_even(outcome)
    return _plot(
        voice,
        f"outcome-{outcome}",
        lambda: outcomes.draw_outcome(data.outcome(outcome), voice, published=published, reference=reference),
        outcome=voice.outcome(outcome),
        title=titles.of_outcome(facts, outcome, voice),
        worlds=voice.whole(summary.worlds),
        low=low,
        median=median,
        high=high,
    )


def _answer(data: Labelled) -> Plot:
    """The main outcome in words of everyday."""
    said = data.answer.attrs
    sides = f" {said['loss']}; {said['gain']}." if "gain" in said else ""
    told = {"what": uncapital(said["long_name"]), "legend": said["legend"], "sides": sides}
    return _plot(data.voice, "answer", partial(outcomes.draw_answer, data.answer, data.voice), **told)


def _published_ranges(facts: Facts, outcome: str) -> list[tuple[float, float]]:
    """The published low and high of an outcome, each pair once."""
    ends = [figure.published.figures for figure in facts.reproduced if figure.published.outcome == outcome]
    return list(
        dict.fromkeys(
            (low, high)
            for low, *_, high in (([*numbers, numbers[-1]] if len(numbers) == 1 else numbers) for numbers in ends)
        )
    )


def _flows(data: Labelled) -> Iterator[Plot]:
    facts, voice = data.facts, data.voice
    arrays = facts.at_hand.arrays
    if facts.has_money and facts.chance is not None:
        both = facts.study.document.benefits and facts.study.document.costs
        if both and facts.varies("present_value_benefits") and facts.varies("present_value_costs"):
            chance = voice.percent(facts.chance)
            title = voice("finding.chance", chance=chance)
            yield _plot(voice, "cloud", lambda: outcomes.draw_cloud(data.worlds, voice), title=title, chance=chance)
        balance = facts.summary("npv").mean
        if "present_value" in arrays and math.isfinite(balance.value):
            items = _items(voice, map(voice.flow, facts.at_hand.labels["flow"]))
            total = f"{voice.estimate(balance)} {voice.currency}"
            title = voice("finding.waterfall", total=f"{voice.short(balance)} {voice.currency}")
            draw = partial(flows.draw_waterfall, data.waterfall, voice)
            yield _plot(voice, "waterfall", draw, title=title, items=items, total=total)
    if "bearer_npv" in arrays and facts.study.bearers:
        items = _items(voice, (_balance(data, bearer) for bearer in facts.at_hand.labels["bearer"]))
        draw, title = partial(flows.draw_bearers, data.bearers, voice), titles.of_bearers(data.bearers, voice)
        yield _plot(voice, "bearers", draw, title=title, items=items)
    yearly = facts.yearly
    if yearly is not None and yearly.sizes["year"] > 1:
        kinds = voice.listed(voice.known("kind", str(kind)) for kind in yearly["kind"].values)
        last = int(yearly["year"].values[-1])
        yield _plot(voice, "years", partial(flows.draw_years, yearly, voice), items=kinds, first=0, last=last)


def _effects(data: Labelled) -> Iterator[Plot]:
    """The effect tree, of a study that has one."""
    effects, voice = data.facts.study.document.effects, data.voice
    if effects:
        items = _items(voice, (voice.text(effect.label) for effect in effects.values()))
        yield _plot(voice, "effects", lambda: draw_effects(effect_boxes(data.facts, voice), voice), items=items)


def _balance(data: Labelled, bearer: str) -> str:
    """A bearer and its mean balance."""
    mean = data.facts.summary("bearer_npv", label=bearer).mean
    return f"{data.voice.bearer(bearer)} {data.voice.estimate(mean)}"


def _drivers(data: Labelled) -> Iterator[Plot]:
    facts, voice = data.facts, data.voice
    analysed, main, reference = voice.outcome(facts.analysed), voice.outcome(facts.main), break_even(facts.main)
    of_scenarios = partial(outcomes.draw_scenarios, reference=reference), partial(titles.of_scenarios, reference)
    figures: list[tuple[str, xr.Dataset | None, str, Callable[..., Axes], Callable[[xr.Dataset, Labels], str]]] = [
        ("tornado", data.ranking, analysed, drivers.draw_tornado, titles.of_swings),
        ("shares", data.shares, analysed, drivers.draw_shares, titles.of_shares),
        ("information", _clear(data.information), "", drivers.draw_information, titles.of_information),
        ("scenarios", data.scenarios(facts.main), main, *of_scenarios),
    ]
    for name, dataset, outcome, draw, title in figures:
        if dataset is not None:
            shown = {"items": _items(voice, dataset["label"].values), "title": title(dataset, voice)}
            yield _plot(voice, name, partial(draw, dataset, voice), outcome=outcome, **shown)


def _clear(worth: xr.Dataset | None) -> xr.Dataset | None:
    """What it is worth to know assumptions, where that of any of them is clear of its error."""
    return worth if worth is not None and bool((worth["low"] > 0).any()) else None


def _drawing(data: Labelled) -> Iterator[Plot]:
    facts, voice = data.facts, data.voice
    if facts.reproduced:
        yield from of_calibration(facts, voice).values()
    if facts.varies(facts.main) and math.isfinite(facts.summary(facts.main).mean.value):
        draw = partial(outcomes.draw_convergence, data.convergence, voice)
        yield _plot(voice, "convergence", draw, outcome=voice.outcome(facts.main))
    if data.dependence is not None and data.dependence.sizes["pair"] > 1:  # of a single pair a table says it better
        items = _items(
            voice, (f"{voice.assumption(pair.first)} – {voice.assumption(pair.second)}" for pair in facts.correlations)
        )
        yield _plot(voice, "dependence", partial(drivers.draw_dependence, data.dependence, voice), items=items)


def _thumbnails(data: Labelled) -> Iterator[Plot]:
    """The small picture of each assumption that has a single density; it has no words, so it serves every language."""
    drawings = _THUMBNAILS.setdefault(data.facts, {})
    for name, family in data.facts.study.families.items():
        if not is_certain(family) and not family.batch_shape:
            alt = data.voice("alt.thumbnail", label=data.voice.assumption(name))
            drawing = drawings.setdefault(name, Drawn(partial(_thumbnail, data, name)))
            yield Plot(thumbnail_of(name), "", alt, drawing)


def whole_pages(facts: Facts, voice: Labels) -> list[Plot]:
    """Every figure of a run that fills the width of a page, and the distributions as pages of small pictures."""
    data = Labelled(facts, voice)
    return [*_plots(data), *_pages(data)]


def _pages(data: Labelled) -> Iterator[Plot]:
    pages = assumptions.draw_distributions(data.densities, data.voice)
    for number, page in enumerate(pages, 1):
        name = "distributions" if len(pages) == 1 else f"distributions-{number}"
        caption = data.voice("caption.distributions")
        yield Plot(name, caption, "", Drawn(partial(page.axes.__getitem__, 0)))


def thumbnail_of(assumption: str) -> str:
    """The name of the small picture of an assumption.

    Parameters
    ----------
    assumption : str

    Returns
    -------
    str

    Examples
    --------
    >>> thumbnail_of("drop_off")
    'distribution-drop_off'
    """
    return f"distribution-{assumption}"


def _thumbnail(data: Labelled, name: str) -> Axes:
    return assumptions.draw_thumbnail(data.densities, name)


def forest_of(assumption: str) -> str:
    """The name of the picture of the studies behind a pooled assumption.

    Parameters
    ----------
    assumption : str

    Returns
    -------
    str

    Examples
    --------
    >>> forest_of("effect")
    'forest-effect'
    """
    return f"forest-{assumption}"


def _forests(study: Study, voice: Labels, names: Iterable[str] | None = None) -> Iterator[Plot]:
    """The studies behind each pooled assumption, or behind those of the names."""
    for name in study.made if names is None else names:
        if study.made[name].pooling is not None:
            pooled = densities.pooled_studies(study, name, voice)
            values = {"label": voice.assumption(name), "items": _items(voice, pooled["label"].values)}
            values["share"] = str(pooled.attrs["share"])
            yield _plot(
                voice, forest_of(name), partial(assumptions.draw_forest, pooled, voice), title=values["label"], **values
            )


# --- of other pages


def of_assumption(facts: OneAssumption, voice: Labels) -> dict[str, Plot]:
    """The studies behind one assumption, where it was pooled from studies."""
    return {plot.name: plot for plot in _forests(facts.study, voice, [facts.name])}


def of_calibration(facts: HasCalibrations, voice: Labels) -> dict[str, Plot]:
    """What published figures narrow: of the stated assumptions, or of wider ones where those say more."""
    if isinstance(facts.calibrations, Note) or facts.calibrations[-1].says_nothing:
        return {}
    calibration = facts.calibrations[-1]
    seen = (
        abs(update.width.value - 1) > _SEEN or abs(update.shift.value) > _SEEN for update in calibration.assumptions
    )
    if not any(seen):  # pairs of bars that look the same
        return {}
    return {"calibration": of_narrowing(calibration, voice)}


def of_narrowing(calibration: Calibration, voice: Labels) -> Plot:
    """What published figures make of each assumption."""
    items = _items(voice, (voice.assumption(update.name) for update in calibration.assumptions))
    return _plot(voice, "calibration", partial(assumptions.draw_narrowed, calibration, voice), items=items)


def of_assumptions(study: Study, voice: Labels) -> list[Plot]:
    """A figure of each uncertain assumption, named `assumption-<name>`."""
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    return [
        Plot(f"assumption-{name}", voice.assumption(name), "", Drawn(partial(_assumption, study, name, voice)))
        for name in uncertain
    ]


def _assumption(study: Study, name: str, voice: Labels) -> Axes:
    law = densities.assumption_curves(study, name, voice)
    return (assumptions.draw_labelled_assumption if "label" in law.dims else assumptions.draw_assumption)(law, voice)


def of_ranking(ranked: Ranked, voice: Labels) -> dict[str, Plot]:
    """Everything that a ranking can show, and the shares by design beside it; by the names of the files."""
    stems = {"ranking": ranked.ranking, "ranking-sobol": ranked.shares}
    shown = [(stem, ranking) for stem, ranking in stems.items() if ranking is not None]
    plots = [plot for stem, ranking in shown for plot in _ranking(stem, ranking, voice)]
    return {plot.name: plot for plot in plots}


def _ranking(stem: str, ranking: xr.Dataset, voice: Labels) -> Iterator[Plot]:
    labelled = with_labels(ranking, ranking.attrs["outcome"], voice)
    outcome, items = str(labelled.attrs["long_name"]), _items(voice, labelled["label"].values)
    sayings = {"tornado": titles.of_swings, "shares": titles.of_shares}
    for name, draw in rankings.drawings(labelled).items():
        file = f"{stem}-{'convergence' if name == 'settling' else name}"
        title = sayings[name](labelled, voice) if name in sayings else ""
        yield _plot(voice, file, partial(draw, labelled, voice), words=name, outcome=outcome, title=title, items=items)


def of_sweep(swept: Swept, voice: Labels) -> Iterator[Plot]:
    """Each outcome over the values that were swept."""
    for outcome in swept.outcomes:
        cells = swept_with_labels(swept, outcome, voice)
        draw = partial(drivers.draw_sweep, cells, voice, reference=break_even(outcome))
        told = {"outcome": voice.outcome(outcome), "title": titles.of_swept(swept, outcome, voice)}
        names = voice.listed(uncapital(voice.lever(name)) for name in swept.names)
        yield _plot(voice, f"sweep-{outcome}", draw, names=names, **told)


def of_decision(facts: Facts, voice: Labels) -> dict[str, Plot]:
    """The figures that there is something to show for."""
    return {name: plot for name, plot in decision_or_reasons(facts, voice).items() if isinstance(plot, Plot)}


def decision_or_reasons(facts: Facts, voice: Labels) -> dict[str, Plot | Missing]:
    """Every figure of a decision, or the reason why there is none."""
    options, plane, worth = facts.alternatives, facts.plane, _worth_knowing(Labelled(facts, voice))
    figures: list[tuple[str, Callable[..., Axes], Any, Callable[[Any], Iterable[str]]]] = [
        ("cloud", decisions.draw_option_cloud, options, lambda content: map(voice.option, content.names)),
        ("acceptability", decisions.draw_acceptability, options, lambda content: map(voice.option, content.names)),
        ("cumulative", decisions.draw_cumulative, options, lambda content: map(voice.option, content.names)),
        ("information", drivers.draw_information, worth, lambda content: content["label"].values),
        (
            "switching",
            decisions.draw_switching,
            plane,
            lambda content: map(voice.assumption, (content.first, content.second)),
        ),
    ]
    sayings: dict[str, Callable[[Any, Labels], str]] = {
        "information": titles.of_information,
        "acceptability": titles.of_acceptability,
    }
    plots: dict[str, Plot | Missing] = {}
    for kind, draw, content, labels in figures:
        name, told = f"decision-{kind}", content
        if not isinstance(content, Missing):
            values = {"currency": voice.currency, "items": _items(voice, labels(content))}
            values["title"] = sayings[kind](content, voice) if kind in sayings else ""
            told = _plot(voice, name, partial(draw, content, voice), words=f"decision_{kind}", **values)
        plots[name] = told
    return plots


def _worth_knowing(data: Labelled) -> xr.Dataset | Missing | None:
    """What it is worth to know each assumption, where knowing one would change the choice."""
    agenda = data.facts.agenda
    if isinstance(agenda, Missing):
        return agenda
    learns = agenda.perfect.value > 0 and any(subject.information.value > 0 for subject in agenda.subjects)
    return data.information if learns else Missing("nothing_to_learn")


def break_even(outcome: str) -> float | None:
    """The value of a standard outcome from which the project pays."""
    standard = STANDARD_OUTCOMES.get(outcome)
    return None if standard is None else standard.break_even
