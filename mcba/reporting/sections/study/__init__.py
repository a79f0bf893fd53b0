"""Sections on the study: what was asked, modelled and assumed."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
