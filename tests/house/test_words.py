"""Words: each term of the glossary stands in the code, once in the glossary, with its one meaning."""

import re

from tests.house.glossary import terms
from tests.house.source import MODULES, listed

CODE = " ".join(re.findall(r"[a-z]+", " ".join(module.text for module in MODULES.values()).lower()))
"""Every word of the code, its documentation included."""


def test_each_term_stands_in_the_code() -> None:
    wrong = [term for term in sorted(terms()) if f" {term.lower()} " not in CODE and f" {term.lower()}s " not in CODE]
    assert not wrong, listed(wrong)


def test_no_term_has_two_meanings() -> None:
    every = terms()
    assert len(every) == len(set(every)), listed(sorted({term for term in every if every.count(term) > 1}))
