"""Equations as OMML, for Word."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from mcba.reporting.equations.marks import Mark, cases_of, flat, row, words

OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def omml(mark: Mark) -> Element:
    """The equation as Word's `m:oMathPara`.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    Element

    Examples
    --------
    >>> from mcba.reporting.equations.marks import name
    >>> "".join(omml(name("costs")).itertext())
    'costs'
    """
    paragraph = Element(_m("oMathPara"))
    properties = SubElement(paragraph, _m("oMathParaPr"))
    SubElement(properties, _m("jc"), {_m("val"): "left"})
    _omml(mark, SubElement(paragraph, _m("oMath")))
    return paragraph


def _m(tag: str) -> str:
    return f"{{{OMML}}}{tag}"


def _omml_text(parent: Element, text: str, *, normal: bool) -> None:
    """A run of the equation; `normal` text is taken as it stands, its underscores too."""
    run = SubElement(parent, _m("r"))
    if normal:
        SubElement(SubElement(run, _m("rPr")), _m("nor"))
    fonts = SubElement(SubElement(run, f"{{{WORD}}}rPr"), f"{{{WORD}}}rFonts")
    fonts.set(f"{{{WORD}}}ascii", "Cambria Math")
    fonts.set(f"{{{WORD}}}hAnsi", "Cambria Math")
    written = SubElement(run, _m("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    written.text = text


def _omml(mark: Mark, parent: Element) -> None:  # noqa: PLR0912 - one arm for each kind
    slots = {"fraction": ("f", "num", "den"), "power": ("sSup", "e", "sup"), "index": ("sSub", "e", "sub")}
    match mark.kind:
        case "number" | "operator":
            _omml_text(parent, mark.text, normal=False)
        case "name" | "words":
            _omml_text(parent, mark.text, normal=True)
        case "row":
            for part in mark.parts:
                _omml(part, parent)
        case kind if kind in slots:
            outer, *inner = slots[kind]
            element = SubElement(parent, _m(outer))
            for slot, part in zip(inner, mark.parts, strict=True):
                _omml(part, SubElement(element, _m(slot)))
        case "root":
            element = SubElement(parent, _m("rad"))
            SubElement(SubElement(element, _m("radPr")), _m("degHide"), {_m("val"): "1"})
            SubElement(element, _m("deg"))
            _omml(mark.parts[0], SubElement(element, _m("e")))
        case "brackets":
            _omml(mark.parts[0], SubElement(SubElement(parent, _m("d")), _m("e")))
        case "total":
            element = SubElement(parent, _m("nary"))
            properties = SubElement(element, _m("naryPr"))
            SubElement(properties, _m("chr"), {_m("val"): mark.text})
            SubElement(properties, _m("limLoc"), {_m("val"): "undOvr"})
            if len(mark.parts) < 3:
                SubElement(properties, _m("supHide"), {_m("val"): "1"})
            _omml(mark.parts[0], SubElement(element, _m("sub")))
            above = SubElement(element, _m("sup"))
            for part in mark.parts[2:]:
                _omml(part, above)
            _omml(mark.parts[1], SubElement(element, _m("e")))
        case "cases":
            element = SubElement(parent, _m("d"))
            properties = SubElement(element, _m("dPr"))
            SubElement(properties, _m("begChr"), {_m("val"): "{"})
            SubElement(properties, _m("endChr"), {_m("val"): ""})
            _omml_rows(SubElement(element, _m("e")), cases_of(mark), ("left", "left"))
        case "lines":
            # An operator that lacks one of its sides in its cell stands as plain text: some readers complain otherwise.
            left, first, *others = mark.parts
            rows = [
                (row(left, words(" = ")), row(words(" "), _sided(first))),
                *((words(" "), _sided(other)) for other in others),
            ]
            _omml_rows(parent, rows, ("right", "left"))


def _sided(line: Mark) -> Mark:
    """A line with the operators that lack a side in it, and brackets that are open, as plain text."""
    parts = flat(line)
    plain = {0} if parts and parts[0].kind == "operator" else set()
    plain |= {index for index, part in enumerate(parts) if part.kind == "operator" and part.text in "()"}
    return row(*(words(f"{part.text} ") if index in plain else part for index, part in enumerate(parts)))


def _omml_rows(parent: Element, rows: Sequence[tuple[Mark, ...]], align: tuple[str, ...]) -> None:
    """Rows of aligned parts, as a matrix: an array with alignment marks is not read by every word processor."""
    matrix = SubElement(parent, _m("m"))
    columns = SubElement(SubElement(matrix, _m("mPr")), _m("mcs"))
    for side in align:
        column = SubElement(SubElement(columns, _m("mc")), _m("mcPr"))
        SubElement(column, _m("count"), {_m("val"): "1"})
        SubElement(column, _m("mcJc"), {_m("val"): side})
    for cells in rows:
        line = SubElement(matrix, _m("mr"))
        for cell in cells:
            _omml(cell, SubElement(line, _m("e")))
