"""The study file as frozen data: one model a table of the file, and nothing computed.

`reading` fills these models and `checks` look for what no single table can know; the JSON Schema that editors use is
written from them.
"""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
