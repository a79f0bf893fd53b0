"""The value of information: what it is worth to know more before choosing."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
