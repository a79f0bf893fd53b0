"""What a part of a workbook points to."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from mcba.workbook.files.archive import Archive, resolved
from mcba.workbook.files.markup import local, tree


@dataclass(frozen=True)
class Relation:
    """A pointer from one part to another, or to another file.

    Attributes
    ----------
    kind : str
        The last word of its type, such as `worksheet`.
    target : str
        The name of the part; of another file as it is written.
    """

    kind: str
    target: str


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """What a part points to, by the name it gives to each pointer; none where it has no list of them.

    Raises
    ------
    WorkbookError
        Where the list cannot be read.
    """
    folder, name = posixpath.split(part)
    listed = tree(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    targets = {}
    for element in () if listed is None else listed:
        if local(element.tag) == "Relationship":
            target = element.get("Target", "")
            elsewhere = element.get("TargetMode") == "External"
            kind = element.get("Type", "").rpartition("/")[2]
            targets[element.get("Id", "")] = Relation(kind, target if elsewhere else resolved(part, target))
    return targets
