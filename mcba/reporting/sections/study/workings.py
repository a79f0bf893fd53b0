"""The workings of a step: its formula in words, and with the numbers of the base case filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from mcba.analysis.economics import base_values
from mcba.arrays import Array
from mcba.reporting.equations import marks
from mcba.reporting.equations.layouts import layout
from mcba.reporting.equations.marks import Mark, one_line
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.amounts import amount, tidy
from mcba.reporting.words.voice import NO_BREAK, uncapital
from mcba.study import Study
from mcba.study.formula import Node

_MOST_IN_WORDS = 15  # names of a formula that is said in words; a longer one is read in its equation
_PRESENT_VALUE = "present_value"
_SUM = re.compile(r"∑\[(\w+)\]")
_ABOUT_ZERO = 1e-6  # of the high end of a range


class Workings:
    """The formulas of a study, in words and with the values of the base case.

    Parameters
    ----------
    writing : Writing
        Of the facts of a run.
    """

    def __init__(self, writing: Writing[Facts]):
        self.study, self.voice = writing.facts.study, writing.voice
        self.base = base_values(self.study)
        self._facts = writing.facts

    def in_words(self, node: Node) -> str:
        """A formula with labels instead of names; empty where it would be too long to read."""

        def label(part: Node) -> Mark | None:
            return marks.words(uncapital(self.voice.named(part.name)) or part.name) if part.kind == "name" else None

        names = sum(part.kind == "name" for part in _parts(node))
        if names > _MOST_IN_WORDS:
            return ""
        written = one_line(layout(node, self.voice, label))
        return _SUM.sub(lambda found: self.voice("text.sum_over", set=self.voice.known("set", found[1])), written)

    def filled_in(self, name: str, node: Node) -> str:
        """A formula with the values of the base case, and what follows.

        Only what follows where a name differs by label or by year, and so has no one number to fill in.
        """
        result = self._result(name)
        used = list(_filled(node))
        if not result or node.kind in {"number", "name", "where"} or any(self._value(part) is None for part in used):
            return result

        def value(part: Node) -> Mark | None:
            return marks.words(self._value(part) or "") if part.kind in {"name", _PRESENT_VALUE} else None

        written = one_line(layout(node, self.voice, value))
        return result if written.replace(NO_BREAK, " ") == result else f"{written} = {result}"

    def range_of(self, name: str) -> str:
        """Between which values a quantity, a flow of a year or an outcome lies; empty where it is certain."""
        facts, accounts = self._facts, self._facts.accounts
        known = {} if isinstance(accounts, Missing) else {**accounts.of_run.quantities, **accounts.of_run.amounts}
        over = known[name].over if name in known else {}
        if name in known:
            summary = known[name].summary
        elif name in facts.outcomes:
            summary = facts.summary(name)
        else:
            return ""
        ends = summary.low.value, summary.high.value
        if ends[0] == ends[1] or ends == (0.0, 1.0):  # the same in every world, or something that holds or not
            return ""
        low, high = self.voice.ends(summary.range)
        if 0 < ends[0] < _ABOUT_ZERO * ends[1]:
            low = self.voice("decide.about_zero")
        share, unit = self.voice.exact_percent(summary.range.mass), self.voice.units(_unit_of(self.study, name), 2.0)
        how = "sum" if "sum" in over.values() else "mean" if over else "one"
        return self.voice(f"text.step_range_{how}", share=share, low=low, high=_joined(high, unit))

    def _value(self, part: Node) -> str | None:
        """The value of a name, or of the present value of a flow; None where there is not one number."""
        array = self._array(part.name)
        unit = _unit_of(self.study, part.name)
        if part.kind == _PRESENT_VALUE:
            array = self.base.present_values.get(part.operands[0].name)
            unit = self.study.document.study.currency
        if array is None or array.size > 1:
            return None
        number = float(array.flat[0])
        if part.name not in self.study.document.assumptions:
            return self._counted(tidy(self.voice, number), number, unit)
        written = amount(self.voice, self.study, part.name, number)
        return written if written.endswith("%") else self._counted(written, number, unit)

    def _array(self, name: str) -> Array | None:
        return self.base.amounts.get(name, self.base.names.get(name))

    def _result(self, name: str) -> str:
        """What a formula gives, with its whole unit; the smallest and the largest where it is repeated."""
        array, unit = self._array(name), _unit_of(self.study, name)
        if array is None or not np.isfinite(array).all():
            return ""
        if array.size == 1:
            return _joined(tidy(self.voice, float(array.flat[0])), self.voice.units(unit, float(array.flat[0])))
        ends = {"low": tidy(self.voice, float(array.min())), "high": tidy(self.voice, float(array.max()))}
        return _joined(
            self.voice("text.many_values", count=self.voice.whole(array.size), **ends), self.voice.units(unit, 2.0)
        )

    def _counted(self, written: str, number: float, unit: str | None) -> str:
        """A number and what it counts; what that is for (per client, per year) stands in the formula."""
        return _joined(written, self.voice.units((unit or "").partition("/")[0].strip(), number), NO_BREAK)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for operand in node.operands:
        yield from _parts(operand)


def _filled(node: Node) -> Iterator[Node]:
    """The parts of a formula that a number is filled in for."""
    if node.kind in {"name", _PRESENT_VALUE}:
        yield node
    else:
        for operand in node.operands:
            yield from _filled(operand)


def _joined(written: str, unit: str, between: str = " ") -> str:
    return f"{written}{between}{unit}" if unit else written


def _unit_of(study: Study, name: str) -> str | None:
    """The unit that a study states for a name; that of money for a flow without one."""
    document = study.document
    if name in study.flows:
        return study.flows[name][1].unit or document.study.currency
    for section in (document.assumptions, document.quantities, document.choices, document.outcomes, study.results):
        if name in section:
            return section[name].unit
    return study.unit(name) if name in study.outcomes else None
