from mcba.workbook.proofs.proof import Proof as Proof
from mcba.workbook.proofs.proving import prove as prove
from mcba.workbook.proofs.referees import referee as referee
from mcba.workbook.proofs.whole import CellsCompared as CellsCompared, compare_cells as compare_cells
