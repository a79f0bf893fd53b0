"""Equations as MathML, for the page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from mcba.reporting.equations.marks import Mark, cases_of, one_line, operator, row


def mathml(mark: Mark) -> Element:
    """The equation as a `math` element of HTML.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    Element

    Examples
    --------
    >>> from mcba.reporting.equations.marks import name
    >>> mathml(name("costs"))[0].text
    'costs'
    """
    math = Element("math", {"display": "block", "alttext": one_line(mark)})
    _mathml(mark, math)
    return math


def _mathml(mark: Mark, parent: Element) -> None:
    simple = {"number": "mn", "operator": "mo", "words": "mtext"}
    wrapped = {"row": "mrow", "fraction": "mfrac", "power": "msup", "index": "msub", "root": "msqrt"}
    match mark.kind:
        case "name":
            SubElement(parent, "mi", {"mathvariant": "normal"}).text = mark.text
        case kind if kind in simple:
            SubElement(parent, simple[kind]).text = mark.text
        case kind if kind in wrapped:
            element = SubElement(parent, wrapped[kind])
            for part in mark.parts:
                _mathml(part, SubElement(element, "mrow") if kind in {"power", "index", "fraction"} else element)
        case "brackets":
            element = SubElement(parent, "mrow")
            SubElement(element, "mo").text = "("
            _mathml(mark.parts[0], element)
            SubElement(element, "mo").text = ")"
        case "total":
            element = SubElement(parent, "mrow")
            sign = SubElement(element, "munderover" if len(mark.parts) > 2 else "munder")
            SubElement(sign, "mo").text = mark.text
            for part in (mark.parts[0], *mark.parts[2:]):
                _mathml(part, SubElement(sign, "mrow"))
            _mathml(mark.parts[1], element)
        case "cases":
            element = SubElement(parent, "mrow")
            SubElement(element, "mo").text = "{"
            _mathml_rows(element, cases_of(mark), ("left", "left"))
        case "lines":
            first, *others = mark.parts[1:]
            rows = [(mark.parts[0], operator("="), first), *((row(), row(), other) for other in others)]
            _mathml_rows(parent, rows, ("right", "center", "left"))


def _mathml_rows(parent: Element, rows: Sequence[tuple[Mark, ...]], align: tuple[str, ...]) -> None:
    """Rows of aligned parts; browsers go by the style, other readers by the attribute."""
    table = SubElement(parent, "mtable", {"columnalign": " ".join(align)})
    for cells in rows:
        line = SubElement(table, "mtr")
        for cell, side in zip(cells, align, strict=True):
            _mathml(cell, SubElement(line, "mtd", {"style": f"text-align: {side}"}))
