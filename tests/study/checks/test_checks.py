"""The list of checks: every check stands in it once, and none of them changes the draft that it is given."""

from __future__ import annotations

import importlib
import pkgutil
from copy import deepcopy
from pathlib import Path

import pytest

from mcba.study import checks
from mcba.study.checks import CHECKS
from mcba.study.document import Document
from mcba.study.reading.draft import Draft
from mcba.study.reading.reader import draft_of
from mcba.study.reading.starter import STARTER
from tests.study.drafts import draft_before
from tests.study.written import BROKEN


def test_every_check_stands_in_the_list_once() -> None:
    names = [module.name for module in pkgutil.iter_modules(checks.__path__)]
    modules = [importlib.import_module(f"mcba.study.checks.{name}") for name in names]
    written = {name for module in modules for name in vars(module) if name.startswith("check_")}
    assert sorted(check.__name__ for check in CHECKS) == sorted(written)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_says_what_it_is_for(check: object) -> None:
    assert (check.__doc__ or "").endswith(".")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_of_the_starter_has_nothing_to_complain_of_and_leaves_its_draft_alone(check: checks.Check) -> None:
    draft = draft_before(check, STARTER)
    document, broken, sets = deepcopy(draft.document), draft.broken, dict(draft.sets)
    assert check(draft).complaints == ()
    assert (draft.document, draft.broken, draft.sets) == (document, broken, sets)


@pytest.mark.parametrize("file", sorted(BROKEN.glob("*.toml")), ids=lambda file: file.stem)
def test_the_document_stays_as_the_file_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    try:
        draft: Draft = draft_of(file, text, folder=file.parent)
    except ValueError:
        return  # there is no document
    before = deepcopy(draft.document)
    for check in CHECKS:
        draft = check(draft)
    assert draft.document == before
    assert isinstance(draft.document, Document)
