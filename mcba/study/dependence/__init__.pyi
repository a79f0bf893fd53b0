from mcba.study.dependence.groups import (
    UNSTATED as UNSTATED,
    Change as Change,
    DependentGroup as DependentGroup,
    Link as Link,
    dependent_groups as dependent_groups,
    groups_or_error as groups_or_error,
    nearest_correlation as nearest_correlation,
)
from mcba.study.dependence.rank_correlation import normal_correlation as normal_correlation
