"""The methods of a ranking: a table of them, and an adaptor each from factors to indices."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
