"""The JSON Schema that editors complete and check study files with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import tomli

from mcba.families import FAMILIES
from mcba.study import document
from mcba.study.document import json_schema
from mcba.study.reading.starter import STARTER
from tests.places import ROOT

BROKEN = ROOT / "tests" / "study" / "broken"
SHIPPED = Path(document.__file__).parent.parent / "study.schema.json"
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

A_SCHEMA_SEES = [
    *("unknown_key", "unknown_section", "far_fetched_key", "wrong_type", "wrong_words", "wrong_choice_of_words"),
    *(
        "missing_title",
        "missing_study",
        "missing_formula",
        "mass_outside",
        "probabilities_outside",
        "unknown_distribution",
    ),
    *("negative_seed", "unknown_language", "wrong_source", "persistence_outside", "set_of_equals", "set_of_a_number"),
    *("impossible_name", "years_in_words", "share_outside", "fades_outside", "fades_by_a_truth", "choice_in_words"),
    *("correlation_outside", "correlation_of_one", "scenario_in_words", "scenario_with_unknown_key", "keep_of_nothing"),
    *("second_published", "ten_mistakes", "quantile_without_quotes", "no_distribution"),
    *("study_in_an_unknown_language", "decimal_comma_in_quotes"),
]


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every table inside a schema."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(part)


def keys_of_tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, table in [("study file", SCHEMA), *SCHEMA["definitions"].items()]:
        for key, described in table["properties"].items():
            yield f"{name}.{key}", described


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not {"$defs", "prefixItems", "discriminator"} & {key for part in parts(SCHEMA) for key in part}


def test_the_shipped_file_is_this_schema() -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert shipped == SCHEMA, "write it again: mcba schema > mcba/study/study.schema.json"


def test_it_offers_no_null_which_toml_does_not_have() -> None:
    assert not any(part.get("type") == "null" or part.get("default", 0) is None for part in parts(SCHEMA))
    assert not any(len(part.get("anyOf", "two")) == 1 for part in parts(SCHEMA))


def test_nothing_stands_beside_a_reference_where_draft_7_does_not_look() -> None:
    assert all(len(part) == 1 for part in parts(SCHEMA) if "$ref" in part)


def test_every_key_a_user_meets_is_described() -> None:
    described = {name: part.get("description") for name, part in keys_of_tables() if "$ref" not in part}
    assert [name for name, text in described.items() if not text] == []
    assert all(table["description"] for table in SCHEMA["definitions"].values())


def test_it_offers_the_distributions_there_are() -> None:
    for table in ("Assumption", "Distribution"):
        assert SCHEMA["definitions"][table]["properties"]["distribution"]["enum"] == list(FAMILIES)


def studies() -> list[Path]:
    return sorted([*ROOT.glob("studies/*/study.toml"), *ROOT.glob("tests/benchmarks/*/study.toml")])


@pytest.mark.parametrize("study", studies(), ids=lambda path: path.parent.name)
def test_it_accepts_the_studies(study: Path) -> None:
    VALIDATOR.validate(tomli.loads(study.read_text(encoding="utf-8")))


def test_it_accepts_the_starter() -> None:
    VALIDATOR.validate(tomli.loads(STARTER))


@pytest.mark.parametrize("name", A_SCHEMA_SEES)
def test_it_rejects_what_it_can_see(name: str) -> None:
    assert not VALIDATOR.is_valid(tomli.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8")))


def test_it_rejects_no_others() -> None:
    rejected = set()
    for file in BROKEN.glob("**/*.toml"):
        try:
            data = tomli.loads(file.read_text(encoding="utf-8"))
        except tomli.TOMLDecodeError:
            continue
        if not VALIDATOR.is_valid(data):
            rejected.add(file.stem)
    assert rejected == set(A_SCHEMA_SEES)


def keys_offered(distribution: str) -> set[str]:
    """What an editor completes in an assumption of which the distribution is written already."""
    table = SCHEMA["definitions"]["Assumption"]
    members = [SCHEMA["definitions"][part["$ref"].rpartition("/")[2]] for part in table["oneOf"]]
    fitting = [one for one in members if jsonschema.Draft7Validator(one).is_valid({"distribution": distribution})]
    assert len(fitting) == 1
    return {*table["properties"], *fitting[0]["properties"]}


def test_it_offers_the_keys_of_the_family_that_is_written() -> None:
    general = set(SCHEMA["definitions"]["Assumption"]["properties"])
    assert not general & {"mean", "sd", "trials", "value"}
    assert keys_offered("normal") - general == {"mean", "sd", "low", "high", "mass", "standard_error"}
    for distribution, family in FAMILIES.items():
        assert set(family.keys) <= keys_offered(distribution)


@pytest.mark.parametrize("distribution", FAMILIES)
def test_it_refuses_the_keys_of_other_families(distribution: str) -> None:
    study = {"study": {"title": "t"}, "assumptions": {"x": {"distribution": distribution}}}
    VALIDATOR.validate(study)
    offered = keys_offered(distribution)
    for key in {key for family in FAMILIES.values() for key in family.keys} - offered:
        study["assumptions"]["x"] = {"distribution": distribution, key: 0.5}
        assert not VALIDATOR.is_valid(study)
