"""The living page: one HTML file that a reader can question, since the study's model is in it."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
