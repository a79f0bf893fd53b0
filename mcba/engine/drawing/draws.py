"""Assumptions drawn at their addresses: uniforms, then dependence, then quantile functions.

Draws are recomputed on demand from (seed, name, row), not stored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from mcba.arrays import Array, Integers
from mcba.engine.drawing.copula import (
    correlate,
    correlate_clayton,
    correlate_frank,
    correlate_gumbel,
    correlate_t,
    factor,
    keep_strata,
    persist,
    take_rows,
)
from mcba.engine.drawing.samplers.registry import points, require_sampler, sampler_named
from mcba.engine.drawing.samplers.sampler import Points
from mcba.engine.settings import Settings
from mcba.errors import FamilyError, RunError
from mcba.families import Family
from mcba.families.tables import QuantileFunction, quantile_function, quantiles_by_world
from mcba.families.uncertain import Conditional, sound_worlds
from mcba.study import YEAR, Study
from mcba.study.dependence import DependentGroup


@dataclass(frozen=True)
class Unknown:
    """One assumption to be drawn: its distribution, the shape of one world's draw, and what tells its numbers apart.

    `labels` has one entry for each uniform; a single entry with a longer `shape` is one draw shared by all labels. A
    family with uncertain parameters may need uniforms of its own besides, one for each parameter. `factors` is what
    the values of other assumptions are multiplied by where they are its parameters: their price year.
    """

    name: str
    family: Family
    labels: tuple[str, ...] = ("",)
    shape: tuple[int, ...] = ()
    years: bool = False
    persistence: float = 0.0
    factors: Mapping[str, float] = field(default_factory=dict)

    @property
    def numbers(self) -> int:
        """How many uniforms it is drawn from."""
        return len(self.labels) + len(self._own)

    @property
    def parents(self) -> tuple[str, ...]:
        """The assumptions that are its parameters."""
        return tuple(self.family.parents) if isinstance(self.family, Conditional) else ()

    @property
    def _own(self) -> tuple[str, ...]:
        return self.family.own if isinstance(self.family, Conditional) else ()

    def addresses(self) -> list[tuple[int, str]]:
        """The year and the address of each uniform: −2 for no year, −1 for what its parameters are drawn from."""
        own = [(-1, f"{self.name}[fit of {parameter}]") for parameter in self._own]
        if self.labels == ("",):
            return [(-2, self.name), *own]
        return [(int(label) if self.years else -2, f"{self.name}[{label}]") for label in self.labels] + own


def unknowns_of(study: Study) -> list[Unknown]:
    """Everything uncertain in a study, in the order in which it takes the coordinates of the Sobol' sequence."""
    return [_unknown(study, name) for name in study.draw_order]


def drawing_of(study: Study, needed: Collection[str], settings: Settings, *, compiled: bool = False) -> Drawing:
    """The draws of some assumptions of a study, as a run with these settings draws them.

    Parameters
    ----------
    study : Study
    needed : collection of str
        The assumptions to draw.
    settings : Settings
        Whose sampler, seed and number of worlds decide the draws.
    compiled : bool
        As for `Drawing`.

    Returns
    -------
    Drawing
    """
    return Drawing(
        unknowns_of(study),
        frozenset(needed),
        study.dependence,
        settings.sampler,
        settings.seed,
        settings.worlds,
        compiled,
    )


def _unknown(study: Study, name: str) -> Unknown:
    assumption = study.document.assumptions[name]
    dimensions = study.dimensions[name]
    shape = tuple(len(study.sets[dimension]) for dimension in dimensions)
    unknown = Unknown(name, study.families[name], shape=shape, factors=study.price_factors)
    if not dimensions or assumption.drawn == "once":
        return unknown
    by_year = dimensions == (YEAR,)
    return replace(unknown, labels=study.sets[dimensions[0]], years=by_year, persistence=assumption.persistence or 0.0)


def coordinates(unknowns: Sequence[Unknown]) -> dict[str, int]:
    """The Sobol' coordinate of each address: first what has no year, then parameters of fits, then year after year.

    So a longer horizon leaves the others as they were, and so does an assumption added at the end of a study without
    yearly draws.
    """
    addresses = [
        (year, place, address) for place, unknown in enumerate(unknowns) for year, address in unknown.addresses()
    ]
    addresses.sort(key=lambda entry: entry[:2])
    return {address: coordinate for coordinate, (_, _, address) in enumerate(addresses)}


@dataclass(frozen=True)
class _Tied:
    """Uniforms that move together: their places in a matrix of all, and what makes them do so.

    `in_strata` says whether the strata of a Latin hypercube can follow. They cannot where a table's rows are drawn: to
    stay in one row is more than to be ranked as it is, and the uniform that chooses the row has its strata already.
    """

    places: Integers
    move: Callable[[Array], Array]
    in_strata: bool = True


