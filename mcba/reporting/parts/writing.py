"""What every part of the decision page needs: its decision, its voice, names and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from mcba.analysis.agenda import Subject
from mcba.engine.estimate import Estimate, Range, decimals_that_hold
from mcba.reporting import drivers
from mcba.reporting.answer import header
from mcba.reporting.decision import Decision
from mcba.reporting.terminal import aligned, wrap
from mcba.reporting.text import NO_BREAK, Voice, capital

ROUNDING = 1e-9


class Writing:
    """One decision page being written; parts are functions that take it and give text.

    Parameters
    ----------
    found : Decision
    language : {"en", "nl"}
    """

    def __init__(self, found: Decision, language: str):
        self.found, self.say = found, Voice(language)
        self.currency = self.say.unit(found.study.document.study.currency)

    # --- pieces of the page

    def sentence(self, key: str, **values: object) -> str:
        """A paragraph by its key, folded."""
        return self.paragraph(self.say(key, **values))

    def paragraph(self, text: str) -> str:
        """A paragraph, folded and indented."""
        return wrap(capital(text), "  ")

    def table(self, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """Columns side by side under their heading."""
        return "\n".join(aligned([heading, *rows]))

    def columns(self, *keys: str) -> list[str]:
        """A heading whose columns the methods appendix has too."""
        return header(self.say, *keys)

    def own_columns(self, *keys: str) -> list[str]:
        """A heading whose columns only the page has."""
        return [self.say(f"decide.{key}") for key in keys]

    # --- names

    def option(self, name: str) -> str:
        """What an option is called."""
        return drivers.option_label(self.found.study, name, self.say)

    def named(self, name: str) -> str:
        """What an option is called within a sentence."""
        return drivers.option_named(self.found.study, name, self.say)

    def of(self, subject: Subject) -> str:
        """What an assumption is called, with the label of its set."""
        return subject_label(self.found, subject, self.say)

    # --- numbers

    def amount(self, value: float, error: float) -> str:
        """A number with the digits that hold."""
        return self.say.number(value, decimals_that_hold(error, value))

    def exact(self, value: float) -> str:
        """A number without Monte Carlo error, to three digits."""
        return self.amount(float(f"{value:.3g}"), 0.0)

    def signed(self, value: float) -> str:
        """The same with its sign."""
        return ("+" if value >= 0 else "") + self.exact(value)

    def error(self, found: Estimate) -> str:
        """The error of a number; that of rounding counts as none."""
        return self.say.error(found.error if found.error > ROUNDING * abs(found.value) else 0.0)

    def with_error(self, value: float, error: float) -> str:
        """A number with its error beside it: digits down to the first of the error."""
        return self.say.number(value, -math.floor(math.log10(error)) if error > 0 else 0)

    def percent(self, value: float, error: float = 0.0) -> str:
        """A share in percent, with the digits that hold."""
        return f"{self.amount(100 * value, 100 * error)}{NO_BREAK}%"

    def ends(self, found: Range) -> list[str]:
        """Low and high, with the digits that hold in both."""
        return [self.say.number(end, found.decimals) for end in (found.low, found.high)]

    def share(self, chance: Estimate) -> str:
        """A share of worlds in a table."""
        few = _few(chance)
        return self.say(f"decide.{few}") if few else self.percent(chance.value, chance.error)

    def worlds(self, chance: Estimate) -> str:
        """A share of worlds within a sentence."""
        few = _few(chance)
        if few in {"all", "none"}:
            return self.say.percent(chance)
        return self.say(f"decide.in_{few}") if few else self.say.percent(chance)


def _few(chance: Estimate) -> str:
    """Whether a share of worlds is all or none, or rounds to it; empty for one that has digits to show."""
    if chance.value in (0.0, 1.0):
        return "all" if chance.value else "none"
    shown = round(100 * chance.value, decimals_that_hold(100 * chance.error, 100 * chance.value))
    return {0.0: "almost_none", 100.0: "almost_all"}.get(shown, "")


def subject_label(found: Decision, subject: Subject, say: Voice) -> str:
    """What an assumption of the agenda is called, with the label of its set."""
    known = subject.assumption
    label = say.text(found.study.document.assumptions[known].label) or known.replace("_", " ")
    return label + subject.name[len(known) :]
