"""Assumptions that move together: groups of them, and the correlations that give what was asked."""
