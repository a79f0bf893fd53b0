"""What a study computes in the worlds of a run beyond what the run kept: quantities, and flows year by year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from mcba.analysis.reruns import study_of, with_worlds
from mcba.arrays import Array
from mcba.engine import Run, blocks_of, tails_of_function
from mcba.engine.drawing import Drawing, drawing_of, sampler_named
from mcba.engine.estimates import Summary
from mcba.engine.program import Economics, Program, at_base, evaluate

_TOGETHER = 2**24  # numbers that are held at once: 128 MB
_QUICKLY = 2**24  # numbers that are computed for what is a look and no result: a quarter of a second
_IN_ALL_YEARS = 2**26  # the same for a table of its own
_MOST_QUICKLY, _FEWEST = 2**15, 4_096  # worlds
_Name = TypeVar("_Name")


class WorldsAgain:
    """The worlds of a run, in which everything that its study computes can be asked.

    Draws have addresses, so what is asked stands in the worlds that the run kept.

    Parameters
    ----------
    run : Run
        Of a study; of one that kept what its worlds say only, the first worlds are drawn again.
    """

    def __init__(self, run: Run):
        self.run = with_worlds(run)
        self.study = study_of(run)

    @cached_property
    def economics(self) -> Economics:
        """The study in a builder, from which values are asked."""
        return Economics(self.study)

    def summaries(self, outputs: Mapping[_Name, int], *, quickly: bool = False) -> dict[_Name, Summary]:
        """What the worlds say of values of the builder; those that are not finite in every world are left out.

        Parameters
        ----------
        outputs : mapping of name to int
            Values without dimensions.
        quickly : bool
            Look at the first worlds only, so many that it takes a quarter of a second.

        Returns
        -------
        dict of name to Summary
        """
        worlds = self._few(outputs, _QUICKLY, _MOST_QUICKLY) if quickly else self.run.settings.worlds
        return {name: rows[0] for name, rows in self._told(outputs, worlds)}

    def by_year(self, outputs: Mapping[_Name, int]) -> dict[_Name, tuple[Summary, ...]]:
        """What the worlds say of values of the builder in each year.

        In all worlds where that takes a second or two at most, else in the first of them.

        Parameters
        ----------
        outputs : mapping of name to int
            Values with the dimension year, or without any.

        Returns
        -------
        dict of name to tuple of Summary
            One a year, or one.
        """
        return dict(self._told(outputs, self._few(outputs, _IN_ALL_YEARS, self.run.settings.worlds)))

    def at_base(self, outputs: Mapping[_Name, int]) -> dict[_Name, float]:
        """The same values with every assumption at its base value."""
        numbered = {str(place): value for place, value in enumerate(outputs.values())}
        numbers = at_base(self.study, self.economics.builder.program(numbered))
        return dict(zip(outputs, numbers.values(), strict=True))

    def _few(self, outputs: Mapping[_Name, int], numbers: int, most: int) -> int:
        """In how many worlds so many numbers are computed; a Latin hypercube stays whole."""
        settings = self.run.settings
        if not sampler_named(settings.sampler).extendable():
            return settings.worlds
        program = self.economics.builder.program({str(place): value for place, value in enumerate(outputs.values())})
        if program.numbers_per_world * min(settings.worlds, most) <= numbers:
            return min(settings.worlds, most)
        affordable = 1 << int(math.log2(max(_FEWEST, numbers // program.numbers_per_world)))
        return min(settings.worlds, affordable, most)

    def _told(self, outputs: Mapping[_Name, int], worlds: int) -> Iterator[tuple[_Name, tuple[Summary, ...]]]:
        """The summaries of every value: one, or one for each label of its dimension."""
        names, builder = list(outputs), self.economics.builder
        rows = {name: math.prod(builder.sizes[label] for label in builder.dimensions(outputs[name])) for name in names}
        size = max(1, _TOGETHER // worlds // max(rows.values(), default=1))
        for start in range(0, len(names), size):
            some = names[start : start + size]
            told = self._as_run({str(place): outputs[name] for place, name in enumerate(some)}, worlds)
            for place, name in enumerate(some):
                of_name = [f"{place}[{row}]" for row in range(rows[name])]
                if all(np.isfinite(told.arrays[row]).all() for row in of_name):
                    yield name, tuple(map(told.summary, of_name))

    def _as_run(self, outputs: Mapping[str, int], worlds: int) -> Run:
        """The values as a run of the same worlds, whose summaries are made as those of any other."""
        program, settings = self.economics.builder.program(outputs), self.run.settings
        drawing = drawing_of(self.study, program.draws, settings)
        kept = None if self.run.kept is None else self.run.kept[self.run.kept < worlds]
        arrays = self._evaluated(program, drawing, worlds)
        if kept is not None:
            arrays = {name: values[kept] for name, values in arrays.items()}

        def function(draws: Mapping[str, Array]) -> dict[str, Array]:
            return _rows(evaluate(program, draws, (count := next(iter(draws.values())).shape[-1])), count)

        tails = tails_of_function(arrays, drawing, function, kept) if drawing.addresses else {}
        groups = self.run.randomisations
        return Run(replace(settings, worlds=worlds), arrays, randomisations=groups, kept=kept, tails_of_function=tails)

    def _evaluated(self, program: Program, drawing: Drawing, worlds: int) -> dict[str, Array]:
        """Every row of every output in the first worlds, (world,)."""
        arrays: dict[str, Array] = {}
        for place, block in blocks_of(program, drawing, worlds):
            for name, values in _rows(block, place.stop - place.start).items():
                arrays.setdefault(name, np.empty(worlds))[place] = values
        return arrays


def _rows(outputs: Mapping[str, Array], worlds: int) -> dict[str, Array]:
    """Every label of every output, `name[place]`, as an array of its own, (world,)."""
    return {
        f"{name}[{place}]": np.broadcast_to(row, (worlds,)).copy()
        for name, values in outputs.items()
        for place, row in enumerate(values.reshape(-1, values.shape[-1]))
    }
