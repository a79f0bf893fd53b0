from mcba.workbook.book import Book as Book, Cell as Cell, Sheet as Sheet
from mcba.workbook.places import Area as Area, Place as Place
from mcba.workbook.values import CellError as CellError
