"""The page on workbooks names every function that is computed, and no other."""

from mcba.workbook.evaluation.forms import FORMS
from mcba.workbook.evaluation.refusals import REFUSED
from mcba.workbook.functions.registry import known_functions
from tests.places import ROOT

TEXT = (ROOT / "docs" / "reference" / "workbooks.md").read_text(encoding="utf-8")


def table() -> str:
    """The rows of the table: a topic, and its functions in alphabetical order."""
    topics: dict[str, set[str]] = {"choices": set(FORMS)}
    for name, function in known_functions().items():
        topic = function.call.__module__.removeprefix("mcba.workbook.functions.").split(".")[0]
        topics.setdefault(topic, set()).add(name)
    return "\n".join(f"| {topic} | {', '.join(sorted(names))} |" for topic, names in sorted(topics.items()))


def test_the_table_of_functions_is_that_of_the_registry() -> None:
    assert table() in TEXT, f"docs/reference/workbooks.md needs these rows:\n{table()}"


def test_functions_that_are_never_computed_are_named() -> None:
    for name in ("RAND", "NOW", "TODAY", "GOOGLEFINANCE", "IMPORTRANGE", "CUBEVALUE", "LAMBDA"):
        assert name in REFUSED
        assert name in TEXT
