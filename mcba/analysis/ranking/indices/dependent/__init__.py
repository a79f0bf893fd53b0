"""Indices of assumptions that depend on each other: a model is evaluated where some of them are known."""
