from mcba.study.formula.functions import FUNCTIONS as FUNCTIONS, OPERATIONS as OPERATIONS
from mcba.study.formula.impact import stated_tree as stated_tree
from mcba.study.formula.outcomes import (
    ANSWERS as ANSWERS,
    FORMULAS as FORMULAS,
    PARTICIPANTS as PARTICIPANTS,
    STANDARD_OUTCOMES as STANDARD_OUTCOMES,
    results_alone as results_alone,
    standard_outcomes as standard_outcomes,
)
from mcba.study.formula.parsing import parse as parse
from mcba.study.formula.trees import (
    CONSTANTS as CONSTANTS,
    Node as Node,
    names_in as names_in,
    order as order,
    text_of as text_of,
)
from mcba.study.formula.units import parse_unit as parse_unit
