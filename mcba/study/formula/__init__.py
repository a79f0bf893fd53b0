"""Formulas: their text, their tree, and what is known of each operation in it."""

from mcba.errors import suggestion
from mcba.study.formula.functions import FUNCTIONS, OPERATIONS, Function, Notation
from mcba.study.formula.inference import dimensions_of, unit_of
from mcba.study.formula.operation import Operation
from mcba.study.formula.operators import OPERATORS
from mcba.study.formula.parsing import DEEPEST, LONGEST, parse
from mcba.study.formula.trees import CONSTANTS, CircleError, Node, literal, names_in, order, text_of, walk
from mcba.study.formula.units import PLAIN, Unit, multiply, parse_unit, spoken, unit_text

__all__ = [
    "CONSTANTS",
    "DEEPEST",
    "FUNCTIONS",
    "LONGEST",
    "OPERATIONS",
    "OPERATORS",
    "PLAIN",
    "CircleError",
    "Function",
    "Node",
    "Notation",
    "Operation",
    "Unit",
    "dimensions_of",
    "literal",
    "multiply",
    "names_in",
    "order",
    "parse",
    "parse_unit",
    "spoken",
    "suggestion",
    "text_of",
    "unit_of",
    "unit_text",
    "walk",
]
