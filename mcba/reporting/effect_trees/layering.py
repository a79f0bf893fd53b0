"""Layers from left to right: the order of boxes in each column, their places, and the lines between them.

After Sugiyama, Tagawa and Toda (1981, https://doi.org/10.1109/TSMC.1981.4308636): lines that pass a column get a narrow
place of their own in it, boxes are ordered by the mean place of their neighbours, and places are the closest to these
that leave every box its room (isotonic regression by pooling adjacent violators).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

_SWEEPS = 12
_LANE = 0.10  # inches: the height of a line that passes a column
_Node = Hashable


@dataclass
class Layering:
    """Boxes in columns, and lines from box to box that go to the right.

    Parameters
    ----------
    columns : mapping of str to int
        The column of each box.
    links : sequence of (str, str)
        From a box to one in a later column.
    heights : mapping of str to float
        Of each box, in inches.
    gap : float
        Between two boxes above each other, in inches.
    """

    columns: Mapping[str, int]
    links: Sequence[tuple[str, str]]
    heights: Mapping[str, float]
    gap: float
    ways: dict[tuple[str, str], list[_Node]] = field(init=False)
    order: list[list[_Node]] = field(init=False)
    middles: dict[_Node, float] = field(init=False)

    def __post_init__(self) -> None:
        """Find the ways, the order and the places."""
        self.ways = {link: [*self._way(*link)] for link in self.links}
        self.order = self._ordered()
        self.middles = self._placed()

    @cached_property
    def height(self) -> float:
        """Of the fullest column, in inches: all others fit beside it."""
        return max(
            float(self._offsets(column)[-1]) + (self._height(column[0]) + self._height(column[-1])) / 2
            for column in self.order
        )

    def _way(self, first: str, second: str) -> Iterator[_Node]:
        """The box, the lanes in the columns between, and the other box."""
        yield first
        yield from ((first, second, column) for column in range(self.columns[first] + 1, self.columns[second]))
        yield second

    def _column(self, node: _Node) -> int:
        return node[2] if isinstance(node, tuple) else self.columns[str(node)]

    def _height(self, node: _Node) -> float:
        return _LANE if isinstance(node, tuple) else self.heights[str(node)]

    def _neighbours(self) -> dict[_Node, list[_Node]]:
        near: dict[_Node, list[_Node]] = {node: [] for node in self.columns}
        for way in self.ways.values():
            for left, right in pairwise(way):
                near.setdefault(left, []).append(right)
                near.setdefault(right, []).append(left)
        return near

    def _ordered(self) -> list[list[_Node]]:
        """The order in each column in which the fewest lines cross, of those that sweeps to and fro find."""
        near = self._neighbours()
        order: list[list[_Node]] = [[] for _ in range(max(self.columns.values()) + 1)]
        for node in near:
            order[self._column(node)].append(node)
        best, fewest = [list(column) for column in order], self._crossings(order)
        for sweep in range(_SWEEPS):
            ahead = range(1, len(order)) if sweep % 2 == 0 else range(len(order) - 2, -1, -1)
            for column in ahead:
                beside = {node: place for place, node in enumerate(order[column - 1 if sweep % 2 == 0 else column + 1])}
                own = {node: place for place, node in enumerate(order[column])}
                wanted = {node: _mean_place(near[node], beside, own[node]) for node in own}
                order[column].sort(key=wanted.__getitem__)
            crossings = self._crossings(order)
            if crossings < fewest:
                best, fewest = [list(column) for column in order], crossings
        return best

    def _crossings(self, order: Sequence[Sequence[_Node]]) -> int:
        places = {node: place for column in order for place, node in enumerate(column)}
        pairs: dict[int, list[tuple[int, int]]] = {}
        for way in self.ways.values():
            for left, right in pairwise(way):
                pairs.setdefault(self._column(left), []).append((places[left], places[right]))
        return sum(
            (first[0] - second[0]) * (first[1] - second[1]) < 0
            for lines in pairs.values()
            for index, first in enumerate(lines)
            for second in lines[:index]
        )

    def _placed(self) -> dict[_Node, float]:
        """The middle of every box and lane from the top, close to its neighbours and clear of those above and below."""
        near = self._neighbours()
        middles: dict[_Node, float] = {}
        for column in self.order:
            middles |= self._apart(column, np.zeros(len(column)))
        for _ in range(_SWEEPS):
            for column in self.order:
                wanted = [
                    np.mean([middles[other] for other in near[node]]) if near[node] else middles[node]
                    for node in column
                ]
                middles |= self._apart(column, np.array(wanted))
        return middles

    def _offsets(self, column: Sequence[_Node]) -> np.ndarray:
        """How far below the middle of the first the others have to be."""
        heights = np.array([self._height(node) for node in column])
        return np.concatenate([[0.0], np.cumsum((heights[1:] + heights[:-1]) / 2 + self.gap)])

    def _apart(self, column: Sequence[_Node], wanted: np.ndarray) -> dict[_Node, float]:
        """The places nearest to those wanted, in least squares, at which nothing overlaps or sticks out."""
        offsets = self._offsets(column)
        pools: list[list[float]] = []
        for place in wanted - offsets:
            pools.append([float(place)])
            while len(pools) > 1 and np.mean(pools[-2]) > np.mean(pools[-1]):
                pools[-2:] = [pools[-2] + pools[-1]]
        top, end = self._height(column[0]) / 2, self.height - self._height(column[-1]) / 2 - offsets[-1]
        settled = [min(max(float(np.mean(pool)), top), end) for pool in pools for _ in pool]
        return {node: place + offset for node, place, offset in zip(column, settled, offsets, strict=True)}


def _mean_place(near: Sequence[_Node], beside: Mapping[_Node, int], own: int) -> tuple[float, int]:
    places = [beside[node] for node in near if node in beside]
    return (float(np.mean(places)) if places else float(own), own)
