from mcba.study.dependence.groups import DependentGroup as DependentGroup
from mcba.study.dependence.links import UNSTATED as UNSTATED
