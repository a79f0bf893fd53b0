"""Equations as LaTeX."""

from __future__ import annotations

from mcba.reporting.equations.dialects import Dialect, in_dialect
from mcba.reporting.equations.marks import Mark

_SPECIAL = {
    **{character: f"\\{character}" for character in "_%#$&{}"},
    "\\": r"\backslash{}",
    "^": r"\^{}",
    "~": r"\~{}",
}


def _latex_text(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


_LATEX = Dialect(
    signs={"×": r"\times", "−": "-", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "∑": r"\sum", "∏": r"\prod"},
    name=lambda text: rf"\mathrm{{{_latex_text(text)}}}",
    words=lambda text: rf"\text{{{_latex_text(text)}}}",
    number=lambda text: text.replace(",", "{,}").replace(".", "{.}").replace("−", "-"),
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    script=lambda base, mark, small: f"{{{base}}}{mark}{{{small}}}",
    root=lambda inner: rf"\sqrt{{{inner}}}",
    brackets=lambda inner: rf"\left({inner}\right)",
    total=lambda sign, over, inner, until: sign + f"_{{{over}}}" + (f"^{{{until}}}" if until else "") + f" {inner}",
    cases=lambda rows: r"\begin{cases}" + r" \\ ".join(f"{a} & {b}" for a, b in rows) + r"\end{cases}",
    lines=lambda rows: r"\begin{aligned}" + r" \\ ".join(f"{a} &{b}" for a, b in rows) + r"\end{aligned}",
)


def latex(mark: Mark) -> str:
    r"""The equation as LaTeX, without dollar signs.

    Parameters
    ----------
    mark : Mark

    Returns
    -------
    str

    Examples
    --------
    >>> from mcba.reporting.equations.marks import fraction, name
    >>> print(latex(fraction(name("benefits"), name("costs"))))
    \frac{\mathrm{benefits}}{\mathrm{costs}}
    """
    return " ".join(in_dialect(mark, _LATEX).split())
