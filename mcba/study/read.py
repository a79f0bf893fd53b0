"""`study.toml` → `Study`: every mistake is reported, all at once, each as file:line:column."""

from __future__ import annotations

import keyword
import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tomli
from pydantic import ValidationError

from mcba.errors import Complaint, DomainError, FamilyError, FormulaError, LibraryError, StudyError, suggestion
from mcba.families import Constant, Dirichlet, Hierarchical, Multinomial
from mcba.families.base import Family
from mcba.families.hierarchical import is_plain
from mcba.study import formula as formulas
from mcba.study.dependence import DependenceError, DependentGroup, dependent_groups
from mcba.study.document import (
    ADJUSTMENTS,
    NAME,
    READINGS,
    Assumption,
    Column,
    Document,
    Flow,
    Law,
    SetTable,
    Source,
    shown,
)
from mcba.study.document.wording import message_of
from mcba.study.formula import (
    PLAIN,
    CircleError,
    Node,
    Unit,
    parse_unit,
    spoken,
    unit_of,
    unit_text,
)
from mcba.study.laws import Made, Sources, made
from mcba.study.library import Entry, assumption_from, entry_text, read_entry
from mcba.study.model import DISCOUNT_RATE, FLOW_KINDS, RESERVED, YEAR, Study, is_certain, linked
from mcba.study.outcomes import standard_outcomes, standard_units
from mcba.study.positions import Place, Positions, find_positions
from mcba.study.reading.mending import STAND_INS, is_consequence, own_place, to_mend, toml_message
from mcba.study.sheet import assumptions_of
from mcba.study.sipmath import SUFFIXES, read_sipmath
from mcba.study.tables import TextTable, excel_as_csv, read_table

LARGEST_FILE = 10_000_000
LARGEST_LIBRARY = 200_000_000  # of samples
LONGEST_HORIZON = 500
SHARES_TOLERANCE = 1e-6
LISTS = frozenset({"values", "probabilities", "weights", "coefficients"})  # of which one number has many
EXCEL = frozenset({".xlsx", ".xls", ".xlsb", ".ods"})
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


