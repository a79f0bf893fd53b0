"""Sums, counts and means of the cells that meet criteria."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
