"""`study.toml` → `Study`: every mistake is reported, all at once, each as file:line:column."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import numpy as np
import tomli
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcba.errors import Complaint, FamilyError, FormulaError, LibraryError, StudyError
from mcba.families import from_parameters
from mcba.families.base import Family
from mcba.study import formula as formulas
from mcba.study.dependence import DependentGroup, ImpossibleDependence, dependent_groups
from mcba.study.document import NAME, Assumption, Column, Document, Flow, Law, SetTable
from mcba.study.formula import Node, suggestion
from mcba.study.library import Entry, assumption_from, find_entry
from mcba.study.model import DISCOUNT_RATE, FLOW_KINDS, RESERVED, YEAR, Study, is_certain, standard_outcomes
from mcba.study.positions import Place, Positions, find_positions
from mcba.study.tables import TextTable, read_table
from mcba.study.units import PLAIN, Unit, multiply, parse_unit, unit_of, unit_text

LARGEST_FILE = 10_000_000
SHARES_TOLERANCE = 1e-6
SHARED_NAMES = ("sets", "assumptions", "choices", "quantities", *FLOW_KINDS, "outcomes")
OTHER_NAMES = ("pm", "scenarios", "options")
FORMULA_SECTIONS = ("quantities", *FLOW_KINDS, "outcomes")


def load(path: str | Path) -> Study:
    """Read a study from its folder or its file.

    Parameters
    ----------
    path : str or Path
        A folder that holds `study.toml`, or the file itself.

    Returns
    -------
    Study
        Frozen; checked down to units and dimensions.

    Raises
    ------
    StudyError
        With every mistake of the file and its tables.
    """
    file = Path(path)
    file = file / "study.toml" if file.is_dir() else file
    return read(file, _text_of_file(file), folder=file.parent)


def read(file: Path, text: str, *, folder: Path | None = None, tables: Mapping[str, str] | None = None) -> Study:
    """Read a study from its text; tables come from `tables`, or else from files in `folder`."""
    return _Reader(file, text, folder, dict(tables or {})).study()


def _text_of_file(file: Path, shown: str | None = None, largest: int = LARGEST_FILE) -> str:
    """The text of a file, or one complaint why there is none."""
    shown = shown or str(file)

    def refuse(message: str, line: int = 1, column: int = 1) -> StudyError:
        return StudyError([Complaint(shown, line, column, message)])

    if file.is_dir():
        raise refuse("this is a folder, not a file; name a file")
    try:
        size = file.stat().st_size
        if size > largest:
            raise refuse(f"the file has {size / 1e6:.0f} MB; at most {largest / 1e6:.0f} MB are read: is it a study?")
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise refuse("there is no such file; `mcba new NAME` makes a study to start from") from error
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise refuse(f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8", line, column) from error
    if not text.strip():
        raise refuse("the file is empty; a study starts with [study] and a title, and `mcba new NAME` makes one")
    return text


class _Reader:
    """One reading of one file: collects complaints while it fills the parts of a Study."""

    def __init__(self, file: Path, text: str, folder: Path | None, tables: dict[str, str]):
        self.file, self.text, self.folder, self.tables = file, text, folder, tables
        self.complaints: list[Complaint] = []
        self.broken: set[str] = set()  # names with a mistake already reported: say nothing more about them
        self.parsed_tables: dict[str, TextTable | None] = {}
        self.sets: dict[str, tuple[str, ...]] = {}
        self.families: dict[str, Family] = {}
        self.dimensions: dict[str, tuple[str, ...]] = {}
        self.units: dict[str, Unit | None] = {}
        self.formulas: dict[str, Node] = {}
        self.price_factors: dict[str, float] = {}
        self.entries: dict[str, Entry] = {}
        self.groups: tuple[DependentGroup, ...] = ()

    def study(self) -> Study:
        data = self.parse()
        self.document = self.validate(data)
        for step in (
            self.check_names,
            self.read_sets,
            self.read_assumptions,
            self.read_choices,
            self.read_formulas,
            self.check_flows,
            self.check_discount_rate,
            self.read_dependence,
            self.check_variants,
            self.check_published,
            self.check_settings,
        ):
            step()
        if self.complaints:
            raise StudyError(sorted(set(self.complaints)))
        return Study(
            path=self.file,
            text=self.text,
            tables=self.tables,
            document=self.document,
            sets=self.sets,
            families=self.families,
            dimensions=self.dimensions,
            formulas=self.formulas,
            price_factors=self.price_factors,
            dependence=self.groups,
            entries=self.entries,
            draw_order=tuple(sorted(self.families, key=lambda name: is_certain(self.families[name]))),
        )

    # --- complaints

    def complain(self, place: Place, message: str) -> None:
        self.complain_at(self.positions.nearest(place), message)

    def complain_at(self, offset: int, message: str) -> None:
        self.complaints.append(Complaint(str(self.file), *self.positions.line_column(offset), message))

    def complain_formula(self, place: Place, text: str, error: FormulaError) -> None:
        start = self.positions.strings.get(place)
        exact = start is not None and self.text.startswith(text, start)
        self.complain_at(start + error.offset if exact and start is not None else self.positions.nearest(place), str(error))

    @contextmanager
    def complaining(self, place: Place, name: str | None = None) -> Any:
        """Turn what goes wrong inside into complaints about a place, and mark the name as broken."""
        try:
            yield
        except FamilyError as error:
            self.complain((*place, error.parameter) if error.parameter else place, str(error))
        except StudyError as error:
            self.complaints.extend(error.complaints)
        except (FormulaError, LibraryError) as error:
            self.complain(place, str(error))
        else:
            return
        if name is not None:
            self.broken.add(name)

    # --- the text and its grammar

    def parse(self) -> dict[str, Any]:
        try:
            data = tomli.loads(self.text)
        except tomli.TOMLDecodeError as error:
            message = f"this is not TOML: {error.msg[0].lower()}{error.msg[1:]}"
            raise StudyError([Complaint(str(self.file), error.lineno, error.colno, message)]) from error
        except RecursionError as error:
            raise StudyError([Complaint(str(self.file), 1, 1, "the file is nested too deeply to be a study")]) from error
        self.positions: Positions = find_positions(self.text)
        return data

    def validate(self, data: dict[str, Any]) -> Document:
        """Report what the models refuse, take it out, and go on with what is left."""
        for attempt in range(20):
            try:
                return Document.model_validate(data)
            except ValidationError as error:
                for details in error.errors():
                    place = _existing(data, details["loc"])
                    if attempt == 0 or not self.is_broken(details["loc"]):
                        self.complain(_own_place(details), _message(details))
                    self.break_name(details["loc"])
                    _remove(data, place, whole=details["type"] == "missing")
        raise StudyError(sorted(set(self.complaints)))

    def is_broken(self, place: Place) -> bool:
        return (len(place) > 1 and place[1] in self.broken) or place[0] in {"study", "run"}

    def break_name(self, place: Place) -> None:
        if len(place) > 1 and isinstance(place[1], str):
            self.broken.add(place[1])

    # --- names

    def check_names(self) -> None:
        seen: dict[str, str] = {}
        for section in SHARED_NAMES:
            for name in getattr(self.document, section):
                self.check_name(section, name)
                if name in seen:
                    self.complain((section, name), f"the name {name!r} stands in [{seen[name]}] too; every name means one thing")
                    self.broken.add(name)
                seen[name] = section
        for section in OTHER_NAMES:
            for name in getattr(self.document, section):
                self.check_name(section, name)

    def check_name(self, section: str, name: str) -> None:
        if not re.match(NAME, name) or keyword.iskeyword(name):
            self.complain((section, name), f"{name!r} cannot be a name; allowed are letters, digits and _, with a letter first")
        elif section in SHARED_NAMES and (name in RESERVED or name in formulas.FUNCTIONS):
            self.complain((section, name), f"{name!r} already means something in mcba; choose another name")
        else:
            return
        self.broken.add(name)

    # --- sets and tables

    def read_sets(self) -> None:
        for name, labels in self.document.sets.items():
            if not isinstance(labels, SetTable):
                self.sets[name] = labels
                continue
            table = self.table(("sets", name, "table"), labels.table)
            column = table and self.column(("sets", name, "column"), table, labels.column)
            if not column:
                self.broken.add(name)
            elif len(set(column)) < len(column):
                twice = next(label for label in column if column.count(label) > 1)
                self.complain(("sets", name, "column"), f"{twice!r} stands twice in column {labels.column!r}; labels of a set differ")
                self.broken.add(name)
            else:
                self.sets[name] = column
        self.sets[YEAR] = tuple(str(year) for year in range(self.document.study.horizon + 1))

    def table(self, place: Place, name: str) -> TextTable | None:
        """A table in the study's folder, read once; what is wrong with it is complained about once."""
        if name not in self.parsed_tables:
            self.parsed_tables[name] = None
            with self.complaining(place):
                if name not in self.tables:
                    self.tables[name] = self.table_text(place, name)
                self.parsed_tables[name] = read_table(str(self.file.parent / name), self.tables[name])
        return self.parsed_tables[name]

    def table_text(self, place: Place, name: str) -> str:
        line, column = self.positions.line_column(self.positions.nearest(place))

        def refuse(message: str) -> StudyError:
            return StudyError([Complaint(str(self.file), line, column, message)])

        if self.folder is None:
            raise refuse(f"the table {name!r} was not given with the study's text")
        root = self.folder.resolve()
        file = (root / name).resolve()
        if not file.is_relative_to(root):
            raise refuse(f"the table {name!r} lies outside the study's folder; copy it into the folder")
        if not file.is_file():
            there = [path.relative_to(root).as_posix() for path in root.rglob("*.csv")]
            raise refuse(f"there is no table {name!r} in the study's folder; {suggestion(name, there)}")
        return _text_of_file(file, str(self.file.parent / name))

    def column(self, place: Place, table: TextTable, name: str) -> tuple[str, ...] | None:
        if name in table.columns:
            return table.columns[name]
        self.complain(place, f"the table has no column {name!r}; {suggestion(name, table.columns)}")
        return None

    # --- assumptions and choices

    def read_assumptions(self) -> None:
        for name, assumption in self.document.assumptions.items():
            place: Place = ("assumptions", name)
            self.dimensions[name] = self.assumption_dimensions(place, name, assumption)
            if assumption.from_ is not None:
                with self.complaining((*place, "from"), name):
                    self.entries[name] = find_entry(assumption.from_)
                    assumption = _with_entry(assumption, self.entries[name])
                    self.document.assumptions[name] = assumption
            self.units[name] = self.unit((*place, "unit"), assumption.unit)
            if assumption.status != "assumed" and assumption.source is None:
                self.complain((*place, "status"), f"status {assumption.status!r} needs a source; add source = {{ document = …, place = … }}")
            if assumption.persistence is not None and assumption.drawn != "each_year":
                self.complain((*place, "persistence"), 'persistence links one year to the next; it needs drawn = "each_year"')
            if name not in self.broken:
                with self.complaining(place, name):
                    self.families[name] = self.family(place, assumption, self.sets.get(assumption.over or ""))
            self.price_factors[name] = self.price_factor(place, name, assumption)

    def assumption_dimensions(self, place: Place, name: str, assumption: Assumption) -> tuple[str, ...]:
        dimensions: tuple[str, ...] = ()
        if assumption.over is not None:
            if assumption.over not in self.sets:
                if assumption.over not in self.broken:
                    self.complain((*place, "over"), f"there is no set {assumption.over!r}; {suggestion(assumption.over, self.sets)}")
                self.broken.add(name)
            else:
                dimensions = (assumption.over,)
                self.check_drawn(place, assumption)
        elif assumption.drawn == "each_unit":
            self.complain((*place, "drawn"), 'drawn = "each_unit" needs over = "a set", the units that differ')
        elif assumption.drawn == "each_year":
            dimensions = (YEAR,)
        return dimensions

    def check_drawn(self, place: Place, assumption: Assumption) -> None:
        """Whether units differ by themselves or together is the author's to say: it decides the spread of their sum."""
        certain = assumption.value is not None
        if not certain and "drawn" not in assumption.model_fields_set and assumption.over != YEAR:
            self.complain(
                (*place, "over"),
                f'say how it is drawn over {assumption.over!r}: drawn = "each_unit" (every one by itself) or "once" (all move together)',
            )
        if assumption.drawn == "each_year":
            self.complain((*place, "drawn"), 'drawn = "each_year" and over = "a set" do not go together; use over = "year" or one assumption a year')

    def family(self, place: Place, law: Law, labels: tuple[str, ...] | None) -> Family:
        parameters = law.parameters()
        for key, value in parameters.items():
            if isinstance(value, Column):
                parameters[key] = self.values_by_label((*place, key), law, value.column, labels)
        distribution = law.distribution
        if distribution is None:
            if set(parameters) != {"value"}:
                raise FamilyError("say which distribution it is: distribution = \"normal\", \"triangular\", …; or give one certain value")
            distribution = "constant"
        return from_parameters(distribution, parameters)

    def values_by_label(self, place: Place, law: Law, column: str, labels: tuple[str, ...] | None) -> Any:
        """A column of numbers in the order of the set's labels, shape (label, 1)."""
        file, over = getattr(law, "table", None), getattr(law, "over", None)
        if file is None or labels is None:
            raise FamilyError('a column needs table = "….csv" and over = "a set" beside it', str(place[-1]))
        table = self.table((*place[:2], "table"), file)
        if table is None:
            raise StudyError(())
        keys, values = self.column((*place[:2], "table"), table, over), self.column(place, table, column)
        if keys is None or values is None:
            raise StudyError(())
        row_of = {key: row for row, key in enumerate(keys)}
        missing = [label for label in labels if label not in row_of]
        if missing or len(row_of) < len(keys):
            what = f"has no row for {missing[0]!r}" if missing else "has two rows for one label"
            raise FamilyError(f"the table {file!r} {what} in its column {over!r}; one row for each of {over!r} is needed", str(place[-1]))
        numbers = table.numbers(column)
        return np.array([numbers[row_of[label]] for label in labels])[:, np.newaxis]

    def unit(self, place: Place, text: str | None) -> Unit | None:
        if text is None:
            return None
        try:
            return parse_unit(text)
        except FormulaError as error:
            self.complain_formula(place, text, error)
            return None

    def price_factor(self, place: Place, name: str, assumption: Assumption) -> float:
        """What turns the assumption's price year into the study's."""
        header = self.document.study
        if assumption.price_year is None or assumption.price_year == header.price_year or name in self.broken:
            return 1.0
        if header.price_year is None:
            self.complain((*place, "price_year"), "the study has no price_year to convert to; add it to [study]")
            return 1.0
        if self.units[name] is not None and (header.currency, 1.0) not in (self.units[name] or ()):
            self.complain((*place, "price_year"), f"only amounts in {header.currency} have a price year; this is in {assumption.unit}")
        if header.price_index is None:
            message = f"prices of {assumption.price_year} cannot become prices of {header.price_year}: add price_index = \"….csv\" to [study]"
            self.complain((*place, "price_year"), message)
            return 1.0
        index = self.price_index(header.price_index)
        missing = [year for year in (assumption.price_year, header.price_year) if year not in index]
        if index and missing:
            self.complain((*place, "price_year"), f"the price index {header.price_index!r} has no row for {missing[0]}")
        if not index or missing:
            return 1.0
        return index[header.price_year] / index[assumption.price_year]

    def price_index(self, file: str) -> dict[int, float]:
        place: Place = ("study", "price_index")
        table = self.table(place, file)
        if table is None or any(self.column(place, table, name) is None for name in ("year", "index")):
            return {}
        index: dict[int, float] = {}
        with self.complaining(place):
            index = {int(year): value for year, value in zip(table.numbers("year"), table.numbers("index"), strict=True)}
        if any(value <= 0 for value in index.values()):
            self.complain(place, f"the price index {file!r} holds a value that is not above 0")
            return {}
        return index

    def read_choices(self) -> None:
        horizon = self.document.study.horizon
        for name, choice in self.document.choices.items():
            self.units[name] = self.unit(("choices", name, "unit"), choice.unit)
            self.dimensions[name] = ()
            for key, value in (("value", choice.value), *(("alternatives", other) for other in choice.alternatives)):
                if isinstance(value, tuple):
                    self.dimensions[name] = (YEAR,)
                    wanted, which = (horizon, f"1 to {horizon}") if name == DISCOUNT_RATE else (horizon + 1, f"0 to {horizon}")
                    if len(value) != wanted:
                        self.complain(("choices", name, key), f"found {len(value)} numbers; one for each of the years {which} is {wanted}")

    # --- formulas

    def read_formulas(self) -> None:
        trees: dict[str, tuple[str, Node]] = {}
        for section in FORMULA_SECTIONS:
            for name, item in getattr(self.document, section).items():
                place = (section, name, "formula")
                try:
                    trees[name] = (section, formulas.parse(item.formula))
                except FormulaError as error:
                    self.complain_formula(place, item.formula, error)
                    self.broken.add(name)
        for name, (section, tree) in trees.items():
            self.check_formula_names(section, name, tree)
        self.formulas = {name: tree for name, (_, tree) in trees.items()}
        try:
            ordered = formulas.order(self.formulas)
        except FormulaError as error:
            first = re.search(r"circle: (\w+)", str(error))
            name = first[1] if first else next(iter(trees))
            self.complain((trees[name][0], name, "formula"), str(error))
            return
        for name in ordered:
            if name not in self.broken:
                self.check_dimensions_and_units(trees[name][0], name)

    def visible(self, section: str) -> set[str]:
        """The names that a formula of this section may use."""
        names = {YEAR, "horizon", *formulas.CONSTANTS, *self.document.assumptions, *self.document.choices, *self.document.quantities}
        if section == "outcomes":
            flows = {name for kind in FLOW_KINDS for name in getattr(self.document, kind)}
            names |= flows | set(standard_outcomes(self.document)) | set(self.document.outcomes)
        return names

    def check_formula_names(self, section: str, name: str, tree: Node) -> None:
        visible = self.visible(section)
        text = getattr(self.document, section)[name].formula
        for used, node in formulas.names_in(tree).items():
            if used in self.broken:
                self.broken.add(name)
            elif used not in visible:
                where = "outcomes only" if used in self.visible("outcomes") else suggestion(used, sorted(visible))
                what = "stands for" if used in self.visible("outcomes") else "unknown name"
                message = f"{used!r} {what} {where}" if what == "stands for" else f"unknown name {used!r}; {where}"
                self.complain_formula((section, name, "formula"), text, FormulaError(message, node.offset))
                self.broken.add(name)
        for node in formulas.walk(tree):
            if node.kind == "sum" and node.name not in self.sets:
                if node.name not in self.broken:
                    error = FormulaError(f"there is no set {node.name!r} to sum over; {suggestion(node.name, self.sets)}", node.offset)
                    self.complain_formula((section, name, "formula"), text, error)
                self.broken.add(name)

    def check_dimensions_and_units(self, section: str, name: str) -> None:
        tree = self.formulas[name]
        item = getattr(self.document, section)[name]
        if any(used in self.broken for used in formulas.names_in(tree)):
            self.broken.add(name)
            return
        place = (section, name, "formula")
        try:
            self.dimensions[name] = formulas.dimensions_of(tree, self.known_dimensions())
            found = unit_of(tree, self.known_units())
        except FormulaError as error:
            self.complain_formula(place, item.formula, error)
            self.broken.add(name)
            return
        stated = self.unit((section, name, "unit"), item.unit)
        if stated is not None and found is not None and stated != found:
            message = f"the formula gives {unit_text(found)}, but unit says {unit_text(stated)}; mend one of them"
            self.complain((section, name, "unit"), message)
        self.units[name] = stated if stated is not None else found

    def known_dimensions(self) -> dict[str, tuple[str, ...]]:
        flows = {name: (YEAR,) for kind in FLOW_KINDS for name in getattr(self.document, kind)}
        return {YEAR: (YEAR,), "horizon": (), **dict.fromkeys(formulas.CONSTANTS, ()), **dict.fromkeys(standard_outcomes(self.document), ()), **self.dimensions, **flows}

    def known_units(self) -> dict[str, Unit | None]:
        money: Unit = ((self.document.study.currency, 1.0),)
        standard: dict[str, Unit | None] = dict.fromkeys(standard_outcomes(self.document), money)
        plain = dict.fromkeys(("bcr", "roi", "horizon", *formulas.CONSTANTS), PLAIN)
        person = self.units.get(self.document.study.participants or "")
        each = dict.fromkeys((name for name in standard if name.endswith("per_participant")), person and multiply(money, person, -1.0))
        return {YEAR: (("year", 1.0),), **standard, "payback_year": (("year", 1.0),), **plain, **each, **self.units}

    # --- flows

    def check_flows(self) -> None:
        for kind in FLOW_KINDS:
            for name, flow in getattr(self.document, kind).items():
                self.check_flow(kind, name, flow)
        if self.document.study.participants:
            self.check_participants(self.document.study.participants)

    def check_flow(self, kind: str, name: str, flow: Flow) -> None:
        horizon, currency = self.document.study.horizon, self.document.study.currency
        if flow.years is not None and flow.years[1] > horizon:
            self.complain((kind, name, "years"), f"year {flow.years[1]} lies beyond the horizon of {horizon}; years count from 0 to {horizon}")
        unit = self.units.get(name)
        if unit is not None and name not in self.broken and unit not in (((currency, 1.0),), ((currency, 1.0), ("year", -1.0))):
            message = f"a flow is in {currency} or {currency}/year, this formula gives {unit_text(unit)}"
            self.complain((kind, name, "unit" if flow.unit else "formula"), message)
        if isinstance(flow.fades, str) and flow.fades not in self.broken:
            self.check_fades(kind, name, flow.fades)
        elif isinstance(flow.fades, float) and not 0 <= flow.fades <= 1:
            self.complain((kind, name, "fades"), f"found {flow.fades:g}; the share lost each year lies between 0 and 1")
        for side, allowed in (("gains", kind != "costs"), ("losses", kind != "benefits")):
            self.check_shares(kind, name, side, getattr(flow, side), allowed)

    def check_fades(self, kind: str, name: str, fades: str) -> None:
        visible = self.visible("quantities") - {YEAR}
        if fades not in visible:
            self.complain((kind, name, "fades"), f"unknown name {fades!r}; {suggestion(fades, sorted(visible))}")
        elif self.dimensions.get(fades):
            self.complain((kind, name, "fades"), f"{fades!r} is repeated over {', '.join(self.dimensions[fades])}; fades needs one number a world")
        elif self.units.get(fades):
            self.complain((kind, name, "fades"), f"{fades!r} is in {unit_text(self.units[fades] or ())}; fades is a plain share")

    def check_shares(self, kind: str, name: str, side: str, shares: Mapping[str, float] | None, allowed: bool) -> None:
        if shares is None:
            if kind == "transfers":
                self.complain((kind, name), f"a transfer needs {side}: who {'gains' if side == 'gains' else 'loses'} it, with shares that sum to 1")
            return
        if not allowed:
            other = "losses" if side == "gains" else "gains"
            self.complain((kind, name, side), f"{kind} have only {other}; something that one gains and another loses is a transfer")
        total = sum(shares.values())
        if abs(total - 1) > SHARES_TOLERANCE:
            self.complain((kind, name, side), f"the shares sum to {total:.6g}; they must sum to 1")

    def check_participants(self, name: str) -> None:
        place: Place = ("study", "participants")
        visible = self.visible("quantities")
        if name not in visible:
            self.complain(place, f"unknown name {name!r}; {suggestion(name, sorted(visible))}")
        elif name not in self.broken and self.dimensions.get(name):
            self.complain(place, f"{name!r} is repeated over {', '.join(self.dimensions[name])}; participants is one number a world")

    def check_discount_rate(self) -> None:
        """A rate must be stated as soon as anything lies beyond year 0."""
        defined = DISCOUNT_RATE in (*self.document.choices, *self.document.assumptions, *self.document.quantities)
        unit = self.units.get(DISCOUNT_RATE)
        if unit not in (None, PLAIN, (("year", -1.0),)):
            self.complain(("assumptions", DISCOUNT_RATE, "unit"), 'a discount rate is a plain number a year; its unit is "1/year" or "1"')
        if defined or self.document.study.horizon == 0 or DISCOUNT_RATE in self.broken:
            return
        uses = any(node.kind == "present_value" for tree in self.formulas.values() for node in formulas.walk(tree))
        if uses or any(getattr(self.document, kind) for kind in FLOW_KINDS):
            self.complain(("study", "horizon"), "flows after year 0 need a discount rate; add [choices.discount_rate] with value = 0.0225, or 0 if none")

    # --- dependence, variants, published figures, settings

    def read_dependence(self) -> None:
        for index, entry in enumerate(self.document.dependence):
            for position, name in enumerate(entry.between):
                place: Place = ("dependence", index, "between", position)
                if name not in self.document.assumptions:
                    if name not in self.broken:
                        self.complain(place, f"there is no assumption {name!r}; {suggestion(name, self.document.assumptions)}")
                elif self.dimensions.get(name):
                    self.complain(place, f"{name!r} is repeated over {', '.join(self.dimensions[name])}; only single numbers can be correlated")
                elif name in self.families and is_certain(self.families[name]):
                    self.complain(place, f"{name!r} is certain; only uncertain numbers can be correlated")
        try:
            self.groups = dependent_groups(self.document.dependence)
        except ImpossibleDependence as error:
            self.complain(("dependence", error.index), str(error))

    def check_variants(self) -> None:
        levers = {*self.document.assumptions, *self.document.choices, "horizon"}
        for section in ("scenarios", "options"):
            for variant_name, variant in getattr(self.document, section).items():
                for name, value in variant.override.items():
                    place: Place = (section, variant_name, "override", name)
                    if name not in levers:
                        if name not in self.broken:
                            self.complain(place, f"there is no assumption or choice {name!r}; {suggestion(name, sorted(levers))}")
                    elif isinstance(value, Law):
                        if name not in self.document.assumptions:
                            self.complain(place, f"{name!r} is set, not drawn; give a number")
                        with self.complaining(place):
                            self.family(place, value, None)

    def check_published(self) -> None:
        known = {*standard_outcomes(self.document), *self.document.outcomes}
        for index, published in enumerate(self.document.published):
            place: Place = ("published", index)
            if published.outcome not in known and published.outcome not in self.broken:
                self.complain((*place, "outcome"), f"there is no outcome {published.outcome!r}; {suggestion(published.outcome, sorted(known))}")
            is_range = published.reading in {"central", "scenarios"}
            given = {"low", "high", "value"} & published.model_fields_set
            if given != ({"low", "high"} if is_range else {"value"}):
                wanted = "low and high" if is_range else "value"
                self.complain(place, f'reading = "{published.reading}" compares {wanted}; found {" and ".join(sorted(given)) or "neither"}')
            elif is_range and published.low > published.high:  # type: ignore[operator]
                self.complain((*place, "low"), f"low = {published.low:g} is above high = {published.high:g}")
            for key in ("low_scenario", "high_scenario"):
                scenario = getattr(published, key)
                if scenario is not None and scenario not in self.document.scenarios and scenario not in self.broken:
                    self.complain((*place, key), f"there is no scenario {scenario!r}; {suggestion(scenario, self.document.scenarios)}")
                if scenario is None and published.reading == "scenarios":
                    self.complain(place, f'reading = "scenarios" needs {key} = "a scenario"')

    def check_settings(self) -> None:
        known = {*standard_outcomes(self.document), *self.document.outcomes}
        for index, name in enumerate(self.document.run.keep or ()):
            if name not in known and name not in self.broken:
                self.complain(("run", "keep", index), f"there is no outcome {name!r}; {suggestion(name, sorted(known))}")
        if not known and not self.complaints:
            self.complain(("study",), "the study has nothing to report; add benefits and costs, or [outcomes.<name>]")


