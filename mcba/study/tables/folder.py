"""The tables of one study: texts that were given with it, or files in its folder, each read once."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from mcba.errors import LibraryError, McbaError, StudyError, suggestion
from mcba.study.distributions.entries import PRICE_INDICES, entry_text
from mcba.study.distributions.price_indices import price_index_text
from mcba.study.document.values import shown
from mcba.study.reading.files import LARGEST_FILE, text_of_file
from mcba.study.tables.cells import TextTable
from mcba.study.tables.files import excel_as_csv, read_table
from mcba.study.tables.sipmath_import import SUFFIXES, read_sipmath

LARGEST_LIBRARY = 200_000_000  # bytes of a SIPmath library
PROSE = "prose/"
"""The folder, beside the study file, of paragraphs of its own: `prose/<chapter>.md`."""
EXCEL = frozenset({".xlsx", ".xls", ".xlsb", ".ods"})
WORKBOOKS = "workbook/"
"""Before the name under which a study's tables keep the workbook that is its model: its bytes, as base64."""


class TableError(McbaError):
    """A table or a column of it cannot be had.

    Attributes
    ----------
    mistakes : tuple of (key, message)
        The key of the study file that names the table or the column, and what is wrong with it.
    is_file : bool
        Whether the file is missing, and not a column in it.
    """

    def __init__(self, *mistakes: tuple[str, str], is_file: bool = False):
        self.mistakes = mistakes
        self.is_file = is_file
        super().__init__("; ".join(message for _, message in mistakes))


