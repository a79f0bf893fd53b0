"""Figures of the decision page: cloud, acceptability, cumulative curves, value of information, switching lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.agenda import Subject, switching_plane
from mcba.analysis.breakeven import break_even_line
from mcba.analysis.cases import Model
from mcba.analysis.options import NOTHING
from mcba.engine.run import draws_of
from mcba.errors import RunError
from mcba.reporting.decision import Decision
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
from mcba.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = (BLUE, ORANGE, GREEN, RED, SKY)
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)))
MARKERS = ("o", "^", "s", "D", "v")
POINTS = 2_000  # worlds drawn for each option in the cloud
CURVE = 400
STOPS = 25


def cloud(found: Decision, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Each world of each option as a point: present value of costs against benefits, with the line of equality."""
    options, say = found.options, Labels(found.study, language)
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
        _money_axes(axes, found, say)
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


def _money_axes(axes: Axes, found: Decision, say: Labels) -> None:
    unit = _currency(found, say)
    _number_axis(axes.xaxis, say)
    _number_axis(axes.yaxis, say)
    axes.set_xlabel(say("decide_figure.costs", currency=unit))
    axes.set_ylabel(say("decide_figure.benefits", currency=unit))
    axes.grid(visible=True)


def _currency(found: Decision, say: Labels) -> str:
    return say.unit(found.study.document.study.currency)


def _legend(axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles, labels, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, markerscale=1.8)


