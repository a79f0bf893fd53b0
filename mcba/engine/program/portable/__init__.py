"""A run as plain data that something else than NumPy can play: points, draws, tapes; for the living page.

Whoever plays it draws the same worlds: the same uniforms to the bit, and the same numbers but for the last digits of
`exp` and `log`.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
