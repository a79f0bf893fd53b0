"""Sections on a decision: what to choose, what would change that, and what to measure next."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
