"""A ranking on disk: `ranking.csv`, and its figures as PNG, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mcba.reporting.files import write_together
from mcba.reporting.ranking_figures import labelled, rendered
from mcba.reporting.ranking_text import as_csv
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr


def save_rankings(
    rankings: Mapping[str, xr.Dataset], folder: str | Path, study: Study | None = None, *, language: str = "en"
) -> list[str]:
    """Write rankings and their figures into a folder; gives the names of the files.

    Parameters
    ----------
    rankings : mapping of str to Dataset
        The first words of the names of the files, such as `ranking`, and what `mcba.rank` gave.
    folder : str or Path
    study : Study, optional
        Whose words are shown in the figures.
    language : {"en", "nl"}
    """
    contents: dict[str, bytes] = {}
    for name, found in rankings.items():
        contents[f"{name}.csv"] = as_csv(found).encode()
        pictures = rendered(labelled(found, study, language), language=language)
        contents |= {f"{name}-{picture}.png": content for picture, content in pictures.items()}
    writers: dict[str, Callable[[Path], None]] = {
        file: partial(_write, content=content) for file, content in contents.items()
    }
    write_together(Path(folder), writers)
    return list(writers)


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
