"""Sections on results: what the worlds say, what drives it, and how far it can be trusted."""
