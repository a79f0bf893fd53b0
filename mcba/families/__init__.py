"""One unknown number: the families of distributions, by class and by the names of the study file."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
