from mcba.engine.estimates.rounding.differences import ROUNDING as ROUNDING, TERMS as TERMS, freed as freed
from mcba.engine.estimates.rounding.display import (
    decimals as decimals,
    decimals_in_order as decimals_in_order,
    decimals_of_certain as decimals_of_certain,
    decimals_of_ends as decimals_of_ends,
    decimals_of_error as decimals_of_error,
    decimals_of_exact as decimals_of_exact,
    number_text as number_text,
    short_decimals as short_decimals,
    with_error as with_error,
)
