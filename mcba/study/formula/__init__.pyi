from mcba.study.formula.functions import FUNCTIONS as FUNCTIONS, OPERATIONS as OPERATIONS
from mcba.study.formula.inference import dimensions_of as dimensions_of, unit_of as unit_of
from mcba.study.formula.outcomes import (
    ANSWERS as ANSWERS,
    FORMULAS as FORMULAS,
    PARTICIPANTS as PARTICIPANTS,
    STANDARD_OUTCOMES as STANDARD_OUTCOMES,
    standard_outcomes as standard_outcomes,
    standard_units as standard_units,
    unit_of_participants as unit_of_participants,
)
from mcba.study.formula.parsing import parse as parse
from mcba.study.formula.trees import (
    CONSTANTS as CONSTANTS,
    CircleError as CircleError,
    Node as Node,
    names_in as names_in,
    order as order,
    walk as walk,
)
from mcba.study.formula.units import (
    PLAIN as PLAIN,
    Unit as Unit,
    parse_unit as parse_unit,
    spoken as spoken,
    unit_text as unit_text,
)
