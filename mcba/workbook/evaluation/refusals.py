"""What is not computed: refused by name, with the reason and a repair."""

from __future__ import annotations

from mcba.errors import McbaError, WorkbookError
from mcba.workbook.places import Place

_DICE = "throws dice of its own; put a fixed number in its place and let an assumption vary it"
_CLOCK = "asks the clock, so the result would differ from day to day; write the date as a fixed value"
_SERVER = "asks a server of figures; copy the cells and paste them as values"
_WEB = "asks the web; copy the cell and paste it as a value"
_MACHINE = "asks about the machine or the window that shows the workbook; write its value into the cell"
_OWN = "defines a function inside a formula, which is not read; write its steps into cells of their own"

REFUSED: dict[str, str] = {
    **dict.fromkeys(("RAND", "RANDBETWEEN", "RANDARRAY"), _DICE),
    **dict.fromkeys(("NOW", "TODAY"), _CLOCK),
    **dict.fromkeys(
        (
            "CUBEKPIMEMBER",
            "CUBEMEMBER",
            "CUBEMEMBERPROPERTY",
            "CUBERANKEDMEMBER",
            "CUBESET",
            "CUBESETCOUNT",
            "CUBEVALUE",
            "GETPIVOTDATA",
            "RTD",
            "STOCKHISTORY",
        ),
        _SERVER,
    ),
    **dict.fromkeys(
        (
            "GOOGLEFINANCE",
            "GOOGLETRANSLATE",
            "IMPORTDATA",
            "IMPORTFEED",
            "IMPORTHTML",
            "IMPORTRANGE",
            "IMPORTXML",
            "WEBSERVICE",
        ),
        _WEB,
    ),
    **dict.fromkeys(("CELL", "INFO"), _MACHINE),
    **dict.fromkeys(("LAMBDA", "MAP", "REDUCE", "SCAN", "BYROW", "BYCOL", "MAKEARRAY"), _OWN),
}
"""Functions that are never computed, by name: why, and what to do instead."""


class Unsupported(WorkbookError):  # noqa: N818 - what it says of a formula; the error is not ours
    """Something in a formula that is not computed; its cell can only keep the value that was saved.

    Attributes
    ----------
    name : str
        The function, or what else it is in a word or two.

    Examples
    --------
    >>> print(refusal_of("RAND", Place("Costs", 3, 2)))
    Costs!B3: RAND throws dice of its own; put a fixed number in its place and let an assumption vary it
    """

    def __init__(self, name: str, reason: str, place: Place):
        self.name = name
        super().__init__(f"{name} {reason}", str(place))


class CellCircleError(WorkbookError):
    """Cells that are computed from themselves.

    Attributes
    ----------
    cells : tuple of Place
        Each reads the next, the last one the first.
    """

    def __init__(self, cells: tuple[Place, ...]):
        self.cells = cells
        shown = " → ".join(map(str, (*cells[:12], *cells[:1]) if len(cells) <= 12 else cells[:12]))
        super().__init__(
            f"the cell is computed from itself: {shown}{' …' if len(cells) > 12 else ''}; "
            "solve the circle by a formula, or put a fixed number into one of its cells",
            str(cells[0]),
        )


class NotYet(McbaError):  # noqa: N818 - no error: it says what comes first
    """Cells that must be computed before a formula can be.

    Attributes
    ----------
    places : tuple of Place
    """

    def __init__(self, *places: Place):
        self.places = places
        super().__init__(*places)


def refusal_of(name: str, place: Place) -> Unsupported:
    """The refusal of a function that is not known, or not computed."""
    reason = REFUSED.get(name) or (
        "is no function that is known here: of an add-in, a macro or a newer program; "
        "write what it computes into cells, or paste its value"
    )
    return Unsupported(name, reason, place)
