"""Facts: each answer computed once, a value or the reason why there is none."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
