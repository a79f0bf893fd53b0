"""Distributions in words."""

from __future__ import annotations

import pytest
import scipy.stats as st

import mcba
from mcba.reporting.words.distributions import distribution_in_words
from mcba.reporting.words.labels import Labels

STUDY = mcba.Study(
    title="t",
    assumptions={"a": st.genextreme(0.1, loc=3), "b": mcba.Shifted(mcba.Gamma(2, 3), by=1, times=2.5)},
    outcomes={"y": "a + b"},
)


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("en", "a", "Genextreme of scipy.stats: c 0.1; loc 3"),
        ("nl", "a", "Genextreme uit scipy.stats: c 0,1; loc 3"),
        ("en", "b", "multiplied by 2.5; moved by 1"),
        ("nl", "b", "vermenigvuldigd met 2,5; verschoven met 1"),
    ],
)
def test_what_python_gives_has_words_too(language: str, name: str, words: str) -> None:
    said = distribution_in_words(Labels(STUDY, language), STUDY.document.assumptions[name])
    assert said.endswith(words)
