"""Samplers: how the rows of each name fill the interval, a class each."""
