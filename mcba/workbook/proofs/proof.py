"""What was proved of a workbook that is followed, and what was not."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.workbook.places import Place
from mcba.workbook.values import Value

FROM_STORED, CHAINED, IN_WORLDS = "from the saved values", "one after the other", "in other worlds"
_MOST = 12  # differing cells that a refusal names


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that was computed to something else than it should be.

    Attributes
    ----------
    place : Place
    formula : str
    expected : Value
        What the workbook stores; in other worlds what its full recomputation gives.
    computed : Value
    check : str
        `from the saved values`, `one after the other` or `in other worlds`.
    """

    place: Place
    formula: str
    expected: Value
    computed: Value
    check: str

    def __str__(self) -> str:
        right = "the full recomputation gives" if self.check == IN_WORLDS else "the workbook stores"
        return f"{self.place} ={self.formula}: {right} {_shown(self.expected)}, computed {_shown(self.computed)}"


@dataclass(frozen=True)
class Proof:
    """That a model computes what its workbook does.

    Three checks: every cell of the slice from the saved values of the cells that it reads; the slice as a whole, both
    against the values saved; and the slice in other worlds against the whole workbook computed anew, one world at a
    time.

    Attributes
    ----------
    cells : int
        Cells of the slice.
    worlds : int
        Other worlds.
    largest : dict of str to float
        By check, the largest difference that was let pass, in proportion.
    differences : tuple of CellDifference
        A cell once for each check.
    problems : tuple of str
        Why nothing could be proved, or what makes a proof worthless: no saved values, an outcome that no input moves.
    kept : tuple of str
        Cells that the outcomes follow from, that no input moves, and that keep their saved values because they are not
        computed here, or to something else; each with the reason.
    """

    cells: int
    worlds: int
    largest: dict[str, float]
    differences: tuple[CellDifference, ...]
    problems: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether all that was checked is right."""
        return not self.differences and not self.problems

    def refusal(self) -> str | None:
        """Why the model must not be run; None where it may be."""
        if self.problems:
            return "\n".join(self.problems)
        if not self.differences:
            return None
        differing: dict[Place, CellDifference] = {}
        for difference in self.differences:  # a cell once, as the first check that it failed has it
            differing.setdefault(difference.place, difference)
        are_not = (
            "cell between the inputs and the outcomes is not"
            if self.cells == 1
            else ("cells between the inputs and the outcomes are not")
        )
        lines = [f"{len(differing)} of {self.cells} {are_not} computed as the workbook does:"]
        lines += [f"- {difference}" for difference in [*differing.values()][:_MOST]]
        if len(differing) > _MOST:
            lines.append(f"- and {len(differing) - _MOST} more")
        lines.append("If the workbook was changed by another program, open it in Excel, let it calculate, and save it.")
        return "\n".join(lines)


def _shown(value: Value) -> str:
    """A value as a message has it: numbers in the 15 digits that a sheet shows."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return "nothing" if value is None else repr(value) if isinstance(value, str) else str(value)
