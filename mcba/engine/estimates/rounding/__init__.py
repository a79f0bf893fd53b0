"""Rounding: what floating point leaves of a difference, and how many digits of a number its error carries."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
