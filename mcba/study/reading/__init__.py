"""From the text of a study file to a draft: grammar, the places of its keys, its document, what is complained of."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
