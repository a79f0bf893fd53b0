"""Problems that several designs are tried on."""

from tests.analysis.ranking.indices.known_functions import ishigami

PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}


def evaluated(design, function=ishigami):
    return design, function(design.points())
