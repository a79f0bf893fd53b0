"""Independent random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from mcba.engine.drawing.samplers.sampler import Points, Sampler
from mcba.engine.drawing.samplers.streams import Stream


class IndependentSampler(Sampler):
    """Worlds that have nothing to do with each other: bounds by rank hold for them, and there is no last one."""

    name = "random"
    title = "independent worlds"
    randomisations = 0

    @classmethod
    def uniforms(
        cls,
        *,
        seed: int,
        names: Sequence[str],
        dimensions: Sequence[int],  # noqa: ARG003
        worlds: int,  # noqa: ARG003
        sequence: str,  # noqa: ARG003
        compiled: bool,  # noqa: ARG003
    ) -> Points:
        """The stream of each name."""
        return Stream(seed, names)
