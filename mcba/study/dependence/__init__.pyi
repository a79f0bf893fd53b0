from mcba.study.dependence.groups import DependentGroup as DependentGroup, groups_or_error as groups_or_error
from mcba.study.dependence.links import UNSTATED as UNSTATED
