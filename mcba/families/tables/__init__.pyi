from mcba.families.tables.closed_forms import operations_of as operations_of
from mcba.families.tables.fast import (
    QuantileFunction as QuantileFunction,
    quantile_function as quantile_function,
    quantile_table as quantile_table,
    quantiles_by_world as quantiles_by_world,
)
