"""The Python of the pages runs, each page from its first block to its last, as whoever copies it would run it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

from tests.places import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted((ROOT / "docs" / "reference").glob("*.md"))


def blocks_of(page: Path) -> list[tuple[int, str]]:
    """The Python blocks of a page, each with the line it begins on."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, match.start(1)) + 1, match[1]) for match in BLOCK.finditer(text)]


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page)], ids=lambda page: page.stem)
def test_every_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "studies").symlink_to(ROOT / "studies")
    named: dict[str, Any] = {"__name__": "page"}
    for line, block in blocks_of(page):
        exec(compile("\n" * (line - 1) + block, str(page), "exec"), named)
    plt.close("all")
