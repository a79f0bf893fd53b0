from mcba.reporting.sections.study import (
    assumptions as assumptions,
    bearers as bearers,
    correlations as correlations,
    descriptions as descriptions,
    purpose as purpose,
    rates as rates,
    steps as steps,
)
