"""Assumptions drawn at their addresses: uniforms, then dependence, then quantile functions.

A draw is never kept by necessity: whoever wants it can have it drawn again from (seed, name, row).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mcba.engine.copula import correlate, factor, persist
from mcba.engine.points import points
from mcba.families.base import Family
from mcba.families.tables import quantile_function
from mcba.study.dependence import DependentGroup
from mcba.study.model import YEAR, Study

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Unknown:
    """One assumption to be drawn: its distribution, the shape of one world's draw, and what tells its numbers apart.

    `labels` has one entry for each uniform; a single entry with a longer `shape` is one draw shared by all labels.
    """

    name: str
    family: Family
    labels: tuple[str, ...] = ("",)
    shape: tuple[int, ...] = ()
    years: bool = False
    persistence: float = 0.0

    def addresses(self) -> list[tuple[int, str]]:
        """The year (−1 for none) and the address of each uniform."""
        if self.labels == ("",):
            return [(-1, self.name)]
        return [(int(label) if self.years else -1, f"{self.name}[{label}]") for label in self.labels]


def unknowns_of(study: Study) -> list[Unknown]:
    """Everything uncertain in a study, in the order in which it takes the coordinates of the Sobol' sequence."""
    return [_unknown(study, name) for name in study.draw_order]


def _unknown(study: Study, name: str) -> Unknown:
    assumption = study.document.assumptions[name]
    dimensions = study.dimensions[name]
    shape = tuple(len(study.sets[dimension]) for dimension in dimensions)
    if not dimensions or assumption.drawn == "once":
        return Unknown(name, study.families[name], shape=shape)
    labels = study.sets[dimensions[0]]
    by_year = dimensions == (YEAR,)
    return Unknown(name, study.families[name], labels, shape, by_year, assumption.persistence or 0.0)


def coordinates(unknowns: Sequence[Unknown]) -> dict[str, int]:
    """The Sobol' coordinate of each address: first what has no year, then year after year.

    So a longer horizon leaves the others as they were, and so does an assumption added at the end of a study without
    yearly draws.
    """
    addresses = [
        (year, place, address) for place, unknown in enumerate(unknowns) for year, address in unknown.addresses()
    ]
    addresses.sort(key=lambda entry: entry[:2])
    return {address: coordinate for coordinate, (_, _, address) in enumerate(addresses)}


def _in_order(group: DependentGroup, rows: Mapping[str, slice]) -> tuple[NDArray[np.intp], Array]:
    """The rows of a group and the factor of its correlations, in the order of the study: no name decides who leads."""
    places = np.array([rows[name].start for name in group.names])
    order = np.argsort(places)
    return places[order], factor(group.correlation[np.ix_(order, order)])


@dataclass(frozen=True)
class Drawing:
    """Draws the unknowns that are needed, block by block; safe to share between threads.

    Parameters
    ----------
    unknowns : sequence of Unknown
        Everything uncertain; fixes the coordinates.
    needed : collection of str
        The names to draw.
    groups : sequence of DependentGroup
        Names that move together; a group is drawn whole when one of its names is needed.
    """

    unknowns: Sequence[Unknown]
    needed: frozenset[str]
    groups: Sequence[DependentGroup] = ()
    sampler: str = "sobol"
    seed: int = 1
    worlds: int = 100_000
    randomisations: int = field(init=False)

    def __post_init__(self) -> None:
        wanted = set(self.needed)
        for group in self.groups:
            if wanted & set(group.names):
                wanted |= set(group.names)
        drawn = [unknown for unknown in self.unknowns if unknown.name in wanted]
        addresses = [address for unknown in drawn for _, address in unknown.addresses()]
        coordinate = coordinates(self.unknowns)
        source = points(
            self.sampler,
            seed=self.seed,
            names=addresses,
            dimensions=[coordinate[address] for address in addresses],
            worlds=self.worlds,
        )
        rows, first = {}, 0
        for unknown in drawn:
            rows[unknown.name] = slice(first, first + len(unknown.labels))
            first += len(unknown.labels)
        factors = [_in_order(group, rows) for group in self.groups if set(group.names) <= rows.keys()]
        # The parts are kept outside the fields: they follow from the fields and take no part in equality.
        object.__setattr__(self, "randomisations", source.randomisations)
        object.__setattr__(self, "_parts", (drawn, rows, source, factors))
        object.__setattr__(self, "_quantiles", {unknown.name: quantile_function(unknown.family) for unknown in drawn})

    def uniforms(self, start: int, stop: int) -> Mapping[str, Array]:
        """Dependent uniforms of rows [start, stop) by name, shape (label, world)."""
        drawn, rows, source, factors = self._parts  # type: ignore[attr-defined]
        matrix = source.draw(start, stop)
        for places, lower in factors:
            matrix[places] = correlate(matrix[places], lower)
        for unknown in drawn:
            if unknown.persistence:
                matrix[rows[unknown.name]] = persist(matrix[rows[unknown.name]], unknown.persistence)
        return {unknown.name: matrix[rows[unknown.name]] for unknown in drawn}

    def block(self, start: int, stop: int) -> dict[str, Array]:
        """The needed assumptions in worlds [start, stop), each of shape (set, …, world)."""
        uniforms = self.uniforms(start, stop)
        return {unknown.name: self._draw(unknown, uniforms[unknown.name]) for unknown in self._parts[0]}  # type: ignore[attr-defined]

    def _draw(self, unknown: Unknown, uniforms: Array) -> Array:
        quantiles = self._quantiles[unknown.name]  # type: ignore[attr-defined]
        worlds = uniforms.shape[-1]
        if unknown.family.batch_shape:
            return np.broadcast_to(quantiles(uniforms), (*unknown.shape, worlds))
        flat = uniforms.reshape(-1)
        values: Array = quantiles(flat, flat).reshape(uniforms.shape)
        if unknown.labels == ("",):
            return np.broadcast_to(values[0], (*unknown.shape, worlds))
        return values.reshape((*unknown.shape, worlds))
