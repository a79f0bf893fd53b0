"""Bounds by rank: which worlds bound a quantile whatever its distribution, and how many worlds that takes."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
