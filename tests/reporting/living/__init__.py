"""Tests of `mcba.reporting.living`."""
