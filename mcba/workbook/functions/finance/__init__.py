"""Money over time: flows discounted, rates found, loans paid back, assets written off."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
