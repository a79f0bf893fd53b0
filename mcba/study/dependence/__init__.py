"""Assumptions that move together: groups of them, and the correlations that give what was asked."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
