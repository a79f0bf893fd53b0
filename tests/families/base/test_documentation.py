"""What the classes say of themselves: docstrings, the page of families, and members of typical parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import mcba
from mcba.errors import FamilyError
from mcba.families import FAMILIES, Family, from_parameters, named
from mcba.families.reference_page import families_page
from tests.families.typical import OF_NUMBERS, around, member, outside, value
from tests.places import ROOT

shares = st.lists(st.floats(0, 1), min_size=8, max_size=8)
PUBLIC = [getattr(mcba, name) for name in mcba.__all__ if isinstance(getattr(mcba, name), type)]
CLASSES = [family for family in PUBLIC if issubclass(family, Family) and family.parameters]


def test_the_page_of_families_is_written_from_the_classes() -> None:
    page = (ROOT / "docs" / "reference" / "families.md").read_text(encoding="utf-8")
    assert page == families_page(), "write it again, as its first lines say"


def test_every_family_of_the_study_file_is_a_public_name() -> None:
    assert {family.__name__ for family in FAMILIES.values()} == set(named.__all__)
    assert {family.__name__ for family in CLASSES} >= set(named.__all__)


def test_every_file_of_families_is_in_the_stub() -> None:
    folder = ROOT / "mcba" / "families" / "named"
    stub = (folder / "__init__.pyi").read_text(encoding="utf-8")
    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert {line.split()[1].rpartition(".")[2] for line in stub.splitlines() if line.startswith("from ")} == files


@pytest.mark.parametrize("family", CLASSES)
def test_a_docstring_says_parameters_support_density_mean_and_an_example(family: type[Family]) -> None:
    text = family.__doc__ or ""
    for section in ("Parameters\n----------", "Notes\n-----", "Examples\n--------", "Support: ", "Mean: "):
        assert section in text
    assert "Density: " in text or "Probabilities: " in text
    assert all(f"\n{name} : " in text for name in family.parameters)
    if family.name not in {"", "constant"}:
        assert any(year in family.reference.source for year in ("(1", "(2", "JCGM 101:2008"))


@pytest.mark.parametrize("distribution", FAMILIES)
def test_every_key_is_described(distribution: str) -> None:
    for way in FAMILIES[distribution].parameterisations:
        for name in (*way.required, *way.optional):
            key = FAMILIES[distribution].keys[name]
            assert key.name == name
            assert key.meaning
            assert key.typical[0] < key.typical[1]


@pytest.mark.parametrize("distribution", OF_NUMBERS)
@given(shares)
@settings(deadline=None, max_examples=15)
def test_typical_members_keep_the_contract(distribution: str, along: list[float]) -> None:
    family = member(OF_NUMBERS[distribution], *along)
    u = np.array([1e-9, 0.05, 0.3, 0.5, 0.8, 0.95, 1 - 1e-9])
    x = family.ppf(u)
    assert (np.diff(x) >= 0).all()
    assert (around(family, x)[-1] >= u - 1e-9).all()  # next to an end of an arcsine half the digits are gone
    assert family.low <= x[0]
    assert x[-1] <= family.high
    assert math.isnan(family.mean) or family.low <= family.mean <= family.high
    assert from_parameters(distribution, dict(family.arguments)) == family
    standard, location, scale = family._standard_form()
    np.testing.assert_allclose(location + scale * standard.ppf(u), x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("distribution", OF_NUMBERS)
def test_a_parameter_outside_its_domain_is_refused_by_name(distribution: str) -> None:
    family = member(OF_NUMBERS[distribution])
    for name, key in family.parameters.items():
        for number in outside(key):
            with pytest.raises(FamilyError) as refusal:
                type(family)(**{**family.arguments, name: number})
            assert refusal.value.parameter == name


@pytest.mark.parametrize("distribution", [name for name, each in OF_NUMBERS.items() if each.log_density is not None])
def test_a_density_is_the_slope_of_the_probability(distribution: str) -> None:
    kind = OF_NUMBERS[distribution]
    free = kind.free_parameters()
    family = kind(**{name: value(key, 0.4) for name, key in kind.parameters.items() if name in free})
    x = family.ppf(np.array([0.1, 0.35, 0.5, 0.7, 0.9]))
    density = np.exp(kind.log_density(x, *(float(family.arguments[name]) for name in free)))
    step = 1e-5 * family.sd
    np.testing.assert_allclose(density, (family.cdf(x + step) - family.cdf(x - step)) / (2 * step), rtol=1e-5)


@pytest.mark.parametrize("distribution", [name for name, family in OF_NUMBERS.items() if family.start is not None])
def test_a_search_begins_near_what_is_fitted(distribution: str) -> None:
    kind = OF_NUMBERS[distribution]
    mean, sd = (0.4, 0.1) if distribution == "beta" else (10.0, 2.0)
    begun = kind.from_free(*kind.start(mean, sd))
    assert abs(begun.median - mean) < 3 * sd
    assert 0.2 * sd < begun.central(0.68)[1] - begun.central(0.68)[0] < 10 * sd
