"""Summaries: what more worlds say than memory holds, counted in cells as they come and mergeable exactly."""
