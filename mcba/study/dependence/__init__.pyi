from mcba.study.dependence.groups import (
    UNSTATED as UNSTATED,
    DependentGroup as DependentGroup,
    groups_or_error as groups_or_error,
)
