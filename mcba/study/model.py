"""A study that has been read and checked: everything the engine needs, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from mcba.displayed import Displayed, named, said, short
from mcba.errors import StudyError
from mcba.families import Constant, Family, Hierarchical, Shifted
from mcba.mappings import ReadOnly, read_only
from mcba.study.dependence.groups import DependentGroup
from mcba.study.distributions.entries import Entry
from mcba.study.distributions.making import Made
from mcba.study.document.assumption import Assumption
from mcba.study.document.document import Document
from mcba.study.document.flows import Flow, ModelResult
from mcba.study.document.texts import Text
from mcba.study.formula.outcomes import STANDARD_OUTCOMES, outcomes_of, standard_units, unit_of_participants
from mcba.study.formula.python import PythonFunction
from mcba.study.formula.trees import Node
from mcba.study.formula.units import unit_text
from mcba.study.making.keywords import StudyKeywords, refuse_unknown, signature
from mcba.study.making.written import WrittenStudy
from mcba.study.workbooks.function import WorkbookFunction

YEAR = "year"
DISCOUNT_RATE = "discount_rate"
FLOW_KINDS = ("benefits", "costs", "transfers")
RESERVED = frozenset({YEAR, "world", "bearer", "flow", "horizon", "pi", *STANDARD_OUTCOMES})


@dataclass(frozen=True, init=False, eq=False, repr=False)
class Study(WrittenStudy, Displayed):
    """One study: what its file says, and what follows from it.

    `mcba.load` reads one from its folder, `mcba.loads` from its text; in Python it is made with the keys of `[study]`
    and the other tables of the file as keywords. It does not change: `with_` gives another, with its text changed too.

    Parameters
    ----------
    title : str or mapping of language to str
    language, client, authors, contact, date, version, question, problem, policy_theory, preconditions, project : object
        As the key of `[study]` with this name.
    null_alternative, perspective, population, price_year, price_index, library, currency, horizon : object
        As the key of `[study]` with this name.
    participants, status, bibliography, intro, limits : object
        As the key of `[study]` with this name.
    assumptions, verbal : mapping of str to number, distribution, observations or mapping of keys
        A distribution of mcba or of `scipy.stats`; an array or a Series of observations; or the keys of the file, with
        a distribution under "distribution" if need be.
    quantities, benefits, costs, transfers, outcomes : mapping of str to formula or mapping of keys
    scenarios, options : mapping of str to mapping
        Their overrides by name, or the keys of the file.
    choices : mapping of str to number, list of one a year, or mapping of keys
    pm, effects, stakeholders : mapping of str to label or mapping of keys
    dependence, published : sequence of mapping
        A `Dependence` too.
    run, sets, grades, model : mapping
        As the table of the file with this name.
    tables : mapping of str to str or DataFrame
        The files that the study names.

    Raises
    ------
    StudyError
        With everything that is wrong, each with the path of its keys.
    TypeError
        For a keyword that no study has.

    Attributes
    ----------
    path : Path
        The study file.
    text : str
        Its text, as read.
    tables : mapping of str to str
        The text of every table it names, by file name.
    document : Document
        The file as data.
    sets : mapping of str to tuple of str
        The labels of every set; `year` is one of them.
    families : mapping of str to Family
        The distribution of every assumption; parameters have shape () or (label, 1).
    dimensions : mapping of str to tuple of str
        The sets (and `year`) over which each assumption, choice and quantity is repeated.
    formulas : mapping of str to Node
        The formulas of quantities, flows and outcomes.
    price_factors : mapping of str to float
        What each assumption is multiplied by to stand in the study's price year.
    dependence : tuple of DependentGroup
        Assumptions that move together.
    entries : mapping of str to Entry
        The evidence that assumptions were taken from, by assumption.
    made : mapping of str to Made
        What each assumption's distribution was made from: quantiles, data, studies, experts.
    stated : mapping of str to Assumption
        The assumptions as the file states them, before the library filled in.
    draw_order : tuple of str
        The assumptions in the order in which they take coordinates: the uncertain ones of the file first, so that a
        scenario that fixes or frees one of them leaves the worlds of all others as they were.
    function : PythonFunction, WorkbookFunction or None
        The study's model: a workbook, or a Python function, of a file as text until it may be run.
    objects : mapping of str to Family
        The distributions that are Python objects and stand in no text, by assumption.
    follows : bool
        Whether the study is what its text says.

    Examples
    --------
    >>> made = Study(title="A number", assumptions={"a": Constant(4)}, outcomes={"half": "a / 2"})
    >>> made.name, made.outcomes
    ('a-number', ('half',))

    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> study.name, study.horizon, study.outcomes[0]
    ('schilderswijk-moeders', 3, 'npv')
    """

    path: Path
    text: str
    tables: Mapping[str, str]
    document: Document
    sets: Mapping[str, tuple[str, ...]]
    families: Mapping[str, Family]
    dimensions: Mapping[str, tuple[str, ...]]
    formulas: Mapping[str, Node]
    price_factors: Mapping[str, float] = field(default_factory=dict)
    dependence: tuple[DependentGroup, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    stated: Mapping[str, Assumption] = field(default_factory=dict)
    draw_order: tuple[str, ...] = ()
    function: PythonFunction | WorkbookFunction | None = None
    objects: Mapping[str, Family] = field(default_factory=dict)
    follows: bool = True

    def __init__(self, **given: Unpack[StudyKeywords]) -> None:
        refuse_unknown(given, _FIELDS)
        self.__dict__.update(import_module("mcba.study.making.studies").study_from(given).__dict__)

    @classmethod
    def of(cls, **parts: Any) -> Study:
        """The study of these fields, as a draft and `altered` have them; what is left out has its default.

        Parameters
        ----------
        **parts
            Fields by name.

        Returns
        -------
        Study
        """
        study = object.__new__(cls)
        for part in fields(cls):
            value = parts[part.name] if part.name in parts else _default_of(part)
            study.__dict__[part.name] = read_only(value)
        # Whoever replaces one distribution changes what is known of those whose parameter it is.
        study.__dict__["families"] = read_only(linked(study.families, study.price_factors))
        study.__dict__["document"] = study.document.model_copy(update=_sections(study.document))
        return study

    def altered(self, **parts: Any) -> Study:
        """The same study with other fields, of which its text says nothing: for worlds, and not for readers.

        Parameters
        ----------
        **parts
            Fields by name.

        Returns
        -------
        Study
            Which is not saved, verified or reported.

        Examples
        --------
        >>> import mcba
        >>> study = mcba.Study(title="A number", assumptions={"a": 4}, outcomes={"half": "a / 2"})
        >>> study.altered(families={"a": Constant(6)}).follows
        False
        """
        same = {part.name: getattr(self, part.name) for part in fields(self)}
        return Study.of(**{**same, "follows": False, **parts})

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: a study says the same whatever somebody has asked it before."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    @property
    def name(self) -> str:
        """The name of the study's folder; of one that lies in none, its title in small letters."""
        return self.path.parent.name or slug(self.document.study.title)

    def __repr__(self) -> str:
        """Its name, and how much there is of what: the document has the rest."""
        title = short(self.document.study.title.in_language(""))
        counts = f"{len(self.families)} assumptions, {len(self.flows)} flows"
        return said(self, [self.name, title, counts, f"outcomes {named(self.outcomes)}"])

    @property
    def horizon(self) -> int:
        """The last year that counts."""
        return self.document.study.horizon

    @cached_property
    def flows(self) -> Mapping[str, tuple[str, Flow]]:
        """Every flow by name, with its kind: benefits, costs or transfers."""
        flows = {name: (kind, flow) for kind in FLOW_KINDS for name, flow in getattr(self.document, kind).items()}
        return ReadOnly(flows)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The names of all outcomes this study has, those of the user last."""
        return outcomes_of(self.document)

    @property
    def results(self) -> Mapping[str, ModelResult]:
        """What the study's workbook or Python function gives, by name; nothing for a study without one."""
        return {} if self.document.model is None else self.document.model.gives

    def unit(self, outcome: str) -> str:
        """The unit of an outcome, as a study file writes it; empty when it states none, money for a present value.

        Parameters
        ----------
        outcome : str
            A name of `outcomes`.

        Returns
        -------
        str

        Examples
        --------
        >>> import mcba
        >>> study = mcba.load("studies/mobility-mentoring")
        >>> study.unit("npv"), study.unit("npv_per_participant")
        ('EUR', 'EUR/participant')
        """
        stated = self.document.outcomes.get(outcome) or self.results.get(outcome)
        if stated is not None:
            return stated.unit or ""
        return self._standard_units.get(outcome, self.document.study.currency)

    @cached_property
    def _standard_units(self) -> dict[str, str]:
        participants = unit_of_participants(self.document, self.formulas)
        units = standard_units(self.document.study.currency, participants)
        said = {name: unit_text(unit) for name, unit in units.items() if unit is not None}
        return said | {name: outcome.unit for name, outcome in STANDARD_OUTCOMES.items() if outcome.unit != "money"}

    @cached_property
    def bearers(self) -> tuple[str, ...]:
        """Everybody who gains or loses, in the order of the file."""
        named = dict.fromkeys(
            bearer for _, flow in self.flows.values() for side in (flow.gains, flow.losses) for bearer in side or {}
        )
        return tuple(named)


