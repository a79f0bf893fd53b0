"""What a study is made with in Python: the keys of `[study]` and the other tables of the file, and what each may be."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol, Required, TypeAlias, TypedDict

from mcba.arrays import Array
from mcba.errors import suggestion
from mcba.families import Family
from mcba.study.document.assumption import Dependence


class FrozenDistribution(Protocol):
    """A distribution of `scipy.stats` with its parameters, such as `scipy.stats.norm(0, 1)`."""

    @property
    def dist(self) -> Any:
        """The distribution."""

    @property
    def kwds(self) -> dict[str, Any]:
        """The parameters that were given by name."""


class Observations(Protocol):
    """A NumPy array or a pandas Series: numbers as they were observed, each as likely as any other."""

    def __array__(self) -> Array: ...


Input: TypeAlias = float | Family | FrozenDistribution | Observations | Mapping[str, object]
"""An uncertain number: a number, a distribution, observations, or what the file says of it as a mapping of its keys.

It types a mapping in a variable: `inputs: dict[str, mcba.Input] = {"price": mcba.Normal(3, 1), "sold": 100}`.
"""

InWords: TypeAlias = str | Mapping[str, str]
StudyTable: TypeAlias = Mapping[str, object]
NamedTables: TypeAlias = Mapping[str, StudyTable]
FormulaTexts: TypeAlias = Mapping[str, str | StudyTable]
Overrides: TypeAlias = Mapping[str, Input] | StudyTable


class StudyKeywords(TypedDict, total=False):
    """The keys of `[study]`, then the other tables, then the files that they name."""

    title: Required[InWords]
    language: str
    client: InWords
    authors: Sequence[str]
    contact: InWords
    date: str | dt.date
    version: str | int
    question: InWords
    problem: InWords
    policy_theory: InWords
    preconditions: Sequence[InWords]
    project: InWords
    null_alternative: InWords
    perspective: InWords
    population: InWords
    price_year: int
    price_index: str
    library: str
    currency: str
    horizon: int
    participants: str
    status: str
    bibliography: str
    intro: InWords
    limits: InWords
    run: StudyTable
    sets: Mapping[str, Sequence[str] | StudyTable]
    assumptions: Mapping[str, Input] | str
    verbal: Mapping[str, Input]
    grades: NamedTables
    choices: Mapping[str, float | Sequence[float] | StudyTable]
    dependence: Sequence[Dependence | StudyTable]
    model: StudyTable
    quantities: FormulaTexts
    benefits: FormulaTexts
    costs: FormulaTexts
    transfers: FormulaTexts
    pm: Mapping[str, InWords | StudyTable]
    effects: Mapping[str, InWords | StudyTable] | str
    stakeholders: Mapping[str, InWords | StudyTable] | str
    scenarios: Mapping[str, Overrides]
    options: Mapping[str, Overrides]
    outcomes: FormulaTexts
    published: Sequence[StudyTable]
    tables: Mapping[str, object]


KEYWORDS = tuple(StudyKeywords.__annotations__)
"""Every keyword of a study, in the order of the file."""

SECTIONS = KEYWORDS[KEYWORDS.index("run") : -1]
"""The tables of the file beside `[study]`."""

HEADER = KEYWORDS[: KEYWORDS.index("run")]
"""The keys of `[study]`."""


def signature() -> inspect.Signature:
    """The signature of `Study`, one keyword a key, for help and for editors that look at it.

    Returns
    -------
    Signature

    Examples
    --------
    >>> str(signature())[:15]
    "(*, title: 'InW"
    """
    kind, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    parameters = [
        inspect.Parameter(
            name,
            kind,
            default=empty if name == "title" else None,
            annotation="InWords" if name == "title" else annotation.__forward_arg__,
        )
        for name, annotation in StudyKeywords.__annotations__.items()
    ]
    return inspect.Signature(parameters)


def refuse_unknown(given: Collection[str], fields: Collection[str]) -> None:
    """Refuse keywords that no study is made with.

    Parameters
    ----------
    given : collection of str
        Keywords.
    fields : collection of str
        What a study has once it is made: `dataclasses.replace` gives these.

    Raises
    ------
    TypeError
    """
    unknown = [name for name in given if name not in KEYWORDS]
    if any(name in fields for name in unknown):
        raise TypeError(
            "a study does not change, and its parts follow from its text; write study.with_(name=…, reason=…) for "
            "another one of which the text says the same"
        )
    if unknown:
        raise TypeError(f"a study has no {unknown[0]!r}; {suggestion(unknown[0], KEYWORDS)}")
    if "title" not in given:
        raise TypeError('a study has a title: mcba.Study(title="…", …)')
