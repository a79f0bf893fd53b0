"""The price indices that come with mcba, `distributions/price-index/<id>.toml`: the level of prices of each year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import tomli
from pydantic import Field

from mcba.study.distributions.entries import PRICE_INDICES, data_folder
from mcba.study.document.texts import SourceField, Words
from mcba.study.document.values import TomlTable

Level = Annotated[float, Field(gt=0)]


class PriceIndex(TomlTable):
    """The level of prices of each year, and where it comes from."""

    label: Words
    source: SourceField
    derivation: Words | None = Field(None, description="how the figures follow from the source")
    doubts: Words | None = None
    status: Literal["verified", "second hand", "to be verified"]
    index: dict[str, Level] = Field(description="year: level")

    @property
    def levels(self) -> dict[int, float]:
        """The level of each year."""
        return {int(year): level for year, level in self.index.items()}


def price_index_ids() -> list[str]:
    """What `[study] price_index` may be besides a file of the study.

    Returns
    -------
    list of str

    Examples
    --------
    >>> price_index_ids()
    ['eu', 'nl']
    """
    return sorted(file.stem for file in (data_folder("distributions") / PRICE_INDICES).glob("*.toml"))


def price_index_text(name: str) -> str:
    """The text of the file of a price index."""
    return (data_folder("distributions") / PRICE_INDICES / f"{name}.toml").read_text(encoding="utf-8")


def read_price_index(text: str) -> PriceIndex:
    """Read the text of a price index.

    Parameters
    ----------
    text : str
        TOML.

    Returns
    -------
    PriceIndex

    Examples
    --------
    >>> read_price_index(price_index_text("nl")).levels[2015]
    100.0
    """
    return PriceIndex.model_validate(tomli.loads(text))


def price_index_of(name: str | None, tables: Mapping[str, str]) -> PriceIndex | None:
    """The price index that came with mcba and that a study uses, as it was when the study was read.

    Parameters
    ----------
    name : str or None
        Of `[study] price_index`.
    tables : mapping of str to str
        Those of the study.

    Returns
    -------
    PriceIndex or None
        None for a file of the study's own.
    """
    text = tables.get(f"{PRICE_INDICES}/{name}.toml")
    return None if text is None else read_price_index(text)
