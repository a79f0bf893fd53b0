from mcba.study.workbooks.acceptance import accept_workbook as accept_workbook
from mcba.study.workbooks.cells import told_changes as told_changes
from mcba.study.workbooks.contents import bytes_of as bytes_of, held_bytes as held_bytes
from mcba.study.workbooks.function import WorkbookFunction as WorkbookFunction
from mcba.study.workbooks.references import cell_in as cell_in
from mcba.study.workbooks.starting import start_from_workbook as start_from_workbook