def acceptability(found: Decision, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """In which share of the worlds each option is best, by what a euro of benefit counts for."""
    curve, say = found.options.acceptability(), Labels(found.study, language)
    labels = [say.option(name) for name in found.options.names]
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
        axes.set_xlabel(say("decide_figure.weight", currency=_currency(found, say)))
        axes.set_ylabel(say("decide_figure.best"))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def cumulative(found: Decision, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """The share of worlds below each net benefit, for each option."""
    options, say = found.options, Labels(found.study, language)
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
        axes.set_xlabel(say("decide_figure.net_benefit", currency=_currency(found, say)))
        axes.set_ylabel(say("decide_figure.below"))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def information(found: Decision, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """What it is worth to know each assumption before choosing among the options (EVPPI)."""
    import xarray as xr

    if found.agenda is None or found.agenda.perfect.value == 0:
        raise RunError("knowing more would not change the choice in any world, so there is nothing to draw")
    subjects = [one for one in found.agenda.subjects if one.information.value > 0]
    if not subjects:
        raise RunError("no assumption by itself is worth knowing before this choice, so there is nothing to draw")
    say = Labels(found.study, language)
    dataset = xr.Dataset(
        {
            "value": ("assumption", [one.information.value for one in subjects]),
            "error": ("assumption", [one.information.error for one in subjects]),
        },
        coords={
            "assumption": [one.name for one in subjects],
            "label": ("assumption", [say.assumption(one.name) for one in subjects]),
        },
        attrs={"perfect": found.agenda.perfect.value, "currency": found.study.document.study.currency},
    )
    return information_bars(dataset, axes, language=language)


def switching(found: Decision, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Where the answer switches in the plane of the two assumptions that matter most to it.

    Where no assumption switches it within its range, the break-even line with all else at base, beside the worlds.
    """
    if found.agenda is None:
        raise RunError("nothing is uncertain, so nothing switches")
    of_choice = [one for one in found.agenda.subjects if one.choice is not None and one.choice.value is not None]
    of_sign = [
        one for one in found.agenda.subjects if one.switching is not None and one.switching.mean.value is not None
    ]
    choice = not of_sign
    chosen = of_choice if choice else of_sign
    others = sorted(found.agenda.subjects, key=lambda one: -one.share)
    pair = [*chosen, *(one for one in others if one not in chosen)][:2]
    if not chosen or len(pair) < 2:
        return _plane_at_base(found, axes, Labels(found.study, language))
    return _plane(found, (pair[1], pair[0]), axes, Labels(found.study, language), choice=choice)


def _plane(found: Decision, pair: tuple[Subject, Subject], axes: Axes | None, say: Labels, *, choice: bool) -> Axes:
    line = switching_plane(found.run, pair[0].name, pair[1].name, found.options, choice=choice)
    names = [say.assumption(one.name) for one in pair]
    ends = pair[1].choice if choice else (pair[1].switching.mean if pair[1].switching else None)
    with style(*names):
        axes = _axes(axes, 3.6)
        drawn = line.switches
        if not drawn.any():
            raise RunError("no pair of these assumptions switches the answer where worlds are, so there is no line")
        band = say("decide_figure.band", share=say.exact_percent(0.95))
        axes.fill_between(
            line.first[drawn], line.low[drawn], line.high[drawn], color=SKY, alpha=0.45, linewidth=0, label=band
        )
        axes.plot(line.first[drawn], line.second[drawn], color=BLUE, linewidth=1.7, label=say("decide_figure.switches"))
        _sides(axes, found, ends.good_side if ends is not None else None, say, choice=choice)
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(_with_unit(found, pair[0], say, 60))
        axes.set_ylabel(_with_unit(found, pair[1], say, 46))
        axes.margins(y=0.35)
        axes.grid(visible=True)
        _legend(axes)
    return axes


def _plane_at_base(found: Decision, axes: Axes | None, say: Labels) -> Axes:
    """The line on which the balance is zero, all else at base, and where the worlds are."""
    subjects = found.agenda.subjects if found.agenda is not None else ()
    ways = [(one, one.one_way) for one in subjects if one.one_way is not None and one.one_way.found.value is not None]
    ways.sort(key=lambda pair: -pair[0].share)
    if len(ways) < 2:
        raise RunError("fewer than two assumptions have a break-even, so there is no line to draw")
    (first, first_way), (second, second_way) = ways[:2]
    draws, model = draws_of(found.run), Model(found.study)
    across, up = (draws[one.name][:POINTS] for one in (first, second))
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
        axes.set_xlabel(_with_unit(found, first, say, 60))
        axes.set_ylabel(_with_unit(found, second, say, 46))
        axes.grid(visible=True)
        _legend(axes)
    return axes


def _span(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], crossing: float | None) -> tuple[float, float]:
    """From the worlds to the break-even, with a margin; not below zero where nothing is."""
    ends = [float(values.min()), float(values.max()), *([] if crossing is None else [crossing])]
    margin = 0.08 * (max(ends) - min(ends))
    low = min(ends) - margin
    return (low if min(ends) < 0 else max(low, 0.0)), max(ends) + margin


def _with_unit(found: Decision, subject: Subject, say: Labels, width: int) -> str:
    unit = say.unit(found.study.document.assumptions[subject.assumption].unit)
    return folded(", ".join(filter(None, (say.assumption(subject.name), unit))), width)


def _sides(axes: Axes, found: Decision, good_side: str | None, say: Labels, *, choice: bool) -> None:
    """Say on both sides of the line what is better there."""
    if good_side is None or found.agenda is None:
        return
    if choice:
        good, bad = (
            say("decide_figure.is_best", option=say.option(name))
            for name in (found.agenda.best, found.agenda.runner_up)
        )
    else:
        good, bad = say("decide_figure.gain"), say("decide_figure.loss")
    above, below = (good, bad) if good_side == "above" else (bad, good)
    for text, height, place in ((above, 0.97, "top"), (below, 0.03, "bottom")):
        axes.text(0.02, height, folded(text, 50), transform=axes.transAxes, va=place, fontsize=8, color=INK)


FIGURES: dict[str, Callable[..., Axes]] = {
    "decision-cloud": cloud,
    "decision-acceptability": acceptability,
    "decision-cumulative": cumulative,
    "decision-information": information,
    "decision-switching": switching,
}


def write(found: Decision, folder: str | Path, *, language: str = "en") -> tuple[list[Path], list[str]]:
    """Write every figure as PNG and SVG; give the files, and why figures were left out."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    left_out = []
    for name, draw in FIGURES.items():
        try:
            axes = draw(found, language=language)
        except RunError as error:
            left_out.append(f"{name}: {error}")
            continue
        for kind in ("png", "svg"):
            files.append(folder / f"{name}.{kind}")
            save(axes, files[-1])
    return files, left_out
