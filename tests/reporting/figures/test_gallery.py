import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import mcba
from mcba.errors import RunError
from mcba.reporting import figures
from mcba.reporting.delivery import figures as write_figures
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import densities, titles
from mcba.reporting.figures.gallery import of_decision, of_run
from mcba.reporting.figures.labelled import Labelled
from mcba.reporting.figures.plots import Plot, frame, rendered
from mcba.reporting.figures.style import (
    BLUE,
    GREEN,
    MOST_BARS,
    ORANGE,
    RED,
    SKY,
    axes_of,
    legend_below,
    number_axis,
    other_fonts,
    styled,
)
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import Voice

LONG = (
    "An extraordinarily long label of an assumption that somebody wrote with everything in it, brackets (and more) too"
)

MONEY = """
[benefits.care]
label = {{ en = "{label}", nl = "{label}" }}
formula = "a0 * 10"
unit = "EUR/year"
gains = {{ client = 1.0 }}
"""


def study_with(folder: Path, assumptions: int, rest: str = "", *, label: str = "Label", horizon: int = 2) -> mcba.Study:
    """A study with so many uncertain assumptions, all of which count."""
    text = f'[study]\ntitle = "{label}"\nhorizon = {horizon}\n[run]\nworlds = 512\nseed = 3\n'
    text += "[choices.discount_rate]\nvalue = 0.03\nalternatives = [0.0225]\n"
    for place in range(assumptions):
        text += f'[assumptions.a{place}]\nlabel = "{label} {place}"\n'
        text += f'distribution = "normal"\nmean = 5\nsd = {1 + place % 7}\n'
        text += 'unit = "EUR/year"\n' if place % 2 else ""
    total = " + ".join(f"a{place}" for place in range(assumptions))
    text += rest.replace("TOTAL", total)
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


