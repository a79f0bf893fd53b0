"""Workbooks that people already have, run as models: read, followed, proved, and computed in many worlds.

What other programs make of the same worlds, `referee(model, content)` says as a `Refereed`.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
