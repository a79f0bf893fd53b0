"""Options of a study on the same worlds: which is best, in how many worlds, and what choosing another one costs."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
