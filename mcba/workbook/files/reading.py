"""A workbook from its file."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, NamedTable, Sheet
from mcba.workbook.files.archive import SMALLER, Archive, opened
from mcba.workbook.files.cells import SheetReader
from mcba.workbook.files.contents import Contents, dynamic_marks, read_contents, read_tables
from mcba.workbook.files.formats import formats
from mcba.workbook.files.limits import Limits
from mcba.workbook.files.markup import tree
from mcba.workbook.files.stored import Surroundings
from mcba.workbook.files.texts import shared_texts

_USUAL = Limits()


def read_book(source: Path | str | bytes, *, file: str | None = None, limits: Limits = _USUAL) -> Book:
    """A workbook as it was saved: formulas and values in one pass.

    Parameters
    ----------
    source : path, or bytes of a file
    file : str, optional
        What messages call it; the name of the file where absent.
    limits : Limits, optional
        How much it may hold.

    Returns
    -------
    Book

    Raises
    ------
    WorkbookError
        Where it cannot be read, holds more than the limits allow, or has formulas without any saved value.

    Examples
    --------
    >>> read_book(b"wage,12.5", file="costs.csv")
    Traceback (most recent call last):
    mcba.errors.WorkbookError: costs.csv is no Excel workbook (.xlsx or .xlsm); open it in Excel and save it as .xlsx
    """
    content, name = (source, "the workbook") if isinstance(source, bytes) else _content(Path(source), limits)
    archive = opened(content, file or name, limits)
    book = read_contents(archive)
    is_from_google = not _application(archive)
    around = Surroundings(
        archive,
        shared_texts(archive, book.pointed("sharedStrings")),
        formats(archive, book.pointed("styles")),
        dynamic_marks(archive, book.pointed("sheetMetadata")),
        book.dates_from_1904,
        is_from_google,
    )
    with _no_collection():
        sheets, named_tables = _sheets(book, around)
    _refuse_without_values(sheets, book, archive)
    return Book(
        archive.file,
        hashlib.sha256(content).hexdigest(),
        sheets,
        book.names,
        named_tables,
        book.links,
        book.dates_from_1904,
        book.iterates,
        book.precision_as_shown,
        any(part.endswith("vbaproject.bin") for part in archive.parts),
        is_from_google,
    )


def _content(path: Path, limits: Limits) -> tuple[bytes, str]:
    """The bytes of a file, unless there are too many of them, and its name."""
    try:
        if path.stat().st_size > limits.file_bytes:
            size = path.stat().st_size
            raise WorkbookError(f"{path.name} has {size:,} bytes, of at most {limits.file_bytes:,}; {SMALLER}")
        return path.read_bytes(), path.name
    except OSError as error:
        raise WorkbookError(f"{path}: the workbook cannot be opened ({error.strerror or error})") from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python from looking for circles among the cells, of which there are none: it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _application(archive: Archive) -> str:
    """The program that wrote the file; empty where it does not say so, as Google Sheets does not."""
    about = tree(archive, "docProps/app.xml")
    return "" if about is None else (about.findtext("./Application") or "").strip()


def _sheets(book: Contents, around: Surroundings) -> tuple[dict[str, Sheet], dict[str, NamedTable]]:
    """All sheets, and the tables in them."""
    sheets: dict[str, Sheet] = {}
    named_tables: dict[str, NamedTable] = {}
    room = around.archive.limits.cells
    for sheet in book.sheets:
        reader = SheetReader(sheet.name, around, room)
        reader.read(around.archive.needed(sheet.part), sheet.part)
        room -= len(reader.cells)
        sheets[sheet.name] = Sheet(sheet.name, reader.cells, sheet.is_hidden, frozenset(reader.hidden_rows))
        named_tables |= read_tables(around.archive, sheet)
    return sheets, named_tables


def _refuse_without_values(sheets: dict[str, Sheet], book: Contents, archive: Archive) -> None:
    """Refuse formulas that nothing has computed: their values are absent, or all the 0 that some libraries write."""
    values = [cell.value for sheet in sheets.values() for cell in sheet.cells.values() if cell.formula is not None]
    never = bool(values) and all(value is None for value in values)
    zeros = book.recomputes and len(values) > 1 and all(value in {None, 0.0} for value in values)
    if never or zeros:
        raise WorkbookError(
            f"{archive.file} holds {len(values):,} formulas and no value that was computed from them: a program wrote "
            "it that does not compute; open it in Excel, save it, and try again"
        )
