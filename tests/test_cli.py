import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import mcba
from mcba.analysis.ranking.grouping import GROUPINGS
from mcba.analysis.ranking.methods import METHODS
from mcba.cli import main
from mcba.cli.inputs import run_of
from mcba.reporting.words import languages
from mcba.reporting.writers import FORMATS
from mcba.study import SAMPLERS
from mcba.study.document import ASKED


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_help_names_every_command_and_the_exit_codes() -> None:
    found = call("--help")
    assert found.exit_code == 0
    for word in ("new", "check", "schema", "run", "verify", "Exit codes: 0 done; 1 a promise"):
        assert word in " ".join(found.output.split())


def test_the_list_of_commands_loads_no_library_of_numbers() -> None:
    code = (
        "import sys, click.testing, mcba.cli; click.testing.CliRunner().invoke(mcba.cli.main, ['--help']); "
        "print(sorted({'numpy', 'pydantic', 'scipy', 'xarray'} & set(sys.modules)), 'mcba.cli.running' in sys.modules)"
    )
    called = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert called.stdout.strip() == "[] True"


@pytest.mark.parametrize(
    ("command", "entries"),
    [
        ("rank", (*METHODS, *GROUPINGS)),
        ("calibrate", ASKED),
        ("run", (*FORMATS, *languages(), *SAMPLERS)),
        ("report", (*FORMATS, "xlsx", *languages())),
    ],
)
def test_help_names_every_entry_of_the_tables(command: str, entries: tuple[str, ...]) -> None:
    shown = re.findall(r"[\w-]+", call(command, "--help").output)
    assert set(entries) <= set(shown)


@pytest.mark.parametrize(
    ("arguments", "choices"),
    [
        (("rank", "x", "--groups", "none"), GROUPINGS),
        (("calibrate", "x", "--reading", "none"), ASKED),
        (("run", "x", "--sampler", "none"), SAMPLERS),
    ],
)
def test_a_name_that_is_in_no_table_is_refused_with_those_that_are(
    arguments: tuple[str, ...], choices: tuple[str, ...]
) -> None:
    called = call(*arguments)
    assert called.exit_code == 2
    assert f"'none' is not one of {', '.join(map(repr, choices))}." in called.stderr


def test_check_says_there_is_no_mistake(small_study: Path) -> None:
    found = call("check", small_study)
    assert found.exit_code == 0
    assert "no mistakes (3 assumptions, 0 quantities, 3 flows, 9 outcomes)" in found.output


def test_check_prints_each_mistake_with_its_place_and_leaves_with_2(small_study: Path) -> None:
    file = small_study / "study.toml"
    file.write_text(file.read_text().replace("low = 80", "low = 180").replace("seed = 5", "sead = 5"))
    found = call("check", small_study)
    assert found.exit_code == 2
    assert re.search(rf"{re.escape(str(file))}:10:1: unknown key 'sead'; did you mean 'seed'\?", found.stderr)
    assert "low = 180 is above high = 120" in found.stderr
    assert "2 mistakes found" in found.stderr
    assert "Traceback" not in found.output


def test_run_prints_the_answer(small_study: Path) -> None:
    found = call("run", small_study, "--scenario", "cheap")
    assert found.exit_code == 0
    assert "Scenario: Cheap staff" in found.output
    assert "Each euro of cost brings" in found.output
    assert "Not saved" in found.output
    assert max(map(len, found.output.splitlines())) <= 80


@pytest.mark.slow
def test_run_says_what_a_folder_of_a_summary_holds(small_study: Path, tmp_path: Path) -> None:
    kept = call("run", small_study, "--out", tmp_path / "kept")
    assert "results.nc (the worlds)" in kept.output
    counted = call("run", small_study, "--store", "summary", "--out", tmp_path / "counted")
    assert "results.nc (what the worlds say, not the worlds)" in counted.output


