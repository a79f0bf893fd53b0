"""How much a file may ask of its reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold at most: far above what people build, and below what would fill a laptop.

    Attributes
    ----------
    file_bytes, unpacked_bytes : int
        Of the file, and of all that it unpacks to, by its own directory.
    ratio : int
        How many times larger a part of more than a megabyte may become by unpacking.
    parts : int
        Of how many parts the file consists.
    cells : int
        Cells that hold something, in all sheets together.
    text : int
        Characters of one text or formula: Excel allows 32,767, Google Sheets 50,000.
    depth : int
        How deep elements of a part stand in one another.

    Examples
    --------
    >>> Limits(cells=200_000).cells
    200000
    """

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 300_000_000
    ratio: int = 300
    parts: int = 5_000
    cells: int = 1_000_000
    text: int = 50_000
    depth: int = 64
