"""The pages for contributors name what is there: every path, every target of make."""

import re

from tests.house.source import listed
from tests.places import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PATH = re.compile(r"`((?:mcba|tests|studies|docs|distributions)/[\w./-]*)`")


def test_every_path_is_there() -> None:
    wrong = [
        f"{page.relative_to(ROOT).as_posix()}: {path}"
        for page in PAGES
        for path in PATH.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]
    assert not wrong, listed(wrong)


def test_every_link_leads_somewhere() -> None:
    wrong = [
        f"{page.relative_to(ROOT).as_posix()}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not wrong, listed(wrong)


def test_every_page_is_linked_from_another() -> None:
    led = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if (page.parent / link).resolve() != page
    }
    alone = [page.relative_to(ROOT).as_posix() for page in PAGES[1:] if page not in led]
    assert not alone, listed(alone)


def test_every_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = {
        target for page in PAGES for target in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(), re.MULTILINE)
    }
    told = set(re.findall(r"^# make ([a-z-]+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert asked <= targets
    assert told == targets - {"check"}
