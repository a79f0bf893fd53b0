"""Models that are no study: a Python function, or a table of worlds that were drawn elsewhere."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
