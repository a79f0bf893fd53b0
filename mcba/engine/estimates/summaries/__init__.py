"""Summaries: what more worlds say than memory holds, counted in cells as they come and mergeable exactly."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
