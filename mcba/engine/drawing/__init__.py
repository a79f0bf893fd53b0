"""Draws: uniforms at addresses, made to move together, and turned into assumptions."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
