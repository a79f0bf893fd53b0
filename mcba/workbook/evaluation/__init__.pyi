from mcba.workbook.evaluation.arithmetic import Arithmetic as Arithmetic
from mcba.workbook.evaluation.evaluator import Evaluation as Evaluation
from mcba.workbook.evaluation.one_world import ONE_WORLD as ONE_WORLD
from mcba.workbook.evaluation.recomputation import Recomputed as Recomputed, recomputed as recomputed
from mcba.workbook.evaluation.refusals import REFUSED as REFUSED, CircleError as CircleError, Unsupported as Unsupported
