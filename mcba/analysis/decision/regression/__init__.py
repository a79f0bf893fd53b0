"""Regressions from worlds: what an outcome is on average where some inputs have given values."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
