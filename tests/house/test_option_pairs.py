"""All pairs of options of the command line: each pair gives an answer in which both had their effect, or is refused.

`ANSWERED` holds the options of each command with two values or more (None: not given). Rows that together hold every
pair of values (a pairwise covering array) are run, and every option of a row must be seen to have had its effect.
`REFUSED` holds the pairs that make no sense together, with the exit code and the words of the refusal; they are left
out of the rows, and each is asked for by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mcba.analysis.ranking import ranking
from mcba.analysis.ranking.methods import METHODS
from mcba.cli import main
from mcba.engine import run as draw_worlds
from mcba.engine.saved.saving import save_run
from mcba.study.reading import load

pytestmark = pytest.mark.slow

Value = str | bool | None
Row = dict[str, Value]
Options = Mapping[str, tuple[Value, ...]]
Pair = frozenset[tuple[str, Value]]

STUDY = """\
[study]
title = "A small study"
question = "Is it worth it?"
null_alternative = "nothing"
horizon = 3
participants = "clients"

[run]
worlds = 512
seed = 5
{run}

[sets]
school = ["north", "south"]

[assumptions.clients]
label = "Clients"
distribution = "uniform"
low = 80
high = 120
unit = "client/year"
status = "sourced"
source = {{ document = "annual report", place = "page 3" }}

[assumptions.effect]
label = "Effect a client"
distribution = "lognormal"
mean = 900
sd = 500
unit = "EUR/client"
{effect}

[assumptions.salaries]
distribution = "normal"
mean = 60_000
sd = 5_000
unit = "EUR/year"

[choices.discount_rate]
value = 0.03

[benefits.care]
formula = "{care}"
unit = "EUR/year"
gains = {{ municipality = 0.4, insurer = 0.6 }}

[costs.project]
formula = "salaries"
unit = "EUR/year"
losses = {{ municipality = 1.0 }}

[scenarios.cheap]
label = "Cheap staff"
override = {{ salaries = {{ distribution = "normal", mean = 50_000, sd = 5_000 }} }}

[options.lean]
label = "Lean project"
override = {{ clients = 100 }}

