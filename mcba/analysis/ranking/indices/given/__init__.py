"""Indices from given data: what the worlds at hand say, with no further evaluation of the model."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
