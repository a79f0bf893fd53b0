"""A study whose model is a workbook: the cells that it names, what they give, and whether the workbook is the same."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
