"""Words: one file a language, and the voice that speaks it."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
