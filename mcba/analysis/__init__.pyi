from mcba.analysis.comparison import (
    Change as Change,
    Comparison as Comparison,
    Differences as Differences,
    Side as Side,
    Spread as Spread,
    compare as compare,
)
from mcba.analysis.rerun import BALANCE as BALANCE, at_hand as at_hand, labels_of as labels_of, study_of as study_of
from mcba.analysis.settling import convergence as convergence
