"""Writers: a manuscript as a terminal page, Word, HTML, Markdown or PDF."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
