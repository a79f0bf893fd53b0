"""Equations as Typst."""

from __future__ import annotations

from mcba.reporting.equations.dialects import Dialect, in_dialect
from mcba.reporting.equations.marks import Mark


def typst_string(text: str) -> str:
    """A string of Typst, with its quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_TYPST = Dialect(
    signs={"×": "times", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "∑": "sum", "∏": "product", ";": "\\;", "/": "\\/"},
    name=typst_string,
    words=typst_string,
    number=typst_string,
    fraction=lambda above, below: f"frac({above}, {below})",
    script=lambda base, mark, small: f"{base}{mark}({small})",
    root=lambda inner: f"sqrt({inner})",
    brackets=lambda inner: f"lr(( {inner} ))",
    total=lambda sign, over, inner, until: f"{sign}_({over})" + (f"^({until})" if until else "") + f" {inner}",
    cases=lambda rows: "cases(" + ", ".join(f'{a} & "  " {b}' for a, b in rows) + ")",
    lines=lambda rows: " \\ ".join(f"{a} &{b}" for a, b in rows),
)


def typst(mark: Mark) -> str:
    """The equation as Typst, without dollar signs.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    str

    Examples
    --------
    >>> from mcba.reporting.equations.marks import fraction, name
    >>> typst(fraction(name("benefits"), name("costs")))
    'frac("benefits", "costs")'
    """
    return " ".join(in_dialect(mark, _TYPST).split())
