"""Tests of `mcba.engine.program.portable`."""
