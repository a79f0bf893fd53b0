"""Programs: the formulas and flows of a study as steps on arrays of worlds, in NumPy or in machine code."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
