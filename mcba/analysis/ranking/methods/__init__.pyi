from mcba.analysis.ranking.methods.at_hand import AtHand as AtHand
from mcba.analysis.ranking.methods.closed import DrawnTwice as DrawnTwice, affordable_rows as affordable_rows
from mcba.analysis.ranking.methods.evaluated import Model as Model
from mcba.analysis.ranking.methods.method import Errors as Errors, Found as Found
from mcba.analysis.ranking.methods.score import score_of as score_of
from mcba.analysis.ranking.methods.table import METHODS as METHODS
