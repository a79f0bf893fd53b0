"""What is known of an element: whether it is a number, a text, an error."""

from __future__ import annotations

from typing import Any

import numpy as np

from mcba.workbook.functions.registry import known_functions
from mcba.workbook.slices.kernels.registry import kernel
from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import Element


def _asked(name: str) -> None:
    """Enter a question that all numbers answer alike: it is asked once for each kind of value that occurs."""

    @kernel(name)
    def call(element: Any) -> Element:
        if not isinstance(element, Varying):
            return NotImplemented
        question = known_functions()[name].call
        of_numbers = question(bool(1) if element.is_truth else 1.0)
        if element.kinds is None:
            return of_numbers
        answers = np.array([of_numbers, *map(question, element.others)], dtype=float)
        return Varying(answers[element.kinds], is_truth=True)


for _name in ("ISNUMBER", "ISTEXT", "ISNONTEXT", "ISLOGICAL", "ISERROR", "ISERR", "ISNA", "ISBLANK"):
    _asked(_name)
