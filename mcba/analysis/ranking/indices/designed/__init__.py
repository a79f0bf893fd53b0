"""Indices by design: a design gives points, the model is evaluated there, and its outcomes come back in their order."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
