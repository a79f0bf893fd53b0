"""The contents of a workbook as a study's tables hold them: its bytes as base64, which is text as all tables are."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from mcba.workbook import Book


def held_bytes(content: bytes) -> str:
    """The bytes of a workbook as text.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str

    Examples
    --------
    >>> held_bytes(b"PK")
    'UEs='
    """
    return base64.b64encode(content).decode("ascii")


def bytes_of(held: str) -> bytes:
    """The bytes of a workbook that is held as text.

    Parameters
    ----------
    held : str

    Returns
    -------
    bytes

    Examples
    --------
    >>> bytes_of("UEs=")
    b'PK'
    """
    return base64.b64decode(held, validate=True)


@lru_cache(maxsize=8)
def hash_of(held: str) -> str:
    """The SHA-256 of the bytes of a workbook that is held as text.

    Parameters
    ----------
    held : str

    Returns
    -------
    str

    Examples
    --------
    >>> hash_of("UEs=")[:8]
    'fcab7fcc'
    """
    return hashlib.sha256(bytes_of(held)).hexdigest()


@lru_cache(maxsize=4)
def book_of(file: str, held: str) -> Book:
    """The workbook that is held as text.

    Parameters
    ----------
    file : str
        What messages call it.
    held : str

    Returns
    -------
    Book

    Raises
    ------
    WorkbookError
        When it cannot be read.
    """
    from mcba.workbook.files import read_book

    return read_book(bytes_of(held), file=file)
