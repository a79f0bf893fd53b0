"""What every part of the decision page needs: its decision, its voice, names and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mcba.analysis.agenda import Subject
from mcba.engine.display import short_decimals
from mcba.engine.estimate import Estimate, Range
from mcba.reporting.decision import Decision
from mcba.reporting.labels import Labels
from mcba.reporting.terminal import aligned, wrap
from mcba.reporting.text import capital, uncapital

ROUNDING = 1e-9


class Writing:
    """One decision page being written; parts are functions that take it and give text.

    Parameters
    ----------
    found : Decision
    language : {"en", "nl"}
    """

    def __init__(self, found: Decision, language: str):
        self.found, self.say = found, Labels(found.study, language)
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
        return ["", *(uncapital(self.say(f"column.{key}")) for key in keys)]

    def own_columns(self, *keys: str) -> list[str]:
        """A heading whose columns only the page has."""
        return [self.say(f"decide.{key}") for key in keys]

    # --- names

    def option(self, name: str) -> str:
        """What an option is called."""
        return self.say.option(name)

    def named(self, name: str) -> str:
        """What an option is called within a sentence."""
        return self.say.option_within(name)

    def of(self, subject: Subject) -> str:
        """What an assumption is called, with the label of its set."""
        return self.say.assumption(subject.name)

    # --- numbers

    def amount(self, value: float, error: float) -> str:
        """A number with the digits of its error."""
        return self.say.estimate(Estimate(value, error))

    def exact(self, value: float) -> str:
        """A number without Monte Carlo error, to three digits."""
        return self.say.exact(value)

    def signed(self, value: float) -> str:
        """The same with its sign."""
        return ("+" if value >= 0 else "") + self.exact(value)

    def error(self, found: Estimate) -> str:
        """The error of a number; that of rounding counts as none."""
        return self.say.error(found.error if found.error > ROUNDING * abs(found.value) else 0.0)

    def with_error(self, value: float, error: float) -> str:
        """A number with its error beside it."""
        return self.amount(value, error)

    def percent(self, value: float, error: float = 0.0) -> str:
        """A share in percent, with the digits that hold."""
        return self.say.share(Estimate(value, error))

    def ends(self, found: Range) -> list[str]:
        """Low and high, each with the digits of its error."""
        return self.say.row(Estimate(found.low, found.low_error), Estimate(found.high, found.high_error))

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
    shown = round(100 * chance.value, short_decimals(100 * chance.value, 100 * chance.error, (0.0, 100.0)))
    return {0.0: "almost_none", 100.0: "almost_all"}.get(shown, "")
