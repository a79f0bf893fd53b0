"""Execution: who computes which worlds, and what becomes of them; runs that share draws; what is handed over."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
