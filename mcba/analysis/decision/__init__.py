"""Decisions: what to choose among options on the same worlds, under which scenario, and where to measure next."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
