"""Dates and times, which are numbers of days."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
