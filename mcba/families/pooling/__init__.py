"""Several experts on one number, or several studies of one effect, pooled into one distribution."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
