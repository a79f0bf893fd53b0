from mcba.workbook.book import Book as Book, Cell as Cell, Sheet as Sheet
from mcba.workbook.places import Area as Area, Place as Place, cell_of as cell_of
from mcba.workbook.proofs.referees import referee as referee
from mcba.workbook.values import CellError as CellError
