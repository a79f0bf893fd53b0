"""The file of a workbook: a zip of parts, opened with care."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from mcba.errors import WorkbookError
from mcba.workbook.files.limits import Limits

SAVE_AGAIN = "open it in Excel and save it again as .xlsx"
SMALLER = "take out what the model does not need, or read it in Python with higher `limits`"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls files, and whatever is kept under a password
_END, _END_SIZE, _LONGEST_REMARK = b"PK\x05\x06", 22, 65_535
_ENTRY = b"PK\x01\x02"  # how each entry of the directory begins
_WAYS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # of packing; Excel knows no others
_LARGE = 1_000_000  # bytes from which on it matters how much a part grows
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True)
class Archive:
    """The parts of a workbook's file.

    Attributes
    ----------
    file : str
        What messages call it.
    limits : Limits
    """

    file: str
    limits: Limits
    _zip: zipfile.ZipFile
    _parts: Mapping[str, zipfile.ZipInfo]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, in small letters."""
        return tuple(self._parts)

    def part(self, name: str) -> bytes | None:
        """What a part holds; None where there is none of this name, in whatever capitals.

        Raises
        ------
        WorkbookError
            Where it cannot be unpacked.
        """
        info = self._parts.get(name.strip("/").lower())
        if info is None:
            return None
        try:
            return self._zip.read(info)
        except _UNREADABLE as error:
            raise WorkbookError(f"{self.file} is damaged: {name} cannot be unpacked; {SAVE_AGAIN}") from error

    def needed(self, name: str) -> bytes:
        """What a part holds.

        Raises
        ------
        WorkbookError
            Where it is missing or cannot be unpacked.
        """
        content = self.part(name)
        if content is None:
            raise WorkbookError(f"{self.file} is damaged: its part {name} is missing; {SAVE_AGAIN}")
        return content


def opened(content: bytes, file: str, limits: Limits) -> Archive:
    """The parts of a file, after a look at its directory.

    Parameters
    ----------
    content : bytes
    file : str
        What messages call it.
    limits : Limits

    Returns
    -------
    Archive

    Raises
    ------
    WorkbookError
        Where it is no workbook of .xlsx or .xlsm, is damaged, or asks too much.
    """
    if len(content) > limits.file_bytes:
        raise WorkbookError(f"{file} has {len(content):,} bytes, of at most {limits.file_bytes:,}; {SMALLER}")
    _refuse_other_formats(content, file)
    _check_directory(content, file, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = archive.infolist()
    except _UNREADABLE as error:
        raise WorkbookError(f"{file} is damaged: it is cut off or no whole zip file; {SAVE_AGAIN}") from error
    parts = _checked_parts(infos, file, limits)
    if "mimetype" in parts and "content.xml" in parts:
        raise WorkbookError(f"{file} is an OpenDocument sheet (.ods); save it as .xlsx in LibreOffice or Excel")
    if "xl/workbook.bin" in parts:
        raise WorkbookError(f"{file} is a binary workbook (.xlsb); open it in Excel and save it as .xlsx or .xlsm")
    return Archive(file, limits, archive, parts)


def _refuse_other_formats(content: bytes, file: str) -> None:
    """Say what to do with a file that is no zip."""
    if not content:
        raise WorkbookError(f"{file} is empty; {SAVE_AGAIN}")
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WorkbookError(
                f"{file} is kept under a password; open it in Excel, take the password out (File, Info, Protect "
                "Workbook), and save it"
            )
        raise WorkbookError(f"{file} is a workbook of the old format (.xls); {SAVE_AGAIN}")
    if not content.startswith(b"PK"):
        raise WorkbookError(f"{file} is no Excel workbook (.xlsx or .xlsm); open it in Excel and save it as .xlsx")


def _check_directory(content: bytes, file: str, limits: Limits) -> None:
    """Refuse a directory of too many parts before it is read."""
    end = content.rfind(_END, max(0, len(content) - _END_SIZE - _LONGEST_REMARK))
    if end < 0 or len(content) - end < _END_SIZE:
        raise WorkbookError(f"{file} is damaged: its end is missing; copy or download it again, or {SAVE_AGAIN}")
    if (count := content.count(_ENTRY)) > limits.parts:
        raise WorkbookError(f"{file} has {count:,} parts, of at most {limits.parts:,}; {SAVE_AGAIN}")


def _checked_parts(infos: list[zipfile.ZipInfo], file: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, where the directory asks for nothing unreasonable."""
    total = sum(info.file_size for info in infos)
    if total > limits.unpacked_bytes:
        raise WorkbookError(f"{file} unpacks to {total:,} bytes, of at most {limits.unpacked_bytes:,}; {SMALLER}")
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").strip("/").lower()
        if info.file_size > max(_LARGE, limits.ratio * info.compress_size):
            raise WorkbookError(f"{file}: {name} grows more than {limits.ratio} times by unpacking; {SAVE_AGAIN}")
        if info.compress_type not in _WAYS or info.flag_bits & 1:
            raise WorkbookError(f"{file}: {name} is packed in a way that Excel does not know; {SAVE_AGAIN}")
        if name in parts:
            raise WorkbookError(f"{file} is damaged: it holds {name} twice; {SAVE_AGAIN}")
        if ".." in name.split("/"):
            raise WorkbookError(f"{file} is damaged: its part {name} points out of the file; {SAVE_AGAIN}")
        parts[name] = info
    return parts


def resolved(part: str, target: str) -> str:
    """The name of the part that a relationship of another part points to.

    Examples
    --------
    >>> resolved("xl/workbook.xml", "worksheets/sheet1.xml"), resolved("xl/worksheets/sheet1.xml", "../tables/t.xml")
    ('xl/worksheets/sheet1.xml', 'xl/tables/t.xml')
    >>> resolved("xl/workbook.xml", "/xl/styles.xml")
    'xl/styles.xml'
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))).lstrip("/")
