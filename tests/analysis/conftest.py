"""Fixtures of the tests of this room."""

import pytest

import mcba
from tests.analysis.deciding import LINEAR, study_of


@pytest.fixture(scope="module")
def linear() -> mcba.Run:
    """Net benefit gain − price: normal with mean 5 and standard deviation √425."""
    return mcba.run(study_of(LINEAR))


@pytest.fixture(scope="module")
def single() -> mcba.Run:
    """The same, with no other option than the project."""
    return mcba.run(study_of(LINEAR.partition("[options")[0]))


@pytest.fixture(scope="module")
def moeders() -> mcba.Run:
    return mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=8_192)
