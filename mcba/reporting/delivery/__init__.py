"""What evaluators hand in, written to a folder: reports, tables with their figures, and metadata for other tools."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
