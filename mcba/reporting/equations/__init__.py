"""Formulas as equations: the tree that is evaluated is laid out once, and written as MathML, OMML, LaTeX or Typst."""
