"""Indices of assumptions that depend on each other: a model is evaluated where some of them are known."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
