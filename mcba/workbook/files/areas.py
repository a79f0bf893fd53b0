"""Areas as a file writes them."""

from __future__ import annotations

from mcba.workbook.places import Area, cell_of


def written_area(sheet: str, reference: str) -> Area | None:
    """The area of a sheet from a text such as `A1:B3`, or `A1` for one cell; None where it is none.

    Examples
    --------
    >>> str(written_area("Data", "A1:B3")), str(written_area("Data", "C2")), written_area("Data", "B1:A2")
    ('Data!A1:B3', 'Data!C2', None)
    """
    start, _, end = reference.partition(":")
    first, last = cell_of(start), cell_of(end or start)
    if first is None or last is None or last[0] < first[0] or last[1] < first[1]:
        return None
    return Area(sheet, *first, *last)
