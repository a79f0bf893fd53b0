"""Tables that a study names: CSV, Excel and SIPmath files as columns of text, and assumptions as a sheet."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
