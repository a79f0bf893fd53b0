from mcba.workbook.proofs.proof import Proof as Proof
from mcba.workbook.proofs.proving import prove as prove
