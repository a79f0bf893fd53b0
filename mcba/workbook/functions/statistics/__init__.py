"""Statistics: averages, ranks, spread, regression and distributions."""
