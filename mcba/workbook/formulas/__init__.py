"""The text of formulas as trees."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
