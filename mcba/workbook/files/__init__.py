"""Files as they were saved: from the bytes of a workbook to its sheets, cells and names."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
