"""Runs that share their draws: these are drawn once, and one study after another is evaluated on them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property

from mcba.arrays import Array
from mcba.engine.drawing.draws import Drawing
from mcba.engine.execution.running import finished
from mcba.engine.program.compiled import Compiled, compile_study
from mcba.engine.program.plan import Plan
from mcba.engine.program.tape import Player
from mcba.engine.result import Run
from mcba.engine.settings import Settings
from mcba.study import Study, is_certain

_KEPT_BYTES = 1e9  # draws that take more are made again for each study


class SharedDraws:
    """The draws of some settings, which every study that draws the same numbers takes from here.

    Studies that differ in what is certain draw the same: an assumption at one value after another, a choice. Where one
    of them draws otherwise, as with another horizon, its draws take the place of those before.

    Parameters
    ----------
    settings : Settings
        Without a scenario or option: these are applied to the studies already.
    keep : sequence of str
        The outcomes to compute.

    Examples
    --------
    >>> import mcba
    >>> from mcba.study import variant
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> draws = SharedDraws(Settings(1_024, 2017, "sobol", 0.9), ["npv"])
    >>> lower = variant(study, {"discount_rate": 0.01})
    >>> bool((draws.run(lower).values("npv") == mcba.run(lower, worlds=1_024).values("npv")).all())
    True
    """

    def __init__(self, settings: Settings, keep: Sequence[str]):
        self.settings, self.keep = settings, tuple(keep)
        self._drawing: _KeptDrawing | None = None
        self._block: int | None = None

    def run(self, study: Study) -> Run:
        """The run of a study on these draws; the same worlds, to the bit, as those of `mcba.run`."""
        started = time.perf_counter()
        plan = _SharingPlan(study, self.settings, self.keep, self._block, self)
        self._block = plan.block_rows  # the same blocks for every study, so that each is drawn once
        arrays = plan.rows(0, self.settings.worlds)
        run = finished(plan, arrays, {}, {"worlds": time.perf_counter() - started})
        return _SharingRun(**{part.name: getattr(run, part.name) for part in fields(run)}, own_plan=plan)

    def kept(self, drawing: Drawing) -> Drawing:
        """A drawing that gives the same draws, without drawing what is at hand."""
        if 8 * len(drawing.addresses) * drawing.worlds > _KEPT_BYTES:
            return drawing
        if self._drawing is None or not _same_draws(self._drawing, drawing):
            self._drawing = _KeptDrawing(**{name: getattr(drawing, name) for name in Drawing.__dataclass_fields__})
        return self._drawing


def _same_draws(kept: Drawing, other: Drawing) -> bool:
    """Whether two drawings give the program the same; of a certain assumption it takes no draws."""
    return len(kept.drawn) == len(other.drawn) and all(
        (one.name, one.shape, one.labels, one.persistence) == (two.name, two.shape, two.labels, two.persistence)
        and (one.family is two.family or (is_certain(one.family) and is_certain(two.family)))
        for one, two in zip(kept.drawn, other.drawn, strict=True)
    )


@dataclass(frozen=True)
class _KeptDrawing(Drawing):
    """A drawing whose blocks are kept."""

    blocks: dict[tuple[int, int], dict[str, Array]] = field(default_factory=dict)

    def block(self, start: int, stop: int) -> dict[str, Array]:
        """The needed assumptions in worlds [start, stop), drawn at the first call."""
        if (start, stop) not in self.blocks:
            self.blocks[start, stop] = super().block(start, stop)
        return self.blocks[start, stop]


@dataclass(frozen=True)
class _SharingPlan(Plan):
    """A plan on draws that are kept: of a study under its scenario and option, compiled for one run."""

    draws: SharedDraws | None = None
    player: Player | None = None

    @property
    def chosen(self) -> Study:
        """The study itself."""
        return self.study

    @cached_property
    def compiled(self) -> Compiled:
        """The program, which no other run will ask for."""
        return compile_study(self.study, self.keep)

    def choose_machine_code(self) -> bool:
        """Never: what it makes quick, the draws, is done once."""
        return False

    @cached_property
    def drawing(self) -> Drawing:
        """The draws that the program needs, from those that are kept."""
        assert self.draws is not None
        return self.draws.kept(super().drawing)


@dataclass(frozen=True, eq=False, repr=False)
class _SharingRun(Run):
    """A run that knows its plan, whose program and draws are at hand."""

    own_plan: Plan | None = None

    @property
    def plan(self) -> Plan:
        """The plan that gives this run again."""
        assert self.own_plan is not None
        return self.own_plan
