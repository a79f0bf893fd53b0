"""A draft: what is known of a study while it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mcba.errors import Complaint, StudyError
from mcba.families import Family
from mcba.study.dependence.groups import DependentGroup
from mcba.study.distributions.entries import Entry
from mcba.study.distributions.making import Made
from mcba.study.document.assumption import Assumption
from mcba.study.document.document import Document
from mcba.study.formula.python import PythonFunction
from mcba.study.formula.trees import Node
from mcba.study.formula.units import Unit
from mcba.study.model import Study, is_certain
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.page import StudyPage
from mcba.study.tables.folder import Tables
from mcba.study.workbooks.function import WorkbookFunction


@dataclass(frozen=True)
class Draft:
    """What is known of a study while it is checked: a check gives back the draft with what it learnt.

    Attributes
    ----------
    page : StudyPage
        The study file.
    document : Document
        What it says; nothing is ever written to it.
    tables : Tables
        The tables that it names.
    complaints : tuple of Complaint
        Of all checks so far.
    broken : frozenset of str
        The names that were complained about: later checks say nothing more about them.
    sets : mapping of str to tuple of str
        Learnt by `check_sets`: the labels of every sound set, `year` among them.
    assumptions : mapping of str to Assumption
        Learnt by `check_entries` and `check_distributions`: the assumptions with what the library and their tables say
        of them.
    entries : mapping of str to Entry
        Learnt by `check_entries`: the entries of the library, by assumption.
    made : mapping of str to Made
        Learnt by `check_distributions`: the sound distributions, with what each was made from.
    families : mapping of str to Family
        Learnt by `check_parameters`: the distributions, of which the parameters may be assumptions themselves.
    price_factors : mapping of str to float
        Learnt by `check_prices`.
    dimensions, units : mapping of str
        Learnt by `check_repetition`, `check_units`, `check_choices` and `check_formulas`, each of its own names.
    formulas : mapping of str to Node
        Learnt by `check_formulas`.
    dependence : tuple of DependentGroup
        Learnt by `check_dependence`.
    function : PythonFunction, WorkbookFunction or None
        Learnt by `check_model`: as text or bytes, not to be run.
    objects : mapping of str to Family
        The distributions that are Python objects, which were given with the text.
    """

    page: StudyPage
    document: Document
    tables: Tables
    complaints: tuple[Complaint, ...] = ()
    broken: frozenset[str] = frozenset()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    price_factors: Mapping[str, float] = field(default_factory=dict)
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, Unit | None] = field(default_factory=dict)
    formulas: Mapping[str, Node] = field(default_factory=dict)
    dependence: tuple[DependentGroup, ...] = ()
    function: PythonFunction | WorkbookFunction | None = None
    objects: Mapping[str, Family] = field(default_factory=dict)

    def collect(self) -> Complaints:
        """An empty list of complaints for a check, which knows the names that are broken."""
        return Complaints(self.page, self.broken)

    def learnt(self, complaints: Complaints, **parts: Any) -> Draft:
        """The draft after a check: with its complaints, and with the parts that it learnt in place of those before."""
        return replace(
            self,
            complaints=(*self.complaints, *complaints.made),
            broken=frozenset(complaints.broken),
            **parts,
        )

    def study(self) -> Study:
        """The study, when nothing is wrong with it.

        Raises
        ------
        StudyError
            With every complaint, in the order of the file.
        """
        if self.complaints:
            raise StudyError(sorted(set(self.complaints)))
        return Study.of(
            path=self.page.file,
            text=self.page.text,
            tables=self.tables.used,
            document=self.document.model_copy(update={"assumptions": dict(self.assumptions)}),
            sets=self.sets,
            families=self.families,
            dimensions=self.dimensions,
            formulas=self.formulas,
            price_factors=self.price_factors,
            dependence=self.dependence,
            entries=self.entries,
            made={name: replace(made, family=self.families[name]) for name, made in self.made.items()},
            stated=self.document.assumptions,
            draw_order=self._draw_order,
            function=self.function,
            objects=self.objects,
        )

    @property
    def _draw_order(self) -> tuple[str, ...]:
        model = self.document.model
        if model is not None and model.function is not None:  # the order of the inputs, as they were given in Python
            return tuple(self.families)
        return tuple(sorted(self.families, key=lambda name: is_certain(self.families[name])))
