from mcba.engine.program.compiled import at_base as at_base, base_case as base_case, compile_study as compile_study
from mcba.engine.program.economics import Economics as Economics
from mcba.engine.program.plan import Plan as Plan
from mcba.engine.program.steps import Program as Program, evaluate as evaluate
