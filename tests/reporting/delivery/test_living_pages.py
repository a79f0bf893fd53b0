"""The page as a file, and the command that writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mcba.RequestError, match=r"is no file of a page; name one that ends in \.html"):
        mcba.page("studies/tegaderm-dressing", tmp_path / "page.pdf")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    file = tmp_path / "sub" / "page.html"
    asked = ["page", "studies/tegaderm-dressing", "--worlds", "512", "--language", "nl", "--out", str(file)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert [one.name for one in file.parent.iterdir()] == ["page.html"]
    assert b'<html lang="nl">' in file.read_bytes()
