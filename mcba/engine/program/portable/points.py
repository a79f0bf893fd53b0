"""Uniforms as plain data: what another program needs to draw the same ones to the bit."""

from __future__ import annotations

from typing import Any

from mcba.engine.drawing.draws import Drawing
from mcba.engine.drawing.samplers.latin_hypercube import LatinHypercube
from mcba.engine.drawing.samplers.sobol import SOBOL_DIMENSIONS, Sobol
from mcba.engine.drawing.samplers.streams import Stream
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.portable.packing import packed


def portable_points(drawing: Drawing, worlds: int) -> dict[str, Any] | None:
    """The source of the independent uniforms of a drawing.

    Parameters
    ----------
    drawing : Drawing
    worlds : int
        How many rows will be drawn; of a Latin hypercube all that it has.

    Returns
    -------
    dict or None
        Of Sobol' points the digital shift (address, randomisation) and as many direction numbers as so many rows need,
        (address, randomisation, bit); of a stream the state of each generator; of a Latin hypercube its jitter and the
        keys of its permutations. None where the sequence has no coordinate for an address.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=1_024)
    >>> points = portable_points(run.plan.drawing, 1_024)
    >>> points["kind"], points["addresses"], points["bits"]
    ('sobol', 22, 6)
    """
    addresses = drawing.addresses
    if any(drawing.coordinates[address] >= SOBOL_DIMENSIONS for address in addresses):
        return None
    source = drawing.source(addresses)
    about: dict[str, Any] = {"addresses": len(addresses)}
    if isinstance(source, Sobol):
        bits = max(1, (-(-worlds // RANDOMISATIONS) - 1).bit_length())
        shift = source.pattern[:, :RANDOMISATIONS] >> 20 & 0xFFFF_FFFF
        directions = source.directions[:, :, :bits] >> 20
        numbers = {"shift": packed(shift, "<u4"), "directions": packed(directions, "<u4"), "bits": bits}
        return {"kind": "sobol", **about, **numbers}
    if isinstance(source, LatinHypercube):
        keys = [[[f"{key:x}" for key in row] for row in rounds] for rounds in source.keys.tolist()]
        return {"kind": "lhs", **about, "of": drawing.worlds, "jitter": _streams(source.jitter), "keys": keys}
    assert isinstance(source, Stream)
    return {"kind": "random", **about, "streams": _streams(source)}


def _streams(source: Stream) -> list[dict[str, str]]:
    """State and increment of each generator, as hexadecimal texts."""
    return [
        {"state": f"{state['state']['state']:x}", "increment": f"{state['state']['inc']:x}"} for state in source.states
    ]
