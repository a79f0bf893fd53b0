"""Copies of a workbook's file with other numbers in it, for another program to compute."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from mcba.workbook.files.archive import opened
from mcba.workbook.files.contents import read_contents
from mcba.workbook.files.limits import Limits
from mcba.workbook.places import Place, column_letters

_CELL = re.compile(rb"<((?:\w+:)?)c(\s[^>]*?)?(?:/>|>(.*?)</\1c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<((?:\w+:)?)v(?:\s[^>]*)?(?:/>|>.*?</\1v>)", re.DOTALL)
_KIND = re.compile(rb"\st=(?:\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(rb"\sr=[\"']([^\"']*)")


def changed_copy(content: bytes, numbers: Mapping[Place, float], file: str = "the workbook") -> bytes:
    """A copy with numbers put into cells and no values beside its formulas, so that whoever opens it must compute.

    Parameters
    ----------
    content : bytes
        The file, which `read_book` has read.
    numbers : mapping of Place to float
        For cells that hold a number.
    file : str
        What messages call it.

    Returns
    -------
    bytes

    Raises
    ------
    WorkbookError
        Where the file cannot be read.
    """
    limits = Limits()
    archive = opened(content, file, limits)
    sheets = {sheet.part.strip("/").lower(): sheet.name for sheet in read_contents(archive).sheets}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as original, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in original.infolist():
            part = original.read(info)
            sheet = sheets.get(info.filename.replace("\\", "/").strip("/").lower())
            if sheet is not None:
                here = {
                    f"{column_letters(place.column)}{place.row}".encode(): number
                    for place, number in numbers.items()
                    if place.sheet == sheet
                }
                part = _changed(part, here)
            copy.writestr(info.filename, part)
    return made.getvalue()


def _changed(part: bytes, numbers: Mapping[bytes, float]) -> bytes:
    """The part of a sheet with numbers in cells, and without the values of its formulas."""

    def cell(found: re.Match[bytes]) -> bytes:
        prefix, attributes, inside = found[1], found[2] or b"", found[3] or b""
        reference = _REFERENCE.search(attributes)
        number = numbers.get(reference[1]) if reference else None
        if number is not None:
            inside = b"<%bv>%b</%bv>" % (prefix, repr(float(number)).encode(), prefix)
        elif _FORMULA.search(inside):
            inside = _VALUE.sub(b"", inside)
        else:
            return found[0]
        return b"<%bc%b>%b</%bc>" % (prefix, _KIND.sub(b"", attributes), inside, prefix)

    return _CELL.sub(cell, part)
