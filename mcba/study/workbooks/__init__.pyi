from mcba.study.workbooks.acceptance import accept_workbook as accept_workbook
from mcba.study.workbooks.cells import cells_table as cells_table
from mcba.study.workbooks.contents import bytes_of as bytes_of, held_bytes as held_bytes
from mcba.study.workbooks.function import WorkbookFunction as WorkbookFunction
