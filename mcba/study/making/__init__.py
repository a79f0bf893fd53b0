"""Studies that are made: from Python, from another study with changes, and as its scenarios and options.

`study_from` makes one of keywords, `Stated` and `stated_of` say what a file says of an uncertain number.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
