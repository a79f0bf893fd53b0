"""How uniforms become the numbers of assumptions, as plain data; checked against the numbers that the engine draws.

Each assumption is written in the shortest way that gives its numbers again: the operations of a closed form, sixteen
quantiles for each octave of u, the cubics themselves, a list of values; and the numbers themselves where no other way
does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import Drawing, Unknown
from mcba.engine.program.portable.packing import json_number, packed
from mcba.families import Family, Lognormal, Normal
from mcba.families.tables import Name, listed_values, octave_quantiles, operations_written, quantile_table

_CLOSE = 1e-12  # of a number, or of the spread around it: as near as two programs come
_EXCEPTIONS = 64  # one number in so many at most is told by itself
_MOST_LABELS = 64  # of which each has a table of its own, as in `families.tables`
_MOST_VALUES = 20_000  # of a discrete assumption that are listed
_OCTAVES = 30


@dataclass
class DrawWriter:
    """Writes draws; tables of standard members that several share are kept once.

    Parameters
    ----------
    drawing : Drawing
    worlds : int
        Whose numbers have to come out.
    places : mapping of str to int
        The row of each address in the matrix of uniforms.

    Attributes
    ----------
    tables : list of dict
        That the draws name by their place.
    """

    drawing: Drawing
    worlds: int
    places: Mapping[str, int]
    tables: list[dict[str, Any]] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)
    _octaves: int = 0

    def draws(self) -> dict[str, dict[str, Any]]:
        """The draws of all that is drawn, by name; those that are parameters of others come first.

        Returns
        -------
        dict of str to dict
            `places` has a row of uniforms for each number, `quantiles` says how they become numbers, and `exceptions`
            are numbers that do not follow so: (number, world, value).
        """
        values = self.drawing.block(0, self.worlds)
        uniforms = self.drawing.uniforms(0, self.worlds)
        self._octaves = max(self._octaves, *map(_reached, uniforms.values()), 1)
        return {
            unknown.name: self._draw(unknown, uniforms[unknown.name], _rows(unknown, values[unknown.name]))
            for unknown in self.drawing.drawn
        }

    def _draw(self, unknown: Unknown, uniforms: Array, numbers: Array) -> dict[str, Any]:
        own = [self.places[address] for _, address in unknown.addresses()][: len(unknown.labels)]
        places = own * len(numbers) if len(own) == 1 else own
        u = np.broadcast_to(uniforms[: len(own)], numbers.shape)
        for quantiles, found in self._ways(unknown.family, u):
            exceptions = _exceptions(numbers, found)
            if exceptions is not None:
                return {"places": places, "quantiles": quantiles, "exceptions": exceptions}
        return {"places": [], "quantiles": {"kind": "given", "values": packed(numbers, "<f8")}, "exceptions": []}

    def _ways(self, family: Family, u: Array) -> Iterator[tuple[dict[str, Any], Array]]:
        """Ways to write the quantiles of a family, the shortest first, each with what it gives at u."""
        if family.is_conditional:
            return
        if not family.batch_shape:
            yield from self._ways_of_one(family, u)
        elif family.batch_shape == (len(u), 1):
            if len(u) > _MOST_LABELS:
                yield from self._scaled(family, u)
            else:
                each = [next(self._ways_of_one(family.of_label(label), row), None) for label, row in enumerate(u)]
                parts = [way for way in each if way is not None]
                if len(parts) == len(each):
                    found = np.stack([found for _, found in parts])
                    yield {"kind": "each", "of": [quantiles for quantiles, _ in parts]}, found

    def _ways_of_one(self, family: Family, u: Array) -> Iterator[tuple[dict[str, Any], Array]]:
        if family.closed_form:
            yield _steps(family), family.ppf(u)
        elif family.discrete:
            found = listed_values(family)
            if found is not None:
                yield from _list(*found, u)
        elif quantile_table(family) is not None:
            yield self._by_nodes(family, u)
            yield self._by_cubics(family, u)

    def _by_nodes(self, family: Family, u: Array) -> tuple[dict[str, Any], Array]:
        few = octave_quantiles(family, self._octaves)
        assert few is not None
        return self._table(
            _table_of("nodes", few.digits, few.lower, few.upper), few.location, few.scale, few.low, few.high
        ), few.at(u)

    def _by_cubics(self, family: Family, u: Array) -> tuple[dict[str, Any], Array]:
        table = quantile_table(family)
        assert table is not None
        digits, octaves = 52 - table.shift, self._octaves
        bins = 1 << digits
        lower = table.cubics[1 : 1 + _OCTAVES * bins].reshape(_OCTAVES, bins, 4)[::-1][:octaves]
        upper = table.cubics[-1 - _OCTAVES * bins : -1].reshape(_OCTAVES, bins, 4)[:octaves, ::-1]
        written_table = _table_of("cubics", digits, lower, upper)
        found = cubic_values(np.stack([lower, upper]), digits, u)
        return self._table(written_table, 0.0, 1.0, table.low, table.high), np.clip(found, table.low, table.high)

    def _scaled(self, family: Family, u: Array) -> Iterator[tuple[dict[str, Any], Array]]:
        """Labels that differ in location and scale only: the table of their standard member serves all of them."""
        is_lognormal = isinstance(family, Lognormal)
        moved = Normal(family.mu, family.sigma) if isinstance(family, Lognormal) else family
        standard, location, scale = moved._standard_form()
        few = None if standard.batch_shape else octave_quantiles(standard, self._octaves)
        if few is None:
            return
        location, scale, low, high = (
            np.broadcast_to(np.asarray(value, np.float64), (len(u), 1))
            for value in (location, scale, moved.low, moved.high)
        )
        found = np.clip(location + scale * few.at(u), low, high)
        quantiles = {
            "kind": "scaled",
            "table": self._place_of(_table_of("nodes", few.digits, few.lower, few.upper)),
            "location": packed(location, "<f8"),
            "scale": packed(scale, "<f8"),
            "low": packed(low, "<f8"),
            "high": packed(high, "<f8"),
            "exponential": is_lognormal,
        }
        yield quantiles, np.exp(found) if is_lognormal else found

    def _table(self, table: dict[str, Any], location: float, scale: float, low: float, high: float) -> dict[str, Any]:
        about = {"location": location, "scale": scale, "low": json_number(low), "high": json_number(high)}
        return {"kind": "table", "table": self._place_of(table), **about}

    def _place_of(self, table: dict[str, Any]) -> int:
        place = self._known.setdefault(table["kind"] + table["lower"] + table["upper"], len(self.tables))
        if place == len(self.tables):
            self.tables.append(table)
        return place


def _table_of(kind: str, digits: int, lower: Array, upper: Array) -> dict[str, Any]:
    """A table of both halves as it is written."""
    return {"kind": kind, "digits": digits, "lower": packed(lower, "<f8"), "upper": packed(upper, "<f8")}


def certain(values: Array) -> dict[str, Any]:
    """The draw of an assumption that is certain, from its numbers, (number,)."""
    return {"places": [], "quantiles": {"kind": "certain", "values": packed(values, "<f8")}, "exceptions": []}


def cubic_values(cubics: Array, digits: int, u: Array) -> Array:
    """What cubics in the signed distance to the nearer end give, (half, octave, bin, power); nan where there is none.

    Parameters
    ----------
    cubics : (half, octave, bin, power)
        Of the lower half and of the upper one, bins by rising distance.
    digits : int
        Of the distance, that choose a bin.
    u : array

    Returns
    -------
    array
        Of the shape of u.
    """
    is_upper = u > 0.5
    t = np.where(is_upper, u - 1.0, u)
    distance = np.abs(t)
    octave = -np.frexp(distance)[1] - 1
    inside = np.clip(octave, 0, cubics.shape[1] - 1)
    bins = np.minimum(((distance * 2.0 ** (inside + 2) - 1.0) * (1 << digits)).astype(np.int64), (1 << digits) - 1)
    c0, c1, c2, c3 = np.moveaxis(cubics[is_upper.astype(np.int64), inside, np.maximum(bins, 0)], -1, 0)
    return np.where(octave > inside, np.nan, ((c3 * t + c2) * t + c1) * t + c0)


def _rows(unknown: Unknown, values: Array) -> Array:
    """The different numbers of an assumption, (number, world), as a tape takes them."""
    rows = values.reshape(-1, values.shape[-1])
    is_shared = unknown.labels == ("",) and not (unknown.family.batch_shape or unknown.parents)
    return rows[:1] if is_shared else rows


def _exceptions(numbers: Array, found: Array) -> list[list[float]] | None:
    """What was not found as it is drawn; None where that is too much to tell one by one."""
    spread = np.std(numbers, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        missed = ~(np.abs(found - numbers) <= _CLOSE * (np.abs(numbers) + 0.1 * spread))
    if np.count_nonzero(missed) > numbers.size // _EXCEPTIONS:
        return None
    return [[int(number), int(world), float(numbers[number, world])] for number, world in np.argwhere(missed)]


def _reached(u: Array) -> int:
    """How many octaves of each half hold all of these uniforms."""
    nearest = float(min(np.min(u), 1.0 - np.max(u)))
    return int(min(_OCTAVES, max(1, -np.frexp(nearest)[1])))


def _steps(family: Family) -> dict[str, Any]:
    """The operations of a closed form; the last is its result."""
    operations, result = operations_written(family)
    steps = [
        {"operation": name, "operands": [_operand(operand) for operand in operands]}
        for name, (_, operands) in zip(operations.names, operations.steps, strict=True)
    ]
    return {"kind": "steps", "steps": steps, "result": int(result)}


def _operand(operand: object) -> dict[str, Any] | str:
    if isinstance(operand, Name):
        return "u" if operand < 0 else {"step": int(operand)}
    return {"number": json_number(float(operand))}  # type: ignore[arg-type]


def _list(values: Array, cumulative: Array, u: Array) -> Iterator[tuple[dict[str, Any], Array]]:
    """The values that these uniforms reach."""
    places = np.minimum(np.searchsorted(cumulative, u), values.size - 1)
    first, last = int(places.min()), int(places.max()) + 1
    if last - first <= _MOST_VALUES:
        kept = slice(first, last)
        lists = {"values": packed(values[kept], "<f8"), "cumulative": packed(cumulative[kept], "<f8")}
        yield {"kind": "listed", **lists}, values[places]
