from mcba.workbook.book import Book as Book, Cell as Cell, Sheet as Sheet
from mcba.workbook.places import Area as Area, Place as Place, cell_of as cell_of
from mcba.workbook.proofs.proof import Proof as Proof
from mcba.workbook.proofs.proving import prove as prove
from mcba.workbook.proofs.referees import Refereed as Refereed, referee as referee
from mcba.workbook.slices.model import WorkbookModel as WorkbookModel
from mcba.workbook.values import CellError as CellError
