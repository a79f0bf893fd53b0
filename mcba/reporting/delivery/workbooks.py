"""What a run says as a workbook and as a table for machines: every number a number, labelled, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from mcba.analysis import BALANCE
from mcba.analysis.economics import Ratio
from mcba.analysis.economics.accounts import Account, Accounts
from mcba.engine.estimates import Summary
from mcba.engine.saved import as_csv, write_bytes_together
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.objects.accounts import account_records
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital
from mcba.reporting.writers.workbook import Cell, Numbers, Sheet, SheetRow, as_workbook

WORKBOOK, ACCOUNTS = "results.xlsx", "accounts.csv"
_SIGNS = {"+": "account.plus", "-": "account.minus"}
_SMALL = 10_000  # amounts that are all below it have cents
_CELLS = 4  # of an option: low, mean, high, and the error of the mean
_SECTIONS = ("benefits", "costs", "transfers")


def save_accounts(facts: Facts, folder: str | Path, *, language: str = "en") -> list[Path]:
    """Write what every option brings and costs as `accounts.csv` and, where Excel files can be written, `results.xlsx`.

    Parameters
    ----------
    facts : Facts
    folder : str or Path
        Made when it is not there.
    language : str
        Of the workbook.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.
    """
    records = account_records(facts)
    contents = {ACCOUNTS: as_csv(records).encode()} if records else {}
    if find_spec("xlsxwriter") is not None:
        contents[WORKBOOK] = results_workbook(facts, language)
    return write_bytes_together(Path(folder), contents)


def results_workbook(facts: Facts, language: str) -> bytes:
    """The workbook of a run: what was computed, outcomes, benefits and costs, bearers, effects, and years.

    Parameters
    ----------
    facts : Facts
    language : str

    Returns
    -------
    bytes

    Raises
    ------
    RunError
        Without the package that writes Excel files.
    """
    voice = Labels(facts.study, language)
    return as_workbook(
        [sheet for sheet in result_sheets(facts, voice) if sheet.rows], voice.text(facts.study.document.study.title)
    )


def result_sheets(facts: Facts, voice: Labels) -> Iterator[Sheet]:
    """The tables of a run, the first of them about the run itself; some may have no rows.

    Parameters
    ----------
    facts : Facts
    voice : Labels

    Yields
    ------
    Sheet
    """
    yield _about(facts, voice)
    yield _outcomes(facts, voice)
    compared = facts.accounts
    if isinstance(compared, Missing):
        return
    share = voice.exact_percent(compared.mass)
    if facts.study.flows:
        yield _accounts(facts, voice, compared, voice("text.accounts", share=share))
        yield _bearers(voice, compared)
    yield _quantities(voice, compared)
    yield from _years(facts, voice)


def _about(facts: Facts, voice: Labels) -> Sheet:
    """What was computed, and how: nothing that differs from one day to another."""
    study, settings = facts.study.document.study, facts.run.settings
    told: dict[str, Cell] = {
        "study": voice.text(study.title),
        "option": voice.option(settings.option or "project"),
        "scenario": "" if settings.scenario is None else voice.scenario(settings.scenario),
        "null_alternative": voice.text(study.null_alternative),
        "status": voice(f"status.{study.status}"),
        "currency": voice.currency,
        "price_year": study.price_year,
        "worlds": settings.worlds - facts.run.failed_worlds,
        "seed": str(settings.seed),
        "sampler": voice.known("sampler", settings.sampler),
        "mass": voice.exact_percent(settings.mass),
    }
    rows = tuple(
        SheetRow((voice(f"workbook.{key}"), value), "whole") for key, value in told.items() if value not in ("", None)
    )
    notes = (voice("workbook.reading"), voice("workbook.error"))
    return Sheet(voice("workbook.about"), (voice("column.item"), voice("column.value")), rows, notes, labels=2)


def _outcomes(facts: Facts, voice: Labels) -> Sheet:
    header = (voice("column.outcome"), voice("item.unit"), *_headers(voice), voice("column.median"))
    rows = []
    for name in facts.outcomes:
        summary = facts.summary(name)
        shown: Numbers = "amount" if abs(summary.median.value) >= _SMALL else "plain"
        rows.append(
            SheetRow((voice.outcome(name), voice.unit_of(name), *_numbers(summary), summary.median.value), shown)
        )
    return Sheet(voice("workbook.outcomes"), header, tuple(rows), labels=2)


def _accounts(facts: Facts, voice: Labels, compared: Accounts, note: str) -> Sheet:
    options, document, shown = compared.options, facts.study.document, _shown(compared)
    money = voice.currency
    rows: list[SheetRow] = []

    def line(kind: str, label: str, group: str, name: str, *, strong: bool = False) -> None:
        cells = [cell for account in options.values() for cell in _of_line(account, group, name)]
        rows.append(SheetRow((kind, label, money, *cells), shown, strong))

    for section in _SECTIONS:
        kind = capital(voice.known("kind", section))
        for name in getattr(document, section):
            line(kind, voice.flow(name), "flows", name)
        if section != "transfers" and getattr(document, section):
            line(kind, voice(f"account.{section}"), "kinds", section, strong=True)
    balance = [
        cell
        for account in options.values()
        for cell in _numbers(None if account.balance is None else account.balance.summary)
    ]
    rows.append(SheetRow(("", voice("account.balance"), money, *balance), shown, strong=True))
    rows.append(SheetRow(("", voice("account.ratio"), "", *_of_ratios(options)), "plain"))
    chances = [cell for account in options.values() for cell in _of_chance(account)]
    rows.append(SheetRow(("", voice("account.chance"), "", *chances), "share"))
    for item in document.pm.values():
        said: list[Cell] = [None, voice(_SIGNS.get(item.sign, "account.open")), None, None] * len(options)
        rows.append(SheetRow((voice("workbook.pm"), voice.text(item.label), "", *said)))
    header = (voice("column.kind"), voice("column.effect"), voice("item.unit"), *_of_options(voice, options))
    same = (voice("decide.same_as", option=voice.option(name), other=other) for name, other in compared.same_as.items())
    return Sheet(voice("head.accounts"), header, tuple(rows), (note, *map(capital, same)), labels=3)


def _bearers(voice: Labels, compared: Accounts) -> Sheet:
    options, shown = compared.options, _shown(compared)
    names = dict.fromkeys(name for account in options.values() for name in account.bearers)
    rows = [
        SheetRow(
            (
                voice.bearer(name),
                voice.currency,
                *(c for one in options.values() for c in _of_line(one, "bearers", name)),
            ),
            shown,
        )
        for name in names
    ]
    header = (voice("column.bearer"), voice("item.unit"), *_of_options(voice, options))
    return Sheet(voice("workbook.bearers"), header, tuple(rows), labels=2)


def _quantities(voice: Labels, compared: Accounts) -> Sheet:
    """Every quantity of the study, whether it counts something or is on the way to money."""
    options = compared.options
    rows = [
        SheetRow(
            (
                voice.named(name) or name,
                voice.unit(amount.unit),
                " ".join(voice(f"text.natural_{how}") for how in dict.fromkeys(amount.over.values())),
                *(cell for one in options.values() for cell in _of_line(one, "quantities", name)),
            ),
            "plain",
        )
        for name, amount in compared.of_run.quantities.items()
    ]
    header = (voice("item.quantity"), voice("item.unit"), voice("column.note"), *_of_options(voice, options))
    return Sheet(voice("workbook.quantities"), header, tuple(rows), labels=3)


def _years(facts: Facts, voice: Labels) -> Iterator[Sheet]:
    account, compared = facts.account_by_year, facts.accounts
    if isinstance(account, Missing) or isinstance(compared, Missing):
        return
    years = [str(year) for year in range(len(account.factors))]
    shown, money = _shown(compared), voice.currency
    notes = () if account.whole else (voice("text.yearly", worlds=voice.whole(account.worlds)),)
    rows: list[SheetRow] = [
        SheetRow((voice("workbook.factor"), "", "", *(factor.mean.value for factor in account.factors)), "plain")
    ]
    for half, totals, flows in (
        ("undiscounted", account.undiscounted, account.flows),
        ("discounted", account.discounted, account.discounted_flows),
    ):
        lines = {voice.flow(name): summaries for name, summaries in flows.items()}
        called = {**{name: voice(f"account.{name}") for name in _SECTIONS[:2]}, BALANCE: voice("account.balance")}
        rows += [_of_years(label, half, voice, money, summaries, shown) for label, summaries in lines.items()]
        rows += [
            _of_years(called[name], half, voice, money, totals[name], shown, strong=True)
            for name in called
            if name in totals
        ]
    header = (voice("column.effect"), voice("workbook.counted"), voice("item.unit"), *years)
    yield Sheet(voice("workbook.years"), header, tuple(rows), notes, labels=3)


# --- cells


def _of_years(
    label: str,
    half: str,
    voice: Labels,
    unit: str,
    summaries: tuple[Summary, ...],
    shown: Numbers,
    *,
    strong: bool = False,
) -> SheetRow:
    return SheetRow((label, voice(f"workbook.{half}"), unit, *(year.mean.value for year in summaries)), shown, strong)


def _headers(voice: Labels) -> list[str]:
    return [voice(f"column.{name}") for name in ("low", "mean", "high")] + [voice("workbook.error_of_mean")]


def _of_options(voice: Labels, options: Mapping[str, Account]) -> list[str]:
    """The headers of the numbers of every option; its name in each of them, so that a table can be sorted."""
    if len(options) == 1:
        return _headers(voice)
    return [f"{voice.option(name)}: {header}" for name in options for header in _headers(voice)]


def _numbers(summary: Summary | None) -> list[Cell]:
    if summary is None:
        return [None] * _CELLS
    estimates = (summary.low, summary.mean, summary.high)
    return [*(estimate.value for estimate in estimates), summary.mean.error]


def _of_line(account: Account, group: str, name: str) -> list[Cell]:
    line = getattr(account, group).get(name)
    return _numbers(None if line is None else line.summary)


def _of_ratios(options: Mapping[str, Account]) -> list[Cell]:
    cells: list[Cell] = []
    for account in options.values():
        ratio = account.ratio
        if not isinstance(ratio, Ratio):
            cells += [None] * _CELLS
            continue
        low, _, high, _ = _numbers(ratio.summary)
        mean, error = (None, None) if ratio.of_means is None else (ratio.of_means.value, ratio.of_means.error)
        cells += [low, mean, high, error]
    return cells


def _of_chance(account: Account) -> list[Cell]:
    chance = account.chance
    return [None] * _CELLS if chance is None else [None, chance.value, None, chance.error]


def _shown(compared: Accounts) -> Numbers:
    """Whole euros, or with cents where the amounts are small."""
    means = [line.summary.mean.value for account in compared.options.values() for line in account.kinds.values()]
    return "cents" if all(abs(mean) < _SMALL for mean in means) else "amount"