class Tables:
    """The tables of one study, each read once.

    Parameters
    ----------
    file : Path
        The study file.
    folder : Path or None
        Where tables lie; None when all of them are given as texts.
    texts : mapping of str to str
        Tables, and entries of the library, that are known already.

    Attributes
    ----------
    texts : dict of str to str
        The text of every table and library entry that was read, so that a run can be repeated.
    """

    def __init__(self, file: Path, folder: Path | None = None, texts: Mapping[str, str] | None = None):
        self.file, self.folder, self.texts = file, folder, dict(texts or {})
        self._tables: dict[str, TextTable | None] = {}
        self._used: set[str] = set()

    def table(self, name: str, *, key: str) -> TextTable:
        """A table by the name that the study file gives it under `key`.

        Raises
        ------
        TableError
            When its file cannot be had.
        StudyError
            With what is wrong in the table; without complaints when that was told before.
        """
        self._used.add(name)
        if name not in self._tables:
            self._tables[name] = None
            file = self._file_of(name, key)
            if name not in self.texts:
                self.texts[name] = self._text(file, key)
            reads = read_sipmath if name.lower().endswith(SUFFIXES) else read_table
            self._tables[name] = reads(str(self.file.parent / file), self.texts[name])
        table = self._tables[name]
        if table is None:
            raise StudyError(())
        return table

    def text(self, name: str, *, key: str) -> str:
        """The text of a file by the name that the study file gives it under `key`, as it stands.

        Raises
        ------
        TableError
            When it cannot be had.
        StudyError
            When it is no text.
        """
        self._used.add(name)
        if name not in self.texts:
            self.texts[name] = self._text(name, key)
        return self.texts[name]

    def workbook(self, name: str, *, key: str) -> str:
        """The bytes of a workbook that is the study's model, as base64, by the name that the study file gives it.

        Raises
        ------
        TableError
            When it cannot be had.
        """
        held = WORKBOOKS + name
        self._used.add(held)
        if held not in self.texts:
            file = self._found(name, key, "workbook", ("*.xlsx", "*.xlsm"))
            try:
                self.texts[held] = base64.b64encode(file.read_bytes()).decode("ascii")
            except OSError as error:
                message = f"the workbook {name!r} cannot be read: {error.strerror or error}"
                raise TableError((key, message), is_file=True) from error
        return self.texts[held]

    def prose(self) -> list[str]:
        """The names of the files of prose, which are read where they lie in the study's folder.

        Raises
        ------
        StudyError
            With the first that is no text.
        """
        if self.folder is not None:
            for file in sorted(file for file in (self.folder / PROSE).glob("*.md") if file.stat().st_size):
                self.texts[PROSE + file.name] = text_of_file(file, called=str(self.file.parent / PROSE / file.name))
        return [name for name in self.texts if name.startswith(PROSE)]

    @property
    def used(self) -> dict[str, str]:
        """The texts that the study asked for, and its prose; others may have been given."""
        return {name: text for name, text in self.texts.items() if name in self._used or name.startswith(PROSE)}

    def opened(self, name: str) -> TextTable | None:
        """A table that was read before, if nothing was wrong with it."""
        return self._tables.get(name)

    def column(self, name: str, column: str, *, key: str) -> tuple[str, ...]:
        """The cells of a column; the same key of the study file names the table and the column.

        Raises
        ------
        TableError
            When there is no such table or column.
        StudyError
            With what is wrong in the table.
        """
        return self.columns(name, {key: column}, key=key)[0]

    def columns(self, name: str, columns: Mapping[str, str], *, key: str) -> list[tuple[str, ...]]:
        """The cells of several columns, each by the key of the study file that names it.

        Raises
        ------
        TableError
            When there is no such table, or with every column that is missing.
        StudyError
            With what is wrong in the table.
        """
        table = self.table(name, key=key)
        missing = {where: column for where, column in columns.items() if column not in table.columns}
        if missing:
            raise TableError(*((where, _no_column(table, column)) for where, column in missing.items()))
        return [table.columns[column] for column in columns.values()]

    def entry_text(self, entry_id: str, own: str | None) -> str:
        """The text of an entry of the evidence library, or of the study's own library in the folder `own`.

        Raises
        ------
        LibraryError
            When there is no such folder or entry.
        """
        key = f"library/{entry_id}.toml"
        self._used.add(key)
        if key not in self.texts:
            folder = None
            if own is not None and self.folder is not None:
                folder = (self.folder / own).resolve()
                if not (folder.is_dir() and folder.is_relative_to(self.folder.resolve())):
                    raise LibraryError(f"there is no folder {own!r} in the study's folder to be its library")
            self.texts[key] = entry_text(entry_id, folder)
        return self.texts[key]

    def price_index_text(self, name: str) -> str:
        """The text of a price index that comes with mcba."""
        key = f"{PRICE_INDICES}/{name}.toml"
        self._used.add(key)
        if key not in self.texts:
            self.texts[key] = price_index_text(name)
        return self.texts[key]

    def _file_of(self, name: str, key: str) -> str:
        """The file of a table; a name without its end is that of a CSV or of an Excel file, whichever is there."""
        if Path(name).suffix or self.folder is None or name in self.texts:
            return name
        there = [name + end for end in sorted({".csv", *EXCEL}) if (self.folder / (name + end)).is_file()]
        if len(there) > 1:
            message = f"both {' and '.join(there)} are there for the table {name!r}; keep one of them"
            raise TableError((key, message), is_file=True)
        return there[0] if there else f"{name}.csv"

    def _text(self, name: str, key: str) -> str:
        code = name.endswith(".py")
        globs = ("*.py",) if code else ("*.csv", "*/*.csv", "*.xlsx", "*.SIPmath")
        file = self._found(name, key, "file" if code else "table", globs)
        if file.suffix.lower() in EXCEL:
            return excel_as_csv(file)
        largest = LARGEST_LIBRARY if file.suffix.lower() in SUFFIXES else LARGEST_FILE
        return text_of_file(file, called=str(self.file.parent / name), largest=largest)

    def _found(self, name: str, key: str, what: str, globs: Sequence[str]) -> Path:
        """A file in the study's folder; what is there instead is named."""

        def refuse(message: str) -> TableError:
            return TableError((key, message), is_file=True)

        called, example = ("workbook", "model.xlsx") if what == "workbook" else ("table", "prices.csv")
        if self.folder is None:
            raise refuse(f"the {called} {name!r} was not given with the study's text")
        root = self.folder.resolve()
        try:
            file = (root / name).resolve()
            is_inside, is_there = file.is_relative_to(root), file.is_file()
        except (OSError, ValueError, RuntimeError) as error:  # too long a name, or links in a circle
            raise refuse(
                f"{shown(name)} cannot be the name of a {called}; write a file name such as {example}"
            ) from error
        if not is_inside:
            raise refuse(f"the {called} {name!r} lies outside the study's folder; copy it into the folder")
        if not is_there:
            there = [path.relative_to(root).as_posix() for glob in globs for path in root.glob(glob)]
            raise refuse(f"there is no {what} {name!r} in the study's folder; {suggestion(name, there)}")
        return file


def _no_column(table: TextTable, column: str) -> str:
    if column in table.absent:
        return f"SIP {column!r} {table.absent[column]}"
    return f"the table has no column {column!r}; {suggestion(column, table.columns)}"