def _tied(group: DependentGroup, rows: Mapping[str, slice], numbers: int) -> list[_Tied]:
    """What makes a group move together, once for each of its years or labels.

    It takes its names in the order of the study: no name decides who leads.
    """
    first = np.array([rows[name].start for name in group.names])
    order = np.argsort(first)
    first = first[order]
    if group.rows is not None:
        move = partial(take_rows, sizes=group.rows.sizes, starts=group.rows.starts[order])
        return [_Tied(first + number, move, in_strata=False) for number in range(numbers)]
    if group.copula in _ARCHIMEDEAN:
        return [_Tied(first, partial(_ARCHIMEDEAN[group.copula], theta=group.parameter))]
    lower = factor(group.correlation[np.ix_(order, order)])
    if group.copula == "t":
        return [_Tied(first, partial(correlate_t, lower=lower, df=group.parameter))]
    return [_Tied(first, partial(correlate, lower=lower))]


_ARCHIMEDEAN: dict[str, Callable[..., Array]] = {
    "clayton": correlate_clayton,
    "frank": correlate_frank,
    "gumbel": correlate_gumbel,
}


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
    sampler, seed, worlds
        As for `points`.
    compiled : bool
        Look tables up and deal strata in machine code: the same bits, sooner.
    """

    unknowns: Sequence[Unknown]
    needed: frozenset[str]
    groups: Sequence[DependentGroup] = ()
    sampler: str = "sobol"
    seed: int = 1
    worlds: int = 131_072
    compiled: bool = False

    def __post_init__(self) -> None:
        require_sampler(self.sampler, self.worlds)

    @property
    def randomisations(self) -> int:
        """How many independent randomisations the worlds are dealt to in turn; 0 when worlds are independent."""
        return sampler_named(self.sampler).randomisations

    @cached_property
    def drawn(self) -> tuple[Unknown, ...]:
        """The unknowns that are drawn: those needed, what they follow from, and what moves with any of them."""
        parents = {unknown.name: unknown.parents for unknown in self.unknowns}
        wanted: set[str] = set()
        left = set(self.needed)
        while left:
            wanted |= left
            partners = [set(group.names) for group in self.groups if left & set(group.names)]
            left = set().union(*partners, *(parents.get(name, ()) for name in left)) - wanted
        return tuple(unknown for unknown in self.unknowns if unknown.name in wanted)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """What each independent uniform is for: an assumption's name, or `name[label]`."""
        return tuple(address for unknown in self.drawn for _, address in unknown.addresses())

    @cached_property
    def _rows(self) -> dict[str, slice]:
        """The rows of each unknown in a matrix with one row for each address."""
        ends = np.cumsum([unknown.numbers for unknown in self.drawn]).tolist()
        return {unknown.name: slice(end - unknown.numbers, end) for unknown, end in zip(self.drawn, ends, strict=True)}

    @cached_property
    def coordinates(self) -> dict[str, int]:
        """The Sobol' coordinate of each address; the first address is the name of the sequence."""
        return coordinates(self.unknowns)

    @property
    def sequence(self) -> str:
        """The name of the Sobol' sequence: the first address, which stays where other assumptions are appended."""
        return next(iter(self.coordinates), "")

    @cached_property
    def _source(self) -> Points:
        return self.source(self.addresses)

    def source(self, addresses: Sequence[str]) -> Points:
        """Where the uniforms of some addresses come from."""
        return points(
            self.sampler,
            seed=self.seed,
            names=addresses,
            dimensions=[self.coordinates[address] for address in addresses],
            worlds=self.worlds,
            sequence=self.sequence,
            compiled=self.compiled,
        )

    @cached_property
    def _together(self) -> list[_Tied]:
        labels = {unknown.name: len(unknown.labels) for unknown in self.drawn}
        drawn = (group for group in self.groups if set(group.names) <= labels.keys())
        return [tied for group in drawn for tied in _tied(group, self._rows, labels[group.names[0]])]

    @cached_property
    def _quantiles(self) -> dict[str, QuantileFunction]:
        plain = (unknown for unknown in self.drawn if not isinstance(unknown.family, Conditional))
        return {unknown.name: quantile_function(unknown.family, compiled=self.compiled) for unknown in plain}

    @cached_property
    def _in_turn(self) -> list[Unknown]:
        return _parents_first(self.drawn)

    def independent(self, start: int, stop: int) -> Array:
        """Independent uniforms of rows [start, stop), shape (address, world)."""
        return self._source.draw(start, stop)

    def uniforms(self, start: int, stop: int) -> Mapping[str, Array]:
        """Dependent uniforms of rows [start, stop) by name, shape (label, world)."""
        matrix, in_strata = self.independent(start, stop), sampler_named(self.sampler).in_strata
        for place, tied in enumerate(self._together):
            kept = in_strata and tied.in_strata
            matrix[tied.places] = self._in_strata(place, start, stop) if kept else tied.move(matrix[tied.places])
        self._persisted(matrix)
        return {name: matrix[place] for name, place in self._rows.items()}

    def together(self, independent: Array) -> Array:
        """Dependent uniforms from independent ones that somebody chose, both of shape (address, world)."""
        matrix = np.array(independent, dtype=np.float64)
        for tied in self._together:
            matrix[tied.places] = tied.move(matrix[tied.places])
        self._persisted(matrix)
        return matrix

    def values_at(self, uniforms: Array) -> dict[str, Array]:
        """Every assumption at dependent uniforms of shape (address, world), by name and of shape (set, …, world)."""
        return self._values({name: uniforms[place] for name, place in self._rows.items()})

    def _persisted(self, matrix: Array) -> None:
        for unknown in self.drawn:
            if unknown.persistence:
                first = self._rows[unknown.name].start
                years = slice(first, first + len(unknown.labels))
                matrix[years] = persist(matrix[years], unknown.persistence)

    @cached_property
    def _strata(self) -> list[Array]:
        """The rows of each group under a Latin hypercube: the dependence decides the order, the strata stay.

        The order is that of all worlds together, so they are looked at once.
        """
        whole = self.independent(0, self.worlds)
        strata = []
        for tied in self._together:
            ordered = np.empty((len(tied.places), self.worlds if tied.in_strata else 0))
            for first in range(min(self.randomisations, ordered.shape[1])):
                rows = whole[tied.places, first :: self.randomisations]
                ordered[:, first :: self.randomisations] = keep_strata(tied.move(rows), rows)
            strata.append(ordered)
        return strata

    def _in_strata(self, place: int, start: int, stop: int) -> Array:
        inside = self._strata[place][:, start:stop]
        if stop <= self.worlds:
            return inside
        tied = self._together[place]
        beyond = self.independent(max(start, self.worlds), stop)[tied.places]  # in no stratum, and left out of the run
        return np.hstack([inside, tied.move(beyond)])

    def block(self, start: int, stop: int) -> dict[str, Array]:
        """The needed assumptions in worlds [start, stop), each of shape (set, …, world)."""
        return self._values(self.uniforms(start, stop), start)

    def _values(self, uniforms: Mapping[str, Array], start: int | None = None) -> dict[str, Array]:
        """The values of all unknowns, those that are parameters of others first."""
        values: dict[str, Array] = {}
        for unknown in self._in_turn:
            draw = _draw_given if isinstance(unknown.family, Conditional) else self._draw
            values[unknown.name] = draw(unknown, uniforms[unknown.name], values, start)
        return values

    def _draw(self, unknown: Unknown, uniforms: Array, *_: object) -> Array:
        quantiles = self._quantiles[unknown.name]
        worlds = uniforms.shape[-1]
        if unknown.family.batch_shape:
            return np.broadcast_to(quantiles(uniforms), (*unknown.shape, worlds))
        flat = uniforms.reshape(-1)
        values: Array = quantiles(flat, flat).reshape(uniforms.shape)
        if unknown.labels == ("",):
            return np.broadcast_to(values[0], (*unknown.shape, worlds))
        return values.reshape((*unknown.shape, worlds))


