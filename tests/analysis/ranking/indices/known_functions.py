"""The test functions of sensitivity analysis, with their published indices, means and variances.

Numbers are those of the reference cases ishigami-sobol, sobol-g-8, sobol-gstar-saltelli2010-3 and moon3d, whose sources
are named beside them. Each function takes points of the unit cube, (row, assumption).
"""

import numpy as np

PI = np.pi


def ishigami(u):
    x1, x2, x3 = (2 * PI * u[:, :3] - PI).T
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


# Ishigami and Homma (1990); values in OpenTURNS usecases/ishigami_function.py and SALib tests/test_regression.py.
ISHIGAMI = {
    "mean": 3.5,
    "variance": 13.844588,
    "first": [0.3139052, 0.4424111, 0],
    "total": [0.5575889, 0.4424111, 0.2436837],
    "pair_13": 0.2436837,
}


def g_function(u):
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    return np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)


# Sobol' (1993), closed form V_i = (1/3) / (1 + a_i)^2.
G_FUNCTION = {
    "mean": 1.0,
    "variance": 0.465424431902207,
    "first": [
        0.716192168879033,
        0.179048042219758,
        0.0236757741778193,
        0.00716192168879033,
        *[7.16192168879033e-05] * 4,
    ],
    "total": [
        0.787144126659275,
        0.242198192818238,
        0.0343169101540828,
        0.0104603870652395,
        *[1.04949051919506e-04] * 4,
    ],
}


def g_star(u):
    a = np.array([0, 0, *[9] * 8])
    return np.prod((1.5 * np.abs(2 * u - 1) ** 0.5 + a) / (1 + a), axis=1)


# Saltelli et al. (2010), set 3, as in uqtestfuns docs/test-functions/sobol-g-star.md; later rows by the formula.
G_STAR = {
    "first": [0.449096, 0.449096, *[0.00449096] * 8],
    "total": [0.510308, 0.510308, *[0.0057338] * 8],
}


def moon(u):
    return u[:, 0] + u[:, 1] + 3 * u[:, 0] * u[:, 2]


# uqtestfuns docs/test-functions/moon3d.md, exact fractions.
MOON = {
    "first": [0.609756097560976, 0.0975609756097561, 0.219512195121951],
    "total": [0.682926829268293, 0.0975609756097561, 0.292682926829268],
}
