"""What a distribution of a study file may name: columns of tables, words, grades of evidence, Python objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mcba.errors import FamilyError
from mcba.families import Family
from mcba.study.document.assumption import Assumption
from mcba.study.document.distribution import Distribution
from mcba.study.document.evidence import Grade
from mcba.study.document.values import Column
from mcba.study.tables.folder import Tables

LISTS = frozenset({"values", "probabilities", "weights", "coefficients"})  # parameters that are lists for one number


@dataclass(frozen=True)
class Sources:
    """What a distribution of the study file may name.

    Attributes
    ----------
    tables : Tables or None
        The study's tables; None where columns cannot be read.
    labels : tuple of str or None
        Of the set over which the number is repeated.
    verbal, grades : the study's tables of those names.
    objects : the distributions that are Python objects, by the names that a text knows them by.
    """

    tables: Tables | None = None
    labels: tuple[str, ...] | None = None
    verbal: Mapping[str, Distribution] = field(default_factory=dict)
    grades: Mapping[str, Grade] = field(default_factory=dict)
    objects: Mapping[str, Family] = field(default_factory=dict)

    def parameters(self, stated: Distribution) -> dict[str, Any]:
        """The parameters that were given: numbers, or for each label one, shape (label, 1)."""
        given = stated.parameters()
        return (
            given if self.tables is None else {key: self._parameter(stated, key, value) for key, value in given.items()}
        )

    def texts(self, key: str, table: str, column: str) -> Sequence[str]:
        """A column of the table that the study names under `key`."""
        if self.tables is None:
            raise FamilyError(f"column {column!r} of {table!r} cannot be read here; give numbers", parameter=key)
        return self.tables.column(table, column, key=key)

    def numbers(self, key: str, table: str, column: str) -> Sequence[float]:
        """A column of numbers of the table that the study names under `key`."""
        self.texts(key, table, column)
        return self.tables.table(table, key=key).numbers(column)  # type: ignore[union-attr]

    def names(self, table: str, column: str) -> Sequence[str]:
        """A column that need not be there, of a table that was read before."""
        opened = None if self.tables is None else self.tables.opened(table)
        return () if opened is None else opened.columns.get(column, ())

    def _parameter(self, stated: Distribution, key: str, value: object) -> Any:
        if isinstance(value, Column):
            return self._by_label(stated, key, value)
        if not isinstance(value, tuple) or key in LISTS:
            return value
        if self.labels is None or len(value) != len(self.labels):
            length = f"{len(self.labels or ())}: one for each label of the set"
            wanted = 'over = "a set" beside it' if self.labels is None else length
            raise FamilyError(f"found a list of {len(value)} numbers; it needs {wanted}", key)
        return np.array(value)[:, np.newaxis]

    def _by_label(self, stated: Distribution, key: str, given: Column) -> Any:
        """A column of numbers in the order of the set's labels, shape (label, 1)."""
        file, over = (stated.table, stated.over) if isinstance(stated, Assumption) else (None, None)
        if file is None or over is None or self.labels is None or self.tables is None:
            raise FamilyError('a column needs table = "….csv" and over = "a set" beside it', key)
        keys, _ = self.tables.columns(file, {"table": over, key: given.column}, key="table")
        row_of = {label: row for row, label in enumerate(keys)}
        missing = [label for label in self.labels if label not in row_of]
        twice = [label for row, label in enumerate(keys) if row_of[label] != row]
        if missing or twice:
            what = f"has no row for {missing[0]!r}" if missing else f"has two rows for {twice[0]!r}"
            raise FamilyError(
                f"the table {file!r} {what} in its column {over!r}; one row for each of {over!r} is needed", key
            )
        numbers = self.tables.table(file, key="table").numbers(**given.model_dump())
        return np.array([numbers[row_of[label]] for label in self.labels])[:, np.newaxis]
