"""Files that are no workbooks, damaged ones and hostile ones are refused with what to do."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile

import pytest
from hypothesis import given, strategies as st

from mcba.errors import WorkbookError
from mcba.workbook.files import read_book
from mcba.workbook.files.limits import Limits
from tests.workbook.files.making import made, parts_of, zipped

_ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
_WHOLE = made(_ROWS, texts="<si><t>one</t></si>", styles='<cellXfs><xf numFmtId="9"/></cellXfs>')
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "is no Excel workbook"),
        (b"<html><table></table></html>", "is no Excel workbook"),
        (_COMPOUND, r"old format \(\.xls\); open it in Excel and save it again as \.xlsx"),
        (_COMPOUND + "EncryptedPackage".encode("utf-16-le"), "kept under a password"),
        (zipped({"mimetype": "application/x", "content.xml": "<x/>"}), r"OpenDocument sheet \(\.ods\); save it as"),
        (zipped({"xl/workbook.bin": "x"}), r"binary workbook \(\.xlsb\); open it in Excel and save it as \.xlsx"),
        (zipped({"word/document.xml": "<x/>"}), "holds no workbook"),
        (zipped({"xl/workbook.xml": "<html/>"}), "holds no workbook but a 'html'"),
        (_WHOLE[:-30], "its end is missing"),
        (_WHOLE[:40] + _WHOLE[300:], "is damaged"),
    ],
)
def test_archive_of_another_kind_or_damaged(content: bytes, message: str) -> None:
    with pytest.raises(WorkbookError, match=rf"^costs\.xlsx.*{message}"):
        read_book(content, file="costs.xlsx")


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(file_bytes=100), "bytes, of at most 100; take out what the model does not need"),
        (Limits(unpacked_bytes=100), "unpacks to .* bytes, of at most 100"),
        (Limits(parts=3), "parts, of at most 3"),
        (Limits(depth=2), "is nested more than 2 deep"),
    ],
)
def test_archive_beyond_the_limits(limits: Limits, message: str) -> None:
    with pytest.raises(WorkbookError, match=message):
        read_book(_WHOLE, limits=limits)


def test_archive_that_unpacks_to_far_more() -> None:
    with pytest.raises(WorkbookError, match=r"xl/media/image\.bmp grows more than 300 times by unpacking"):
        read_book(zipped(parts_of(_ROWS) | {"xl/media/image.bmp": bytes(5_000_000)}))


def test_archive_with_a_part_twice_or_pointing_outside() -> None:
    content = io.BytesIO(_WHOLE)
    with zipfile.ZipFile(content, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("XL/workbook.xml", "<workbook/>")
    with pytest.raises(WorkbookError, match=r"holds xl/workbook\.xml twice"):
        read_book(content.getvalue())
    with pytest.raises(WorkbookError, match=r"its part \.\./secret points out of the file"):
        read_book(zipped(parts_of(_ROWS) | {"../secret": "x"}))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_archive_with_unsound_markup(part: str) -> None:
    parts = parts_of(_ROWS, texts="<si><t>one</t></si>", styles="<cellXfs/>")
    whole = str(parts[part])
    entity = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(WorkbookError, match=f"{part} has a document type"):
        read_book(zipped(parts | {part: entity + whole}))
    with pytest.raises(WorkbookError, match=f"{part} is no whole XML"):
        read_book(zipped(parts | {part: whole[:-8]}))
    with pytest.raises(WorkbookError, match=f"{part} is no whole XML"):
        read_book(zipped(parts | {part: '<?xml version="1.0" encoding="no-such"?>' + whole}))


def test_archive_without_the_part_of_a_sheet() -> None:
    parts = parts_of(_ROWS, texts="<si><t>one</t></si>")
    del parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(WorkbookError, match=r"its part xl/worksheets/sheet1\.xml is missing; open it in Excel"):
        read_book(zipped(parts))


@given(position=st.integers(0, len(_WHOLE) - 1), byte=st.integers(0, 255), is_cut=st.booleans())
def test_archive_with_a_flipped_byte_or_cut_off_is_read_or_refused(position: int, byte: int, is_cut: bool) -> None:
    content = _WHOLE[:position] if is_cut else _WHOLE[:position] + bytes([byte]) + _WHOLE[position + 1 :]
    if is_cut:
        with pytest.raises(WorkbookError):
            read_book(content)
    else:
        with contextlib.suppress(WorkbookError):
            assert read_book(content).sheets


@given(data=st.data())
def test_archive_with_a_changed_character_of_markup_is_read_or_refused(data: st.DataObject) -> None:
    parts = parts_of(_ROWS, texts="<si><t>one</t></si>", styles='<cellXfs><xf numFmtId="9"/></cellXfs>')
    name = data.draw(st.sampled_from(sorted(parts)))
    text = str(parts[name])
    position = data.draw(st.integers(0, len(text) - 1))
    word = data.draw(
        st.sampled_from(["", "-1", "99999999999999999999", "A0", "<", '"', "nan", "\u0663", "../", "&#x0;"])
    )
    with contextlib.suppress(WorkbookError):
        assert read_book(zipped(parts | {name: text[:position] + word + text[position + 1 :]})).sheets
