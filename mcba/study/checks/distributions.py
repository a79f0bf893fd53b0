"""Distributions of the assumptions: from parameters, tables, studies, experts or words."""

from __future__ import annotations

from dataclasses import replace

from mcba.errors import FamilyError
from mcba.families import Dirichlet, Multinomial
from mcba.study.distributions.making import Made, made
from mcba.study.distributions.sources import Sources
from mcba.study.document.assumption import Assumption
from mcba.study.document.distribution import Distribution
from mcba.study.document.texts import Source
from mcba.study.document.values import Column
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place


def check_distributions(draft: Draft) -> Draft:
    """Each assumption is a distribution; data that name their source themselves give it to the assumption."""
    complaints, sources = draft.collect(), sources_of(draft)
    assumptions, sound = dict(draft.assumptions), {}
    for name, assumption in draft.assumptions.items():
        place: Place = ("assumptions", name)
        assumptions[name] = _with_provenance(draft, complaints, place, assumption)
        if name not in complaints.broken:
            with complaints.caught(place, breaks=name):
                labels = draft.sets.get(assumption.over or "")
                sound[name] = distribution(assumption, replace(sources, labels=labels))
        elif assumption.over in complaints.broken:
            _check_columns(draft, complaints, place, assumption)
    families = {name: made.family for name, made in sound.items()}
    return draft.learnt(complaints, assumptions=assumptions, made=sound, families=families)


def sources_of(draft: Draft) -> Sources:
    """What distributions of a draft may name, repeated over no set."""
    document = draft.document
    return Sources(tables=draft.tables, verbal=document.verbal, grades=document.grades, objects=draft.objects)


def distribution(stated: Distribution, sources: Sources) -> Made:
    """The distribution that a study file states, where it may be one.

    Raises
    ------
    FamilyError
        With the key to mend.
    TableError, StudyError
        When a table or a cell cannot be read.
    """
    result = made(stated, sources)
    is_joint = isinstance(result.family, (Dirichlet, Multinomial))
    if is_joint and (sources.labels is None or not isinstance(stated, Assumption) or stated.drawn != "each_unit"):
        raise FamilyError(
            f'a {stated.distribution} is given over = "a set", with drawn = "each_unit": one number for each label',
            parameter="distribution",
        )
    return result


def _with_provenance(draft: Draft, complaints: Complaints, place: Place, assumption: Assumption) -> Assumption:
    """The assumption with the source that its data name themselves, when the study names none."""
    data = assumption.data
    if data is not None and assumption.source is None:
        with complaints.caught(place):
            table = draft.tables.table(data.table, key="data")
            if table.provenance:
                source = Source(citation=table.provenance, document=data.table, place=f"SIP {data.column}")
                return assumption.model_copy(update={"source": source})
    return assumption


def _check_columns(draft: Draft, complaints: Complaints, place: Place, assumption: Assumption) -> None:
    """Complain about the cells of an assumption whose labels are wrong already, so that all is said at once."""
    table = draft.tables.opened(assumption.table or "")
    for key, value in assumption.parameters().items():
        if table is not None and isinstance(value, Column):
            with complaints.caught(place):
                draft.tables.column(assumption.table or "", value.column, key=key)
                table.numbers(**value.model_dump())