SELDOM = """\
[study]
title = "A benefit that seldom comes"
horizon = 0
[assumptions.benefit]
distribution = "uniform"
low = 50
high = 100
happens = 0.2
[assumptions.cost]
distribution = "uniform"
low = 5
high = 8
[benefits.b]
formula = "benefit"
gains = { client = 1.0 }
[costs.c]
formula = "cost"
losses = { client = 1.0 }
"""


@pytest.mark.slow
def test_a_summary_has_the_headline_of_its_worlds_and_says_that_it_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study.toml").write_text(SELDOM)

    def printed(*more: object) -> str:
        return " ".join(call("run", tmp_path, "--worlds", 131_072, *more).output.split())

    kept, summarised = printed("--store", "worlds"), printed("--store", "summary")
    # P95 of a benefit that is 0 or, in a fifth of the worlds, uniform on 50 to 100: 100 - 50 * 0.05 / 0.2 = 87.5
    for page in (kept, summarised):
        assert "computations between 0 and 13.6." in page
        assert "Benefits exceed costs in 20.0 % of the worlds" in page.replace("\u00a0", " ")
        assert "87.5" in page or "87.49" in page
    assert "summarised as they came" in summarised
    assert "summarised" not in kept
    assert "onderweg samengevat en niet bewaard" in printed("--store", "summary", "--language", "nl")
    told = json.loads(call("run", tmp_path, "--worlds", 131_072, "--store", "summary", "--json").output)
    assert told["store"] == "summary"
    assert 0 < told["rank_error"] < 1e-3
    assert json.loads(call("run", tmp_path, "--worlds", 4_096, "--json").output)["rank_error"] == 0
    monkeypatch.setattr("mcba.engine.execution.running.KEPT_BYTES", 1e5)
    assert "summarised as they came" in printed()


def test_run_prints_the_answer_in_dutch(small_study: Path) -> None:
    found = call("run", small_study, "--language", "nl")
    assert found.exit_code == 0
    assert "Elke euro kosten levert" in found.output
    assert "Tussen laag en hoog ligt 90 % van de trekkingen" in found.output
    assert "Niet opgeslagen" in found.output
    assert max(map(len, found.output.splitlines())) <= 80
    assert not re.search(r"\b(the|worlds|drawn|benefits|costs)\b", found.output)


def test_run_prints_one_json_object(small_study: Path) -> None:
    found = call("run", small_study, "--json", "--seed", 0, "--worlds", 1000, "--sampler", "random")
    answer = json.loads(found.stdout)
    assert (answer["study"], answer["seed"], answer["worlds"], answer["sampler"]) == ("small", 0, 1000, "random")
    expected = {
        "mean",
        "mean_error",
        "median",
        "median_error",
        "low",
        "low_error",
        "high",
        "high_error",
        "mass",
        "text",
        "skewness",
        "skewness_error",
        "sd",
        "sd_error",
    }
    assert expected <= answer["outcomes"]["bcr"].keys()
    assert 0 <= answer["probability"]["npv>0"] <= 1
    assert answer["published"] == []
    assert "versions" in answer
    assert found.stdout == json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("command", ["run", "decide"])
def test_seconds_are_told_where_they_are_asked(small_study: Path, command: str) -> None:
    asked = ("--worlds", 64, "--json")
    timed, without = (json.loads(call(command, small_study, *asked, *more).stdout) for more in (("--timings",), ()))
    assert timed.pop("seconds")["worlds"] > 0
    assert timed == without
    alone = call(command, small_study, "--timings")
    assert alone.exit_code == 2
    assert "give --json too" in alone.stderr


def test_a_summary_says_why_it_has_no_skewness(small_study: Path) -> None:
    found = json.loads(call("run", small_study, "--json", "--store", "summary").stdout)["outcomes"]["npv"]
    assert found["skewness"] is None
    assert "kept what the worlds say" in found["skewness_reason"]["data"]["message"]