[[published]]
outcome = "bcr"
reading = "mean"
value = 1.6
tolerance = 1.0
{more}
"""
PLAIN = {"run": "", "effect": "", "care": "clients * effect", "more": ""}
TOGETHER = '[[dependence]]\nbetween = ["effect", "salaries"]\nrank_correlation = 0.5\n'
STUDIES: dict[str, dict[str, str]] = {
    "plain": PLAIN,
    "dependent": PLAIN | {"more": TOGETHER},
    "of-t-copula": PLAIN | {"more": TOGETHER + 'copula = "t"\ndf = 4\n'},
    "of-sets": PLAIN
    | {
        "effect": 'over = "school"\ndrawn = "each_unit"',
        "care": "0.5 * clients * sum(effect, over='school')",
    },
    "of-years": PLAIN | {"effect": 'drawn = "each_year"'},
    "dropping": PLAIN
    | {
        "run": 'failed = "drop"',
        "care": "clients * effect * (1 + 0 * sqrt(part))",
        "more": '[assumptions.part]\ndistribution = "uniform"\nlow = -0.05\nhigh = 1\n',
    },
}

PAGE: Options = {"--format": (None, "md", "html"), "--language": (None, "nl"), "--json": (None, True)}
TIMINGS: Options = {"--timings": (None, True)}
OUT: Options = {"--out": (None, "DIR")}
ANSWERED: dict[str, Options] = {
    "run": {
        "study": ("plain", *list(STUDIES)[1:]),
        "--worlds": (None, "600"),
        "--precision": (None, "1"),
        "--seed": (None, "0"),
        "--sampler": (None, "sobol", "lhs", "random"),
        "--scenario": (None, "cheap"),
        "--option": (None, "lean"),
        "--workers": (None, "2"),
        "--block": (None, "64"),
        "--store": (None, "worlds", "summary"),
        **OUT,
        **PAGE,
        **TIMINGS,
    },
    "rank": {
        "study": tuple(STUDIES),
        "--method": (*METHODS, "agreement"),
        "--groups": (None, "assumption", "number", "status", "kind", "dependent"),
        "--worlds": (None, "4000"),
        "--seed": (None, "0"),
        "--scenario": (None, "cheap"),
        "--option": (None, "lean"),
        "--outcome": (None, "bcr"),
        "--language": (None, "nl"),
        "--json": (None, True),
    },
    "decide": {
        "study": tuple(STUDIES),
        "--worlds": (None, "600"),
        "--seed": (None, "0"),
        "--weight": (None, "insurer=2"),
        "--population": (None, "10"),
        "--years": (None, "3"),
        **PAGE,
        **TIMINGS,
    },
    "calibrate": {
        "study": tuple(STUDIES),
        "--worlds": (None, "600"),
        "--seed": (None, "0"),
        "--outcome": (None, "bcr"),
        "--reading": (None, "mean", "median", "observed"),
        "--widen": (None, "2"),
        **OUT,
        **PAGE,
    },
    "compare": {"--outcome": (None, "bcr"), **OUT, **PAGE},
    "show": {"--language": (None, "nl"), "--format": (None, "md", "html"), **OUT},
    "sipmath": {
        "study": ("plain", "of-sets", "dropping"),
        "--worlds": (None, "100"),
        "--name": (None, "npv", "effect"),
        "--date": (None, "2026-01-01"),
        "--language": (None, "nl"),
    },
}
"""What is asked of each command; the first value of each option stands where only others are asked about."""


def pair(first: str, its: Value, second: str, other: Value) -> Pair:
    return frozenset({(first, its), (second, other)})


def refused() -> Iterator[tuple[str, Pair, int, str]]:
    """Every pair that is refused: command, pair, exit code and words."""
    yield "run", pair("--worlds", "600", "--precision", "1"), 2, "--worlds says how many and --precision how exact"
    yield "run", pair("--precision", "1", "--sampler", "lhs"), 2, "Latin hypercube .sampler lhs. cannot grow; say"
    yield "decide", pair("--years", "3", "--population", None), 2, "--years says how long .* give --population too"
    for command in ("run", "decide"):
        yield command, pair("--timings", True, "--json", None), 2, "--timings puts the seconds into .* give --json too"
    for command in ("compare", "show"):
        yield command, pair("--out", "DIR", "--format", None), 2, "--out says where the page is written; say --format"
    for method in ("tornado", "elasticity"):
        words = f"{method} looks at points of its own.* leave out the number of worlds"
        yield "rank", pair("--method", method, "--worlds", "4000"), 2, words
    for method in ("fast", "dgsm", "shapley", "kucherenko"):
        for groups in ("status", "kind"):
            words = f"{method} cannot take several assumptions as one; use sobol"
            yield "rank", pair("--method", method, "--groups", groups), 2, words
    for method in ("sobol", "morris", "fast", "dgsm"):
        for study in ("dependent", "of-t-copula"):
            words = f"{method} assumes independent assumptions, but effect and salaries are correlated; use shapley"
            yield "rank", pair("--method", method, "study", study), 3, words
    for method in ("pawn", "delta", "regional", "box"):
        words = f"{method} looks at one number at a time.* use first_order, or sobol with a study"
        yield "rank", pair("--method", method, "--groups", "kind"), 3, words
    yield "rank", pair("--method", "partial_rank", "--groups", "kind"), 3, "leave one out, or rank them as a group"
    for method in ("shapley", "kucherenko"):
        words = f"{method} needs draws of some assumptions .* effect and salaries have a t copula: use sobol"
        yield "rank", pair("--method", method, "study", "of-t-copula"), 3, words
    for method in ("fast", "shapley", "kucherenko"):
        words = 'the outcome is not finite in .* say failed = "drop" in .run. and use sobol, morris, dgsm'
        yield "rank", pair("--method", method, "study", "dropping"), 3, words


REFUSED = list(refused())


# --- rows that hold every pair


def allowed(row: Row, forbidden: set[Pair]) -> bool:
    return not any(frozenset(two) in forbidden for two in combinations(row.items(), 2))


def covering(options: Options, forbidden: set[Pair]) -> list[Row]:
    """Rows in which every pair of values stands at least once: greedily, each row takes in what is still open."""
    names = list(options)
    still = {
        frozenset(two)
        for first, second in combinations(names, 2)
        for two in ((((first, a), (second, b))) for a in options[first] for b in options[second])
    } - forbidden
    rows = []
    while still:
        row: Row = dict(min(still, key=lambda two: sorted((names.index(name), str(value)) for name, value in two)))
        for name in (one for one in names if one not in row):
            candidates = [value for value in options[name] if allowed({**row, name: value}, forbidden)]
            row[name] = max(
                candidates, key=lambda value: sum(frozenset({(name, value), other}) in still for other in row.items())
            )
        still -= {frozenset(two) for two in combinations(row.items(), 2)}
        rows.append({name: row[name] for name in names})
    return rows


@pytest.mark.parametrize("command", ANSWERED)
def test_the_rows_hold_every_pair_that_is_not_refused(command: str) -> None:
    options, forbidden = ANSWERED[command], {two for name, two, *_ in REFUSED if name == command}
    held = {frozenset(two) for row in covering(options, forbidden) for two in combinations(row.items(), 2)}
    for first, second in combinations(options, 2):
        for two in ((((first, a), (second, b))) for a in options[first] for b in options[second]):
            assert (frozenset(two) in held) != (frozenset(two) in forbidden), two


# --- a row as a command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The studies, and two saved runs."""
    root = tmp_path_factory.mktemp("pairs")
    for name, parts in STUDIES.items():
        (root / name).mkdir()
        (root / name / "study.toml").write_text(STUDY.format(**parts), encoding="utf-8")
    for name, scenario in (("before", None), ("after", "cheap")):
        save_run(draw_worlds(load(root / "plain"), scenario=scenario), root / name, command="")
    return root


