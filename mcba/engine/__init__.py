"""Thousands of worlds: points, dependence, formulas on blocks of arrays, and estimates with their errors."""
