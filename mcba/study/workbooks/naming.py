"""Names of assumptions and results from the labels of cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from mcba.study.formula.functions import FUNCTIONS
from mcba.study.formula.outcomes import STANDARD_OUTCOMES
from mcba.study.model import DISCOUNT_RATE, RESERVED

_LONGEST = 40
_TAKEN = frozenset({*RESERVED, *FUNCTIONS, DISCOUNT_RATE})
_SPOKEN = re.compile(r"[^\W_]+")


def names_of(labels: Iterable[str], other: str, taken: Iterable[str] = (), *, are_results: bool = False) -> list[str]:
    """A name for each label: short, in plain letters, and no two alike.

    Parameters
    ----------
    labels : iterable of str
    other : str
        The name of what has no letters in its label.
    taken : iterable of str
        Names that are given already.
    are_results : bool
        Whether they name results, which may be called as standard outcomes are: npv, bcr.

    Returns
    -------
    list of str

    Examples
    --------
    >>> names_of(["Nightly spend ($)", "Coût moyen", "Nightly spend", "NPV", "2025"], "number")
    ['nightly_spend', 'cout_moyen', 'nightly_spend_2', 'npv_cell', 'number_2025']
    """
    names: list[str] = []
    refused = _TAKEN - (STANDARD_OUTCOMES.keys() if are_results else frozenset())
    known = {name.casefold() for name in (*taken, *refused)}
    for label in labels:
        name = first = _name(label, other)
        count = 1
        while name.casefold() in known:
            count += 1
            name = f"{first}_cell" if count == 2 and first in refused else f"{first}_{count}"
        known.add(name.casefold())
        names.append(name)
    return names


def _name(label: str, other: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = _SPOKEN.findall(plain)
    if not words or not words[0][0].isalpha():
        words = [other, *words]
    name: str = words[0][:_LONGEST]
    for word in words[1:]:
        if len(name) + 1 + len(word) > _LONGEST - 5:
            break
        name += f"_{word}"
    return name
