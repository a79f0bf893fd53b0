"""Words and tables for a terminal: folded and aligned."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

WIDTH = 78


def wrap(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Fold a text to the width, with one indent for its first line and one for the others."""
    following = indent if hanging is None else hanging
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side: words left, numbers right; long words are folded so that a row keeps to the width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    widths[0] = min(widths[0], max(12, WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1)))
    lines: list[str] = []
    for row in rows:
        indent = row[0][: len(row[0]) - len(row[0].lstrip())]
        *folded, last = textwrap.wrap(row[0].strip(), widths[0] - len(indent)) or [""]
        lines.extend(indent + part for part in folded)
        numbers = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([(indent + last).ljust(widths[0]), *numbers]).rstrip())
    return lines
