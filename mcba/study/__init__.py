"""What is assumed: the study file, its formulas, units and tables, read and checked before the first world."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
