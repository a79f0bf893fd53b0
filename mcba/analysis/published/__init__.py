"""Published figures: how a run reproduces them, and what they say of the assumptions."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
