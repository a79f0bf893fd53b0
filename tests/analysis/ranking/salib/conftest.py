from __future__ import annotations

from pathlib import Path

import pytest

import mcba

PI = "3.141592653589793"
SINE = " ".join(f"{'+-'[k % 2]} {{x}}**{2 * k + 1} / {f}" for k, f in enumerate((6, 120, 5040, 362880, 39916800), 1))


def sine(x: str) -> str:
    """The first six terms of its series: within 5e-4 of the sine up to pi."""
    return f"({x} {SINE})".replace("{x}", x)


def study_of(folder: Path, ranges: dict[str, tuple[str, str]], formula: str, more: str = "") -> mcba.Study:
    assumptions = "".join(
        f'[assumptions.{name}]\ndistribution = "uniform"\nlow = {low}\nhigh = {high}\n\n'
        for name, (low, high) in ranges.items()
    )
    text = f'[study]\ntitle = "A function"\n\n{assumptions}[outcomes.y]\nformula = "{formula}"\n{more}'
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


@pytest.fixture
def ishigami(tmp_path: Path) -> mcba.Study:
    """Ishigami's function (7, 0.1): shares alone 0.3139, 0.4424, 0, with others 0.5576, 0.4424, 0.2437."""
    formula = f"{sine('x1')} + 7 * {sine('x2')}**2 + 0.1 * x3**4 * {sine('x1')}"
    return study_of(tmp_path, dict.fromkeys(("x1", "x2", "x3"), (f"-{PI}", PI)), formula)


@pytest.fixture
def additive(tmp_path: Path) -> mcba.Study:
    """The sum of a and two times b, uniform on 0 to 1: shares 0.2 and 0.8."""
    return study_of(tmp_path, {"a": ("0", "1"), "b": ("0", "1")}, "a + 2 * b")
