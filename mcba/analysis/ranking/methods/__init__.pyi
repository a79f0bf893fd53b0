from mcba.analysis.ranking.methods.method import IndexColumn as IndexColumn
from mcba.analysis.ranking.methods.table import METHODS as METHODS
