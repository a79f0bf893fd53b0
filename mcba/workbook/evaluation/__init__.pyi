from mcba.workbook.evaluation.arithmetic import Arithmetic as Arithmetic
from mcba.workbook.evaluation.one_world import ONE_WORLD as ONE_WORLD
