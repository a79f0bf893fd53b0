from mcba.engine.program.compiled import (
    at_base as at_base,
    base_case as base_case,
    compile_open as compile_open,
    compile_study as compile_study,
)
from mcba.engine.program.economics import CHOICE as CHOICE, SWITCH as SWITCH, Economics as Economics
from mcba.engine.program.operations import WRITTEN as WRITTEN
from mcba.engine.program.plan import Plan as Plan
from mcba.engine.program.steps import Program as Program, evaluate as evaluate
from mcba.engine.program.tape import write_program as write_program
from mcba.engine.program.writer import Names as Names, TapeWriter as TapeWriter
