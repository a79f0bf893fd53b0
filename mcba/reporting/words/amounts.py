"""Numbers of a study as readers know them: shares in percent, and no more digits than were meant."""

from __future__ import annotations

import math

import numpy as np

from mcba.reporting.words.labels import Labels
from mcba.study import DISCOUNT_RATE, Study, is_certain

_PLAIN_UNITS = {None, "", "1", "1/year"}
_MEANT_DIGITS = 4  # a number that was written has few digits; one that was computed has many


def is_share(study: Study, name: str) -> bool:
    """Whether an assumption is a part of a whole, which readers know in percent.

    Parameters
    ----------
    study : Study
    name : str
        An assumption.

    Returns
    -------
    bool
        True for a plain number that can only lie between 0 and 1 and is not itself 0 or 1; also for a discount rate.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> is_share(study, "referral_share"), is_share(study, "clients")
    (True, False)
    """
    if name == DISCOUNT_RATE:
        return True
    if study.document.assumptions[name].unit not in _PLAIN_UNITS:
        return False
    family = study.families[name]
    if is_certain(family):
        ends = np.asarray(family.low)
        return bool(np.all((ends >= 0) & (ends <= 1)) and np.any((ends > 0) & (ends < 1)))
    return bool(np.all(np.asarray(family.low) >= 0) and np.all(np.asarray(family.high) <= 1))


def tidy(voice: Labels, value: float) -> str:
    """A number as it was meant: whole numbers and short ones as they are, others to three digits.

    Parameters
    ----------
    voice : Labels
    value : float

    Returns
    -------
    str

    Examples
    --------
    >>> voice = Labels(None, "en")
    >>> [tidy(voice, value) for value in (12_345.0, 2_020.006413, 0.0225, 0.43662)]
    ['12,345', '2,020', '0.0225', '0.437']
    """
    if not math.isfinite(value) or value == 0:
        return voice.plain(value) if math.isfinite(value) else voice.number(value, 0)
    written = float(f"{value:.{_MEANT_DIGITS}g}")
    return (
        voice.plain(value)
        if math.isclose(written, value, rel_tol=1e-12) or value == round(value)
        else voice.exact(value)
    )


def amount(voice: Labels, study: Study, name: str, value: float) -> str:
    """A value of an assumption: a share in percent, any other number as it was meant.

    Parameters
    ----------
    voice : Labels
    study : Study
    name : str
        An assumption.
    value : float

    Returns
    -------
    str

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> amount(Labels(study, "en"), study, "referral_share", 0.85).replace(chr(160), " ")
    '85 %'
    """
    if not is_share(study, name):
        return tidy(voice, value)
    return f"{tidy(voice, 100 * float(f'{value:.12g}'))}\u00a0%"
