"""Records: results as JSON and CSV have them, for machines."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from mcba.engine.estimates.estimate import Estimate


def plain(value: Any) -> Any:
    """Results as numbers, lists and mappings that JSON has; null where there is no finite number."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.repr}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def with_errors(**estimates: Estimate) -> dict[str, float]:
    """Each estimate by its name, and its error beside it."""
    record: dict[str, float] = {}
    for name, each in estimates.items():
        record |= {name: each.value, f"{name}_error": each.error}
    return record


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Records as the rows of a CSV file: numbers with all their digits, names in one cell parted by spaces.

    A cell is empty where there is no number.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in record.items()} for record in records)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    return "" if isinstance(value, float) and math.isnan(value) else value
