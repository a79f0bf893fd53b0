"""Information: what it is worth to know more before choosing, and where to measure next."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
