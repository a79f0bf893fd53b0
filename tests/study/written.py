"""Small study files, and what is complained of in them."""

from __future__ import annotations

from pathlib import Path

import mcba
from mcba.study.reading import read

BROKEN = Path(__file__).parent / "broken"
"""Study files with a mistake each."""

WITH_TABLE = """
[study]
title = "With a table"

[sets]
pillar = ["care", "work"]

[assumptions.price]
value = { column = "price" }
over = "pillar"
table = "prices.csv"

[outcomes]
total = { formula = 'sum(price, over="pillar")' }
"""


def of_text(text: str, **tables: str) -> list[str]:
    """The complaints about a text, without the name of its file."""
    try:
        read(Path("study.toml"), text, tables=tables)
    except mcba.StudyError as error:
        return [str(complaint).removeprefix("study.toml:") for complaint in error.complaints]
    return []


def model(assumptions: str, formula: str = "x") -> str:
    """The text of a model; its assumptions begin on line 4."""
    return f'''[study]
title = "A model"
[assumptions]
{assumptions}
[outcomes]
result = {{ formula = "{formula}" }}
'''
