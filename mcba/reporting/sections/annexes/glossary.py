"""The words of the method, for readers who do not use them every day."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis import RATIO
from mcba.reporting.blocks import Block, Span
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing


@chapter
def glossary(writing: Writing[Facts]) -> Iterator[Block]:
    """Each term that the report uses, and what it means."""
    voice = writing.voice
    yield writing.head("glossary")
    terms = sorted((voice(f"term.{term}"), term) for term, is_used in _used(writing.facts).items() if is_used)
    rows = [((Span(label, "strong"),), voice(f"meaning.{term}")) for label, term in terms]
    yield from writing.table("glossary", writing.column("term", "meaning"), rows, "ll", (1, 3))


def _used(facts: Facts) -> dict[str, bool]:
    """The terms there are, and whether this report uses them."""
    document = facts.study.document
    has_years = facts.has_money and document.study.horizon > 0
    return {
        "assumption": True,
        "base_case": True,
        "bearer": bool(facts.study.bearers),
        "benefit_cost_ratio": RATIO in facts.outcomes,
        "correlation": bool(facts.study.dependence),
        "discount_rate": has_years,
        "distribution": True,
        "internal_rate_of_return": has_years and not isinstance(facts.rate_of_return, Missing),
        "mean": True,
        "median": True,
        "monte_carlo_error": True,
        "net_present_value": facts.has_money,
        "null_alternative": facts.has_money,
        "pm": bool(document.pm),
        "present_value": has_years,
        "range": True,
        "regret": not isinstance(facts.options, Missing),
        "sensitivity": True,
        "simulation": True,
        "switching_value": not isinstance(facts.agenda, Missing),
        "transfer": bool(document.transfers),
        "value_of_information": not isinstance(facts.agenda, Missing),
        "variance": not isinstance(facts.ranking, Missing),
    }
