"""Variation: what the outcome does as assumptions move to other values, and where the answer switches."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