def asked(command: str, row: Mapping[str, Value], folder: Path, out: Path) -> Result:
    """What a command gives; every option but the first values of those that are not in the row."""
    arguments: list[str] = {
        "compare": [str(folder / "before"), str(folder / "after")],
        "show": [str(folder / "plain"), "effect"],
        "sipmath": [str(folder / str(row.get("study", "plain"))), "--to", str(out / "sips.json")],
    }.get(command, [str(folder / str(row.get("study", "plain")))])
    for name, value in row.items():
        if name != "study" and value is not None:
            arguments += [name] if value is True else [name, str(out / "out") if value == "DIR" else str(value)]
    return CliRunner().invoke(main, [command, *arguments])


def named(given: object) -> str:
    """A pair in the order of its names: that of a set differs between processes."""
    return " ".join(sorted(f"{name}={value}" for name, value in given)) if isinstance(given, frozenset) else ""


@pytest.mark.parametrize(("command", "two", "code", "words"), REFUSED, ids=named)
def test_a_pair_that_makes_no_sense_is_refused(
    command: str, two: Pair, code: int, words: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = dict(two)
    if command == "rank" and row.get("--method") not in {"tornado", "elasticity"}:
        row["--worlds"] = "4000"
    found = asked(command, row, folder, tmp_path)
    assert found.exit_code == code, found.output
    assert isinstance(found.exception, SystemExit)
    assert re.search(words, " ".join(found.stderr.split())), found.stderr
    assert not list(tmp_path.iterdir())


# --- what must be seen of each option

DUTCH = re.compile(r"\b(trekkingen|aanname|aannames|kosten|geschreven|uitkomst|mediaan|gemiddelde)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(worlds|assumptions|wrote|the)\b", re.IGNORECASE)
PRINTED = {
    "sobol": ("Sobol' points", "Sobol'-punten"),
    "lhs": ("Latin hypercube", "Latijnse hyperkubus"),
    "random": ("random numbers", "toevalsgetallen"),
    "cheap": ("Cheap staff",),
    "lean": ("Lean project",),
    "600": ("600 worlds", "600 trekkingen", "Worlds: 600", "trekkingen: 600"),
    "4000": ("4,000", "4.000", "evaluations", "berekeningen"),
    "100": ("100 worlds", "100 trekkingen"),
    "0": ("seed 0",),
}


@dataclass(frozen=True)
class Given:
    """What a command gave: its text, its JSON object where one was asked, and the files that it wrote."""

    result: Result
    answer: Any
    files: list[Path]

    @property
    def text(self) -> str:
        return " ".join(self.result.output.split())

    def says(self, value: Value, key: str = "") -> bool:
        """Whether the object has the value under a key, or the text has one of its words."""
        if self.answer is not None:
            return str(self.answer.get(key, value)) == value
        return any(words in self.text for words in PRINTED[str(value)])

    def in_dutch(self) -> bool:
        """Whether what people read is Dutch: the text, and the pages."""
        read = [file.read_text(encoding="utf-8") for file in self.files if file.suffix in {".md", ".html"}]
        told = [*read, *([self.text] if self.answer is None else [])]
        return all(len(DUTCH.findall(one)) > len(ENGLISH.findall(one)) for one in told)

    def has(self, key: str, words: str) -> bool:
        """Whether the object has something under a key, or the text has the words."""
        return bool(self.answer[key]) if self.answer is not None else bool(re.search(words, self.text))

    def sips(self) -> str:
        return next(file for file in self.files if file.name == "sips.json").read_text(encoding="utf-8")


SEEN: dict[str, Callable[[Given, Value], bool]] = {
    "--worlds": lambda given, value: given.says(value, "no_key") if given.answer is None else True,
    "--seed": lambda given, value: given.says(value, "seed"),
    "--precision": lambda given, _: bool(re.search("One digit of the|Eén cijfer van de", given.result.stderr)),
    "--sampler": lambda given, value: given.says(value, "sampler"),
    "--scenario": lambda given, value: given.says(value, "scenario"),
    "--option": lambda given, value: given.says(value, "option"),
    "--store": lambda given, value: given.answer is None or bool(given.answer["bearers"]) == (value == "worlds"),
    "--language": lambda given, _: given.in_dutch(),
    "--json": lambda given, _: isinstance(given.answer, dict),
    "--timings": lambda given, _: "seconds" in given.answer,
    "--format": lambda given, value: any(file.suffix == f".{value}" for file in given.files),
    "--out": lambda given, _: any(file.parent.name == "out" for file in given.files),
    "--weight": lambda given, _: given.has("weighted", "[Ii]nsurer|verzekeraar"),
    "--population": lambda given, _: given.has("population", "10 "),
    "--outcome": lambda given, _: given.answer is not None or bool(re.search("ratio|verhouding", given.text)),
    "--method": lambda given, value: given.answer is None or given.answer["method"] == value,
    "--name": lambda given, value: str(value) in given.sips(),
    "--date": lambda given, value: str(value) in given.sips(),
}
"""How an option shows; no answer depends on `--workers` and `--block`, and what others change has tests of its own."""
SILENT = {"rank": ("--worlds", "--seed", "--scenario", "--option"), "calibrate": ("--worlds",)}
"""What a page does not repeat: that it had its effect is seen from the numbers, below."""


def rows() -> list[tuple[str, Row]]:
    return [
        (command, row)
        for command, options in ANSWERED.items()
        for row in covering(options, {two for name, two, *_ in REFUSED if name == command})
    ]


@pytest.mark.parametrize(("command", "row"), rows(), ids=lambda given: given if isinstance(given, str) else "")
def test_every_other_pair_answers_and_each_option_is_seen(
    command: str, row: Row, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ranking, "WORLDS_OF_RANKING", 3_000)  # enough to see that options work together
    found = asked(command, row, folder, tmp_path)
    assert found.exit_code == 0, (row, found.output)
    answer = json.loads(found.stdout) if row.get("--json") else None
    given = Given(found, answer, sorted(path for path in tmp_path.rglob("*") if path.is_file()))
    told = {name: value for name, value in row.items() if value is not None and name in SEEN}
    unseen = [
        name
        for name, value in told.items()
        if not (name in SILENT.get(command, ()) and answer is None) and not SEEN[name](given, value)
    ]
    assert not unseen, (unseen, row, found.output)
    if answer is not None and (row.get("--workers") or row.get("--block")):
        alone = asked(command, {**row, "--workers": None, "--block": None, "--out": None}, folder, tmp_path)
        assert json.loads(alone.stdout)["outcomes"] == answer["outcomes"]


@pytest.mark.parametrize(("command", "option"), [(command, one) for command in SILENT for one in SILENT[command]])
def test_what_a_page_does_not_repeat_changes_its_numbers(
    command: str, option: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "WORLDS_OF_RANKING", 3_000)
    value = next(one for one in ANSWERED[command][option] if one is not None)
    without, given = (asked(command, {"--json": True, **row}, folder, tmp_path) for row in ({}, {option: value}))
    assert (without.exit_code, given.exit_code) == (0, 0), given.output
    assert given.stdout != without.stdout
