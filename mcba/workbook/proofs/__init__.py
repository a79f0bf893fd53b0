"""Proofs that a workbook is followed: against the values it holds, and against a full recomputation."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
