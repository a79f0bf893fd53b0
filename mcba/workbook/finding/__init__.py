"""What a workbook holds for people: labels, likely outcomes, inputs that move them, ranges."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