def _with_entry(assumption: Assumption, entry: Entry) -> Assumption:
    """The library's values, with what the study itself says put over them."""
    own = {name: getattr(assumption, name) for name in assumption.model_fields_set}
    base = assumption_from(entry)
    if Law.model_fields.keys() & own.keys():
        base = {name: value for name, value in base.items() if name not in Law.model_fields}
    return Assumption.model_validate({**base, **own})


# --- pydantic's errors in our words

_FOUND = {
    "string_type": "text in quotes",
    "float_type": "a number",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "finite_number": "a finite number",
    "int_from_float": "a whole number",
}


def _message(details: ErrorDetails) -> str:
    kind, place, found = details["type"], details["loc"], details["input"]
    key = place[-1]
    if kind == "extra_forbidden":
        allowed = _allowed_keys(Document, place[:-1])
        known = suggestion(str(key), allowed)
        return f"unknown key {str(key)!r}; {known}" if known.startswith("did") else f"unknown key {str(key)!r}; allowed are {', '.join(sorted(allowed))}"
    if kind == "missing":
        return f"{str(key)!r} is missing here; add it"
    if kind in _FOUND:
        return f"found {_shown(found)}; allowed is {_FOUND[kind]}"
    if kind == "literal_error":
        expected = re.findall(r"'([^']*)'", details["ctx"]["expected"])
        return f"found {_shown(found)}; allowed are {', '.join(expected)}"
    if kind in {"parameter", "choice", "years", "share", "set"}:
        return details["msg"]
    return f"found {_shown(found)}; {details['msg'].replace('Input should be', 'allowed is').replace('Value should', 'it should')}"


