"""Figures of the decision page: cloud, acceptability, cumulative curves, value of information, switching lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.agenda import Agenda, Subject, switching_plane
from mcba.analysis.breakeven import break_even_line
from mcba.analysis.cases import Model, OneWay
from mcba.analysis.options import NOTHING, Alternatives
from mcba.analysis.switching import Switch, SwitchingValues
from mcba.engine.run import draws_of
from mcba.errors import Note, RunError
from mcba.reporting.datasets import Labelled
from mcba.reporting.facts import Facts, Missing, fact, required
from mcba.reporting.figures import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    RED,
    SKY,
    _axes,
    _number_axis,
    folded,
    save,
    style,
)
from mcba.reporting.figures import information as information_bars
from mcba.reporting.figures.picture import Picture
from mcba.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, ORANGE, GREEN, RED, SKY)
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)))
MARKERS = ("o", "^", "s", "D", "v")
POINTS = 2_000  # worlds drawn for each option in the cloud
CURVE = 400
STOPS = 25
MENTIONED = 5  # assumptions named in the words for a figure


def cloud(facts: Facts, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Each world of each option as a point: present value of costs against benefits, with the line of equality."""
    options, say = _options(facts), Labels(facts.study, language)
    labels = [say.option(name) for name in options.names]
    with style(*labels):
        axes = _axes(axes, 4.2)
        for place, name in enumerate(options.names):
            if name == NOTHING:
                continue
            axes.scatter(
                options.costs[:POINTS, place],
                options.benefits[:POINTS, place],
                s=7,
                color=COLOURS[(place - 1) % len(COLOURS)],
                marker=MARKERS[(place - 1) % len(MARKERS)],
                alpha=0.35,
                linewidths=0,
                label=folded(labels[place]),
                rasterized=True,
            )
        axes.axline((0, 0), slope=1, color=INK, linewidth=1.1, linestyle="--", label=say("decide_figure.equal"))
        chosen = [place for place, name in enumerate(options.names) if name != NOTHING]
        axes.set_xlim(*_window(options.costs[:, chosen]))
        axes.set_ylim(*_window(options.benefits[:, chosen]))
        _money_axes(axes, facts, say)
        _legend(axes)
    return axes


def _drawn(place: int) -> dict[str, Any]:
    """Colour and line of an option: the same in every figure."""
    if place == 0:
        return {"color": INK, "linestyle": LINES[-1], "linewidth": 1.5}
    return {
        "color": COLOURS[(place - 1) % len(COLOURS)],
        "linestyle": LINES[(place - 1) % len(LINES)],
        "linewidth": 1.6,
    }


def _window(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.001, 0.999])
    margin = 0.06 * ((high - low) or abs(high) or 1.0)
    return float(low - margin), float(high + margin)


def _money_axes(axes: Axes, facts: Facts, say: Labels) -> None:
    unit = _currency(facts, say)
    _number_axis(axes.xaxis, say)
    _number_axis(axes.yaxis, say)
    axes.set_xlabel(say("decide_figure.costs", currency=unit))
    axes.set_ylabel(say("decide_figure.benefits", currency=unit))
    axes.grid(visible=True)


def _currency(facts: Facts, say: Labels) -> str:
    return say.unit(facts.study.document.study.currency)


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, markerscale=1.8)


