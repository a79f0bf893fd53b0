from mcba.analysis.ranking.methods.method import IndexColumn as IndexColumn
from mcba.analysis.ranking.methods.table import (
    BY_SALIB as BY_SALIB,
    METHODS as METHODS,
    method_named as method_named,
)
