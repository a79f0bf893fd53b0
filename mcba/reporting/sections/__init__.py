"""Sections: parts of pages, from facts to blocks."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