def _shown(value: object) -> str:
    text = "true" if value is True else "false" if value is False else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _own_place(details: ErrorDetails) -> Place:
    """A missing key stands nowhere: point at the table it is missing from."""
    return details["loc"][:-1] if details["type"] == "missing" else details["loc"]


def _allowed_keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys of the table at a place of the document."""
    kind: Any = model
    for part in place:
        kind = _member(kind, part)
    found = _models_in(kind)
    return [field.alias or name for name, field in found[0].model_fields.items()] if found else []


def _member(kind: Any, part: str | int) -> Any:
    for candidate in _models_in(kind):
        for name, field in candidate.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return kind  # the name of a union's member: stay where we are
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    return arguments[-1] if arguments else kind


def _models_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    container = getattr(kind, "__origin__", None) in (dict, list, tuple)
    return [] if container else [model for argument in get_args(kind) for model in _models_in(argument)]


def _existing(data: Any, place: Iterable[str | int]) -> Place:
    """The part of a place that the data really has."""
    found: Place = ()
    for part in place:
        inside = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int) and part < len(data))
        if inside:
            data = data[part]
            found = (*found, part)
    return found


def _remove(data: Any, place: Place, *, whole: bool) -> None:
    """Take a mistaken value out, or the whole item that lacks a required key, so that reading can go on."""
    if not place or place == ("study",):
        data["study"] = {"title": "", **data.get("study", {})} if isinstance(data.get("study", {}), dict) else {"title": ""}
        return
    if whole and len(place) > 2:
        place = place[:2]
    if place[0] == "study" and place[1:] == ("title",):
        data["study"]["title"] = ""
        return
    for part in place[:-1]:
        data = data[part]
    if isinstance(data, (dict, list)):
        data.pop(place[-1])  # type: ignore[arg-type]
