"""Indices by design: a design gives points, the model is evaluated there, and its outcomes come back in their order."""
