"""The JSON Schema that editors complete and check study files with, written from the models."""

from __future__ import annotations

from typing import Any

from mcba.families import FAMILIES
from mcba.study.document.distribution import keys_of
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
    for section in ("assumptions", "effects", "stakeholders"):
        tables = schema["properties"][section]
        sheet = {"type": "string", "description": "a table of them: CSV or Excel file in the study's folder"}
        tables["properties"] = {"table": {"anyOf": [sheet, tables["additionalProperties"]]}}
        schema["properties"][section] = {"description": tables["description"], "anyOf": [tables, sheet]}
    _discriminate(schema["definitions"])
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": "mcba study file"}


def _discriminate(definitions: dict[str, Any]) -> None:
    """Let each table of a distribution take the keys of its family and no others, so that editors offer only those."""
    fields = definitions["Distribution"]["properties"]
    keys = list(dict.fromkeys(key for family in FAMILIES.values() for key in keys_of(family)))
    certain = {"description": "a certain number, or a distribution that is made otherwise", "type": "object"}
    families = {"Certain": {**certain, **_only(["value"], keys, fields), "not": {"required": ["distribution"]}}}
    for name, family in FAMILIES.items():
        only = _only(keys_of(family), keys, fields)
        for key in only["properties"].keys() & family.keys.keys():
            only["properties"][key]["description"] = family.keys[key].meaning
        distribution = {"const": name, "description": family.title}
        only["properties"] = {"distribution": distribution, **only["properties"]}
        families[family.__name__] = {"description": family.summary(), "type": "object", **only}
        families[family.__name__]["required"] = ["distribution"]
    for table in definitions.values():
        table["properties"].pop("python", None)  # which no file can hold
        if keys[0] in table["properties"] and "distribution" in table["properties"]:
            table["properties"] = {key: field for key, field in table["properties"].items() if key not in keys}
            table["patternProperties"] = {f"^({'|'.join(keys)})$": {}}
            table["oneOf"] = [{"$ref": f"#/definitions/{name}"} for name in families]
    definitions |= families


def _only(own: list[str], keys: list[str], fields: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a schema that takes some keys of distributions and refuses the others."""
    properties = {key: dict(fields[key]) for key in own}
    return {"properties": properties, "propertyNames": {"not": {"enum": [key for key in keys if key not in own]}}}


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
