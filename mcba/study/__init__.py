"""What is assumed: the study file, its formulas, units and tables, read and checked before the first world."""
