from mcba.families.tables.closed_forms import (
    Name as Name,
    operations_of as operations_of,
    operations_written as operations_written,
)
from mcba.families.tables.counted import listed_values as listed_values
from mcba.families.tables.fast import (
    QuantileFunction as QuantileFunction,
    quantile_function as quantile_function,
    quantile_table as quantile_table,
    quantiles_by_world as quantiles_by_world,
)
from mcba.families.tables.octaves import octave_quantiles as octave_quantiles