def test_run_saves_and_verify_repeats(small_study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", small_study, "--out", out).exit_code == 0
    found = call("verify", out)
    assert found.exit_code == 0
    assert "the same, to the bit" in found.output
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["settings"]["seed"] = 99
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert call("verify", out).exit_code == 1


def test_a_published_figure_that_is_missed_leaves_with_1(small_study: Path) -> None:
    file = small_study / "study.toml"
    file.write_text(
        file.read_text() + '\n[[published]]\noutcome = "bcr"\nreading = "mean"\nvalue = 9.0\ntolerance = 0.1\n'
    )
    found = call("run", small_study)
    assert found.exit_code == 1
    assert re.search(r"9 +1\.\d+ +0\.1 +no", found.output)
    assert "1 published figure is not reproduced" in found.stderr


def test_a_run_that_fails_leaves_with_3(small_study: Path) -> None:
    file = small_study / "study.toml"
    file.write_text(
        file.read_text() + '\n[outcomes.wrong]\nformula = "log(clients - 100)"\n'.replace("clients", "npv / npv")
    )
    found = call("run", small_study)
    assert found.exit_code == 3
    assert "wrong is undefined" in found.stderr


@pytest.mark.parametrize(
    "arguments", [("run",), ("run", "x", "--sampler", "dice"), ("run", "x", "--worlds", "0"), ("check", "nowhere")]
)
def test_wrong_input_leaves_with_2_and_no_traceback(arguments: tuple[str, ...]) -> None:
    found = call(*arguments)
    assert found.exit_code == 2
    assert "Traceback" not in found.output


def test_new_makes_a_study_that_runs(tmp_path: Path) -> None:
    folder = tmp_path / "debt-help"
    assert call("new", folder).exit_code == 0
    assert call("check", folder).exit_code == 0
    found = call("run", folder, "--worlds", 1000)
    assert found.exit_code == 0
    assert "Debt help" in found.output
    assert call("new", folder).exit_code == 2


def test_pages_speak_the_language_of_the_study_unless_another_is_asked(tmp_path: Path) -> None:
    folder, saved = tmp_path / "schuldhulp", tmp_path / "run"
    made = call("new", folder, "--language", "nl")
    assert made.exit_code == 0
    assert "is gemaakt" in made.output
    assert "geen fouten (5 aannames" in call("check", folder).output
    assert "no mistakes (5 assumptions" in call("check", folder, "--language", "en").output
    assert "Netto contante waarde" in call("run", folder, "--worlds", 256, "--out", saved).output
    assert call("verify", saved).output == call("verify", saved, "--language", "nl").output
    assert call("verify", saved).output != call("verify", saved, "--language", "en").output
    assert "there is no such file" in call("check", tmp_path / "nowhere").output
    refused = call("new", tmp_path / "autre", "--language", "fr")
    assert "allowed are 'en' and 'nl'" in refused.output
    assert not (tmp_path / "autre").exists()


def test_new_copies_a_study_that_comes_with_mcba(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert call("new", folder, "--from", "schilderswijk-moeders").exit_code == 0
    assert call("check", folder).exit_code == 0
    assert call("new", tmp_path / "other", "--from", "nothing").exit_code == 2


def test_schema_prints_the_shipped_schema() -> None:
    assert json.loads(call("schema").output)["$schema"].startswith("http://json-schema.org/draft-07")


@pytest.mark.slow
def test_progress_is_shown_on_a_terminal_only(small_study: Path) -> None:
    command = [sys.executable, "-m", "mcba.cli", "run", str(small_study), "--json"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stderr == ""
    json.loads(found.stdout)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_hashes_for_any_workers_and_block(small_study: Path, tmp_path: Path) -> None:
    hashes = []
    for number, options in enumerate(
        (("--workers", 1), ("--workers", 2), ("--workers", 2, "--block", 333), ("--block", 1))
    ):
        out = tmp_path / str(number)
        assert call("run", small_study, "--out", out, "--worlds", 1234, *options).exit_code == 0
        hashes.append(json.loads((out / "manifest.json").read_text())["results"])
    assert all(found == hashes[0] for found in hashes)


FIXED = """\
[study]
title = "Fixed"
horizon = 0
[assumptions.price]
label = { en = "Price", nl = "Prijs" }
value = 3
unit = "EUR"
[benefits.gain]
formula = "2 * price"
unit = "EUR"
gains = { society = 1 }
[costs.cost]
formula = "price"
unit = "EUR"
losses = { society = 1 }
"""


@pytest.mark.slow
def test_a_saved_run_without_a_ranking_says_why_in_words(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(FIXED, encoding="utf-8")
    folder = tmp_path / "out"
    found = call("run", tmp_path, "--worlds", "64", "--out", folder)
    assert "Benefits exceed costs in all worlds.\n" in found.output  # no error of a share that is all there is
    for language, words in (("en", "no uncertain assumption"), ("nl", "geen onzekere aanname")):
        ranked = call("rank", folder, "--language", language)
        assert ranked.exit_code == 3
        assert "nothing_to_rank" not in ranked.output
        assert words in ranked.output, ranked.output


def test_a_run_that_is_named_by_its_folder_or_its_study(small_study: Path, tmp_path: Path) -> None:
    run, beside = run_of(str(small_study))
    assert beside == Path("out") / "small"
    mcba.save_run(run, tmp_path / "saved")
    opened, folder = run_of(str(tmp_path / "saved"))
    assert folder == tmp_path / "saved"
    assert opened.hashes() == run.hashes()


REPAIRED = """[study]
title = "Three numbers that cannot all be opposite"
[run]
worlds = 64
[assumptions]
a = { distribution = "normal", mean = 1, sd = 1 }
b = { distribution = "normal", mean = 1, sd = 1 }
c = { distribution = "normal", mean = 1, sd = 1 }
[[dependence]]
between = ["a", "b", "c"]
rank_correlation = -0.9
repair = true
[outcomes.total]
formula = "a + b + c"
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("run", "--worlds", 64),
        ("sipmath", "--to", "sips.json"),
        ("figures", "--assumptions", "--out", "drawn"),
    ],
)
def test_a_repair_is_told_whatever_is_done_with_the_study(
    arguments: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").write_text(REPAIRED)
    command, *options = arguments
    called = call(command, tmp_path, *options)
    assert called.exit_code == 0, called.output
    assert "-0.9" in called.stderr


def test_an_answer_is_data_too(small_study: Path) -> None:
    answer = json.loads(call("run", small_study, "--json", "--worlds", 512).output)
    told = json.loads(call("answer", small_study, "--json", "--worlds", 512).output)
    assert (told["option"], told["best"], told["tied"]) == ("project", "project", False)
    assert told["probability"] == answer["probability"]["npv>0"]
    assert told["switching"] is None or told["switching"]["then"] == "nothing"
    assert answer["impacts"] == {}


@pytest.mark.slow
def test_a_report_says_what_knowing_is_worth_to_a_population_and_has_a_workbook(
    small_study: Path, tmp_path: Path
) -> None:
    asked = ("--language", "en", "--out", tmp_path, "--format", "md,xlsx")
    assert call("report", small_study, *asked, "--population", 50, "--years", 2).exit_code == 0
    assert "For 50 such decisions a year for 2 years" in (tmp_path / "appendix.en.md").read_text()
    assert (tmp_path / "appendix.en.xlsx").read_bytes()[:2] == b"PK"
    assert "appendix.en.xlsx" in (tmp_path / "ro-crate-metadata.json").read_text()
    refused = call("report", small_study, *asked, "--years", 2)
    assert refused.exit_code == 2
    assert "give --population too" in refused.stderr


def test_the_answer_is_printed_and_written_as_a_page_and_a_slide(small_study: Path, tmp_path: Path) -> None:
    printed = call("answer", small_study, "--worlds", 512)
    assert printed.exit_code == 0
    assert "What to choose." in printed.output
    written = call(
        "answer", small_study, "--worlds", 512, "--format", "html,png", "--out", tmp_path, "--language", "nl,en"
    )
    assert written.exit_code == 0
    names = [f"answer.{language}.{kind}" for language in ("en", "nl") for kind in ("html", "png")]
    assert sorted(file.name for file in tmp_path.glob("answer.*")) == names
    both = call("answer", small_study, "--worlds", 512, "--language", "nl,en").output
    assert 0 < both.index("Wat te kiezen.") < both.index("What to choose.")
    refused = call("answer", small_study, "--format", "gif")
    assert refused.exit_code == 2
    assert "png" in refused.stderr


def test_a_planned_study_is_worth_what_python_says(small_study: Path) -> None:
    study, run = mcba.load(small_study), mcba.run(small_study)
    name = next(name for name, family in study.families.items() if np.ptp([family.low, family.high]) > 0)
    asked = ("evsi", small_study, name, "--sample-size", 20, "--observation-sd", 3)
    told = json.loads(call(*asked, "--json").stdout)
    assert told["evsi"]["value"] == mcba.evsi(run, name, sample_size=20, observation_sd=3).value
    assert told["evppi"]["value"] == mcba.evppi(run, name).value
    assert "with 20 observations is worth" in call(*asked, "--language", "en").stdout
    assert call("evsi", small_study, name, "--sample-size", 20).exit_code == 2
    assert call("evsi", small_study, "nothing", "--sample-size", 20, "--observation-sd", 3).exit_code == 2


def test_a_run_says_how_many_hints_there_are_and_not_in_json(small_study: Path) -> None:
    hints = len(mcba.check(small_study).hints)
    assert hints == 1
    assert "`mcba check` has one hint on this study" in call("run", small_study, "--language", "en").stderr
    assert "hint" not in call("run", small_study, "--json", "--language", "en").stderr


VALUES = ("discount_rate=0.05", 'NAME={distribution="uniform", low=1, high=2}', "horizon=2")


def test_what_is_set_is_told_and_saved_in_the_text_of_the_study(small_study: Path, tmp_path: Path) -> None:
    study = mcba.load(small_study)
    name = next(iter(study.families))
    settings = [part for value in VALUES for part in ("--set", value.replace("NAME", name))]
    called = call("run", small_study, *settings, "--out", tmp_path / "saved", "--language", "en")
    assert called.exit_code == 0
    assert f'Set: {name} = {{distribution="uniform", low=1, high=2}}' in called.stderr
    saved = mcba.open_run(tmp_path / "saved")
    other = study.with_(discount_rate=0.05, horizon=2, assumptions={name: mcba.Uniform(1, 2)})
    assert saved.hashes() == mcba.run(other).hashes()
    assert saved.study is not None
    reason = saved.study.document.assumptions[name].reason
    assert reason is not None
    assert reason.en == "set on the command line"
    assert call("verify", tmp_path / "saved").exit_code == 0
    assert call("figures", tmp_path / "saved", "--set", "horizon=2").exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("discont_rate=0", "did you mean 'discount_rate'?"),
        ("discount_rate", "write NAME=VALUE"),
        ("discount_rate=high", "write NAME=VALUE"),
    ],
)
def test_what_cannot_be_set_leaves_with_2(small_study: Path, text: str, words: str) -> None:
    called = call("run", small_study, "--set", text)
    assert (called.exit_code, words in called.stderr) == (2, True)


def test_what_a_scenario_sets_itself_is_not_set_without_effect(small_study: Path) -> None:
    name, scenario = next(iter(mcba.load(small_study).document.scenarios.items()))
    called = call("run", small_study, "--scenario", name, "--set", f"{next(iter(scenario.override))}=1")
    assert (called.exit_code, "would have no effect" in called.stderr) == (2, True)


@pytest.mark.parametrize("command", ["run", "rank", "decide", "answer", "figures", "report", "sweep", "evsi"])
def test_every_command_that_draws_a_study_sets_values(command: str) -> None:
    assert "--set NAME=VALUE" in call(command, "--help").output
