"""Thousands of worlds: a study becomes a program, its assumptions are drawn, and a run holds what comes of it."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
