"""Workbooks that people already have, run as models: read, followed, proved, and computed in many worlds."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
