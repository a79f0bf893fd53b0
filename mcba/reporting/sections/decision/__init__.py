"""Sections on a decision: what to choose, what would change that, and what to measure next."""