def _text_of_file(file: Path, name: str | None = None, largest: int = LARGEST_FILE) -> str:
    """The text of a file, or one complaint why there is none."""

    def refuse(message: str, line: int = 1, column: int = 1) -> StudyError:
        return StudyError([Complaint(name or str(file), line, column, message)])

    if file.exists() and not file.is_file():
        raise refuse("this is a folder or a device, not a file; name a file")
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= largest else b""
    except FileNotFoundError as error:
        raise refuse("there is no such file; `mcba new NAME` makes a study to start from") from error
    except (OSError, ValueError) as error:
        raise refuse(f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if size > largest:
        raise refuse(f"the file has {size / 1e6:.0f} MB; at most {largest / 1e6:.0f} MB are read: is it the right one?")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        how = "save the file as UTF-8" + (' (in Excel: "CSV UTF-8")' if file.suffix.lower() == ".csv" else "")
        raise refuse(f"byte 0x{content[error.start]:02x} is not UTF-8; {how}", line, column) from error
    if not text.strip():
        raise refuse("the file is empty; a study starts with [study] and a title, and `mcba new NAME` makes one")
    return text


class _Reader:
    """One reading of one file: collects complaints while it fills the parts of a Study."""

    def __init__(self, file: Path, text: str, folder: Path | None, tables: dict[str, str]):
        self.file, self.text, self.folder, self.tables = file, text, folder, tables
        self.complaints: list[Complaint] = []
        self.broken: set[str] = set()  # names with a mistake already reported: say nothing more about them
        self.kept: dict[str, list[int]] = {}  # of a list of tables, those that are left: their numbers in the file
        self.parsed_tables: dict[str, TextTable | None] = {}
        self.sets: dict[str, tuple[str, ...]] = {}
        self.families: dict[str, Family] = {}
        self.dimensions: dict[str, tuple[str, ...]] = {}
        self.units: dict[str, Unit | None] = {}
        self.standard_units: dict[str, Unit | None] = {}
        self.formulas: dict[str, Node] = {}
        self.price_factors: dict[str, float] = {}
        self.entries: dict[str, Entry] = {}
        self.made: dict[str, Made] = {}
        self.stated: dict[str, Assumption] = {}
        self.sheet: TextTable | None = None
        self.groups: tuple[DependentGroup, ...] = ()

    def study(self) -> Study:
        data = self.parse()
        self.read_sheet(data)
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
            made={name: replace(found, family=self.families[name]) for name, found in self.made.items()},
            stated=self.stated,
            draw_order=tuple(sorted(self.families, key=lambda name: is_certain(self.families[name]))),
        )

    # --- complaints

    def complain(self, place: Place, message: str) -> None:
        if self.sheet is not None and place[:1] == ("assumptions",) and len(place) > 1:
            row, column = _cell(self.sheet, place)
            cell = self.sheet.columns[column][row]
            advice = self.sheet.advice(cell) if message.startswith(f"found {cell!r}") else None
            message = f"found {cell!r}; {advice}" if advice else message
            self.complaints += self.sheet.refused(row, column, message).complaints
            return
        if len(place) > 1 and place[0] in self.kept:
            place = (place[0], self.kept[str(place[0])][int(place[1])], *place[2:])
        self.complain_at(self.positions.nearest(place), message)

    def complain_at(self, offset: int, message: str) -> None:
        printable = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in message)
        self.complaints.append(Complaint(str(self.file), *self.positions.line_column(offset), printable))

    def complain_formula(self, place: Place, text: str, error: FormulaError) -> None:
        start = self.positions.strings.get(place)
        exact = start is not None and self.text.startswith(text, start)
        self.complain_at(
            start + error.offset if exact and start is not None else self.positions.nearest(place), str(error)
        )

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
            self.positions: Positions = find_positions(self.text)
        except tomli.TOMLDecodeError as error:
            complaint = Complaint(
                str(self.file), error.lineno, error.colno, f"this is not TOML: {toml_message(error.msg)}"
            )
            raise StudyError([complaint]) from error
        except (RecursionError, ValueError) as error:  # lists in lists in lists, or a number of thousands of digits
            message = f"this cannot be a study: {str(error).partition(':')[0] or 'its tables are nested too deeply'}"
            raise StudyError([Complaint(str(self.file), 1, 1, message)]) from error
        return data

    def read_sheet(self, data: dict[str, Any]) -> None:
        """Put the rows of `assumptions = "a table"` where its tables would stand."""
        name = data.get("assumptions")
        if not isinstance(name, str):
            return
        data["assumptions"] = {}
        sheet = self.table(("assumptions",), name)
        if sheet is None:
            raise StudyError(self.complaints)
        # Whoever makes a table in a spreadsheet may write Name for name; no two keys differ by that.
        sheet = replace(sheet, columns={column.lower(): cells for column, cells in sheet.columns.items()})
        data["assumptions"] = assumptions_of(sheet)
        self.sheet = sheet

    def validate(self, data: dict[str, Any]) -> Document:
        """Report what the models refuse, take it out, and go on with what is left."""
        for attempt in range(20):
            try:
                Assumption.model_rebuild()  # first, so that the document takes it over and it is not built twice
                return Document.model_validate(data)
            except ValidationError as error:
                mistakes = [details for details in error.errors() if not is_consequence(details)]
            for details in mistakes:
                if attempt == 0 or not self.is_broken(details["loc"]):
                    self.complain(own_place(details), message_of(details, Document))
                self.break_name(details["loc"])
            # From the last to the first, so that the numbers of list elements still hold.
            for place in reversed(dict.fromkeys(to_mend(details["loc"]) for details in mistakes)):
                self.take_out(data, place)
        raise StudyError(sorted(set(self.complaints)))

    def take_out(self, data: dict[str, Any], place: Place) -> None:
        """Take a refused value out, or put in what stands for it where its table needs one."""
        *above, last = place
        inside: Any = data
        for part in above:
            inside = inside[part]
        if isinstance(inside, list) and isinstance(last, int):
            self.kept.setdefault(str(above[0]), list(range(len(inside)))).pop(last)
            inside.pop(last)
        elif last in STAND_INS and (len(place) == 3 or place[0] == "study"):
            inside[last] = STAND_INS[last]
        elif len(place) == 2 and place[0] in FORMULA_SECTIONS:
            inside[last] = {}  # its name is still known
        else:
            inside.pop(last, None)

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
                    self.complain(
                        (section, name), f"the name {name!r} stands in [{seen[name]}] too; every name means one thing"
                    )
                    self.broken.add(name)
                seen[name] = section
        for section in OTHER_NAMES:
            for name in getattr(self.document, section):
                self.check_name(section, name)

    def check_name(self, section: str, name: str) -> None:
        if keyword.iskeyword(name):
            self.complain((section, name), f"{name!r} is a word that formulas cannot use; choose another name")
        elif not re.fullmatch(NAME, name):
            self.complain(
                (section, name),
                f"{shown(name)} cannot be a name; allowed are letters, digits and _, with a letter first",
            )
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
            if table is None or not column:
                self.broken.add(name)
                continue
            first = {label: row for row, label in reversed(list(enumerate(column)))}
            for row, label in enumerate(column):
                if not label:
                    self.refuse_label(name, table, row, f"column {labels.column!r} has an empty cell; give every label")
                elif first[label] != row:
                    message = (
                        f"{label!r} stands twice in column {labels.column!r} (first on line "
                        f"{table.lines[first[label]]}); labels of a set differ"
                    )
                    self.refuse_label(name, table, row, message)
            if name not in self.broken:
                self.sets[name] = column
        self.sets[YEAR] = tuple(str(year) for year in range(self.document.study.horizon + 1))

    def refuse_label(self, name: str, table: TextTable, row: int, message: str) -> None:
        self.complaints += table.refused(row, self.document.sets[name].column, message).complaints  # type: ignore[union-attr]
        self.broken.add(name)

    def table(self, place: Place, name: str) -> TextTable | None:
        """A table in the study's folder, read once; what is wrong with it is complained about once."""
        if name not in self.parsed_tables:
            self.parsed_tables[name] = None
            with self.complaining(place):
                file = self.table_file(place, name)
                if name not in self.tables:
                    self.tables[name] = self.table_text(place, file)
                reads = read_sipmath if name.lower().endswith(SUFFIXES) else read_table
                self.parsed_tables[name] = reads(str(self.file.parent / file), self.tables[name])
        return self.parsed_tables[name]

    def table_file(self, place: Place, name: str) -> str:
        """The file of a table; a name without its end is that of a CSV or of an Excel file, whichever is there."""
        if Path(name).suffix or self.folder is None or name in self.tables:
            return name
        there = [name + end for end in sorted({".csv", *EXCEL}) if (self.folder / (name + end)).is_file()]
        if len(there) > 1:
            line, column = self.positions.line_column(self.positions.nearest(place))
            message = f"both {' and '.join(there)} are there for the table {name!r}; keep one of them"
            raise StudyError([Complaint(str(self.file), line, column, message)])
        return there[0] if there else f"{name}.csv"

    def table_text(self, place: Place, name: str) -> str:
        line, column = self.positions.line_column(self.positions.nearest(place))

        def refuse(message: str) -> StudyError:
            return StudyError([Complaint(str(self.file), line, column, message)])

        if self.folder is None:
            raise refuse(f"the table {name!r} was not given with the study's text")
        root = self.folder.resolve()
        try:
            file = (root / name).resolve()
            is_inside, is_there = file.is_relative_to(root), file.is_file()
        except (OSError, ValueError, RuntimeError) as error:  # too long a name, or links in a circle
            raise refuse(
                f"{shown(name)} cannot be the name of a table; write a file name such as prices.csv"
            ) from error
        if not is_inside:
            raise refuse(f"the table {name!r} lies outside the study's folder; copy it into the folder")
        if not is_there:
            there = [
                path.relative_to(root).as_posix()
                for glob in ("*.csv", "*/*.csv", "*.xlsx", "*.SIPmath")
                for path in root.glob(glob)
            ]
            raise refuse(f"there is no table {name!r} in the study's folder; {suggestion(name, there)}")
        if file.suffix.lower() in EXCEL:
            return excel_as_csv(file)
        largest = LARGEST_LIBRARY if file.suffix.lower() in SUFFIXES else LARGEST_FILE
        return _text_of_file(file, str(self.file.parent / name), largest)

    def column(self, place: Place, table: TextTable, name: str) -> tuple[str, ...] | None:
        if name in table.columns:
            return table.columns[name]
        why = f"SIP {name!r} {table.absent[name]}" if name in table.absent else None
        self.complain(place, why or f"the table has no column {name!r}; {suggestion(name, table.columns)}")
        return None

    # --- assumptions and choices

    def read_assumptions(self) -> None:
        self.stated = dict(self.document.assumptions)
        for name, stated in self.stated.items():
            place: Place = ("assumptions", name)
            self.dimensions[name] = self.assumption_dimensions(place, name, stated)
            self.with_entry(place, name, stated)
            assumption = self.with_provenance(place, name)
            self.units[name] = self.unit((*place, "unit"), assumption.unit)
            if assumption.status != "assumed" and assumption.source is None:
                self.complain(
                    (*place, "status"),
                    f"status {assumption.status!r} needs a source; add source = {{ document = …, place = … }}",
                )
            if assumption.persistence is not None and assumption.drawn != "each_year":
                self.complain(
                    (*place, "persistence"), 'persistence links one year to the next; it needs drawn = "each_year"'
                )
            if assumption.table and not any(isinstance(value, Column) for value in assumption.parameters().values()):
                self.complain(
                    (*place, "table"), 'nothing is taken from the table; give a parameter as { column = "…" }'
                )
            if name not in self.broken:
                with self.complaining(place, name):
                    self.made[name] = self.distribution(place, assumption, self.sets.get(assumption.over or ""))
                    self.families[name] = self.made[name].family
            elif assumption.over in self.broken:
                self.check_columns(place, assumption)
            self.price_factors[name] = self.price_factor(place, name, assumption)
        self.families, broken = self.link_parameters(self.families, lambda name: ("assumptions", name))
        self.broken |= broken

    # --- parameters that are assumptions themselves

    def link_parameters(
        self, families: Mapping[str, Family], place_of: Callable[[str], Place]
    ) -> tuple[dict[str, Family], set[str]]:
        """Check the assumptions that are parameters of others, and give the others their distributions.

        Returns the families that are sound, and the names of those that are not.
        """
        ordered: dict[str, Family] = {}
        broken: set[str] = set()
        left = {name: family for name, family in families.items() if name not in self.broken}
        while left:
            ready = [name for name, family in left.items() if not set(_parents(family)) & left.keys()]
            for name in ready:
                family = left.pop(name)
                if not isinstance(family, Hierarchical):
                    ordered[name] = family
                elif self.parents_fit(place_of(name), name, family) and set(_parents(family)) <= ordered.keys():
                    known = linked({**ordered, name: family}, self.price_factors)[name]
                    if isinstance(known, Hierarchical) and self.stays_inside(place_of(name), known):
                        ordered[name] = known
                if name not in ordered:
                    broken.add(name)
            if not ready:
                circle = _circle(left)
                self.complain(
                    place_of(circle[0]),
                    f"{' needs '.join(map(repr, circle))}: these parameters follow from each other in a circle; give "
                    "one of them numbers",
                )
                broken |= left.keys()
                break
        return {name: ordered[name] for name in families if name in ordered}, broken

    def parents_fit(self, place: Place, name: str, family: Hierarchical) -> bool:
        """Whether the assumptions that are parameters exist, are repeated as this is, and have the right unit."""
        found = len(self.complaints)
        for parameter, parent in family.uses:
            where = (*place, parameter)
            if parent not in self.document.assumptions:
                self.complain(where, self.unknown_parameter(parent))
            elif parent not in self.broken:
                self.check_parameter(where, name, family, parameter, parent)
        return len(self.complaints) == found

    def unknown_parameter(self, parent: str) -> str:
        for section in ("choices", "quantities"):
            if parent in getattr(self.document, section):
                return f"{parent!r} stands in [{section}]; a parameter is a number or an assumption"
        known = suggestion(parent, self.document.assumptions)
        return f"found {shown(parent)}, which is neither a number nor the name of an assumption; {known}"

    def check_parameter(self, place: Place, name: str, family: Hierarchical, parameter: str, parent: str) -> None:
        own, its = self.dimensions[name], self.dimensions[parent]
        if its and its != own:
            self.complain(
                place,
                f"{parent!r} is repeated over {', '.join(its)}, and {name!r} is not; repeat both, or neither",
            )
        distribution = family.distribution if isinstance(family.distribution, str) else None
        wanted = PLAIN if is_plain(distribution, parameter) else self.units.get(name)
        unit = self.units.get(parent)
        if wanted is not None and unit is not None and wanted != unit:
            self.complain(
                place,
                f"{parent!r} is in {unit_text(unit)}, and {parameter} of {name!r} is in {unit_text(wanted)}; mend one "
                "of the units",
            )
        assumption = self.document.assumptions[name]
        if not is_plain(distribution, parameter) and self.price_factors.get(name, 1.0) != 1.0:
            self.complain(
                place,
                f"{parent!r} comes in prices of {self.document.study.price_year}, and {name!r} is in those of "
                f"{assumption.price_year}; leave price_year of {name!r} out",
            )

    def stays_inside(self, place: Place, family: Hierarchical) -> bool:
        """Whether each parameter stays where it may be, out to the ends that come once in 10^12 worlds."""
        try:
            family.at_medians()
        except FamilyError as error:
            self.complain((*place, error.parameter or "distribution"), _without_index(str(error)))
            return False
        parents = {name: parent for name, parent in family.parents.items() if parent is not None}
        medians = {name: np.asarray(parent.median) for name, parent in parents.items()}
        for parameter, name in family.uses:
            for u in (1e-12, 1 - 1e-12):
                end = parents[name].ppf(np.full(medians[name].shape, u))
                try:
                    family.given({**medians, name: end})
                except DomainError as error:
                    rule = _without_index(str(error)).partition(" is ")[2].partition(";")[0]
                    self.complain(
                        (*place, parameter),
                        f"{name!r} can be {float(np.ravel(end)[0]):.4g}, which is {rule}, as {parameter} has to be; "
                        f"let {name!r} have a distribution that stays there, or cut it off with truncate",
                    )
                    return False
                except FamilyError:  # of several parameters together: the worlds will tell
                    continue
        return True

    def check_columns(self, place: Place, assumption: Assumption) -> None:
        """Complain about the cells of an assumption whose labels are wrong already, so that all is said at once."""
        table = self.parsed_tables.get(assumption.table or "")
        for key, value in assumption.parameters().items():
            if table is not None and isinstance(value, Column) and self.column((*place, key), table, value.column):
                with self.complaining(place):
                    table.numbers(**value.model_dump())

    def with_provenance(self, place: Place, name: str) -> Assumption:
        """The assumption with the source that its data name themselves, when the study names none."""
        assumption = self.document.assumptions[name]
        if assumption.data is not None and assumption.source is None:
            table = self.table((*place, "data"), assumption.data.table)
            if table is not None and table.provenance:
                source = Source(
                    citation=table.provenance, document=assumption.data.table, place=f"SIP {assumption.data.column}"
                )
                self.document.assumptions[name] = assumption.model_copy(update={"source": source})
        return self.document.assumptions[name]

    def with_entry(self, place: Place, name: str, assumption: Assumption) -> None:
        """The assumption with what its entry of the evidence library says."""
        if assumption.from_ is not None:
            with self.complaining((*place, "from"), name):
                self.entries[name] = self.entry(assumption.from_)
                self.document.assumptions[name] = _with_entry(assumption, self.entries[name])

    def entry(self, entry_id: str) -> Entry:
        """An entry of the evidence library; its text is kept with the tables, so that a run can be repeated."""
        key = f"library/{entry_id}.toml"
        if key not in self.tables:
            own = self.document.study.library
            if own is not None and self.folder is not None:
                folder = (self.folder / own).resolve()
                if not (folder.is_dir() and folder.is_relative_to(self.folder.resolve())):
                    raise LibraryError(f"there is no folder {own!r} in the study's folder to be its library")
                self.tables[key] = entry_text(entry_id, folder)
            else:
                self.tables[key] = entry_text(entry_id)
        return read_entry(entry_id, self.tables[key])

    def assumption_dimensions(self, place: Place, name: str, assumption: Assumption) -> tuple[str, ...]:
        dimensions: tuple[str, ...] = ()
        if assumption.over is not None:
            if assumption.over not in self.sets:
                if assumption.over not in self.broken:
                    self.complain(
                        (*place, "over"),
                        f"there is no set {assumption.over!r}; {suggestion(assumption.over, self.sets)}",
                    )
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
                f"say how it is drawn over {assumption.over!r}: "
                'drawn = "each_unit" (every one by itself) or "once" (all move together)',
            )
        if assumption.drawn == "each_year":
            self.complain(
                (*place, "drawn"),
                'drawn = "each_year" and over = "a set" do not go together; use over = "year" or one assumption a year',
            )

    def distribution(self, place: Place, law: Law, labels: tuple[str, ...] | None) -> Made:
        """The distribution of a law, with what it was made from."""

        def parameters(law: Law) -> dict[str, Any]:
            return {key: self.parameter((*place, key), law, value, labels) for key, value in law.parameters().items()}

        def texts(key: str, table: str, column: str) -> Sequence[str]:
            found = self.table((*place, key), table)
            cells = None if found is None else self.column((*place, key), found, column)
            if cells is None:
                raise StudyError(())
            return cells

        def numbers(key: str, table: str, column: str) -> Sequence[float]:
            texts(key, table, column)
            return self.parsed_tables[table].numbers(column)  # type: ignore[union-attr]

        def names(table: str, column: str) -> Sequence[str]:
            found = self.parsed_tables.get(table)
            return () if found is None else found.columns.get(column, ())

        sources = Sources(parameters, numbers, texts, names, self.document.verbal, self.document.grades)
        found = made(law, sources)
        if isinstance(found.family, (Dirichlet, Multinomial)):
            self.check_joint(law, labels)
        return found

    def parameter(self, place: Place, law: Law, value: object, labels: tuple[str, ...] | None) -> Any:
        """A parameter as a number, or one number for each label, shape (label, 1)."""
        if isinstance(value, Column):
            return self.values_by_label(place, law, value, labels)
        if not isinstance(value, tuple) or place[-1] in LISTS:
            return value
        if labels is None or len(value) != len(labels):
            wanted = 'over = "a set" beside it' if labels is None else f"{len(labels)}: one for each label of the set"
            raise FamilyError(f"found a list of {len(value)} numbers; it needs {wanted}", str(place[-1]))
        return np.array(value)[:, np.newaxis]

    def check_joint(self, law: Law, labels: tuple[str, ...] | None) -> None:
        """Shares or counts that belong together: one for each label of a set, each a draw."""
        if labels is None or not isinstance(law, Assumption) or law.drawn != "each_unit":
            raise FamilyError(
                f'a {law.distribution} is given over = "a set", with drawn = "each_unit": one number for each label',
                parameter="distribution",
            )

    def values_by_label(self, place: Place, law: Law, given: Column, labels: tuple[str, ...] | None) -> Any:
        """A column of numbers in the order of the set's labels, shape (label, 1)."""
        file, over = (law.table, law.over) if isinstance(law, Assumption) else (None, None)
        if file is None or over is None or labels is None:
            raise FamilyError('a column needs table = "….csv" and over = "a set" beside it', str(place[-1]))
        table = self.table((*place[:2], "table"), file)
        if table is None:
            raise StudyError(())
        keys, values = self.column((*place[:2], "table"), table, over), self.column(place, table, given.column)
        if keys is None or values is None:
            raise StudyError(())
        row_of = {key: row for row, key in enumerate(keys)}
        missing = [label for label in labels if label not in row_of]
        twice = [key for row, key in enumerate(keys) if row_of[key] != row]
        if missing or twice:
            what = f"has no row for {missing[0]!r}" if missing else f"has two rows for {twice[0]!r}"
            raise FamilyError(
                f"the table {file!r} {what} in its column {over!r}; one row for each of {over!r} is needed",
                str(place[-1]),
            )
        numbers = table.numbers(**given.model_dump())
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
            self.complain(
                (*place, "price_year"),
                f"only amounts in {header.currency} have a price year; this is in {assumption.unit}",
            )
        if header.price_index is None:
            self.complain(
                (*place, "price_year"),
                f"prices of {assumption.price_year} cannot become prices of {header.price_year}: "
                'add price_index = "….csv" to [study]',
            )
            return 1.0
        index = self.price_index(header.price_index)
        missing = [year for year in (assumption.price_year, header.price_year) if year not in index]
        if index and missing:
            self.complain((*place, "price_year"), f"the price index {header.price_index!r} has no row for {missing[0]}")
        if not index or missing:
            return 1.0
        return index[header.price_year] / index[assumption.price_year]

    def price_index(self, file: str) -> dict[float, float]:
        place: Place = ("study", "price_index")
        table = self.table(place, file)
        if table is None or any(self.column(place, table, name) is None for name in ("year", "index")):
            return {}
        index: dict[float, float] = {}
        with self.complaining(place):
            index = dict(zip(table.numbers("year"), table.numbers("index"), strict=True))
        if any(value <= 0 for value in index.values()):
            self.complain(place, f"the price index {file!r} holds a value that is not above 0; an index is above 0")
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
                    first = 1 if name == DISCOUNT_RATE else 0
                    wanted = horizon + 1 - first
                    if len(value) != wanted:
                        self.complain(
                            ("choices", name, key),
                            f"found {len(value)} numbers; one for each of the years {first} to {horizon} is {wanted}",
                        )

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
        ordered = self.ordered(trees)
        is_outcome = {name: trees[name][0] == "outcomes" for name in ordered}
        for name in sorted(ordered, key=is_outcome.__getitem__):
            if is_outcome[name] and not self.standard_units:  # the units of outcomes follow from those of quantities
                participants = self.units.get(self.document.study.participants or "")
                self.standard_units |= standard_units(self.document.study.currency, participants)
            if name not in self.broken:
                self.check_dimensions_and_units(trees[name][0], name)

    def ordered(self, trees: Mapping[str, tuple[str, Node]]) -> list[str]:
        """The formulas in the order of their use, without those that use each other in a circle."""
        left = dict(self.formulas)
        while True:
            try:
                return formulas.order(left)
            except CircleError as error:
                first = error.names[0]
                self.complain((trees[first][0], first, "formula"), str(error))
                self.broken.update(error.names)
                left = {name: tree for name, tree in left.items() if name not in error.names}

    def visible(self, section: str) -> set[str]:
        """The names that a formula of this section may use."""
        names = {
            YEAR,
            "horizon",
            *formulas.CONSTANTS,
            *self.document.assumptions,
            *self.document.choices,
            *self.document.quantities,
        }
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
                if used in self.visible("outcomes"):
                    message = f"{used!r} is a flow or an outcome; only formulas of [outcomes] can use it"
                else:
                    message = f"unknown name {used!r}; {suggestion(used, sorted(visible))}"
                self.complain_formula((section, name, "formula"), text, FormulaError(message, node.offset))
                self.broken.add(name)
        for node in formulas.walk(tree):
            if node.kind == "sum" and node.name not in self.sets:
                if node.name not in self.broken:
                    error = FormulaError(
                        f"there is no set {node.name!r} to sum over; {suggestion(node.name, self.sets)}", node.offset
                    )
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
            self.dimensions[name] = formulas.dimensions_of(tree, self.known_dimensions)
            found = unit_of(tree, self.known_units)
        except FormulaError as error:
            self.complain_formula(place, item.formula, error)
            self.broken.add(name)
            return
        if section == "outcomes" and self.dimensions[name]:
            repeated = ", ".join(self.dimensions[name])
            message = (
                f"an outcome is one number a world, this is repeated over {repeated}; add it up with sum(…, over=…)"
            )
            self.complain(place, message)
        stated = self.unit((section, name, "unit"), item.unit)
        if stated is not None and found is not None and stated != found:
            message = f"the formula is {spoken(found)}, but unit says {unit_text(stated)}; mend one of them"
            self.complain((section, name, "unit"), message)
        self.units[name] = stated if stated is not None else found

    @cached_property
    def known_dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """The dimensions of every name, those of formulas as soon as they are found."""
        flows: dict[str, tuple[str, ...]] = {
            name: (YEAR,) for kind in FLOW_KINDS for name in getattr(self.document, kind)
        }
        single: dict[str, tuple[str, ...]] = dict.fromkeys(
            ("horizon", *formulas.CONSTANTS, *standard_outcomes(self.document)), ()
        )
        return ChainMap(flows, {YEAR: (YEAR,)}, self.dimensions, single)

    @cached_property
    def known_units(self) -> Mapping[str, Unit | None]:
        """The units of every name, those of formulas as soon as they are found."""
        # The number of a year is a plain number, so that `year <= 2` and `1.02 ** year` can be written.
        plain: dict[str, Unit | None] = dict.fromkeys((YEAR, "horizon", *formulas.CONSTANTS), PLAIN)
        return ChainMap(self.units, plain, self.standard_units)

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
            self.complain(
                (kind, name, "years"),
                f"year {flow.years[1]} lies beyond the horizon of {horizon}; years count from 0 to {horizon}",
            )
        unit = self.units.get(name)
        if (
            unit is not None
            and name not in self.broken
            and unit not in (((currency, 1.0),), ((currency, 1.0), ("year", -1.0)))
        ):
            message = f"a flow is in {currency} or {currency}/year, this is {spoken(unit)}; give each part its unit"
            self.complain((kind, name, "unit" if flow.unit else "formula"), message)
        if isinstance(flow.fades, str) and flow.fades not in self.broken:
            self.check_fades(kind, name, flow.fades)
        elif isinstance(flow.fades, float) and not 0 <= flow.fades <= 1:
            self.complain(
                (kind, name, "fades"), f"found {shown(flow.fades)}; the share lost each year lies between 0 and 1"
            )
        for side, allowed in (("gains", kind != "costs"), ("losses", kind != "benefits")):
            self.check_shares(kind, name, side, getattr(flow, side), allowed)

    def check_fades(self, kind: str, name: str, fades: str) -> None:
        visible = self.visible("quantities") - {YEAR}
        if fades not in visible:
            self.complain((kind, name, "fades"), f"unknown name {fades!r}; {suggestion(fades, sorted(visible))}")
        elif self.dimensions.get(fades):
            self.complain(
                (kind, name, "fades"),
                f"{fades!r} is repeated over {', '.join(self.dimensions[fades])}; fades needs one number a world",
            )
        elif self.units.get(fades):
            self.complain(
                (kind, name, "fades"), f"{fades!r} is in {unit_text(self.units[fades] or ())}; fades is a plain share"
            )
        elif fades in self.families:
            low, high = float(np.min(self.families[fades].low)), float(np.max(self.families[fades].high))
            if low < 0 or high > 1:
                self.complain(
                    (kind, name, "fades"),
                    f"{fades!r} reaches from {low:g} to {high:g}, and the share lost each year lies between 0 and 1; "
                    "give it a distribution that stays there, such as beta, uniform or truncated_normal",
                )

    def check_shares(self, kind: str, name: str, side: str, shares: Mapping[str, float] | None, allowed: bool) -> None:
        if shares is None:
            if kind == "transfers":
                self.complain(
                    (kind, name),
                    f"a transfer needs {side}: who {side.replace('losses', 'loses')} it, with shares that sum to 1",
                )
            return
        if not allowed:
            other = "losses" if side == "gains" else "gains"
            self.complain(
                (kind, name, side),
                f"{kind} have only {other}; something that one gains and another loses is a transfer",
            )
        total = sum(shares.values())
        if abs(total - 1) > SHARES_TOLERANCE:
            self.complain((kind, name, side), f"the shares sum to {total:.9g}; they must sum to 1")

    def check_participants(self, name: str) -> None:
        place: Place = ("study", "participants")
        visible = self.visible("quantities") - {YEAR}
        if name not in visible:
            self.complain(place, f"unknown name {name!r}; {suggestion(name, sorted(visible))}")
        elif name not in self.broken and self.dimensions.get(name):
            self.complain(
                place,
                f"{name!r} is repeated over {', '.join(self.dimensions[name])}; participants is one number a world",
            )

    def check_discount_rate(self) -> None:
        """A rate must be stated as soon as anything lies beyond year 0."""
        sections = ("choices", "assumptions", "quantities")
        stated = [section for section in sections if DISCOUNT_RATE in getattr(self.document, section)]
        if stated:
            self.check_stated_rate((stated[0], DISCOUNT_RATE))
        elif self.document.study.horizon and DISCOUNT_RATE not in self.broken and self.discounts():
            self.complain(
                ("study", "horizon"),
                "flows after year 0 need a discount rate; "
                "add [choices.discount_rate] with value = 0.0225, or 0 if there is none",
            )

    def discounts(self) -> bool:
        return any(getattr(self.document, kind) for kind in FLOW_KINDS) or self.has_present_value(self.formulas)

    def check_stated_rate(self, place: Place) -> None:
        dimensions = self.dimensions.get(DISCOUNT_RATE, ())
        if self.units.get(DISCOUNT_RATE) not in (None, PLAIN, (("year", -1.0),)):
            self.complain((*place, "unit"), 'a discount rate is a plain number a year; its unit is "1/year" or "1"')
        choice = self.document.choices.get(DISCOUNT_RATE)
        stated = () if choice is None else choice.value if isinstance(choice.value, tuple) else (choice.value,)
        if any(rate <= -1 for rate in stated):
            self.complain(
                (*place, "value"), f"found {min(stated):g}; a discount rate lies above -1, and 0.03 is three percent"
            )
        if dimensions not in ((), (YEAR,)):
            message = f"the discount rate is repeated over {', '.join(dimensions)}; give one a world, or one a year"
            self.complain(place, message)
        needed = [name for name in (DISCOUNT_RATE,) if name in self.formulas]
        for name in needed:  # grows while it is read: what the rate uses, what that uses, and so on
            used = formulas.names_in(self.formulas[name])
            needed += [other for other in used if other in self.formulas and other not in needed]
        if self.has_present_value(needed):
            self.complain(
                place, "the discount rate follows from a present value, which needs the rate; break the circle"
            )

    def has_present_value(self, names: Iterable[str]) -> bool:
        return any(node.kind == "present_value" for name in names for node in formulas.walk(self.formulas[name]))

    # --- dependence, variants, published figures, settings

    def read_dependence(self) -> None:
        for index, entry in enumerate(self.document.dependence):
            for position, name in enumerate(entry.between):
                place: Place = ("dependence", index, "between", position)
                if name not in self.document.assumptions:
                    if name not in self.broken:
                        self.complain(
                            place, f"there is no assumption {name!r}; {suggestion(name, self.document.assumptions)}"
                        )
                elif self.dimensions.get(name):
                    repeated = ", ".join(self.dimensions[name])
                    self.complain(place, f"{name!r} is repeated over {repeated}; only single numbers can be correlated")
                elif name in self.families and is_certain(self.families[name]):
                    self.complain(place, f"{name!r} is certain; only uncertain numbers can be correlated")
        try:
            self.groups = dependent_groups(self.document.dependence)
        except DependenceError as error:
            place = ("dependence", error.index)
            self.complain((*place, error.key) if error.key else place, str(error))

    def check_variants(self) -> None:
        levers = {*self.document.assumptions, *self.document.choices, "horizon"}
        for section in ("scenarios", "options"):
            for variant_name, variant in getattr(self.document, section).items():
                others: dict[str, Family] = {}
                for name, value in variant.override.items():
                    place: Place = (section, variant_name, "override", name)
                    if name not in levers:
                        if name not in self.broken:
                            self.complain(
                                place, f"there is no assumption or choice {name!r}; {suggestion(name, sorted(levers))}"
                            )
                    elif name == "horizon":
                        self.check_horizon(place, value)
                    elif isinstance(value, Law):
                        if name not in self.document.assumptions:
                            self.complain(place, f"{name!r} is set, not drawn; give a number")
                        with self.complaining(place):
                            others[name] = self.distribution(place, value, None).family
                    elif name in self.families:
                        others[name] = Constant(value)
                self.check_links(section, variant_name, others)

    def check_links(self, section: str, variant_name: str, others: Mapping[str, Family]) -> None:
        """Whether distributions with assumptions as parameters stand with those that a scenario puts in their place."""
        families = {**self.families, **others}
        if not any(isinstance(family, Hierarchical) for family in families.values()):
            return

        def place_of(name: str) -> Place:
            own = [one for one in (name, *_parents(families[name])) if one in others]
            return (section, variant_name, "override", *own[:1])

        self.link_parameters(families, place_of)

    def check_horizon(self, place: Place, value: float | Law) -> None:
        """A scenario may look less far, or further, by whole years."""
        if isinstance(value, Law) or not value.is_integer() or not 0 <= value <= LONGEST_HORIZON:
            found = "a distribution" if isinstance(value, Law) else shown(value)
            self.complain(place, f"found {found}; a horizon is a whole number of years from 0 to {LONGEST_HORIZON}")

    def check_published(self) -> None:
        known = {*standard_outcomes(self.document), *self.document.outcomes}
        for index, published in enumerate(self.document.published):
            place: Place = ("published", index)
            if published.outcome not in known and published.outcome not in self.broken:
                self.complain(
                    (*place, "outcome"),
                    f"there is no outcome {published.outcome!r}; {suggestion(published.outcome, sorted(known))}",
                )
            is_range = READINGS[published.reading].of == "range"
            given = {"low", "high", "value"} & published.model_fields_set
            if given != ({"low", "high"} if is_range else {"value"}):
                wanted, found = "low and high" if is_range else "value", " and ".join(sorted(given)) or "neither"
                self.complain(place, f'reading = "{published.reading}" compares {wanted}; found {found}')
            elif is_range and published.low > published.high:  # type: ignore[operator]
                message = f"low = {shown(published.low)} is above high = {shown(published.high)}"
                self.complain((*place, "low"), f"{message}; give them with low <= high")
            for key in ("low_scenario", "high_scenario"):
                scenario = getattr(published, key)
                if scenario is not None and scenario not in self.document.scenarios and scenario not in self.broken:
                    self.complain(
                        (*place, key),
                        f"there is no scenario {scenario!r}; {suggestion(scenario, self.document.scenarios)}",
                    )
                if scenario is None and published.reading == "scenarios":
                    self.complain(place, f'reading = "scenarios" needs {key} = "a scenario"')

    def check_settings(self) -> None:
        known = {*standard_outcomes(self.document), *self.document.outcomes}
        for index, name in enumerate(self.document.run.keep or ()):
            if name not in known and name not in self.broken:
                self.complain(
                    ("run", "keep", index), f"there is no outcome {name!r}; {suggestion(name, sorted(known))}"
                )
        if not known and not self.complaints:
            self.complain(("study",), "the study has nothing to report; add benefits and costs, or [outcomes.<name>]")


