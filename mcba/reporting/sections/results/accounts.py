"""Benefits and costs of every option: effects in their own units, the table itself, by bearer, and year by year."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mcba.analysis import BALANCE
from mcba.analysis.economics import Ratio
from mcba.analysis.economics.accounts import Account, Accounts
from mcba.engine.estimates import Summary
from mcba.engine.estimates.rounding import (
    decimals,
    decimals_in_order,
    decimals_of_certain,
    decimals_of_ends,
    short_decimals,
)
from mcba.reporting.blocks import Block, Span, Spans, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import capital
from mcba.study.formula import parse_unit

_SIDE_BY_SIDE = 3  # options in one table
_DIGITS = 6  # of the largest amount of a table
_TWO_YEARS = 2  # from which on there is something to tell apart
_CENTS = 2  # decimals of an amount of money
_DASH = "–"
_SIGNS = {"+": "account.plus", "-": "account.minus"}

_Row = Sequence[str | Spans]
_Told = Callable[[Account], Summary | Ratio | None]
"""What an account says in one line, if anything."""


@chapter
def benefits_and_costs(writing: Writing[Facts]) -> Iterator[Block]:
    """Effects before money, then the table of benefits and costs, then its years."""
    if not writing.facts.study.flows or isinstance(writing.facts.accounts, Missing):
        return
    yield writing.head("accounts")
    yield from natural_units(writing)
    yield from account_table(writing)
    yield from same_options(writing)
    yield from account_years(writing)


# --- in money


def account_table(writing: Writing[Facts]) -> Iterator[Block]:
    """Every benefit, cost and transfer of every option, what has no price, the balance and the ratio."""
    compared = writing.facts.accounts
    if isinstance(compared, Missing) or not writing.facts.study.flows:
        return
    for options in _side_by_side(compared):
        columns = _Columns.of_money(writing, options)
        yield from columns.table("accounts", [*_in_money(columns), *_beside_money(columns)])
    yield writing.sentence("text.accounts", share=writing.voice.exact_percent(compared.mass))


def _in_money(columns: _Columns) -> Iterator[_Row]:
    """Benefits, costs, and what they come to."""
    voice, document = columns.writing.voice, columns.writing.facts.study.document
    for section in ("benefits", "costs"):
        if getattr(document, section):
            yield columns.heading(capital(voice.known("kind", section)))
            for name in getattr(document, section):
                yield from columns.line(voice.flow(name), _told_of("flows", name))
            yield from columns.line(_strong(voice(f"account.{section}")), _told_of("kinds", section))
    yield from columns.line(_strong(voice("account.balance")), _balance)
    yield from replace(columns, most=_DIGITS, is_short=True).line(voice("account.ratio"), _ratio)
    chances = [account.chance for account in columns.options.values()]
    shares = [_DASH if share is None else columns.writing.chance(share) for share in chances]
    yield columns.words(voice("account.chance"), shares)


def _beside_money(columns: _Columns) -> Iterator[_Row]:
    """What has no price, and what only moves between bearers."""
    writing, voice, document = columns.writing, columns.writing.voice, columns.writing.facts.study.document
    if document.pm:
        yield columns.heading(voice("account.pm"))
        for item in document.pm.values():
            said = voice(_SIGNS.get(item.sign, "account.open"))
            yield columns.words(writing.words(item.label), [said for _ in columns.options])
    if document.transfers:
        yield columns.heading(voice("account.transfers"))
        for name in document.transfers:
            yield from columns.line(voice.flow(name), _told_of("flows", name))


def account_by_bearer(writing: Writing[Facts]) -> Iterator[Block]:
    """What each bearer gains less what it loses, under every option."""
    compared = writing.facts.accounts
    if isinstance(compared, Missing):
        return
    for options in _side_by_side(compared):
        columns = _Columns.of_money(writing, options)
        rows: list[_Row] = []
        for name in dict.fromkeys(name for account in options.values() for name in account.bearers):
            rows += columns.line(writing.voice.bearer(name), _told_of("bearers", name))
        if rows:
            rows += columns.line(_strong(writing.voice("account.together")), _balance)
        yield from columns.table("bearer_table", rows)


def same_options(writing: Writing[Facts]) -> Iterator[Block]:
    """Which options stand in no table because they equal another one."""
    compared = writing.facts.accounts
    for name, other in ({} if isinstance(compared, Missing) else compared.same_as).items():
        yield writing.sentence("decide.same_as", option=writing.voice.option(name), other=other)


# --- in natural units


def natural_units(writing: Writing[Facts]) -> Iterator[Block]:
    """The quantities of the study that count something else than money."""
    compared = writing.facts.accounts
    if isinstance(compared, Missing):
        return
    shown = _counted(compared.of_run, writing.facts.study.document.study.currency)
    for options in _side_by_side(compared):
        columns = _Columns(writing, options, is_short=True)
        rows: list[_Row] = []
        for name, unit in shown.items():
            label = ", ".join(filter(None, (writing.voice.named(name) or name, writing.voice.unit(unit))))
            rows += columns.line(label, _told_of("quantities", name))
        yield from columns.table("natural_units", rows)
    repeated = {how for name in shown for how in compared.of_run.quantities[name].over.values()}
    for how in sorted(repeated):
        yield writing.sentence(f"text.natural_{how}")


def _counted(account: Account, currency: str) -> dict[str, str]:
    """The quantities that count persons, hours and the like; where there are none, the plain numbers."""
    units = {name: amount.unit for name, amount in account.quantities.items()}
    symbols = {name: {symbol for symbol, _ in parse_unit(unit or "1")} for name, unit in units.items()}
    counted = {name: unit for name, unit in units.items() if symbols[name] and currency not in symbols[name]}
    plain = {name: unit for name, unit in units.items() if unit == "1" and not account.quantities[name].over}
    return counted or plain


# --- year by year


def account_years(writing: Writing[Facts]) -> Iterator[Block]:
    """Benefits, costs and their balance in each year on average, before and after discounting."""
    account, compared, voice = writing.facts.account_by_year, writing.facts.accounts, writing.voice
    if isinstance(account, Missing) or isinstance(compared, Missing) or len(account.factors) < _TWO_YEARS:
        return
    totals = [name for name in ("benefits", "costs", BALANCE) if name in account.undiscounted]
    halves = [("in_year", account.undiscounted, account.together)]
    if any(factor.mean.value != 1.0 for factor in account.factors):
        halves.append(("discounted", account.discounted, account.together_discounted))
    columns = _Columns.of_money(writing, compared.options)
    rows: list[_Row] = [
        [str(year), *(columns.mean(years[name][year]) for _, years, _ in halves for name in totals)]
        for year in range(len(account.factors))
    ]
    together = [columns.mean(whole[name]) for _, _, whole in halves for name in totals]
    rows.append([_strong(voice("account.all_years")), *together])
    header = writing.column("year", *(f"{name}_{half}" for half, _, _ in halves for name in totals))
    align, widths = "l" + "r" * len(together), (0.7, *[1.0 for _ in together])
    said = {"currency": voice.currency, "option": voice.option(compared.own)}
    yield from writing.table("account_years", header, rows, align, widths, **said)
    if not account.whole:
        yield writing.sentence("text.yearly", worlds=voice.whole(account.worlds))


# --- rows and columns


def _side_by_side(compared: Accounts) -> Iterator[dict[str, Account]]:
    """So few options at a time that their columns fit beside each other."""
    names = list(compared.options)
    for start in range(0, len(names), _SIDE_BY_SIDE):
        yield {name: compared.options[name] for name in names[start : start + _SIDE_BY_SIDE]}


@dataclass(frozen=True)
class _Columns:
    """The columns of a table: low, mean and high of a single option, or the means of several, low and high below.

    Numbers have `most` decimals at most, and two or three digits where they are short, as in a sentence: counts and
    ratios are not added up. Amounts of money have as many as the largest of them has in six digits, and
    no smaller part than a cent, so that means can be seen to add up.
    """

    writing: Writing[Facts]
    options: Mapping[str, Account]
    most: int = _DIGITS
    is_short: bool = False

    @classmethod
    def of_money(cls, writing: Writing[Facts], options: Mapping[str, Account]) -> _Columns:
        """Columns of amounts as large as those of these options."""
        lines = [line for account in options.values() for line in (*account.kinds.values(), *account.bearers.values())]
        means = [abs(line.summary.mean.value) for line in lines if math.isfinite(line.summary.mean.value)]
        largest = max(means, default=0.0)
        digits = math.floor(math.log10(largest)) + 1 if largest else 1
        return cls(writing, options, min(_CENTS, max(0, _DIGITS - digits)))

    @property
    def is_single(self) -> bool:
        """Whether there is one option, with its low and high beside its mean."""
        return len(self.options) == 1

    def table(self, anchor: str, rows: Sequence[_Row]) -> Iterator[Block]:
        """The rows with the names of the options above them."""
        voice, names = self.writing.voice, [self.writing.voice.option(name) for name in self.options]
        header = self.writing.column("", "low", "mean", "high") if self.is_single else ["", *names]
        widths = (2.4, *[1.0 if self.is_single else 1.3 for _ in header[1:]])
        align = "l" + "r" * (len(header) - 1)
        said = {"options": voice.listed(names), "currency": voice.currency}
        yield from self.writing.table(anchor, header, rows, align, widths, **said)

    def line(self, label: str | Spans, told: _Told) -> Iterator[_Row]:
        """What the accounts say in one line; nothing where none of them says anything."""
        lines = [told(account) for account in self.options.values()]
        if all(line is None for line in lines):
            return
        cells = [self._low_mean_high(line) for line in lines]
        if self.is_single:
            yield [label, *cells[0]]
            return
        yield [label, *(mean for _, mean, _ in cells)]
        if any(low for low, _, _ in cells):
            voice = self.writing.voice
            ranges = [f"{low} – {high}" if low else "" for low, _, high in cells]
            yield [text(Span(part, "quiet")) for part in (voice("account.range"), *ranges)]

    def mean(self, summary: Summary) -> str:
        """The mean alone."""
        return self._low_mean_high(summary)[1]

    def heading(self, label: str) -> _Row:
        """A row that names those below it."""
        return [_strong(label), *["" for _ in range(3 if self.is_single else len(self.options))]]

    def words(self, label: str | Spans, cells: Sequence[str]) -> _Row:
        """Words for each option, in the column of its mean."""
        return [label, "", *cells, ""] if self.is_single else [label, *cells]

    def _low_mean_high(self, line: Summary | Ratio | None) -> tuple[str, str, str]:
        """Only the mean where no world changes it; a dash where there is none."""
        if line is None:
            return "", _DASH, ""
        summary, mean = (line.summary, line.of_means) if isinstance(line, Ratio) else (line, line.mean)
        if summary.sd == 0:
            return "", self._number(summary.median.value, decimals_of_certain(summary.median.value)), ""
        low, high = self._ends(summary)
        if mean is None or math.isnan(mean.value):
            return low, _DASH, high
        places = (short_decimals if self.is_short else decimals)(mean.value, mean.error)
        return low, self._number(mean.value, places), high

    def _ends(self, summary: Summary) -> tuple[str, str]:
        low, high = summary.low, summary.high
        finite = {end.value: end.error for end in (low, high) if math.isfinite(end.value)}
        if self.is_short and len(finite) > 1:
            places = dict(zip(finite, decimals_of_ends(low.value, high.value, low.error, high.error), strict=True))
        else:
            places = dict(zip(finite, decimals_in_order(list(finite.items())), strict=True))
        return self._number(low.value, places.get(low.value, 0)), self._number(high.value, places.get(high.value, 0))

    def _number(self, value: float, places: int) -> str:
        if math.isinf(value):
            return self.writing.voice("decide.no_end" if value > 0 else "decide.none")
        return self.writing.voice.number(value, min(places, self.most))


def _told_of(group: str, name: str) -> _Told:
    """What accounts say of one flow, kind, bearer or quantity."""

    def told(account: Account) -> Summary | None:
        line = getattr(account, group).get(name)
        return None if line is None else line.summary

    return told


def _balance(account: Account) -> Summary | None:
    return None if account.balance is None else account.balance.summary


def _ratio(account: Account) -> Ratio | None:
    return account.ratio if isinstance(account.ratio, Ratio) else None


def _strong(label: str) -> Spans:
    return text(Span(label, "strong"))
