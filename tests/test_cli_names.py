"""Names that do not exist are wrong input: every command leaves with 2 for them, and says what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import COMMANDS, main

UNKNOWN: tuple[tuple[str, ...], ...] = (
    # a study or a run that is not there
    *(
        (command, "nowhere")
        for command in ("check", "run", "rank", "answer", "decide", "calibrate", "figures", "report", "page")
    ),
    ("show", "nowhere", "effect"),
    ("table", "nowhere", "--to", "FILE.csv"),
    ("sipmath", "nowhere", "--to", "FILE.json"),
    ("new", "FILE", "--from", "nowhere"),
    ("verify", "nowhere"),
    ("verify", "STUDY"),
    ("extend", "nowhere", "--worlds", "128"),
    ("run", "--resume", "nowhere"),
    ("compare", "nowhere", "RUN"),
    ("compare", "RUN", "nowhere"),
    ("report", "STUDY", "--format", "docx", "--template", "nowhere.docx"),
    ("sweep", "nowhere", "--over", "effect=1:2:3"),
    ("sweep", "STUDY", "--over", "efect=1:2:3"),
    ("evsi", "nowhere", "effect", "--sample-size", "10", "--observation-sd", "1"),
    ("evsi", "STUDY", "efect", "--sample-size", "10", "--observation-sd", "1"),
    # scenarios and options
    *((command, "STUDY", "--scenario", "dear") for command in ("run", "rank", "answer")),
    *((command, "STUDY", "--option", "dear") for command in ("run", "rank", "answer")),
    # outcomes, assumptions, bearers
    ("rank", "STUDY", "--outcome", "nvp"),
    ("rank", "STUDY", "--outcome", "nvp", "--method", "sobol"),
    ("rank", "STUDY", "--outcome", "nvp", "--method", "tornado"),
    ("calibrate", "STUDY", "--outcome", "nvp"),
    ("compare", "RUN", "RUN", "--outcome", "nvp"),
    ("show", "STUDY", "efect"),
    ("sipmath", "STUDY", "--to", "FILE.json", "--name", "efect"),
    ("decide", "STUDY", "--weight", "nobody=2"),
    # methods, samplers, groups, readings, formats
    ("rank", "STUDY", "--method", "sobel"),
    ("rank", "STUDY", "--groups", "kinds"),
    ("run", "STUDY", "--sampler", "halton"),
    ("run", "STUDY", "--store", "nothing"),
    ("calibrate", "STUDY", "--reading", "guess"),
    *((command, "STUDY", "--format", "doc") for command in ("run", "rank", "answer", "decide", "report", "calibrate")),
    ("compare", "RUN", "RUN", "--format", "doc"),
    # languages
    *(
        (command, "STUDY", "--language", "fr")
        for command in COMMANDS
        if command in ("check", "run", "rank", "answer", "decide", "calibrate", "figures", "report")
    ),
    *((command, "RUN", "--language", "fr") for command in ("verify", "report", "figures")),
    ("extend", "RUN", "--worlds", "512", "--language", "fr"),
    ("compare", "RUN", "RUN", "--language", "fr"),
    ("show", "STUDY", "effect", "--language", "fr"),
    ("table", "STUDY", "--to", "FILE.csv", "--language", "fr"),
    ("sipmath", "STUDY", "--to", "FILE.json", "--language", "fr"),
    ("new", "FILE", "--language", "fr"),
    ("library", "list", "--language", "fr"),
    ("excel", "write", "STUDY", "--to", "FILE.xls"),
    ("excel", "write", "nowhere", "--to", "FILE.xlsx"),
    ("excel", "write", "STUDY", "--to", "FILE.xlsx", "--option", "none"),
    # the library
    ("library", "show", "nl/nothing/of-the-kind"),
    ("library", "list", "--folder", "nowhere"),
    # commands and options themselves
    ("runn", "STUDY"),
    ("run", "STUDY", "--world", "128"),
)


@pytest.fixture
def names(small_study: Path, tmp_path: Path) -> dict[str, str]:
    """A study and a saved run of few worlds."""
    file = small_study / "study.toml"
    file.write_text(file.read_text().replace("worlds = 4_000", "worlds = 256"))
    saved = mcba.save_run(mcba.run(mcba.load(small_study)), tmp_path / "saved")
    return {"STUDY": str(small_study), "RUN": str(saved), "FILE": str(tmp_path / "file")}


@pytest.mark.parametrize("arguments", UNKNOWN, ids=" ".join)
def test_what_is_not_there_is_wrong_input(
    arguments: tuple[str, ...], names: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [names.get(word, word.replace("FILE", names["FILE"])) for word in arguments]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 2, (found.output, found.exception)
    assert isinstance(found.exception, SystemExit)
    assert found.stderr.strip()
    assert not found.stdout.strip()
    assert "Traceback" not in found.output


def test_every_command_is_asked_for_what_is_not_there() -> None:
    assert {arguments[0] for arguments in UNKNOWN} >= COMMANDS.keys() - {"schema"}
