"""Regressions from worlds: what an outcome is on average where some inputs have given values."""
