"""A study as a workbook that recalculates: its assumptions, its formulas as those of a sheet, and a check of both."""
