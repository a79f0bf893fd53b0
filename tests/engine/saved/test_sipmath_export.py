"""SIPmath 3.0 libraries: the worlds of a run written as samples, and samples read as an assumption."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.engine.saved.sipmath_export import write_sipmath
from mcba.errors import RunError, StudyError
from mcba.families import Metalog
from mcba.study.distributions.entries import data_folder
from mcba.study.hints import hints
from mcba.study.tables import read_sipmath

STUDY = data_folder("studies") / "schilderswijk-moeders"
READER = """
[study]
title = "Reader"
[outcomes.result]
formula = "x"
[assumptions.x]
status = "data"
data = { table = "worlds.SIPmath", column = "bcr" }
"""

# The parts of a library, as in the JSON Schema of Probability Management (see mcba/study/tables/sipmath_import.py).
INDEX = {"name": "indexRng", "function": "Index", "arguments": {"counter": "PM_Index"}}
LIBRARY = {
    "name": "demand",
    "dateCreated": "2021-07-03",
    "version": "0",
    "provenance": "sales office, spring 2021",
    "U01": {"rng": [INDEX]},
    "sips": [
        {
            "name": "Demand",
            "ref": {"source": "rng", "name": "indexRng"},
            "function": "SIP_Array",
            "arguments": {"type": "array", "value": [3, 1.5, 2e3]},
        },
        {
            "name": "Elsewhere",
            "ref": {"source": "rng", "name": "indexRng"},
            "function": "SIP_Array",
            "arguments": {"type": "csv", "url": "https://example.org/demand.csv", "value": "Demand"},
        },
        {
            "name": "Formula",
            "ref": {"source": "rng", "name": "HDR1"},
            "function": "Metalog_1_0",
            "arguments": {"lowerBound": 2, "aCoefficients": [0.5, 0.25, -0.125]},
        },
    ],
}


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(mcba.load(STUDY), worlds=2_000, seed=7)


def reader(folder: Path, library: object, text: str = READER, name: str = "worlds.SIPmath") -> mcba.Study:
    (folder / name).write_text(library if isinstance(library, str) else json.dumps(library), encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


class TestOut:
    def test_the_same_worlds_to_the_bit(self, run: mcba.Run, tmp_path: Path) -> None:
        written = write_sipmath(run, tmp_path / "worlds.json", worlds=500)
        library = json.loads((tmp_path / "worlds.json").read_text(encoding="utf-8"))
        sips = {sip["name"]: np.array(sip["arguments"]["value"]) for sip in library["sips"]}
        assert tuple(sips) == written.names
        assert np.array_equal(sips["bcr"], run.values("bcr")[:500])
        # world by world: the ratio is that of the benefits and costs beside it
        assert np.allclose(sips["bcr"], sips["present_value_benefits"] / sips["present_value_costs"], rtol=1e-14)
        assert sips["referral_share"].min() >= 0.8
        assert sips["referral_share"].max() <= 0.9
        assert written.endless == ()
        assert write_sipmath(run, tmp_path / "all.json").endless == ("payback_year",)  # never, in some worlds
        assert set(written.labelled) == {"present_value", "bearer_npv"}

    def test_fields(self, run: mcba.Run, tmp_path: Path) -> None:
        write_sipmath(run, tmp_path / "worlds.json", worlds=300, names=["npv"], date="2026-01-31")
        library = json.loads((tmp_path / "worlds.json").read_text(encoding="utf-8"))
        assert library.pop("provenance").endswith("sobol, seed 7, the first 300 of 2000 worlds")
        (sip,) = library.pop("sips")
        assert library == {
            "name": "worlds",
            "objectType": "sipModel",
            "libraryType": "SIPmath_3_0",
            "dateCreated": "2026-01-31",
            "version": "1",
            "U01": {"rng": [INDEX]},
        }
        values = run.values("npv")[:300]
        metadata = sip.pop("metadata")
        assert metadata["count"] == 300
        assert metadata["mean"] == pytest.approx(values.mean())
        assert metadata["std"] == pytest.approx(values.std(ddof=1))
        assert metadata["P25"] == pytest.approx(np.quantile(values, 0.25))
        width = (metadata["max"] - metadata["min"]) / 25
        assert sum(metadata["density"]) * width == pytest.approx(1)
        assert {**sip, "arguments": sip["arguments"]["type"]} == {
            "name": "npv",
            "ref": {"source": "rng", "name": "indexRng"},
            "function": "SIP_Array",
            "arguments": "array",
        }

    @pytest.mark.slow
    def test_the_same_run_gives_the_same_bytes(self, run: mcba.Run, tmp_path: Path) -> None:
        for folder in ("a", "b"):
            write_sipmath(run, tmp_path / folder / "worlds.json")
        first, second = ((tmp_path / folder / "worlds.json").read_bytes() for folder in ("a", "b"))
        assert first == second
        assert b"dateCreated" not in first

    def test_labels_and_prices(self, run: mcba.Run, tmp_path: Path) -> None:
        written = write_sipmath(run, tmp_path / "w.json", names=["bearer_npv"])
        assert "bearer_npv.health_insurer" in written.names
        library = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
        total = np.sum([sip["arguments"]["value"] for sip in library["sips"]], axis=0)
        assert np.allclose(total, run.values("npv"))

    def test_a_function(self, tmp_path: Path) -> None:
        found = mcba.simulate(lambda x: 2 * x, {"x": mcba.Uniform(1, 2)}, worlds=100)
        assert set(write_sipmath(found, tmp_path / "w.json").names) == {"x", "result"}

    def test_refusals(self, run: mcba.Run, tmp_path: Path) -> None:
        with pytest.raises(RunError, match="ask for 1 to 2,000"):
            write_sipmath(run, tmp_path / "w.json", worlds=3_000)
        with pytest.raises(RunError, match="no outcome or assumption 'bcx'; did you mean 'bcr'"):
            write_sipmath(run, tmp_path / "w.json", names=["bcx"])
        with pytest.raises(RunError, match="nothing to write"):
            write_sipmath(run, tmp_path / "w.json", names=["payback_year"])
        summarised = mcba.run(mcba.load(STUDY), worlds=2_000, store="summary")
        with pytest.raises(RunError, match='run again with store = "worlds"'):
            write_sipmath(summarised, tmp_path / "w.json")
        assert list(tmp_path.iterdir()) == []

    def test_dropped_worlds_are_left_out_of_assumptions_too(self, tmp_path: Path) -> None:
        text = """
        run = { worlds = 400, failed = "drop" }
        study = { title = "Drop" }
        assumptions = { x = { distribution = "uniform", low = -1, high = 1 } }
        outcomes = { y = { formula = "sqrt(x)" } }
        """
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        found = mcba.run(mcba.load(tmp_path))
        written = write_sipmath(found, tmp_path / "w.json", worlds=100)
        assert written.worlds == 100
        sips = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))["sips"]
        x, y = (np.array(sip["arguments"]["value"]) for sip in sips)
        assert np.allclose(y, np.sqrt(x), rtol=1e-15)


class TestIn:
    @pytest.mark.slow
    def test_round_trip(self, run: mcba.Run, tmp_path: Path) -> None:
        write_sipmath(run, tmp_path / "worlds.SIPmath")
        study = reader(tmp_path, (tmp_path / "worlds.SIPmath").read_text(encoding="utf-8"))
        assert study.made["x"].sample == tuple(run.values("bcr"))
        source = study.document.assumptions["x"].source
        assert source is not None
        assert "Moms for Moms" in str(source)
        assert "SIP bcr" in str(source)
        assert study.stated["x"].source is None  # the library says it, not the study
        again = mcba.run(study, worlds=64_000, seed=1).range("result")
        assert again.low == pytest.approx(run.range("bcr").low, abs=4 * again.low_error + 1e-3)
        # a saved run carries the library along
        mcba.save_run(mcba.run(study, worlds=1_000), tmp_path / "out")
        (tmp_path / "worlds.SIPmath").unlink()
        assert mcba.verify(tmp_path / "out").same

    def test_a_source_of_ones_own_goes_first(self, tmp_path: Path) -> None:
        text = READER.replace("bcr", "Demand").replace('status = "data"', 'status = "data"\nsource = "my own"')
        study = reader(tmp_path, LIBRARY, text)
        assert str(study.document.assumptions["x"].source) == "my own"
        assert sorted(study.made["x"].sample) == [1.5, 3, 2000]

    @pytest.mark.parametrize(
        ("column", "message"),
        [
            ("Formula", r"coefficients = \[0.5, 0.25, -0.125\], lowest = 2"),
            ("Elsewhere", r"keeps its samples elsewhere \(https://example.org/demand.csv\)"),
            ("Demands", "no column 'Demands'; did you mean 'Demand'"),
        ],
    )
    def test_sips_without_samples(self, column: str, message: str, tmp_path: Path) -> None:
        with pytest.raises(StudyError, match=message):
            reader(tmp_path, LIBRARY, READER.replace("bcr", column))

    def test_the_metalog_that_is_proposed(self) -> None:
        # Keelin 2016, equations 5 and 9: below the bound nothing, the logarithm of the distance has the terms
        y, terms = 0.7, (0.5, 0.25, -0.125)
        logit = np.log(y / (1 - y))
        want = 2 + np.exp(terms[0] + terms[1] * logit + terms[2] * (y - 0.5) * logit)
        assert Metalog(terms, low=2).ppf(y) == pytest.approx(want, rel=1e-12)

    @pytest.mark.parametrize(
        ("library", "message"),
        [
            ("{\n nonsense", "worlds.json:2:2: this is not JSON"),
            ("[1, 2]", "no SIPmath library"),
            ({"sips": [{"function": "SIP_Array"}]}, "no SIPmath library"),
            ({"sips": [LIBRARY["sips"][0], LIBRARY["sips"][0]]}, "'Demand' stands twice"),  # type: ignore[index]
        ],
    )
    def test_what_is_no_library(self, library: object, message: str) -> None:
        with pytest.raises(StudyError) as error:
            read_sipmath("worlds.json", library if isinstance(library, str) else json.dumps(library))
        assert message in str(error.value)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ([[1, "a"]], "trial 2 of the SIP 's0' is \"a\""),
            ([[1, None]], "trial 2 of the SIP 's0' is null"),
            ([[1, 2], [1]], "as many trials each; found 's0' 2, 's1' 1"),
        ],
    )
    def test_what_is_no_sample(self, values: list[list[object]], message: str) -> None:
        sips = [
            {"name": f"s{place}", "function": "SIP_Array", "arguments": {"type": "array", "value": value}}
            for place, value in enumerate(values)
        ]
        with pytest.raises(StudyError) as error:
            read_sipmath("worlds.json", json.dumps({"sips": sips}))
        assert message in str(error.value)

    def test_trials_stay_together_and_a_hint_says_where_they_do_not(self, run: mcba.Run, tmp_path: Path) -> None:
        write_sipmath(run, tmp_path / "worlds.SIPmath")
        text = READER + '[assumptions.y]\ndata = { table = "worlds.SIPmath", column = "npv" }\n'
        library = (tmp_path / "worlds.SIPmath").read_text(encoding="utf-8")
        (group,) = reader(tmp_path, library, text).dependence
        assert set(group.names) == {"x", "y"}
        fitted = text + 'distribution = "normal"\n'
        (hint,) = (found for found in hints(reader(tmp_path, library, fitted)) if found.note.code == "same_rows")
        assert (hint.note.data["first"], hint.note.data["second"]) == ("x", "y")
        linked = fitted + '[[dependence]]\nbetween = ["x", "y"]\nrank_correlation = 0.9\n'
        assert not [found for found in hints(reader(tmp_path, library, linked)) if found.note.code == "same_rows"]


@pytest.mark.slow
def test_commands(tmp_path: Path) -> None:
    invoke = CliRunner().invoke
    (tmp_path / "study.toml").write_text(
        '[study]\ntitle = "t"\n[run]\nworlds = 200\nsampler = "lhs"\n[outcomes.y]\nformula = "x"\n'
        '[assumptions.x]\ndistribution = "uniform"\nlow = 0\nhigh = 1\n',
        encoding="utf-8",
    )
    target = str(tmp_path / "w.json")
    found = invoke(main, ["sipmath", str(tmp_path), "--to", target, "--worlds", "100"])
    assert found.exit_code == 0
    assert "Wrote 2 SIPs of 100 worlds" in found.stdout
    assert "Part of a Latin hypercube is not a Latin hypercube" in found.stdout
    dutch = invoke(main, ["sipmath", str(tmp_path), "--to", target, "--worlds", "100", "--language", "nl"])
    assert "2 SIPs van 100 trekkingen geschreven naar" in dutch.stdout
    assert "Een deel van een Latijnse hyperkubus is zelf geen Latijnse hyperkubus" in dutch.stdout
    assert invoke(main, ["sipmath", str(tmp_path), "--to", target, "--name", "zz"]).exit_code == 2
