"""Families made of other families: cut off, moved, mixed, averaged, or happening only now and then."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
