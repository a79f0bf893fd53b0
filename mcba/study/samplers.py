"""The names of samplers: what `sampler` in a study file may say. The engine has a class of each name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

EVEN_SAMPLERS = ("sobol", "lhs")
"""Those that spread the worlds evenly."""

SAMPLERS = (*EVEN_SAMPLERS, "random")

if TYPE_CHECKING:
    SamplerName = str
else:
    SamplerName = Literal[SAMPLERS]
