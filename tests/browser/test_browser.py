"""What Node and Chromium test of the living page; what is not there to test it with is said."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import mcba
from mcba.reporting import Labels
from mcba.study.tables import read_overrides, with_overrides
from tests.browser.playing import needs_node
from tests.places import ROOT

HERE = ROOT / "tests" / "browser"
CHROMIUM = shutil.which("chromium")
PACKAGES = HERE / "node_modules"
needs_packages = pytest.mark.skipif(not PACKAGES.is_dir(), reason="needs packages of Node: `make browser` gets them")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: `make browser` says how to get it")
STUDIES = ("schilderswijk-moeders", "van-overleven-naar-leven")
LANGUAGES = ("en", "nl")


def _node(arguments: Sequence[str], **environment: str) -> str:
    node = shutil.which("node")
    assert node is not None
    done = subprocess.run(
        [node, *arguments],
        cwd=HERE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    return done.stdout


def _tests(of: Iterator[Path]) -> list[str]:
    return sorted(file.relative_to(HERE).as_posix() for file in of)


@needs_node
@pytest.mark.slow
def test_modules() -> None:
    files = [one for one in _tests(HERE.rglob("*.test.js")) if not one.startswith(("chromium/", "node_modules/"))]
    _node(["--test", *files])


@needs_node
@needs_packages
@pytest.mark.slow
def test_types() -> None:
    _node([str(PACKAGES / "typescript" / "bin" / "tsc"), "--project", "tsconfig.json"])


@needs_node
@needs_packages
@needs_chromium
@pytest.mark.slow
def test_pages_in_chromium(tmp_path: Path) -> None:
    for study in STUDIES:
        run = mcba.run(f"studies/{study}", worlds=16_384)
        for language in LANGUAGES:
            mcba.page(run, tmp_path / f"{study}.{language}.html", language=language)
    numbers = [f"a{place}" for place in range(200)]
    large = mcba.Study(
        title="Many",
        assumptions={
            name: {"distribution": "uniform", "low": 1, "high": 2, "label": f"number {name[1:]}"} for name in numbers
        },
        quantities={f"q{ten}": {"formula": " + ".join(numbers[10 * ten : 10 * ten + 10])} for ten in range(20)},
        outcomes={"y": " + ".join(f"q{ten}" for ten in range(20))},
    )
    mcba.page(mcba.run(large, worlds=16_384), tmp_path / "large.html", language="en")
    files = _tests((HERE / "chromium").glob("*.test.js"))
    _node(["--test", *files], PAGES=str(tmp_path), CHROMIUM=str(CHROMIUM))


@needs_node
@needs_packages
@needs_chromium
@pytest.mark.slow
def test_what_a_page_saves_python_runs_to_the_same_answer(tmp_path: Path) -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    page = mcba.page(mcba.run(study, worlds=16_384), tmp_path / "page.html", language="en")
    told = json.loads(_node(["chromium/changed.js", str(page)], PAGES=str(tmp_path), CHROMIUM=str(CHROMIUM)))
    file = tmp_path / "overrides.toml"
    file.write_text(told["saved"], encoding="utf-8")
    overrides = read_overrides(file)
    assert overrides.fits(study)
    assert (len(overrides.set), len(overrides.move), overrides.without) == (4, 1, ("training",))
    run = mcba.run(with_overrides(study, overrides), worlds=16_384)
    voice = Labels(study, "en")
    for outcome in ("bcr", "npv"):
        assert voice.range(run.range(outcome)) in told["said"]
    assert "You changed 4 of 25 assumptions, and 2 other things." in told["changed"]
