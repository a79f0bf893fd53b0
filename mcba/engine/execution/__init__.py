"""Execution: worlds are computed piece by piece, here or elsewhere; undefined ones stop the run, or are left out."""
