from mcba.workbook.slices.dependencies import Dependencies as Dependencies
from mcba.workbook.slices.model import WorkbookModel as WorkbookModel
