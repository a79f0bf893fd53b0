"""Formulas as equations: the tree that is evaluated is laid out once, and written as MathML, OMML, LaTeX or Typst."""

from mcba.reporting.equations.latex_dialect import latex
from mcba.reporting.equations.layouts import LINE, equals, layout
from mcba.reporting.equations.marks import (
    Mark,
    brackets,
    fraction,
    index,
    name,
    number,
    operator,
    plain,
    power,
    row,
    total,
    width,
    words,
)
from mcba.reporting.equations.mathml_elements import mathml
from mcba.reporting.equations.omml_elements import OMML, WORD, omml
from mcba.reporting.equations.typst_dialect import typst, typst_string

__all__ = [
    "LINE",
    "OMML",
    "WORD",
    "Mark",
    "brackets",
    "equals",
    "fraction",
    "index",
    "latex",
    "layout",
    "mathml",
    "name",
    "number",
    "omml",
    "operator",
    "plain",
    "power",
    "row",
    "total",
    "typst",
    "typst_string",
    "width",
    "words",
]
