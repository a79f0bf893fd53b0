"""One value in each of many worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers
from mcba.workbook.values import NUMBER, Element, Table, Value

Kinds: TypeAlias = NDArray[np.intp]
"""Of which kind an element is in each world: 0 for a number, k for the k-th of its other values."""


class Varying:
    """An element that is not the same in all worlds.

    Nearly all of them are a number in every world; where some are not, the few other values (an error, a text, a blank,
    a truth value) stand in a list of their own and the worlds say which.

    Attributes
    ----------
    numbers : array (world,)
        Finite; without meaning in worlds where `kinds` is not 0.
    kinds : array of int (world,) or None
        Of which kind it is: 0 is the number, k is `others[k - 1]`. None where it is the number in every world.
    others : tuple of Value
        Each once.
    is_truth : bool
        Whether its numbers are truth values, 0 and 1.

    Examples
    --------
    >>> price = Varying(np.array([1.0, 2.0, 0.0]), np.array([0, 0, 1]), ("n/a",))
    >>> [price.at(world) for world in range(3)]
    [1.0, 2.0, 'n/a']
    """

    __slots__ = ("is_truth", "kinds", "numbers", "others")

    def __init__(
        self, numbers: Array, kinds: Kinds | None = None, others: tuple[Value, ...] = (), is_truth: bool = False
    ):
        self.numbers, self.kinds, self.others, self.is_truth = numbers, kinds, others, is_truth

    def at(self, world: int) -> Value:
        """The value in one world."""
        if self.kinds is not None and self.kinds[world]:
            return self.others[int(self.kinds[world]) - 1]
        number = float(self.numbers[world])
        return bool(number) if self.is_truth else number

    def codes(self) -> Integers:
        """A number for each world, the same where the value is the same."""
        different = np.unique(self.numbers, return_inverse=True)[1]
        if self.kinds is None:
            return different
        return np.where(self.kinds > 0, -self.kinds, different)


def value_at(element: Element, world: int) -> Value:
    """What an element is in one world."""
    value: Value = element.at(world) if isinstance(element, Varying) else element
    return value


def table_at(table: Table, world: int) -> Table:
    """What a table holds in one world."""
    return Table(tuple(tuple(value_at(element, world) for element in row) for row in table.rows), table.area)


def varying(values: Sequence[Value]) -> Element:
    """The element that has these values, one a world; the value itself where all are the same.

    Parameters
    ----------
    values : sequence of Value
        By world.

    Returns
    -------
    Element

    Examples
    --------
    >>> varying([True, True]), varying([1.0, None]).at(1)
    (True, None)
    """
    first = values[0]
    if all(type(value) is type(first) and value == first for value in values):
        return first
    is_truth = all(isinstance(value, bool) for value in values)
    plain = bool if is_truth else float
    others: dict[tuple[type, Value], int] = {}
    numbers, kinds = np.zeros(len(values)), np.zeros(len(values), dtype=np.intp)
    for world, value in enumerate(values):
        if isinstance(value, plain) and np.isfinite(value):
            numbers[world] = value
        else:
            value = NUMBER if isinstance(value, float) else value  # noqa: PLW2901
            kinds[world] = others.setdefault((type(value), value), len(others) + 1)
    if not others:
        return Varying(numbers, is_truth=is_truth)
    return Varying(numbers, kinds, tuple(value for _, value in others))


def finite(numbers: Array) -> Element:
    """Numbers as an element; where one is not finite it is #NUM!."""
    bad = ~np.isfinite(numbers)
    if not bad.any():
        return Varying(numbers)
    return Varying(np.where(bad, 0.0, numbers), bad.astype(np.intp), (NUMBER,))