def _parents_first(unknowns: Sequence[Unknown]) -> list[Unknown]:
    """The unknowns, each after those that are its parameters, and else in their order."""
    by_name = {unknown.name: unknown for unknown in unknowns}
    ordered: dict[str, Unknown] = {}

    def put(unknown: Unknown) -> None:
        for parent in unknown.parents:
            if parent not in ordered:
                put(by_name[parent])
        ordered[unknown.name] = unknown

    for unknown in unknowns:
        if unknown.name not in ordered:
            put(unknown)
    return list(ordered.values())


def _draw_given(unknown: Unknown, uniforms: Array, values: Mapping[str, Array], start: int | None) -> Array:
    """The values of an unknown whose parameters are unknowns too, drawn before it."""
    family: Conditional = unknown.family  # type: ignore[assignment]
    count, worlds = len(unknown.labels), uniforms.shape[-1]
    parameters = {name: values[name] * unknown.factors.get(name, 1.0) for name in family.parents}
    parameters |= dict(zip(family.own, uniforms[count:], strict=True))
    try:
        with np.errstate(all="ignore"):
            in_each_world = family.given(parameters)
    except FamilyError as error:
        raise _refused(unknown.name, family, parameters, start) from error
    draws = quantiles_by_world(in_each_world, uniforms[:count] if unknown.shape else uniforms[0])
    return np.broadcast_to(draws, (*unknown.shape, worlds))


def _refused(name: str, family: Conditional, parameters: Mapping[str, Array], start: int | None) -> RunError:
    """Say in which world a distribution cannot have its parameters, what they are there, and why not."""
    world = int(np.argmin(sound_worlds(family, parameters)))
    there = {parent: parameters[parent][..., world] for parent in family.parents}
    where = f"world {start + world:,}" if start is not None else "one of the points asked"
    parents = ", ".join(f"{parent} = {np.array2string(value, precision=6)}" for parent, value in there.items())
    try:
        family.given({**there, **{own: parameters[own][..., world] for own in family.own}})
        reason = "its parameters contradict each other"
    except FamilyError as error:
        reason = str(error)
    named = " or ".join(f"{parent!r}" for parent in there)
    return RunError(
        f"{name} cannot be drawn in {where}, where {parents}: {reason}. "
        f"Give {named} a distribution that stays inside, or cut it off with truncate"
    )
