"""What the command line does has a door in Python: the table of the documentation names one for every command."""

import re

import mcba
from mcba.cli import COMMANDS
from tests.places import ROOT

TABLE = re.compile(r"^\| `mcba (?P<command>\w+)[^|]*\| (?P<door>.*) \|$", re.MULTILINE)


def rows() -> dict[str, str]:
    text = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    return {row["command"]: row["door"] for row in TABLE.finditer(text)}


def test_every_command_stands_in_the_table_and_no_other() -> None:
    assert sorted(rows()) == sorted(COMMANDS)


def test_every_door_is_a_public_name_or_attributes_of_a_study() -> None:
    for command, door in rows().items():
        names = re.findall(r"mcba\.(\w+)", door)
        assert names or door.startswith("attributes of the study: "), command
        assert not set(names) - set(dir(mcba)), command
