"""Tables that are made in Python are refused in the words of a study file, with the call to write."""

import pytest

import mcba


def test_keys_are_given_by_name() -> None:
    with pytest.raises(TypeError, match=r"by name: Dependence\(between=…, rank_correlation=…\)"):
        mcba.Dependence(("x", "y"), 0.5)  # type: ignore[call-arg, misc]
