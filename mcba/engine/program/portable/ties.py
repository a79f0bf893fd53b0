"""What makes uniforms move together, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.copula import factor
from mcba.engine.drawing.draws import Drawing
from mcba.engine.drawing.samplers.registry import sampler_named
from mcba.engine.program.portable.packing import packed

KNOWN = frozenset({"gaussian", "clayton", "frank"})
"""The copulas that another program can apply; of others it is given the uniforms themselves."""


def portable_ties(drawing: Drawing, worlds: int) -> list[dict[str, Any]]:
    """What moves together in a drawing, in the order in which it is moved.

    Parameters
    ----------
    drawing : Drawing
    worlds : int
        How many rows will be drawn.

    Returns
    -------
    list of dict
        `places` are rows of the matrix of uniforms, (address, world).

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=1_024)
    >>> [(tie["kind"], len(tie["places"])) for tie in portable_ties(run.plan.drawing, 1_024)]
    [('gaussian', 2)]
    """
    first: dict[str, int] = {}
    labels: dict[str, int] = {}
    place = 0
    for unknown in drawing.drawn:
        first[unknown.name], labels[unknown.name] = place, len(unknown.labels)
        place += unknown.numbers
    in_strata = sampler_named(drawing.sampler).in_strata
    moved: Array | None = None
    ties: list[dict[str, Any]] = []
    for group in drawing.groups:
        if not set(group.names) <= labels.keys():
            continue
        starts = np.array([first[name] for name in group.names])
        order = np.argsort(starts)
        places = starts[order]
        if group.rows is not None:
            numbers = {"sizes": packed(group.rows.sizes, "<f8"), "starts": packed(group.rows.starts[order], "<f8")}
            ties += [
                {"kind": "rows", "places": (places + number).tolist(), "inStrata": False, **numbers}
                for number in range(labels[group.names[0]])
            ]
        elif group.copula not in KNOWN:
            moved = _moved(drawing, worlds) if moved is None else moved
            ties.append({"kind": "given", "places": places.tolist(), "uniforms": packed(moved[places], "<f8")})
        else:
            about: dict[str, Any] = {"kind": group.copula, "places": places.tolist(), "inStrata": in_strata}
            if group.copula == "gaussian":
                about["lower"] = factor(group.correlation[np.ix_(order, order)]).tolist()
            else:
                about["theta"] = group.parameter
            ties.append(about)
    for unknown in drawing.drawn:
        if unknown.persistence:
            years = list(range(first[unknown.name], first[unknown.name] + len(unknown.labels)))
            ties.append({"kind": "persistence", "places": years, "persistence": unknown.persistence})
    return ties


def _moved(drawing: Drawing, worlds: int) -> Array:
    """All uniforms after they were moved, (address, world)."""
    return np.concatenate(list(drawing.uniforms(0, worlds).values()))
