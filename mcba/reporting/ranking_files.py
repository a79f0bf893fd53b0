"""A ranking as data and on disk: one JSON object, a CSV file, and its figures; all files or none."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.errors import Note
from mcba.reporting.figures import gallery
from mcba.reporting.files import write_bytes_together
from mcba.reporting.labels import Labels
from mcba.reporting.report import write_page
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

    from mcba.reporting.pages.ranking import Ranked

FIRST = ("assumption", "label", "status")
PAIR = ("second", "second_low", "second_high", "second_error")


def records(found: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number.

    `rank` is None for an effect that cannot be told from zero; `alike` names those that its place may belong to.
    """
    columns = [name for name, variable in found.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in FIRST)
    kept = []
    for place in range(found.sizes["assumption"]):
        one = {str(name): _item(found[name].values[place]) for name in columns}
        rank: int | None = place + 1
        if "rank_probability" in found:
            one["rank_probability"] = _item(found["rank_probability"].values[place, place])
            alike = np.flatnonzero(found["alike"].values[place])
            one["alike"] = [str(found["assumption"].values[other]) for other in alike if other != place]
            rank = None if one["noise_only"] else rank
        kept.append({"rank": rank, **one})
    return kept


def _item(value: Any) -> Any:
    """A number, name, note or list of them as JSON knows it."""
    if isinstance(value, Note):
        return {"code": value.code, **{name: _item(datum) for name, datum in value.data.items()}}
    if isinstance(value, list | tuple):
        return [_item(each) for each in value]
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def as_csv(found: xr.Dataset) -> str:
    """The records as the text of a CSV file; names in one cell are parted by spaces."""
    rows = [
        {name: " ".join(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in records(found)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def ranking_object(found: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints."""
    attributes = {name: _item(value) for name, value in found.attrs.items()}
    result = {"study": study.name if study is not None else None, **attributes, "assumptions": records(found)}
    if "second" in found:
        result["pairs"] = list(_pairs(found))
    if "place" in found:
        result["places"] = {
            str(name): dict(zip(map(str, found["by"].values), map(_item, row), strict=True))
            for name, row in zip(found["assumption"].values, found["place"].values, strict=True)
        }
    return result


def _pairs(found: xr.Dataset) -> Iterable[dict[str, Any]]:
    names = [str(name) for name in found["assumption"].values]
    for one in range(len(names)):
        for other in range(one + 1, len(names)):
            numbers = {part: _item(found[part].values[one, other]) for part in PAIR}
            yield {"between": [names[one], names[other]], **numbers}


def save_ranking(
    ranked: Ranked, folder: str | Path, *, language: str = "en", formats: Sequence[str] = ()
) -> list[Path]:
    """Write a ranking as `ranking.csv`, its figures as PNG and SVG, and its page in some formats.

    Parameters
    ----------
    ranked : Ranked
        The shares by design beside it, where it has them, are `ranking-sobol.csv`.
    folder : str or Path
    language : str
        Of the figures and of the page.
    formats : sequence of {"docx", "html", "md", "pdf"}

    Returns
    -------
    list of Path
        The files; tables and figures are all new or all old.
    """
    tables = {"ranking": ranked.ranking, "ranking-sobol": ranked.shares}
    contents = {f"{name}.csv": as_csv(found).encode() for name, found in tables.items() if found is not None}
    for picture in gallery.of_ranking(ranked, Labels(ranked.study, language)).values():
        contents |= picture.files()
    pages = write_page(ranked.page, ranked, folder, formats=formats, language=language) if formats else []
    return [*write_bytes_together(Path(folder), contents), *pages]
