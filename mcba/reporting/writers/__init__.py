"""Writers: a document as a terminal page, Word, HTML, Markdown or Typst."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
