"""Cells and positions looked up, and arrays cut, sorted and joined."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