def acceptability(facts: Facts, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """In which share of the worlds each option is best, by what a euro of benefit counts for."""
    options, say = _options(facts), Labels(facts.study, language)
    curve = options.acceptability()
    labels = [say.option(name) for name in options.names]
    with style(*labels):
        axes = _axes(axes, 3.4)
        for place, label in enumerate(labels):
            axes.plot(
                curve.prices,
                curve.probability_best[:, place],
                **_drawn(place),
                label=folded(label),
            )
        axes.axvline(1.0, color=INK, linestyle=":", linewidth=1.0, label=say("decide_figure.as_studied"))
        axes.set_xlim(float(curve.prices[0]), float(curve.prices[-1]))
        axes.set_ylim(0, 1.02)
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say, percent=True)
        axes.set_xlabel(say("decide_figure.weight", currency=_currency(facts, say)))
        axes.set_ylabel(say("decide_figure.best"))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def cumulative(facts: Facts, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """The share of worlds below each net benefit, for each option."""
    options, say = _options(facts), Labels(facts.study, language)
    chosen = [(place, name) for place, name in enumerate(options.names) if name != NOTHING]
    labels = [say.option(name) for _, name in chosen]
    with style(*labels):
        axes = _axes(axes, 3.4)
        low, high = _window(options.net_benefit[:, [place for place, _ in chosen]])
        grid = np.linspace(low, high, CURVE)
        for (place, _), label in zip(chosen, labels, strict=True):
            ordered = np.sort(options.net_benefit[:, place])
            share = np.searchsorted(ordered, grid, side="right") / ordered.size
            axes.plot(grid, share, **_drawn(place), label=folded(label))
        if low < 0 < high:
            axes.axvline(0, color=INK, linestyle=":", linewidth=1.1, label=say("decide_figure.equal"))
        axes.set_xlim(low, high)
        axes.set_ylim(0, 1.02)
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say, percent=True)
        axes.set_xlabel(say("decide_figure.net_benefit", currency=_currency(facts, say)))
        axes.set_ylabel(say("decide_figure.below"))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def information(facts: Facts, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """What it is worth to know each assumption before choosing among the options (EVPPI)."""
    agenda = _agenda(facts)
    if agenda.perfect.value == 0:
        raise RunError("knowing more would not change the choice in any world", code="nothing_to_learn")
    if not any(one.information.value > 0 for one in agenda.subjects):
        raise RunError("no assumption by itself is worth knowing before this choice", code="nothing_to_learn")
    found = Labelled(facts, Labels(facts.study, language)).information
    assert found is not None
    return information_bars(found.isel(assumption=found["value"].values > 0), axes, language=language)


def _options(facts: Facts) -> Alternatives:
    return required(facts.alternatives)


def _agenda(facts: Facts) -> Agenda:
    return required(facts.agenda)


def switching(facts: Facts, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Where the answer switches in the plane of the two assumptions that matter most to it.

    Where no assumption switches it within its range, the break-even line with all else at base, beside the worlds.
    """
    subjects = _agenda(facts).subjects
    of_choice = [one for one in subjects if _crosses(one.choice)]
    of_sign = [one for one in subjects if _crosses(_of_mean(one))]
    choice = not of_sign
    chosen = of_choice if choice else of_sign
    others = sorted(subjects, key=lambda one: -one.share.value)
    pair = [*chosen, *(one for one in others if one not in chosen and one.numbers == 1)][:2]
    if not chosen or len(pair) < 2:
        return _plane_at_base(facts, axes, Labels(facts.study, language))
    return _plane(facts, (pair[1], pair[0]), axes, Labels(facts.study, language), choice=choice)


def _of_mean(one: Subject) -> Switch | None:
    return one.switching.mean if isinstance(one.switching, SwitchingValues) else None


def _crosses(found: Switch | Note | None) -> bool:
    return isinstance(found, Switch) and found.value is not None


def _plane(facts: Facts, pair: tuple[Subject, Subject], axes: Axes | None, say: Labels, *, choice: bool) -> Axes:
    line = switching_plane(facts.at_hand, pair[0].name, pair[1].name, _options(facts), choice=choice)
    names = [say.assumption(one.name) for one in pair]
    ends = pair[1].choice if choice else _of_mean(pair[1])
    with style(*names):
        axes = _axes(axes, 3.6)
        drawn = line.switches
        if not drawn.any():
            raise RunError("no pair of these assumptions switches the answer where worlds are", code="no_line")
        band = say("decide_figure.band", share=say.exact_percent(0.95))
        axes.fill_between(
            line.first[drawn], line.low[drawn], line.high[drawn], color=SKY, alpha=0.45, linewidth=0, label=band
        )
        axes.plot(line.first[drawn], line.second[drawn], color=BLUE, linewidth=1.7, label=say("decide_figure.switches"))
        _sides(axes, facts, ends.good_side if isinstance(ends, Switch) else None, say, choice=choice)
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(_with_unit(facts, pair[0], say, 60))
        axes.set_ylabel(_with_unit(facts, pair[1], say, 46))
        axes.margins(y=0.35)
        axes.grid(visible=True)
        _legend(axes)
    return axes


def _plane_at_base(facts: Facts, axes: Axes | None, say: Labels) -> Axes:
    """The line on which the balance is zero, all else at base, and where the worlds are."""
    single = [(one, one.one_way) for one in _agenda(facts).subjects if one.numbers == 1]
    ways = [(one, way) for one, way in single if isinstance(way, OneWay) and way.found.value is not None]
    ways.sort(key=lambda pair: -pair[0].share.value)
    if len(ways) < 2:
        raise RunError("fewer than two assumptions have a break-even", code="no_line")
    (first, first_way), (second, second_way) = ways[:2]
    draws, model = draws_of(facts.at_hand, first=POINTS), Model(facts.study)
    across, up = (draws[one.name] for one in (first, second))
    spans = [_span(across, first_way.found.value), _span(up, second_way.found.value)]
    line = break_even_line(
        lambda x, y: model.at({first.name: x, second.name: y}), np.linspace(*spans[0], STOPS), *spans[1]
    )
    with style(say.assumption(first.name), say.assumption(second.name)):
        axes = _axes(axes, 3.8)
        axes.scatter(
            across, up, s=5, color=SKY, alpha=0.4, linewidths=0, label=say("decide_figure.worlds"), rasterized=True
        )
        drawn = line.switches
        text = say("decide_figure.equal_at_base")
        axes.plot(line.first[drawn], line.second[drawn], color=RED, linewidth=1.7, label=text)
        axes.plot(
            first_way.base,
            second_way.base,
            color=INK,
            marker="D",
            markersize=4.5,
            linestyle="none",
            label=say("decide_figure.base_case"),
        )
        axes.set_xlim(*spans[0])
        axes.set_ylim(*spans[1])
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(_with_unit(facts, first, say, 60))
        axes.set_ylabel(_with_unit(facts, second, say, 46))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def _span(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], crossing: float | None) -> tuple[float, float]:
    """From the worlds to the break-even, with a margin; not below zero where nothing is."""
    ends = [float(values.min()), float(values.max()), *([] if crossing is None else [crossing])]
    margin = 0.08 * (max(ends) - min(ends))
    low = min(ends) - margin
    return (low if min(ends) < 0 else max(low, 0.0)), max(ends) + margin


def _with_unit(facts: Facts, subject: Subject, say: Labels, width: int) -> str:
    unit = say.unit(facts.study.document.assumptions[subject.name].unit)
    return folded(", ".join(filter(None, (say.assumption(subject.name), unit))), width)


def _sides(axes: Axes, facts: Facts, good_side: str | None, say: Labels, *, choice: bool) -> None:
    """Say on both sides of the line what is better there."""
    if good_side is None:
        return
    if choice:
        good, bad = (
            say("decide_figure.is_best", option=say.option(name))
            for name in (_agenda(facts).best, _agenda(facts).runner_up)
        )
    else:
        good, bad = say("decide_figure.gain"), say("decide_figure.loss")
    above, below = (good, bad) if good_side == "above" else (bad, good)
    for text, height, place in ((above, 0.97, "top"), (below, 0.03, "bottom")):
        axes.text(0.02, height, folded(text, 50), transform=axes.transAxes, va=place, fontsize=8, color=INK)


FIGURES: dict[str, Callable[..., Axes]] = {
    "cloud": cloud,
    "acceptability": acceptability,
    "cumulative": cumulative,
    "information": information,
    "switching": switching,
}


def gallery(facts: Facts, say: Labels) -> dict[str, Picture]:
    """The figures that a decision page can show, drawn already: whether there is a line is seen by drawing it."""
    found = {}
    for key, draw in FIGURES.items():
        axes = fact(partial(draw, facts, language=say.language))
        if not isinstance(axes, Missing):
            name = key if key == "information" else f"decision-{key}"
            alt = say(f"alt.decision_{key}", items=say.listed(_named(facts, say, key)))
            found[name] = Picture(
                name, say(f"caption.decision_{key}", currency=say.currency), alt, partial(_given, axes)
            )
    return found


def _given(axes: Axes) -> Axes:
    return axes


def _named(facts: Facts, say: Labels, key: str) -> list[str]:
    """What a figure shows: the options, or the assumptions looked at first."""
    if key in {"information", "switching"}:
        return [say.assumption(one.name) for one in _agenda(facts).subjects[:MENTIONED]]
    return [say.option(name) for name in _options(facts).names]


def write(facts: Facts, folder: str | Path, *, language: str = "en") -> tuple[list[Path], list[str]]:
    """Write every figure as PNG and SVG; give the files, and why figures were left out."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    left_out = []
    for name, draw in FIGURES.items():
        try:
            axes = draw(facts, language=language)
        except RunError as error:
            left_out.append(f"decision-{name}: {Labels(facts.study, language).note(error.note)}")
            continue
        for kind in ("png", "svg"):
            files.append(folder / f"decision-{name}.{kind}")
            save(axes, files[-1])
    return files, left_out
