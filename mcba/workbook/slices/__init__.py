"""The part of a workbook that follows from uncertain inputs, computed in many worlds at once."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
