"""Drafts as they are before a check, and what the check alone says of them."""

from __future__ import annotations

from pathlib import Path

from mcba.study.checks import CHECKS, Check
from mcba.study.reading.draft import Draft
from mcba.study.reading.reader import draft_of


def draft_before(check: Check, text: str, **tables: str) -> Draft:
    """The draft of a text after the checks that stand before this one."""
    draft = draft_of(Path("study.toml"), text, tables=tables)
    for earlier in CHECKS[: CHECKS.index(check)]:
        draft = earlier(draft)
    return draft


def said_by(check: Check, text: str, **tables: str) -> list[str]:
    """What one check complains of, as line:column: message."""
    draft = draft_before(check, text, **tables)
    made = check(draft).complaints[len(draft.complaints) :]
    return [f"{complaint.line}:{complaint.column}: {complaint.message}" for complaint in made]
