"""A study that has been read and checked: everything the engine needs, by name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mcba.displayed import Displayed, named, said, short
from mcba.errors import RequestError, StudyError, suggestion
from mcba.families import Constant, Family, Hierarchical, Shifted
from mcba.families.uncertain import Conditional
from mcba.study.dependence.groups import DependentGroup
from mcba.study.distributions.library import Entry
from mcba.study.distributions.making import Made, Sources, made as make_distribution
from mcba.study.document.assumption import Assumption
from mcba.study.document.distribution import Distribution
from mcba.study.document.document import Document
from mcba.study.document.flows import Flow, ModelResult
from mcba.study.formula.outcomes import STANDARD_OUTCOMES, outcomes_of, standard_units, unit_of_participants
from mcba.study.formula.python import PythonFunction
from mcba.study.formula.trees import Node
from mcba.study.formula.units import unit_text
from mcba.study.tables.folder import PROSE

YEAR = "year"
DISCOUNT_RATE = "discount_rate"
FLOW_KINDS = ("benefits", "costs", "transfers")
RESERVED = frozenset({YEAR, "world", "bearer", "flow", "horizon", "pi", *STANDARD_OUTCOMES})


@dataclass(frozen=True, repr=False)
class Study(Displayed):
    """One study: what its file says, and what follows from it.

    `mcba.load` makes it.

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
    function : PythonFunction or None
        The study's Python function, of a file as text until it may be run.

    Examples
    --------
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
    function: PythonFunction | None = None

    def __post_init__(self) -> None:
        # Whoever replaces one distribution changes what is known of those whose parameter it is.
        object.__setattr__(self, "families", linked(self.families, self.price_factors))

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: a study says the same whatever somebody has asked it before."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    @property
    def name(self) -> str:
        """The name of the study's folder."""
        return self.path.parent.name

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
    def flows(self) -> dict[str, tuple[str, Flow]]:
        """Every flow by name, with its kind: benefits, costs or transfers."""
        return {name: (kind, flow) for kind in FLOW_KINDS for name, flow in getattr(self.document, kind).items()}

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The names of all outcomes this study has, those of the user last."""
        return outcomes_of(self.document)

    @property
    def results(self) -> Mapping[str, ModelResult]:
        """What the study's Python function gives, by name; nothing for a study without one."""
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
        stated = {**self.results, **self.document.outcomes}.get(outcome)
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

    @property
    def sha256(self) -> str:
        """One hash over the study's text and every table it names, without prose, which changes no number."""
        digest = hashlib.sha256(self.text.encode())
        for name, text in sorted(self.tables.items()):
            if name.startswith(PROSE):
                continue
            digest.update(f"\0{name}\0{text}".encode())
        return digest.hexdigest()


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


def variant(study: Study, override: Mapping[str, float | Distribution]) -> Study:
    """The same study with other values: a scenario or an option, on the same worlds.

    Parameters
    ----------
    study : Study
    override : mapping of str to number or Distribution
        Assumptions (a number fixes them, a Distribution gives another distribution), choices, or `horizon`.

    Returns
    -------
    Study

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> variant(study, {"horizon": 1.0}).horizon
    1
    """
    header, choices = study.document.study, dict(study.document.choices)
    families = dict(study.families)
    for name, value in override.items():
        if isinstance(value, Distribution):
            sources = Sources(verbal=study.document.verbal, grades=study.document.grades)
            families[name] = make_distribution(value, sources).family
        elif name in families:
            families[name] = Constant(value)
        elif name in choices:
            choices[name] = choices[name].model_copy(update={"value": value})
        elif name == "horizon":
            header = header.model_copy(update={"horizon": int(value)})
        else:
            levers = [*families, *choices, "horizon"]
            raise StudyError.without_place(
                f"there is no assumption or choice {name!r} to override; {suggestion(name, levers)}"
            )
    document = study.document.model_copy(update={"study": header, "choices": choices})
    sets = {**study.sets, YEAR: tuple(str(year) for year in range(header.horizon + 1))}
    return replace(study, document=document, families=families, sets=sets)


def apply_variants(study: Study, *, scenario: str | None = None, option: str | None = None) -> Study:
    """The study under a named scenario and a named option.

    Parameters
    ----------
    study : Study
    scenario, option : str, optional
        Names of the study file; the option is applied first.

    Returns
    -------
    Study

    Raises
    ------
    RequestError
        When the study has none of that name.
    """
    for name, variants, kind in (
        (option, study.document.options, "option"),
        (scenario, study.document.scenarios, "scenario"),
    ):
        if name is not None:
            if name not in variants:
                raise RequestError(f"the study has no {kind} {name!r}; it has {', '.join(variants) or 'none'}")
            study = variant(study, variants[name].override)
    return study


def base_value(
    study: Study, name: str, values: Mapping[str, float | NDArray[np.float64]] | None = None
) -> float | NDArray[np.float64]:
    """The value of one assumption in the base case: `base`, else the mode it is described by, else its mean.

    Where the mean is not finite, as that of a student t with 1 degree of freedom, it is the median. A distribution
    whose parameters are uncertain is taken where these are at their own bases, or at `values`.

    Parameters
    ----------
    study : Study
    name : str
        An assumption.
    values : mapping of str to number or array, optional
        Other values of assumptions, for this one or for those that are its parameters.

    Returns
    -------
    float or array
        In the unit of the assumption and the prices it is stated in.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> name = next(iter(study.families))
    >>> base_value(study, name, {name: 2.0})
    2.0
    """
    known = values or {}
    if name in known:
        return known[name]
    stated = study.document.assumptions[name].base
    family = study.families[name]
    moved = isinstance(family, Conditional) and known.keys() & ancestors(study, name)
    if stated is not None and not moved and not is_certain(family):
        return stated
    if isinstance(family, Conditional):
        factors = study.price_factors
        parents = {
            parent: np.multiply(base_value(study, parent, known), factors.get(parent, 1.0)) for parent in family.parents
        }
        family = family.given({**parents, **dict.fromkeys(family.own, 0.5)})
    central: float | NDArray[np.float64] = getattr(family, "mode", family.mean)
    return central if np.all(np.isfinite(central)) else family.median


def ancestors(study: Study, name: str) -> frozenset[str]:
    """The assumptions that the distribution of this one follows from, directly or through others.

    Parameters
    ----------
    study : Study
    name : str

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> ancestors(study, next(iter(study.families)))
    frozenset()
    """
    family = study.families[name]
    parents = family.parents if isinstance(family, Conditional) else {}
    return frozenset(parents).union(*(ancestors(study, parent) for parent in parents))
