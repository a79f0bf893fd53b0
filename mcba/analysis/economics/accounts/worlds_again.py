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
from mcba.engine import Run, tails_of_function
from mcba.engine.drawing import RANDOMISATIONS, Drawing, drawing_of, sampler_named
from mcba.engine.estimates import Summary
from mcba.engine.program import Economics, Program, at_base, evaluate

_TOGETHER = 2**24  # numbers that are held at once: 128 MB
_BLOCK = 2**19  # numbers that are evaluated at once: what fits a cache
_QUICKLY = 2**24  # numbers that are computed for what is a look and no result: a quarter of a second
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
        summaries: dict[_Name, Summary] = {}
        worlds = self._few(outputs) if quickly else self.run.settings.worlds
        for some in self._in_parts(list(outputs), worlds):
            told = self._as_run({str(place): outputs[name] for place, name in enumerate(some)}, worlds)
            for name, (place, values) in zip(some, told.arrays.items(), strict=True):
                if np.isfinite(values).all():
                    summaries[name] = told.summary(place)
        return summaries

    def at_base(self, outputs: Mapping[_Name, int]) -> dict[_Name, float]:
        """The same values with every assumption at its base value."""
        numbered = {str(place): value for place, value in enumerate(outputs.values())}
        numbers = at_base(self.study, self.economics.builder.program(numbered))
        return dict(zip(outputs, numbers.values(), strict=True))

    def _few(self, outputs: Mapping[_Name, int]) -> int:
        """How many worlds are looked at quickly; a Latin hypercube stays whole."""
        settings = self.run.settings
        if not sampler_named(settings.sampler).extendable():
            return settings.worlds
        program = self.economics.builder.program({str(place): value for place, value in enumerate(outputs.values())})
        affordable = 1 << int(math.log2(max(_FEWEST, _QUICKLY // program.numbers_per_world)))
        return min(settings.worlds, affordable, _MOST_QUICKLY)

    def _in_parts(self, names: list[_Name], worlds: int) -> Iterator[list[_Name]]:
        """So few names at a time that their values in all worlds can be held at once."""
        size = max(1, _TOGETHER // worlds)
        for start in range(0, len(names), size):
            yield names[start : start + size]

    def _as_run(self, outputs: Mapping[str, int], worlds: int) -> Run:
        """The values as a run of the same worlds, whose summaries are made as those of any other."""
        program, settings = self.economics.builder.program(outputs), self.run.settings
        drawing = drawing_of(self.study, program.draws, settings)
        kept = None if self.run.kept is None else self.run.kept[self.run.kept < worlds]
        arrays = self._evaluated(program, drawing, worlds)
        if kept is not None:
            arrays = {name: values[kept] for name, values in arrays.items()}

        def function(draws: Mapping[str, Array]) -> dict[str, Array]:
            worlds = next(iter(draws.values())).shape[-1]
            results = evaluate(program, draws, worlds)
            return {name: np.broadcast_to(values, (worlds,)).copy() for name, values in results.items()}

        tails = tails_of_function(arrays, drawing, function, kept) if drawing.addresses else {}
        return Run(
            replace(settings, worlds=worlds),
            arrays,
            randomisations=self.run.randomisations,
            kept=kept,
            tails_of_function=tails,
        )

    def _evaluated(self, program: Program, drawing: Drawing, worlds: int) -> dict[str, Array]:
        """Every output in the first worlds, (world,)."""
        rows = 1 << int(math.log2(max(RANDOMISATIONS, _BLOCK // program.numbers_per_world)))
        arrays = {name: np.empty(worlds) for name in program.references}
        workspace: list[Array] = []
        for start in range(0, worlds, rows):
            stop = min(start + rows, worlds)
            padded = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
            block = evaluate(program, drawing.block(start, start + padded), padded, workspace)
            for name, values in block.items():
                arrays[name][start:stop] = values[: stop - start] if values.size > 1 else values
        return arrays
