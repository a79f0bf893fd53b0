"""Estimates: means, shares, quantiles and ranges of many worlds, each with its Monte Carlo error."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
