"""Files of a study as text."""

from __future__ import annotations

from pathlib import Path

from mcba.errors import Complaint, StudyError

LARGEST_FILE = 10_000_000  # bytes


def text_of_file(file: Path, *, called: str | None = None, largest: int = LARGEST_FILE) -> str:
    """Read a file as UTF-8, with line ends as in TOML.

    Parameters
    ----------
    file : Path
    called : str, optional
        What complaints call the file; its path when absent.
    largest : int
        Bytes beyond which a file is refused.

    Returns
    -------
    str

    Raises
    ------
    StudyError
        With one complaint: why there is no text.
    """

    def refuse(message: str, line: int = 1, column: int = 1) -> StudyError:
        return StudyError([Complaint(called or str(file), line, column, message)])

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
