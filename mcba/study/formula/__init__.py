"""Formulas: their text, their tree, and the tables of what is known of each operation in it."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
