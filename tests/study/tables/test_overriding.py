"""Files of overrides: what they may say, and what becomes of the study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.study.tables import READER, ReaderChanges, read_overrides, with_overrides
from tests.places import ROOT

STUDY = ROOT / "studies" / "schilderswijk-moeders"
WHOLE = """
[page]
study = "Moms"
digest = "00"
option = "formalised_partnership"
worlds = 1024
seed = 1
[set]
discount_rate = 0.02
referral_share = { distribution = "uniform", low = 0.7, high = 0.9 }
optimism = 1.0
[move.clients]
times = 1.25
shift = -5.0
[without]
flows = ["training"]
"""


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "overrides.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_study_is_changed_and_says_so(tmp_path: Path) -> None:
    study = mcba.load(STUDY)
    overrides = read_overrides(file(tmp_path, WHOLE))
    changed = with_overrides(study, overrides)
    assert not overrides.fits(study)
    u = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(
        changed.families["clients"].ppf(u), 1.25 * study.families["clients"].ppf(u) - 5, rtol=1e-12
    )
    assert changed.families["referral_share"] == mcba.Uniform(0.7, 0.9)
    assert changed.families["optimism"] == mcba.Constant(1.0)
    assert changed.document.choices["discount_rate"].value == 0.02
    assert mcba.loads(changed.text, changed.tables) == changed
    reason = changed.document.assumptions["clients"].reason
    assert reason is not None
    assert str(READER["en"]) in changed.text
    before, after = (mcba.run(one, worlds=256, seed=1) for one in (study, changed))
    assert before.values("present_value", "training").all()
    assert not after.values("present_value", "training").any()


def test_a_flow_that_is_left_out_changes_nothing_else() -> None:
    study = mcba.load(STUDY)
    changed = with_overrides(study, ReaderChanges(without=("training",)))
    before, after = (mcba.run(one, worlds=256, seed=1) for one in (study, changed))
    np.testing.assert_allclose(
        after.values("npv"), before.values("npv") + before.values("present_value", "training"), rtol=1e-12
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[set", "is no file of overrides"),
        ("[sets]\na = 1", "'sets' is no table of overrides"),
        ("[page]\ncolour = 1", r"\[page\] has no key 'colour'"),
        ("[without]\nflows = 3", "give a list of names"),
        ("[move.clients]\nby = 3", "it takes times, shift or both"),
        ("[move.clients]\ntimes = -1.0", "it is larger than 0"),
        ("[move.clients]\nshift = nan", "is no number"),
        ("[set]\nclient = 3", "'client', which the study does not have; did you mean 'clients'"),
        ("[without]\nflows = ['trainin']", "did you mean 'training'"),
        ("[set]\nclients = 3\n[move.clients]\ntimes = 2.0", "both set and moved"),
        ("[page]\noption = 'other'", "the study has no option 'other'"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(mcba.RequestError, match=message):
        with_overrides(mcba.load(STUDY), read_overrides(file(tmp_path, text)))


def test_the_command_line_runs_under_the_option_of_the_page(tmp_path: Path) -> None:
    asked = ["run", str(STUDY), "--worlds", "512", "--overrides", str(file(tmp_path, WHOLE))]
    done = CliRunner().invoke(main, asked)
    assert "was made for another text of this study" in done.stderr
    assert "Option: Formalised partnership" in done.stdout
    other = CliRunner().invoke(main, [*asked, "--option", "nothing_such"])
    assert other.exit_code == 2


def test_what_an_option_sets_itself_is_refused(tmp_path: Path) -> None:
    text = "[page]\noption = 'formalised_partnership'\n[set]\npartnership = 0"
    done = CliRunner().invoke(main, ["run", str(STUDY), "--worlds", "512", "--overrides", str(file(tmp_path, text))])
    assert done.exit_code == 2
    assert "partnership would have no effect" in done.stderr


def test_the_appendix_says_what_a_reader_changed(tmp_path: Path) -> None:
    study = with_overrides(mcba.load(STUDY), read_overrides(file(tmp_path, WHOLE)))
    for language, begins in (("en", "A reader changed:"), ("nl", "Een lezer wijzigde:")):
        mcba.report(mcba.run(study, worlds=512), tmp_path / "out", formats=["md"], language=language)
        text = (tmp_path / "out" / f"appendix.{language}.md").read_text("utf-8")
        assert begins in text
        assert "125.1 – 174.9" in text or "125,1 – 174,9" in text
