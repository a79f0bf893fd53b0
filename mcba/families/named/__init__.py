"""The families that are given by numbers, a file for each kind; a class with a title registers itself."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
__dir__()  # loads every file, in the order of the stub, which is the order in which readers meet the families
