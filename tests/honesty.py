"""Whether stated errors are the real ones."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.stats import binom

from mcba.engine.estimates.estimate import Estimate, errors_in


def assert_honest(estimates: Sequence[Estimate], truth: float, *, randomisations: int = 0) -> None:
    """Stated errors are the real ones: neither too small nor too large, over estimates from as many seeds.

    Their root mean square is that of the distances from the truth to 25 %, and a 95 % interval (Student's, with the
    degrees of freedom of the estimate or of so many randomisations) holds the truth as often as it says, give or take
    3 % and chance.
    """
    distance = np.array([one.value for one in estimates]) - truth
    stated = np.array([one.error for one in estimates])
    over = math.sqrt(np.mean(stated**2) / np.mean(distance**2))
    assert 0.8 <= over <= 1.25, f"stated errors are {over:.2f} times the real ones"
    critical = np.array([errors_in(0.95, randomisations - 1 if randomisations else one.degrees) for one in estimates])
    assert_covers(np.abs(distance) <= critical * stated)


def assert_covers(held: Iterable[bool]) -> None:
    """Whether each interval of 95 % holds the truth: as often as it says, give or take 3 % and chance."""
    each = list(held)
    least, most = binom.ppf([1e-4, 1 - 1e-4], len(each), [0.92, 0.98])
    assert least <= sum(each) <= most, f"intervals of 95 % hold the truth in {np.mean(each):.1%} of {len(each)} runs"