def chosen(choice: Integers, elements: Sequence[Element]) -> Element:
    """The element that is one of several in each world.

    Parameters
    ----------
    choice : array of int (world,)
        Which of the elements, from 0.
    elements : sequence of Element

    Returns
    -------
    Element

    Examples
    --------
    >>> [chosen(np.array([1, 0]), [2.0, "none"]).at(world) for world in range(2)]
    ['none', 2.0]
    """
    first = int(choice[0])
    if (choice == first).all():
        return elements[first]
    used = np.flatnonzero(np.bincount(choice)).tolist()
    is_truth = all(_is_truth(elements[index]) for index in used)
    numbers, kinds = np.zeros(len(choice)), np.zeros(len(choice), dtype=np.intp)
    others: dict[tuple[type, Value], int] = {}

    def kind(value: Value) -> int:
        return others.setdefault((type(value), value), len(others) + 1)

    for index in used:
        worlds = choice == index
        element = elements[index]
        if not isinstance(element, Varying):
            if isinstance(element, float) or (is_truth and isinstance(element, bool)):
                numbers[worlds] = element
            else:
                kinds[worlds] = kind(element)
            continue
        if element.is_truth and not is_truth:
            codes = np.array([kind(False), kind(True)])
            kinds[worlds] = codes[element.numbers[worlds].astype(np.intp)]
        else:
            numbers[worlds] = element.numbers[worlds]
        if element.kinds is not None:
            codes = np.array([0, *(kind(other) for other in element.others)])
            its = element.kinds[worlds]
            kinds[worlds] = np.where(its > 0, codes[its], kinds[worlds])
    return (
        Varying(numbers, kinds, tuple(v for _, v in others), is_truth)
        if kinds.any()
        else Varying(numbers, is_truth=is_truth)
    )


def _is_truth(element: Element) -> bool:
    return element.is_truth if isinstance(element, Varying) else isinstance(element, bool)


def varying_parts(arguments: Sequence[Any]) -> Iterator[Varying]:
    """All varying elements among arguments and in their tables."""
    for argument in arguments:
        if isinstance(argument, Varying):
            yield argument
        elif isinstance(argument, Table):
            yield from (element for row in argument.rows for element in row if isinstance(element, Varying))
        elif isinstance(argument, tuple):
            yield from varying_parts(argument)


def by_unlike_worlds(function: Callable[..., Any], arguments: Sequence[Any]) -> list[Any]:
    """What a function of one world gives in each of them; it is asked once where all its arguments are the same.

    Parameters
    ----------
    function : callable
    arguments : sequence
        Elements, tables of elements, tuples of tables, or anything else, which stays as it is.

    Returns
    -------
    list
        By world.
    """
    parts = [list(varying_parts([argument])) for argument in arguments]
    worlds, which = unlike_worlds([part for several in parts for part in several])
    results = []
    for world in worlds:
        taken = [in_world(a, world) if several else a for a, several in zip(arguments, parts, strict=True)]
        results.append(function(*taken))
    return [results[index] for index in which]


def unlike_worlds(parts: Sequence[Varying]) -> tuple[list[int], list[int]]:
    """Worlds of which no two are alike in these elements, and for each world the one of them that is like it."""
    codes = joint_codes(list({id(part): part for part in parts}.values()))
    _, worlds, which = np.unique(codes, return_index=True, return_inverse=True)
    return worlds.tolist(), which.tolist()


def joint_codes(parts: Sequence[Varying]) -> Integers:
    """A number for each world, the same where all the elements are the same."""
    codes = parts[0].codes()
    for part in parts[1:]:
        if codes.max() - codes.min() == len(codes) - 1 and len(np.unique(codes)) == len(codes):
            break  # no two worlds are alike
        more = part.codes()
        both = codes * (int(more.max()) - int(more.min()) + 1) + (more - more.min())
        codes = np.unique(both, return_inverse=True)[1]
    return codes


def in_world(argument: Any, world: int) -> Any:
    """An argument of a function as it is in one world."""
    if isinstance(argument, Varying):
        return argument.at(world)
    if isinstance(argument, Table):
        return table_at(argument, world)
    if isinstance(argument, tuple) and not hasattr(argument, "_fields"):
        return tuple(in_world(part, world) for part in argument)
    return argument
