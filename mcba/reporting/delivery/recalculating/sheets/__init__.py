"""The sheets that recalculate, each written into the plan of its workbook."""
