"""The JSON Schema that editors complete and check study files with, written from the models."""

from __future__ import annotations

from typing import Any

from mcba.study.document.document import Document
from mcba.study.document.values import NAME


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the study file, in the subset that editors of draft 7 understand.

    Returns
    -------
    dict

    Examples
    --------
    >>> json_schema()["title"]
    'mcba study file'
    """
    schema: dict[str, Any] = _draft_7(Document.model_json_schema(by_alias=True))
    for section in schema["properties"].values():
        if section.get("type") == "object":
            section["propertyNames"] = {"pattern": NAME}
    tables = schema["properties"]["assumptions"]
    sheet = {"type": "string", "description": "a table of them: CSV or Excel file in the study's folder"}
    schema["properties"]["assumptions"] = {"description": tables["description"], "anyOf": [tables, sheet]}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": "mcba study file"}


def _draft_7(part: Any) -> Any:
    """Rename what later drafts call otherwise; drop null, which TOML does not have, and what says nothing."""
    if isinstance(part, list):
        return [_draft_7(value) for value in part if value != {"type": "null"}]
    if not isinstance(part, dict):
        return part.replace("#/$defs/", "#/definitions/") if isinstance(part, str) else part
    kept = {
        "definitions" if key == "$defs" else key: _draft_7(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and not isinstance(value, str | float | int))
    }
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    if "$ref" in kept and len(kept) > 1:  # draft 7 does not look beside a reference
        kept["allOf"] = [{"$ref": kept.pop("$ref")}]
    return kept
