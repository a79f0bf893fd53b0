"""The glossary of the house, `docs/contributing/words.md`, as tests read it."""

import re

from tests.places import ROOT


def terms() -> list[str]:
    """The terms of the glossary: what stands in bold at the head of a line."""
    text = (ROOT / "docs/contributing/words.md").read_text(encoding="utf-8")
    return [term for head in re.findall(r"^- \*\*(.+?)\*\*:", text, re.MULTILINE) for term in head.split(", ")]
