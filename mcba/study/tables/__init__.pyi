from mcba.study.tables.columns import TextTable as TextTable
from mcba.study.tables.files import excel_as_csv as excel_as_csv, read_table as read_table
from mcba.study.tables.folder import TableError as TableError, Tables as Tables
from mcba.study.tables.sheet import (
    assumptions_of as assumptions_of,
    rows_of as rows_of,
    write_assumptions as write_assumptions,
)
from mcba.study.tables.sipmath import SUFFIXES as SUFFIXES, read_sipmath as read_sipmath
