"""Cells by area: held against sets of cells."""

from __future__ import annotations

from hypothesis import given, strategies as st

from mcba.workbook.places import Area, Place
from mcba.workbook.slices.remaining import Marked, Remaining

NUMBERS = st.integers(1, 6)
PLACES = st.sets(st.builds(Place, st.sampled_from("AB"), NUMBERS, NUMBERS), max_size=25)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    rows, columns = (sorted((draw(NUMBERS), draw(NUMBERS))) for _ in range(2))
    return Area(draw(st.sampled_from("AB")), rows[0], columns[0], rows[1], columns[1])


def holds(area: Area, place: Place) -> bool:
    rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
    return place.sheet == area.sheet and place.row in rows and place.column in columns


@given(PLACES, st.lists(areas(), max_size=6))
def test_each_area_takes_what_no_other_took(places: set[Place], given_areas: list[Area]) -> None:
    remaining, left = Remaining(places), set(places)
    for area in given_areas:
        inside = {place for place in left if holds(area, place)}
        assert sorted(remaining.taken(area)) == sorted(inside)
        left -= inside


@given(PLACES, areas())
def test_areas_may_be_taken_from_in_turns(places: set[Place], area: Area) -> None:
    remaining = Remaining(places)
    taken = []
    ways = [remaining.taken(area), remaining.taken(area)]
    while ways:
        place = next(ways[0], None)
        ways = ways[1:] if place is None else [*ways[1:], ways[0]]
        taken += [place] if place else []
    assert sorted(taken) == sorted(place for place in places if holds(area, place))


@given(PLACES, PLACES, areas())
def test_a_mark_is_found_in_an_area(places: set[Place], removed: set[Place], area: Area) -> None:
    marked = Marked(places)
    for place in removed & places:
        marked.remove(place)
    inside = [place for place in places - removed if holds(area, place)]
    assert marked.first(area) == min(inside, key=lambda place: (place.column, place.row), default=None)