_FIELDS = frozenset(part.name for part in fields(Study))
Study.__signature__ = signature()  # type: ignore[attr-defined]


def _default_of(part: Field[Any]) -> Any:
    if part.default_factory is not MISSING:
        return part.default_factory()
    return part.default


def _sections(document: Document) -> dict[str, Any]:
    """The sections of a document that are mappings which could change, as ones that cannot."""
    sections = {name: getattr(document, name) for name in type(document).model_fields}
    return {name: ReadOnly(part) for name, part in sections.items() if type(part) is dict}


def slug(title: Text) -> str:
    """A title as the name of a folder.

    Parameters
    ----------
    title : Text

    Returns
    -------
    str

    Examples
    --------
    >>> slug(Text(en="Moms for Moms (2017)"))
    'moms-for-moms-2017'
    """
    return re.sub(r"[^\w]+", "-", title.in_language("en").casefold()).strip("-_") or "study"


def linked(families: Mapping[str, Family], price_factors: Mapping[str, float]) -> Mapping[str, Family]:
    """The same distributions, each that has others for parameters with these as they stand here.

    Parameters
    ----------
    families : mapping of str to Family
        By assumption.
    price_factors : mapping of str to float
        What each assumption is multiplied by to stand in the study's price year.

    Returns
    -------
    mapping of str to Family

    Raises
    ------
    StudyError
        When some of them follow from each other in a circle.
    """
    left = {name: family for name, family in families.items() if isinstance(family, Hierarchical)}
    if not left:
        return families
    joined = dict(families)
    while left:
        ready = [name for name, family in left.items() if not family.parents.keys() & left.keys()]
        if not ready:
            raise StudyError.without_place(f"{', '.join(left)} follow from each other in a circle")
        for name in ready:
            family = left.pop(name)
            parents = {parent: _in_prices(joined, parent, price_factors) for parent in family.parents}
            joined[name] = family.linked(parents)
    return joined


def _in_prices(families: Mapping[str, Family], name: str, price_factors: Mapping[str, float]) -> Family:
    """The distribution of an assumption in prices of the study's year."""
    family, factor = families[name], price_factors.get(name, 1.0)
    if factor == 1.0:
        return family
    return Constant(family.mean * factor) if is_certain(family) else Shifted(family, times=factor)


def is_certain(family: Family) -> bool:
    """Whether a distribution has no width at all.

    Parameters
    ----------
    family : Family

    Returns
    -------
    bool

    Examples
    --------
    >>> from mcba.families import Constant, Normal
    >>> is_certain(Constant(3)), is_certain(Normal(0, 1))
    (True, False)
    """
    return bool(np.all(np.asarray(family.low) == np.asarray(family.high)))
