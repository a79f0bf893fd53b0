"""From what a study file states of an uncertain number to its family: parameters, evidence, the library's entries."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
