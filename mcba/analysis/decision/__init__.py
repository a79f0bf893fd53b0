"""Decisions: what to choose among options on the same worlds, and under which scenario."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
