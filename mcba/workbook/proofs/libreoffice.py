"""LibreOffice as a referee: it opens copies of a workbook, computes them anew, and saves them elsewhere."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.files.reading import read_book

_ON_MACS = "/Applications/LibreOffice.app/Contents/MacOS/soffice"

_ALWAYS, _NEVER, _VERY_HIGH = 0, 1, 3
_SETTINGS = {
    ("Calc/Formula/Load", "OOXMLRecalcMode"): _ALWAYS,
    ("Calc/Content/Update", "Link"): _NEVER,
    ("Common/Security/Scripting", "MacroSecurityLevel"): _VERY_HIGH,
    ("Common/Security/Scripting", "DisableMacrosExecution"): "true",
}
"""A workbook is computed whatever it stores, and nothing in it runs or reads other files."""


def find_libreoffice() -> str | None:
    """The program; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or (_ON_MACS if Path(_ON_MACS).exists() else None)


def recalculated(program: str, copies: Sequence[bytes], *, seconds: float, suffix: str = ".xlsx") -> list[Book]:
    """Workbooks as LibreOffice computes them.

    It works in a folder and with a profile of its own, which are gone afterwards; a LibreOffice that is open stays so.

    Parameters
    ----------
    program : str
    copies : sequence of bytes
        Files of workbooks.
    seconds : float
        How long all of them may take together.
    suffix : str
        Of the files.

    Returns
    -------
    list of Book

    Raises
    ------
    WorkbookError
        Where it takes too long or gives nothing back.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        _write_profile(home / "profile")
        files = [home / f"{number}{suffix}" for number in range(len(copies))]
        for file, content in zip(files, copies, strict=True):
            file.write_bytes(content)
        said = _run(
            [
                program,
                f"-env:UserInstallation={(home / 'profile').as_uri()}",
                *("--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML"),
                *("--outdir", str(home / "computed"), *map(str, files)),
            ],
            seconds,
        )
        books = []
        for file in files:
            computed = home / "computed" / f"{file.stem}.xlsx"
            if not computed.exists():
                raise WorkbookError(f"LibreOffice computed nothing: {said.strip()[-300:] or 'it said nothing'}")
            books.append(read_book(computed))
        return books


def _write_profile(folder: Path) -> None:
    """Settings of a user who has none yet."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for (path, name), value in _SETTINGS.items()
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(command: list[str], seconds: float) -> str:
    """What a program says; it and all that it started end when the time is over."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True, errors="replace"
    ) as process:
        try:
            return process.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            raise WorkbookError(f"LibreOffice did not end within {seconds:g} seconds; allow it more") from None
