"""Hints: what is allowed in a study, and often not meant."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
