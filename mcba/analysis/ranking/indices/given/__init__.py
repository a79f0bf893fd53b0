"""Indices from given data: what the worlds at hand say, with no further evaluation of the model."""
