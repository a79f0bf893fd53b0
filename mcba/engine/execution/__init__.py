"""Execution: worlds are computed piece by piece, here or elsewhere; undefined ones stop the run, or are left out."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
