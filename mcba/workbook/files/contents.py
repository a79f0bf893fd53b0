"""What a workbook consists of: its sheets in order, and what it says of itself."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from mcba.errors import WorkbookError
from mcba.workbook.book import NamedTable
from mcba.workbook.files.archive import SAVE_AGAIN, Archive
from mcba.workbook.files.areas import written_area
from mcba.workbook.files.markup import is_true, tree, tree_of
from mcba.workbook.files.relations import Relation, relations
from mcba.workbook.files.texts import unescaped


@dataclass(frozen=True)
class SheetPart:
    """A sheet of cells: its name, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Contents:
    """What the main part of a workbook says.

    Attributes
    ----------
    part : str
        Its name.
    sheets : tuple of SheetPart
        Charts that are sheets of their own are left out.
    names : dict of (str or None, str) to str
    links : tuple of str
    dates_from_1904, iterates, precision_as_shown : bool
    recomputes : bool
        Whether Excel is to compute everything when it opens the file.
    pointers : dict of str to Relation
    """

    part: str
    sheets: tuple[SheetPart, ...]
    names: dict[tuple[str | None, str], str]
    links: tuple[str, ...]
    dates_from_1904: bool
    iterates: bool
    precision_as_shown: bool
    recomputes: bool
    pointers: dict[str, Relation]

    def pointed(self, kind: str) -> str:
        """The part of a kind that the workbook points to; empty where there is none."""
        return next((pointer.target for pointer in self.pointers.values() if pointer.kind == kind), "")


def read_contents(archive: Archive) -> Contents:
    """What the main part of a workbook says.

    Raises
    ------
    WorkbookError
        Where it is missing, cannot be read, or names sheets twice.
    """
    starts = [pointer.target for pointer in relations(archive, "").values() if pointer.kind == "officeDocument"]
    part = starts[0] if starts else "xl/workbook.xml"
    if part not in archive.parts and "xl/workbook.xml" not in archive.parts:
        raise WorkbookError(f"{archive.file} holds no workbook; {SAVE_AGAIN}")
    book = tree_of(archive.needed(part), part, archive)
    if book.tag != "workbook":
        raise WorkbookError(f"{archive.file} holds no workbook but a {book.tag!r}; {SAVE_AGAIN}")
    pointers = relations(archive, part)
    listed = book.findall("./sheets/sheet")
    about, computing = book.find("./workbookPr"), book.find("./calcPr")
    properties = {} if about is None else about.attrib
    calculation = {} if computing is None else computing.attrib
    return Contents(
        part,
        _sheets(listed, pointers, archive),
        _names(book, [sheet.get("name", "") for sheet in listed]),
        _links(book, pointers, archive),
        is_true(properties.get("date1904")),
        is_true(calculation.get("iterate")),
        not is_true(calculation.get("fullPrecision", "1")),
        is_true(calculation.get("fullCalcOnLoad")),
        pointers,
    )


def _sheets(listed: list[Element], pointers: dict[str, Relation], archive: Archive) -> tuple[SheetPart, ...]:
    sheets: dict[str, SheetPart] = {}
    for element in listed:
        name = unescaped(element.get("name", ""))
        pointer = pointers.get(element.get("id", ""))
        if pointer is None:
            raise WorkbookError(f"{archive.file} is damaged: it does not say where sheet {name!r} stands; {SAVE_AGAIN}")
        if name.casefold() in sheets:
            raise WorkbookError(f"{archive.file} is damaged: it has two sheets of the name {name!r}; {SAVE_AGAIN}")
        if pointer.kind == "worksheet":
            sheets[name.casefold()] = SheetPart(name, pointer.target, element.get("state", "visible") != "visible")
    if not sheets:
        raise WorkbookError(f"{archive.file} has no sheet of cells; {SAVE_AGAIN}")
    return tuple(sheets.values())


def _names(book: Element, sheets: list[str]) -> dict[tuple[str | None, str], str]:
    """The defined names, without those of Excel itself (print areas, filters) and of macros."""
    names: dict[tuple[str | None, str], str] = {}
    for element in book.findall("./definedNames/definedName"):
        name, scope = unescaped(element.get("name", "")), element.get("localSheetId", "")
        if name.lower().startswith(("_xlnm.", "_xlfn.", "_xlpm.")) or is_true(element.get("vbProcedure")):
            continue
        if scope and not (scope.isdecimal() and len(scope) < 6 and int(scope) < len(sheets)):
            continue
        text = unescaped("".join(element.itertext())).strip().removeprefix("=")
        names[sheets[int(scope)] if scope else None, name.lower()] = text
    return names


def _links(book: Element, pointers: dict[str, Relation], archive: Archive) -> tuple[str, ...]:
    """The names of the files that the workbook reads from."""
    links = []
    for element in book.findall("./externalReferences/externalReference"):
        pointer = pointers.get(element.get("id", ""))
        targets = [] if pointer is None else [found.target for found in relations(archive, pointer.target).values()]
        path = unquote(targets[0]).replace("\\", "/") if targets else ""
        links.append(posixpath.basename(path.rstrip("/")) or "another workbook")
    return tuple(links)


def read_tables(archive: Archive, sheet: SheetPart) -> dict[str, NamedTable]:
    """The tables of a sheet by their names in small letters.

    Raises
    ------
    WorkbookError
        Where one cannot be read.
    """
    named = {}
    for pointer in relations(archive, sheet.part).values():
        if pointer.kind != "table":
            continue
        table = tree_of(archive.needed(pointer.target), pointer.target, archive)
        name = unescaped(table.get("displayName") or table.get("name") or "")
        area = written_area(sheet.name, table.get("ref", ""))
        head, totals = table.get("headerRowCount", "1"), table.get("totalsRowCount", "0")
        if area is None or not (head.isdecimal() and totals.isdecimal()):
            raise WorkbookError(f"{archive.file} is damaged: table {name!r} has no place; {SAVE_AGAIN}")
        columns = tuple(unescaped(column.get("name", "")) for column in table.findall("./tableColumns/tableColumn"))
        named[name.lower()] = NamedTable(name, area, columns, int(head), int(totals))
    return named


def dynamic_marks(archive: Archive, part: str) -> frozenset[str]:
    """The marks by which cells say that their formula computes with arrays throughout.

    Raises
    ------
    WorkbookError
        Where the part about them cannot be read.
    """
    about = tree(archive, part) if part else None
    if about is None:
        return frozenset()
    kinds = [element.get("name") for element in about.findall("./metadataTypes/metadataType")]
    marks = about.findall("./cellMetadata/bk")
    dynamic = str(kinds.index("XLDAPR") + 1) if "XLDAPR" in kinds else ""
    return frozenset(
        str(number)
        for number, mark in enumerate(marks, start=1)
        if dynamic and any(entry.get("t") == dynamic for entry in mark.findall("./rc"))
    )