def _circle(left: Mapping[str, Family]) -> list[str]:
    """Names that need each other, the first one again at the end."""
    path = [next(iter(left))]
    while path[-1] not in path[:-1]:
        path.append(next(parent for parent in _parents(left[path[-1]]) if parent in left))
    return path[path.index(path[-1]) :]


def _parents(family: Family) -> tuple[str, ...]:
    return tuple(family.parents) if isinstance(family, Hierarchical) else ()


def _without_index(message: str) -> str:
    """A complaint about one of many worlds, as one about the number: "sd[0] = -1 is …" → "sd = -1 is …"."""
    return re.sub(r"^(\w+)\[[\d, ]+\]", r"\1", message)


def _cell(sheet: TextTable, place: Place) -> tuple[int, str]:
    """The row and column of a table of assumptions that a place of the document stands for."""
    names = sheet.columns["name"]
    row = names.index(str(place[1])) if place[1] in names else 0
    columns = (".".join(map(str, place[2:4])), str(place[2]) if len(place) > 2 else "name")
    return row, next((column for column in columns if column in sheet.columns), "name")


def _with_entry(assumption: Assumption, entry: Entry) -> Assumption:
    """The library's values, with what the study itself says put over them."""
    fields = Assumption.model_fields
    own = {fields[name].alias or name: getattr(assumption, name) for name in assumption.model_fields_set}
    base = assumption_from(entry)
    if (Law.model_fields.keys() - ADJUSTMENTS) & own.keys():
        base = {name: value for name, value in base.items() if name not in Law.model_fields}
    return Assumption.model_validate({**base, **own})
