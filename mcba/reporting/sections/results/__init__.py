"""Sections on results: what the worlds say, what drives it, and how far it can be trusted."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