def drawn(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    figures.save(axes, BytesIO(), kind="png", dots=100)
    return figure


def tick_labels(axis: Axis) -> list[Text]:
    """Those that are drawn: ticks outside the limits are there too."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    places = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
    return [label for place, label in places if low - slack <= place <= high + slack]


def shown_texts(figure: Figure) -> list[Text]:
    texts = []
    for axes in figure.axes:
        texts += [*tick_labels(axes.xaxis), *tick_labels(axes.yaxis)]
        texts += [axes.xaxis.label, axes.yaxis.label, axes.title, *axes.texts]
        legend = axes.get_legend()
        texts += legend.get_texts() if legend else []
    texts += [text for text in figure.get_children() if isinstance(text, Text)]  # title and source
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def assert_all_is_on_the_page(axes: Axes) -> None:
    """No word is cut off by the edge, and no label of an axis touches the next."""
    figure = drawn(axes)
    page = figure.bbox
    for text in shown_texts(figure):
        box = text.get_window_extent()
        inside = box.x0 >= -2 and box.y0 >= -2 and box.x1 <= page.x1 + 2 and box.y1 <= page.y1 + 2
        assert inside, f"{text.get_text()!r} leaves the page: {box} of {page}"
    if legend := axes.get_legend():
        box, label = legend.get_window_extent(), axes.xaxis.label.get_window_extent()
        assert box.y1 <= label.y0 + 1 or box.y0 >= label.y1, "the legend covers the label of the axis"
    for below, above in pairwise(sorted(boxes(axes.yaxis), key=lambda box: box.y0)):
        assert below.y1 <= above.y0 + 2
    for left, right in pairwise(sorted(boxes(axes.xaxis), key=lambda box: box.x0)):
        assert left.x1 < right.x0 - 1, f"ticks touch each other: {left} and {right}"


def boxes(axis: Axis) -> list[Bbox]:
    return [label.get_window_extent() for label in tick_labels(axis) if label.get_text()]


def labelled(run: mcba.Run, language: str = "en") -> Labelled:
    return Labelled(Facts(run), Labels(run.study, language))


def pictures(run: mcba.Run, language: str = "en") -> dict[str, Callable[[], Axes]]:
    return {name: partial(alone, plot) for name, plot in of_run(Facts(run), Labels(run.study, language)).items()}


def alone(plot: Plot) -> Axes:
    """As in a file of its own, with its title and its source; a small picture has neither."""
    if not plot.caption:
        return plot.drawing.axes
    title = plot.drawing.title or plot.caption
    return replace(plot.drawing, title=title, source=f"{LONG} · 512 worlds, seed 3").axes


def test_each_figure_draws_on_the_axes_it_is_given_and_returns_them(small_run: mcba.Run) -> None:
    data = labelled(small_run)
    say, marks = data.voice, {"published": [(0.0, 100_000.0)], "reference": 0.0}
    for draw, found in (
        (figures.outcomes.draw_cloud, data.worlds),
        (figures.flows.draw_waterfall, data.waterfall),
        (figures.flows.draw_bearers, data.bearers),
        (figures.flows.draw_years, data.facts.yearly),
        (figures.outcomes.draw_convergence, data.convergence),
        (partial(figures.outcomes.draw_outcome, **marks), data.outcome("npv")),
        (partial(figures.assumptions.draw_distribution, name="clients"), data.densities),
    ):
        axes = Figure().add_subplot()
        assert draw(found, voice=say, axes=axes) is axes  # type: ignore[operator]
        assert axes.has_data()


@pytest.mark.slow
def test_drawing_leaves_global_settings_as_they_were_and_needs_no_pyplot(small_run: mcba.Run) -> None:
    data = labelled(small_run)
    before = dict(mpl.rcParams)
    with mpl.rc_context({"font.size": 31.0, "axes.facecolor": "red"}):
        changed = dict(mpl.rcParams)
        one = figures.rendered(figures.outcomes.draw_cloud(data.worlds, data.voice), "png")
        assert dict(mpl.rcParams) == changed
    assert dict(mpl.rcParams) == before
    # The user's own settings do not show in our figures.
    assert one == figures.rendered(figures.outcomes.draw_cloud(data.worlds, data.voice), "png")
    check = "import sys, mcba.reporting.figures.gallery; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    run = mcba.run(study_with(tmp_path / "s", 2, '[outcomes.added]\nformula = "TOTAL"\n'))
    first = write_figures(run, tmp_path / "one", language="nl")
    second = write_figures(run, tmp_path / "two", language="nl")
    assert [file.name for file in first] == [file.name for file in second]
    assert {file.suffix for file in first} == {".png", ".svg"}
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.slow
def test_the_gallery_has_what_the_run_has(small_run: mcba.Run) -> None:
    names = set(pictures(small_run))
    assert {"outcome-npv", "outcome-bcr", "cloud", "waterfall", "bearers", "years", "tornado", "shares"} <= names
    assert {"scenarios", "convergence", "distribution-clients"} <= names
    assert "dependence" not in names  # none was asked


def test_figures_speak_the_language(small_run: mcba.Run) -> None:
    data = labelled(small_run, "nl")
    dutch = figures.flows.draw_waterfall(data.waterfall, data.voice)
    words = " ".join(text.get_text() for text in shown_texts(drawn(dutch)))
    assert "Netto contante waarde" in words.replace("\n", " ")
    assert "euro" in words
    assert "." in words.replace("EUR", "")
    assert "," not in "".join(label.get_text() for label in dutch.get_xticklabels())


def test_colours_differ_in_grey_print_and_for_the_colour_blind() -> None:
    def luminance(colour: str) -> float:
        red, green, blue = mpl.colors.to_rgb(colour)
        return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2

    for one, other in ((BLUE, ORANGE), (GREEN, ORANGE), (BLUE, SKY)):
        assert abs(luminance(one) - luminance(other)) > 0.15
    # Blue and green are near in grey; wherever both are lines they differ in line and marker too.
    assert len({BLUE, ORANGE, GREEN, RED}) == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("assumptions", "rest", "label"),
    [
        (
            60,
            MONEY.format(label=LONG) + '[costs.project]\nlabel = "Costs"\nformula = "TOTAL"\nunit = "EUR/year"\n',
            LONG,
        ),
        (1, MONEY.format(label="Care"), "One"),
        (3, '[costs.only]\nformula = "TOTAL"\nlosses = { municipality = 1.0 }\n', "No benefits"),
        (3, MONEY.format(label="Care") + '[costs.much]\nformula = "900 + TOTAL"\n', "Negative"),
        (3, '[outcomes.measured]\nlabel = "Measured"\nformula = "TOTAL"\n', "No money at all"),
        (
            3,
            MONEY.format(label="Уход на дому") + '[costs.c]\nlabel = "تكلفة"\nformula = "40 + TOTAL"\n',
            "Помощь семьям Ελλάδα",
        ),
    ],
    ids=["sixty-long", "one", "no-benefits", "negative", "measurement", "other-scripts"],
)
def test_every_figure_is_whole_whatever_the_study(tmp_path: Path, assumptions: int, rest: str, label: str) -> None:
    study = study_with(tmp_path / "s", assumptions, rest, label=label)
    run = mcba.run(study)
    every = pictures(run, "nl")  # Dutch words are the longer ones
    every |= {name: partial(alone, one) for name, one in of_decision(Facts(run), Labels(study, "nl")).items()}
    assert len([name for name in every if name.startswith("distribution-")]) == assumptions
    for draw in every.values():
        assert_all_is_on_the_page(draw())
    data = labelled(run, "nl")
    pages = figures.assumptions.draw_distributions(data.densities, data.voice)
    for page in pages:
        figures.rendered(page.axes[0], "png", dots=60)
    assert len(pages) == -(-assumptions // 20)


def worlds_of(values: np.ndarray[tuple[int], np.dtype[np.float64]], label: str) -> xr.Dataset:
    """An outcome as `Labelled.outcome` gives it."""
    points = {name: 1.0 for point in ("low", "median", "high") for name in (point, f"{point}_error")}
    return xr.Dataset({"value": ("world", values), **points}, attrs={"long_name": label, "mass": 0.9})


@pytest.mark.slow
@pytest.mark.parametrize("width", [1.3, 1.6, 3.3, 5.5])
def test_numbers_below_an_axis_stand_apart_and_are_exact(width: float) -> None:
    rng = np.random.default_rng(4)
    for scale in 10.0 ** rng.integers(-6, 12, size=40):
        left, length = scale * rng.uniform(-2, 2), scale * rng.uniform(0.01, 3)
        with styled():
            figure = Figure(figsize=(width, 1), layout="constrained")
            axes = figure.add_subplot()
            axes.set_xlim(left, left + length)
            number_axis(axes.xaxis, Voice("en"))
            figure.draw_without_rendering()  # type: ignore[no-untyped-call]
        labels = boxes(axes.xaxis)
        assert all(one.x1 + 3 < other.x0 for one, other in pairwise(labels)), (left, length, width)
        for label in tick_labels(axes.xaxis):
            shown = float(label.get_text().replace("−", "-").replace(",", ""))
            assert abs(shown - label.get_position()[0]) <= 1e-9 * length


def test_characters_that_the_usual_font_lacks_are_looked_for_in_others() -> None:
    if not other_fonts("住房"):
        pytest.skip("no font with Chinese characters is installed")
    # A glyph that is missing would warn, and a warning is an error here.
    drawn(figures.outcomes.draw_outcome(worlds_of(np.arange(50.0), "住房"), Voice("en")))
    assert other_fonts("Überraschung: ≤ ≥ − × ∑") == []


@pytest.mark.slow
def test_what_is_not_shown_is_counted(tmp_path: Path) -> None:
    study = study_with(tmp_path / "s", 30, MONEY.format(label="Care") + '[costs.c]\nformula = "TOTAL"\n')
    axes = pictures(mcba.run(study))["tornado"]()
    assert len(axes.get_yticks()) == MOST_BARS
    assert "18 more, of less effect, are not shown" in axes.get_xlabel()


def test_an_effect_that_is_no_number_hides_no_other(tmp_path: Path) -> None:
    """A factor of several numbers may have a share and no swing: the bars of the others stay."""
    study = study_with(tmp_path / "s", 3, MONEY.format(label="Care") + '[costs.c]\nformula = "TOTAL"\n')
    ranking = labelled(mcba.run(study)).ranking
    assert ranking is not None
    ranking["high"][0] = np.nan
    assert len(figures.drivers.draw_tornado(ranking, Voice("en")).get_yticks()) == ranking.sizes["assumption"] - 1


def test_smaller_flows_stand_together_with_the_error_of_their_sum(tmp_path: Path) -> None:
    """Fourteen independent benefits of 5 ± sd, each 1 + place % 7: three of sd 1, 1 and 2 are the smallest."""
    worlds = 4_096
    rest = "".join(f'[benefits.b{at}]\nformula = "{100 - at} * a{at}"\nunit = "EUR/year"\n' for at in range(14))
    run = mcba.run(study_with(tmp_path / "s", 14, rest, horizon=0), worlds=worlds, sampler="random")
    steps = labelled(run).waterfall
    assert steps.sizes["step"] == MOST_BARS + 1
    assert str(steps["label"].values[-2]) == "3 smaller flows together"
    factors, sds = np.array([89, 88, 87]), np.array([5, 6, 7])  # of a11, a12 and a13
    expected, error = 5 * factors.sum(), np.sqrt(np.sum((factors * sds) ** 2) / worlds)
    assert float(steps["error"].values[-2]) == pytest.approx(error, rel=0.1)
    assert abs(float(steps["mean"].values[-2]) - expected) < 4 * error
    assert float(steps["mean"].values[-1]) == pytest.approx(steps["mean"].values[:-1].sum(), rel=1e-12)


def test_a_figure_has_the_low_end_of_its_title() -> None:
    """Of 7.16 ± 0.17 below zero a figure said 7, and the text beside it 10."""
    data = labelled(mcba.run(mcba.load("studies/tegaderm-dressing")))
    low = data.facts.summary("npv").low
    assert abs(low.value + 7.16) < 4 * 0.17
    words = figures.outcomes.draw_outcome(data.outcome("npv"), data.voice).get_legend_handles_labels()[1]
    written, _ = data.voice.ends(data.facts.summary("npv").range)
    assert f"low {written}" in words
    assert float(written.replace("−", "-")) == pytest.approx(low.value, rel=0.05)
    assert f"{written} to" in titles.of_outcome(data.facts, "npv", data.voice)


def test_an_outcome_of_few_values_is_drawn_as_often_as_it_comes(tmp_path: Path) -> None:
    text = '[outcomes.saves]\nformula = "where(a0 > 5.5, 1, 0)"\n'
    run = mcba.run(study_with(tmp_path / "s", 1, text))
    axes = pictures(run)["outcome-saves"]()
    share = float(run.values("saves").mean())
    bars = [segment for one in axes.collections for segment in one.get_segments()]  # type: ignore[attr-defined]
    heights = {float(x): float(top) for (x, _), (_, top) in bars}
    assert heights == {0.0: pytest.approx(1 - share), 1.0: pytest.approx(share)}


@pytest.mark.parametrize("lines", [1, 2, 3])
@pytest.mark.parametrize("height", [1.8, 3.4, 6.0])
def test_a_legend_lies_below_each_line_of_a_label_and_above_the_source(lines: int, height: float) -> None:
    with styled():
        axes = axes_of(None, height)
        axes.plot([0, 1], [0, 1], label="what it shows")
        axes.set_xlabel("\n".join(["gewerkte uren"] * lines))
        legend_below(axes, 1)
    whole = axes.get_figure(root=True)
    assert whole is not None
    frame(axes, "A title", "A source")
    rendered(axes, "png")
    legend, source = axes.get_legend(), next(text for text in whole.texts if text.get_text() == "A source")
    assert legend is not None
    box = legend.get_window_extent()
    assert box.y1 < axes.xaxis.label.get_window_extent().y0 + 1
    assert box.y0 > source.get_window_extent().y1


def test_a_legend_of_several_panels_lies_above_the_source() -> None:
    with styled():
        axes = axes_of(None, 3.0)
        axes.plot([0, 1], [0, 1], label="what it shows, in many words")
        whole = axes.get_figure(root=True)
        assert whole is not None
        legend = whole.legend(loc="outside lower right")
    frame(axes, "A title", "A source that is so long that it reaches below the legend " * 3)
    rendered(axes, "png")
    source = next(text for text in whole.texts if text.get_text().startswith("A source"))
    assert legend.get_window_extent().y0 > source.get_window_extent().y1
    assert legend.get_window_extent().y1 < axes.get_tightbbox().y0  # type: ignore[union-attr]


def test_the_title_of_an_event_says_in_how_many_worlds_it_comes_about(tmp_path: Path) -> None:
    """A normal number is above its mean in half of the worlds, which Latin hypercube draws exactly."""
    study = study_with(tmp_path / "s", 1, '[outcomes.saves]\nformula = "a0 > 5"\nlabel = "Saves"\n')
    data = labelled(mcba.run(study, sampler="lhs"))
    assert titles.of_outcome(data.facts, "saves", data.voice) == "Saves: in 50\u00a0% of the worlds"


def test_a_constant_outcome_has_no_picture(tmp_path: Path) -> None:
    study = study_with(tmp_path / "s", 1, '[outcomes.fixed]\nformula = "2 * 21"\n[outcomes.other]\nformula = "a0"\n')
    names = set(pictures(mcba.run(study)))
    assert "outcome-other" in names
    assert "outcome-fixed" not in names


@pytest.mark.slow
def test_too_few_worlds_and_unknown_formats_are_refused(small_run: mcba.Run) -> None:
    with pytest.raises(RunError, match="x is finite in 1 worlds; a figure needs at least 2"):
        figures.outcomes.draw_outcome(worlds_of(np.array([1.0, np.inf]), "x"), Voice("en"))
    axes = pictures(small_run)["bearers"]()
    with pytest.raises(RunError, match="'gif' is no format of a figure; allowed are png and svg"):
        figures.rendered(axes, "gif")


@pytest.mark.slow
def test_a_run_that_kept_no_worlds_is_drawn_again(small_study: Path) -> None:
    summary = mcba.run(mcba.load(small_study), store="summary")
    kept = mcba.run(mcba.load(small_study))
    assert Facts(summary).at_hand.values("npv").tobytes() == kept.values("npv").tobytes()
    assert "cloud" in pictures(summary)


def test_correlations_achieved_are_near_those_asked(tmp_path: Path) -> None:
    rest = '[[dependence]]\nbetween = ["a0", "a1"]\nrank_correlation = 0.6\n[outcomes.added]\nformula = "TOTAL"\n'
    run = mcba.run(study_with(tmp_path / "s", 3, rest), worlds=4096)
    data = labelled(run)
    found = data.dependence
    assert found is not None
    assert found["asked"].values == pytest.approx([0.6])
    assert abs(float(found["achieved"].values[0]) - 0.6) < 4 * float(found["error"].values[0])
    assert_all_is_on_the_page(figures.drivers.draw_dependence(found, data.voice))


def test_a_density_is_that_of_the_distribution() -> None:
    x, y = densities.density(mcba.Normal(3, 2))
    exact = np.exp(-0.5 * ((x - 3) / 2) ** 2)
    assert y == pytest.approx(exact / exact.max(), abs=2e-3)
    values, chances = densities.density(mcba.Bernoulli(0.25))
    assert values[:2].tolist() == [0.0, 1.0]
    assert chances[:2] == pytest.approx([1.0, 1 / 3], rel=0.01)


def test_yearly_amounts_are_those_of_the_flows(small_study: Path) -> None:
    study: Any = mcba.load(small_study)
    found = Facts(mcba.run(study)).yearly
    assert found is not None
    # 100 clients of 900 euro a year, undiscounted; the mean of a product of independent numbers.
    assert found["mean"].sel(kind="benefits").values == pytest.approx([90_000.0] * 4, rel=0.02)
    assert (found["low"].sel(kind="costs").values < 60_000.0).all()


# --- assumptions


WAYS = """
[study]
title = "Ways"
[sets]
place = ["Here", "There", "Nowhere"]
[outcomes.y]
formula = "judged + fitted + kept + asked + mixed + pooled + modal + count + spread + rare + sum(placed, over='place')"
[assumptions.judged]
label = { en = "Visits avoided per client in the first year", nl = "Vermeden bezoeken in het eerste jaar" }
distribution = "lognormal"
quantiles = { p5 = 2, p50 = 5, p95 = 11.3 }
tolerance = 0.05
[assumptions.fitted]
distribution = "gamma"
data = { table = "cases.csv", column = "cost" }
[assumptions.kept]
data = { table = "cases.csv", column = "cost" }
[assumptions.asked]
experts = [
  { name = "Ann", distribution = "beta", mean = 0.2, sd = 0.05 },
  { name = "Bob", distribution = "beta", mean = 0.4, sd = 0.1, weight = 3 },
]
[assumptions.mixed]
mixture = [
  { distribution = "normal", mean = 0, sd = 1, weight = 0.7 },
  { distribution = "normal", mean = 6, sd = 0.5, weight = 0.3 },
]
[assumptions.pooled]
pool = { table = "studies.csv", standard_error = "se" }
[assumptions.modal]
distribution = "triangular"
low = 1
mode = 2
high = 6
mass = 0.9
[assumptions.count]
distribution = "poisson"
mean = 3
[assumptions.spread]
distribution = "gamma"
shape = 0.1
scale = 1
truncate = { high = 5 }
[assumptions.rare]
distribution = "normal"
mean = 10
sd = 2
happens = 0.3
[assumptions.placed]
over = "place"
drawn = "each_unit"
distribution = "normal"
mean = [1, 2, 3]
sd = 0.5
"""


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> mcba.Study:
    folder = tmp_path_factory.mktemp("ways")
    (folder / "study.toml").write_text(WAYS, encoding="utf-8")
    costs = np.random.default_rng(1).gamma(2, 500, size=60).round()
    (folder / "cases.csv").write_text("cost\n" + "\n".join(map(repr, costs.tolist())) + "\n", encoding="utf-8")
    (folder / "studies.csv").write_text("estimate,se\n0.2,0.1\n0.5,0.15\n0.1,0.2\n", encoding="utf-8")
    return mcba.load(folder)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_assumption_is_drawn_with_what_it_was_made_from(ways: mcba.Study, language: str) -> None:
    say = Labels(ways, language)
    for name in ways.families:
        found = densities.assumption_curves(ways, name, say)
        axes = (
            figures.assumptions.draw_labelled_assumption
            if "label" in found.dims
            else figures.assumptions.draw_assumption
        )(found, say)
        assert axes.has_data()
        assert_all_is_on_the_page(axes)


def test_what_an_assumption_shows_is_what_was_asked(ways: mcba.Study) -> None:
    say = Labels(ways, "en")
    judged = densities.assumption_curves(ways, "judged", say)
    assert judged["judged"].values.tolist() == [2, 5, 11.3]
    assert judged["judged_chance"].values.tolist() == [0.05, 0.5, 0.95]
    fit = ways.made["judged"].quantile_fit
    assert fit is not None
    np.testing.assert_allclose(judged["reached"] - judged["judged_chance"], fit.misfit, atol=1e-12)
    legend = figures.assumptions.draw_assumption(judged, say).get_legend_handles_labels()[1]
    assert f"asked, missed by at most {100 * fit.largest_misfit:.3g} percentage points" in legend
    modal = densities.assumption_curves(ways, "modal", say)
    assert modal["judged"].values.tolist() == [1, 6, 2]
    np.testing.assert_allclose(modal["judged_chance"].values, [0.05, 0.95, np.nan])
    assert "asked, and met" in figures.assumptions.draw_assumption(modal, say).get_legend_handles_labels()[1]
    asked = densities.assumption_curves(ways, "asked", say)
    assert dict(zip(asked["part"].values.tolist(), asked["weight"].values.tolist(), strict=True)) == {
        "Ann": 0.25,
        "Bob": 0.75,
    }
    pooled = densities.assumption_curves(ways, "pooled", say)
    np.testing.assert_allclose(pooled["study_low"], [0.2 - 0.19599640, 0.5 - 0.2939946, 0.1 - 0.3919928], atol=1e-7)
    # Kolmogorov's distance as scipy has it
    fitted = densities.assumption_curves(ways, "fitted", say)
    sample = ways.made["fitted"].sample_fit
    assert sample is not None
    assert fitted.attrs["distance"] == pytest.approx(sample.kolmogorov, abs=1e-9)
    assert densities.assumption_curves(ways, "kept", say).attrs["distance"] == pytest.approx(0, abs=1e-12)
    assert densities.assumption_curves(ways, "rare", say).attrs["made"] == (
        "Normal: mean 10; standard deviation 2; happens with a chance of 30\u00a0%, else zero (assumed)"
    )
    assert densities.assumption_curves(ways, "placed", say)["median"].values.tolist() == [1, 2, 3]


def test_figures_of_assumptions_are_written_together_and_the_same_again(ways: mcba.Study, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from mcba.cli import main

    study = str(ways.path.parent)
    for folder in ("a", "b"):
        found = CliRunner().invoke(main, ["figures", study, "--assumptions", "--out", str(tmp_path / folder)])
        assert found.exit_code == 0
        assert "Drew 11 assumptions" in found.stdout
    files = sorted(file.name for file in (tmp_path / "a").iterdir())
    assert files == sorted(f"assumption-{name}.{kind}" for name in ways.families for kind in ("png", "svg"))
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
