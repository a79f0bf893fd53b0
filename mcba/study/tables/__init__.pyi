from mcba.study.tables.assumption_table import write_assumptions as write_assumptions
from mcba.study.tables.cells import TextTable as TextTable
from mcba.study.tables.files import excel_as_csv as excel_as_csv, read_table as read_table
from mcba.study.tables.folder import WORKBOOKS as WORKBOOKS
from mcba.study.tables.overriding import (
    READER as READER,
    ReaderChanges as ReaderChanges,
    read_overrides as read_overrides,
    with_overrides as with_overrides,
)
from mcba.study.tables.sipmath_import import SUFFIXES as SUFFIXES, read_sipmath as read_sipmath
