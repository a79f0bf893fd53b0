"""Words: one file a language, the voice that speaks it, and what the things of a study are called."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
