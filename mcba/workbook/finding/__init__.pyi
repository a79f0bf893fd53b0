from mcba.workbook.finding.jumps import choosing_cells as choosing_cells, rounding_cells as rounding_cells
