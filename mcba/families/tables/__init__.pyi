from mcba.families.tables.closed_forms import operations_of as operations_of
from mcba.families.tables.fast import (
    QuantileFunction as QuantileFunction,
    quantile_function as quantile_function,
    quantiles as quantiles,
    table as table,
)
