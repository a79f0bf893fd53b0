"""Pages: the printed answers and reports, each a tuple of sections."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
