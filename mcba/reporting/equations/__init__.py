"""Formulas as equations: the tree that is evaluated is laid out once, and written as MathML, OMML, LaTeX or Typst."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
