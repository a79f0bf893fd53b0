"""Ranking: which assumptions drive an outcome."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
