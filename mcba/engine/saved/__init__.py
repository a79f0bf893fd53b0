"""Saved runs: the files of a run, finished or not; written whole, opened as they were saved."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
