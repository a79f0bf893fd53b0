from mcba.analysis.ranking.methods.method import (
    Errors as Errors,
    IndexColumn as IndexColumn,
    MethodResult as MethodResult,
    RankingMethod as RankingMethod,
)
from mcba.analysis.ranking.methods.several_numbers import result_of as result_of
from mcba.analysis.ranking.methods.table import METHODS as METHODS
