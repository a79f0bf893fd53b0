from mcba.workbook.slices.model import WorkbookModel as WorkbookModel
