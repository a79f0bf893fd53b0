from mcba.analysis.comparison import (
    Comparison as Comparison,
    Contribution as Contribution,
    Differences as Differences,
    Side as Side,
    Spread as Spread,
    compare as compare,
)
from mcba.analysis.convergence import running_summary as running_summary
from mcba.analysis.outcome_names import BALANCE as BALANCE, COSTS as COSTS, NET_ROI as NET_ROI, RATIO as RATIO
from mcba.analysis.reruns import (
    labels_of as labels_of,
    smaller as smaller,
    study_of as study_of,
    with_worlds as with_worlds,
)
from mcba.analysis.shared_assumptions import shared_by_flows as shared_by_flows
