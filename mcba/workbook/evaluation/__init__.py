"""Cells computed from their formulas, one world at a time."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
