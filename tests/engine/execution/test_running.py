"""Runs that are large, stopped, resumed, extended, sent elsewhere, or stopped at a precision."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.engine.execution import keeping, running, summarising, work
from mcba.engine.execution.precision import holds, numerical_tolerance, run_to_precision, watched
from mcba.engine.saved.checkpoint import FOLDER
from mcba.engine.saved.opening import open_run
from mcba.engine.saved.saving import save_run
from mcba.engine.saved.verification import extend_saved, resume, verify
from mcba.study import base_value, variant
from tests.places import SPEED


@pytest.fixture(scope="module")
def speed() -> mcba.Study:
    return mcba.load(SPEED)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small, and saved so eagerly, that a short run has many."""
    monkeypatch.setattr(keeping, "PIECE", 2**13)
    monkeypatch.setattr(summarising, "SUMMARY_PIECE", 2**13)
    for module in (summarising, running):
        monkeypatch.setattr(module, "TOGETHER", 2**13)
    monkeypatch.setattr(work, "PATIENCE", 0.0)


class TestElsewhere:
    """The same bits, whoever does the work."""

    @pytest.mark.slow
    def test_threads_and_processes_give_the_same_worlds(self, speed: mcba.Study) -> None:
        expected = mcba.run(speed, worlds=300_000).hashes()
        assert mcba.run(speed, worlds=300_000, workers=2).hashes() == expected
        with ThreadPoolExecutor(2) as threads:
            assert mcba.run(speed, worlds=300_000, executor=threads).hashes() == expected
        with ProcessPoolExecutor(2) as processes:
            assert mcba.run(speed, worlds=300_000, executor=processes).hashes() == expected

    @pytest.mark.usefixtures("small_pieces")
    def test_summaries_do_not_depend_on_who_made_them(self, speed: mcba.Study) -> None:
        expected = mcba.run(speed, worlds=100_000, store="summary").hashes()
        assert mcba.run(speed, worlds=100_000, store="summary", workers=2).hashes() == expected
        with ThreadPoolExecutor(2) as threads:
            assert mcba.run(speed, worlds=100_000, store="summary", executor=threads).hashes() == expected

    @pytest.mark.slow
    def test_a_dask_cluster_that_loses_a_worker_gives_the_same_bits(self, speed: mcba.Study) -> None:
        distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
        expected = mcba.run(speed, worlds=1_500_000).hashes()
        cluster = distributed.LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None)
        with cluster, distributed.Client(cluster) as client:
            killed: list[int] = []

            def kill_one(_: int) -> None:
                if not killed:
                    killed.append(next(iter(client.run(os.getpid).values())))
                    os.kill(killed[0], signal.SIGKILL)

            executor = client.get_executor(pure=False)
            found = mcba.run(speed, worlds=1_500_000, executor=executor, workers=3, progress=kill_one)
        assert killed
        assert found.hashes() == expected


class TestSummaries:
    @pytest.mark.parametrize("worlds", [999, summarising.TOGETHER, summarising.TOGETHER + 1_003])
    def test_the_worlds_that_fix_the_bins_count_once(self, speed: mcba.Study, worlds: int) -> None:
        kept, summarised = mcba.run(speed, worlds=worlds), mcba.run(speed, worlds=worlds, store="summary")
        for name in ("npv", "bcr"):
            one, other = kept.summary(name), summarised.summary(name)
            assert other.worlds == worlds
            assert other.mean.value == pytest.approx(one.mean.value, rel=1e-12)
            assert other.sd == pytest.approx(one.sd, rel=1e-9)

    def test_a_summary_says_what_the_worlds_say(self, speed: mcba.Study) -> None:
        kept, summarised = mcba.run(speed, worlds=200_000), mcba.run(speed, worlds=200_000, store="summary")
        for name in ("npv", "bcr"):
            one, other = kept.summary(name), summarised.summary(name)
            assert one.mean.value == pytest.approx(other.mean.value, rel=1e-12)
            for ours, theirs in ((other.low, one.low), (other.median, one.median), (other.high, one.high)):
                assert abs(ours.value - theirs.value) <= ours.error
                assert ours.error == pytest.approx(theirs.error, rel=0.2)
            assert str(one.range) == str(other.range)
        assert kept.probability("npv").value == summarised.probability("npv").value
        assert kept.probability("npv").error == pytest.approx(summarised.probability("npv").error, rel=1e-9)

    @pytest.mark.slow
    def test_a_summary_is_saved_opened_and_verified(self, speed: mcba.Study, tmp_path: Path) -> None:
        found = mcba.run(speed, worlds=50_000, store="summary")
        folder = save_run(found, tmp_path)
        again = open_run(folder)
        assert again.summary("bcr") == found.summary("bcr")
        assert again.hashes() == found.hashes()
        assert verify(folder).same

    def test_what_was_not_kept_is_not_invented(self, speed: mcba.Study) -> None:
        found = mcba.run(speed, worlds=50_000, store="summary")
        with pytest.raises(mcba.RunError, match="not the worlds"):
            found.values("bcr")
        with pytest.raises(mcba.RunError, match="not the worlds"):
            _ = found.worlds
        with pytest.raises(mcba.RunError, match="were not counted"):
            found.probability("bcr", above=1.7)

    def test_too_many_worlds_to_keep_are_summarised(self, speed: mcba.Study, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(running, "KEPT_BYTES", 1e5)
        assert mcba.run(speed, worlds=20_000).accumulators
        assert not mcba.run(speed, worlds=2_000).accumulators

    def test_failed_worlds_are_counted_or_stop_the_run(self, small_study: Path) -> None:
        text = (small_study / "study.toml").read_text() + '\n[outcomes.root]\nformula = "sqrt(effect - 600)"\n'
        (small_study / "study.toml").write_text(text.replace('unit = "EUR/client"\n', ""))
        with pytest.raises(mcba.RunError, match="root is undefined"):
            mcba.run(mcba.load(small_study), store="summary")
        (small_study / "study.toml").write_text(
            (small_study / "study.toml").read_text().replace("seed = 5", 'seed = 5\nfailed = "drop"')
        )
        kept = mcba.run(mcba.load(small_study))
        summarised = mcba.run(mcba.load(small_study), store="summary")
        assert summarised.failed_worlds == kept.failed_worlds > 0
        assert summarised.summary("root").mean.value == pytest.approx(kept.summary("root").mean.value, rel=1e-12)


class TestExtending:
    @pytest.mark.parametrize("sampler", ["sobol", "random"])
    def test_a_grown_run_is_the_larger_run(self, small_study: Path, sampler: str) -> None:
        study = mcba.load(small_study)
        small, large = (mcba.run(study, worlds=worlds, sampler=sampler) for worlds in (3_001, 10_000))
        assert mcba.extend(small, 10_000).hashes() == large.hashes()

    def test_the_old_worlds_are_not_drawn_again(self, small_study: Path) -> None:
        drawn: list[int] = []
        mcba.extend(mcba.run(mcba.load(small_study), worlds=3_000), 10_000, progress=drawn.append)
        assert sum(drawn) == 7_000

    def test_a_saved_run_grows(self, small_study: Path, tmp_path: Path) -> None:
        study = mcba.load(small_study)
        folder = save_run(mcba.run(study, worlds=3_000, scenario="cheap"), tmp_path / "out")
        assert extend_saved(folder, 5_000).hashes() == mcba.run(study, worlds=5_000, scenario="cheap").hashes()

    @pytest.mark.usefixtures("small_pieces")
    def test_a_grown_summary_is_the_larger_summary(self, speed: mcba.Study) -> None:
        small = mcba.run(speed, worlds=2**14, store="summary")
        assert mcba.extend(small, 50_000).hashes() == mcba.run(speed, worlds=50_000, store="summary").hashes()
        between = mcba.run(speed, worlds=2**14 + 16, store="summary")
        assert mcba.extend(between, 50_000).hashes() == mcba.run(speed, worlds=50_000, store="summary").hashes()

    @pytest.mark.usefixtures("small_pieces")
    def test_a_summary_goes_on_where_it_can(self, speed: mcba.Study) -> None:
        drawn: list[int] = []
        mcba.extend(mcba.run(speed, worlds=2**14, store="summary"), 2**15, progress=drawn.append)
        assert sum(drawn) == 2**14
        mcba.extend(mcba.run(speed, worlds=2**14 + 16, store="summary"), 2**15, progress=drawn.append)
        assert sum(drawn) == 2**14 + 2**15

    def test_what_cannot_grow_says_why(self, small_study: Path) -> None:
        study = mcba.load(small_study)
        with pytest.raises(mcba.RunError, match="strata depend on the number of worlds"):
            mcba.extend(mcba.run(study, sampler="lhs"), 10_000)
        with pytest.raises(mcba.RunError, match="has 4,000 worlds already"):
            mcba.extend(mcba.run(study), 3_000)
        with pytest.raises(mcba.RunError, match="drawn elsewhere; there are no more worlds of it"):
            mcba.extend(mcba.from_worlds({"x": [1.0, 2.0]}), 200)

    def test_a_run_of_a_function_grows_too(self) -> None:
        first, whole = (mcba.simulate(lambda x: x**2, {"x": mcba.Normal(0, 1)}, worlds=worlds) for worlds in (112, 208))
        assert mcba.extend(first, 208).hashes() == whole.hashes()


class TestResuming:
    @pytest.mark.usefixtures("small_pieces")
    @pytest.mark.parametrize("store", ["worlds", "summary"])
    def test_a_stopped_run_goes_on_and_ends_with_the_same_bits(
        self, speed: mcba.Study, tmp_path: Path, store: str
    ) -> None:
        expected = mcba.run(speed, worlds=60_000, store=store).hashes()
        done: list[int] = []

        def stop(worlds: int) -> None:
            done.append(worlds)
            if len(done) == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            mcba.run(speed, worlds=60_000, store=store, unfinished=tmp_path, progress=stop)
        assert (tmp_path / FOLDER).is_dir()
        result = resume(tmp_path)
        assert result.hashes() == expected
        save_run(result, tmp_path)
        assert not (tmp_path / FOLDER).exists()

    @pytest.mark.slow
    def test_a_killed_process_goes_on_and_ends_with_the_same_bits(self, tmp_path: Path) -> None:
        code = (
            "import mcba, pathlib; from mcba.engine.execution import keeping, work;"
            "work.PATIENCE = 0.0; keeping.PIECE = 2**14;"
            f"mcba.run(mcba.load({str(SPEED)!r}), worlds=1_000_000, unfinished=pathlib.Path({str(tmp_path)!r}))"
        )
        process = subprocess.Popen([sys.executable, "-c", code])
        limit = time.monotonic() + 60
        while len(list(tmp_path.glob(f"{FOLDER}/*.npz"))) < 3 and time.monotonic() < limit:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert resume(tmp_path).hashes() == mcba.run(mcba.load(SPEED), worlds=1_000_000).hashes()

    @pytest.mark.usefixtures("small_pieces")
    def test_a_damaged_piece_is_done_again(self, speed: mcba.Study, tmp_path: Path) -> None:
        def stop(_: int) -> None:
            if len(list(tmp_path.glob(f"{FOLDER}/*.npz"))) >= 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            mcba.run(speed, worlds=60_000, unfinished=tmp_path, progress=stop)
        for file in tmp_path.glob(f"{FOLDER}/*.npz"):
            file.write_bytes(file.read_bytes()[:100])
        assert resume(tmp_path).hashes() == mcba.run(speed, worlds=60_000).hashes()

    @pytest.mark.usefixtures("small_pieces")
    def test_the_unfinished_work_of_another_run_is_not_mixed_in(self, speed: mcba.Study, tmp_path: Path) -> None:
        def stop(_: int) -> None:
            if (tmp_path / FOLDER).exists():
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            mcba.run(speed, worlds=60_000, unfinished=tmp_path, progress=stop)
        with pytest.raises(mcba.RunError, match=r"unfinished work of another run \(different: settings\)"):
            mcba.run(speed, worlds=60_000, seed=2, unfinished=tmp_path)
        assert resume(tmp_path).settings.seed == 1

    def test_nothing_to_resume_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(mcba.RunError, match="holds no unfinished run"):
            resume(tmp_path)

    def test_a_quick_run_leaves_nothing_behind(self, speed: mcba.Study, tmp_path: Path) -> None:
        mcba.run(speed, worlds=10_000, unfinished=tmp_path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.usefixtures("small_pieces")
    def test_a_full_disk_keeps_what_was_saved(
        self, speed: mcba.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real, calls = os.fsync, []

        def full(descriptor: int) -> None:
            calls.append(descriptor)
            if len(calls) > 2:
                raise OSError(28, os.strerror(28))
            real(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(mcba.RunError, match=r"No space left.*what was saved before is kept"):
                mcba.run(speed, worlds=60_000, unfinished=tmp_path)
        assert resume(tmp_path).hashes() == mcba.run(speed, worlds=60_000).hashes()


class TestPrecision:
    def test_it_stops_when_the_digits_hold_and_not_a_doubling_later(self, speed: mcba.Study) -> None:
        found, held = run_to_precision(speed, 2)
        assert held
        assert holds(found, 2)
        if found.settings.worlds > 2**14:
            assert not holds(mcba.run(speed, worlds=found.settings.worlds // 2), 2)

    @pytest.mark.slow
    def test_the_errors_are_honest_at_the_stop(self, speed: mcba.Study) -> None:
        # A stop looks at its own errors, so it might come at a lucky small one. Against a run with many more worlds
        # an end lies within twice its error in 95 % of the runs, so both do in about 90 %: 12 of 16, 19 times in 20.
        exact = mcba.run(speed, worlds=2**22, seed=99).summary("bcr")
        tolerance = numerical_tolerance(exact.sd, 2)
        kept = 0
        for seed in range(16):
            found = run_to_precision(speed, 2, seed=seed, keep=["bcr"])[0].range("bcr")
            kept += abs(found.low - exact.range.low) <= tolerance and abs(found.high - exact.range.high) <= tolerance
        assert kept >= 12

    def test_the_cap_is_said(self, speed: mcba.Study) -> None:
        found, held = run_to_precision(speed, 3, most=2**15)
        assert not held
        assert found.settings.worlds == 2**15

    def test_a_certain_outcome_needs_no_more_worlds(self, small_study: Path) -> None:
        study = mcba.load(small_study)
        assert watched(mcba.run(study, worlds=100)) == ("npv", "bcr")
        certain = variant(study, {name: float(base_value(study, name)) for name in study.families})
        found, held = run_to_precision(certain, 2)
        assert held
        assert found.settings.worlds == 2**14

    def test_a_hypercube_cannot_grow_and_nothing_is_drawn(self, speed: mcba.Study) -> None:
        drawn: list[int] = []
        with pytest.raises(mcba.RunError, match="cannot grow"):
            run_to_precision(speed, 1, sampler="lhs", progress=drawn.append)
        document = speed.document.model_copy(update={"run": speed.document.run.model_copy(update={"sampler": "lhs"})})
        with pytest.raises(mcba.RunError, match="cannot grow"):
            run_to_precision(speed.altered(document=document), 1, progress=drawn.append)
        assert not drawn

    def test_a_summary_grows_until_its_digits_hold(self, speed: mcba.Study) -> None:
        found, held = run_to_precision(speed, 2, store="summary")
        assert held
        assert found.accumulators
        assert found.settings.worlds % summarising.TOGETHER == 0
        assert holds(found, 2)
        worlds = found.settings.worlds
        assert found.hashes() == mcba.run(speed, worlds=worlds, store="summary").hashes()

    def test_stages_are_whole_for_sobol_points(self, speed: mcba.Study) -> None:
        found, _ = run_to_precision(speed, 3, most=2**17)
        stages = found.settings.worlds // 16
        assert stages & (stages - 1) == 0

    def test_tolerances_are_those_of_the_guide(self) -> None:
        # JCGM 101:2008, 7.9.2, examples: u = 0.35 with two digits and with one digit
        assert numerical_tolerance(0.35, 2) == pytest.approx(0.005)
        assert numerical_tolerance(0.35, 1) == pytest.approx(0.05)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_worlds_that_are_summarised() -> None:
    code = (
        "import mcba, resource; s = mcba.load({study!r});"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "mcba.run(s, worlds=2**22, store='summary'); first = peak();"
        "mcba.run(s, worlds=2**24, store='summary'); print(peak() / first)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code.format(study=str(SPEED))], capture_output=True, text=True, check=True
    )
    assert float(found.stdout) < 1.1


@pytest.mark.slow
def test_a_study_of_many_assumptions_and_years_compiles(tmp_path: Path) -> None:
    lines = ['[study]\ntitle = "Wide"\nhorizon = 50\n[choices.discount_rate]\nvalue = 0.02']
    lines += [f'[assumptions.a{i}]\ndistribution = "normal"\nmean = 1\nsd = 0.1' for i in range(2000)]
    lines += [f'[benefits.b{i}]\nformula = "a{4 * i} * a{4 * i + 1}"' for i in range(500)]
    lines += [f'[costs.c{i}]\nformula = "a{4 * i + 2} + a{4 * i + 3}"' for i in range(500)]
    (tmp_path / "study.toml").write_text("\n".join(lines))
    found = mcba.run(mcba.load(tmp_path), worlds=2_000, keep=["npv"])
    # Every benefit has mean 1, every cost mean 2: an annuity of 51 years times 500 - 1,000
    annuity = sum(1.02**-year for year in range(51))
    mean = found.summary("npv").mean
    assert abs(mean.value + 500 * annuity) < 4 * mean.error


@pytest.mark.slow
def test_a_set_of_ten_thousand_cases_runs(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    means = rng.uniform(1, 2, 10_000)
    rows = "\n".join(f"c{i},{mean!r}" for i, mean in enumerate(means.tolist()))
    (tmp_path / "cases.csv").write_text(f"case,mean\n{rows}\n")
    (tmp_path / "study.toml").write_text(
        '[study]\ntitle = "Cases"\n[sets.case]\ntable = "cases.csv"\ncolumn = "case"\n'
        '[assumptions.saving]\ndistribution = "gamma"\nmean = { column = "mean" }\nsd = 0.5\nover = "case"\n'
        'drawn = "each_unit"\ntable = "cases.csv"\n[outcomes.total]\nformula = "sum(saving, over=\\"case\\")"\n'
    )
    found = mcba.run(mcba.load(tmp_path), worlds=400, sampler="random").summary("total")
    assert abs(found.mean.value - means.sum()) < 4 * found.mean.error
    assert found.sd == pytest.approx(0.5 * 100, rel=4 / np.sqrt(2 * 400))


@pytest.mark.slow
def test_the_command_line_resumes_extends_and_stops_at_a_precision(small_study: Path, tmp_path: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mcba.cli", *arguments], capture_output=True, text=True, check=False
        )

    out = str(tmp_path / "out")
    assert call("run", str(small_study), "--out", out, "--worlds", "2000").returncode == 0
    grown = call("extend", out, "--worlds", "5000", "--json")
    assert json.loads(grown.stdout)["worlds"] == 5000
    assert verify(out).same
    precise = call("run", str(small_study), "--precision", "1", "--json")
    assert "One digit of the spread" in precise.stderr
    nothing = call("run", "--resume", out)
    assert nothing.returncode == 2
    assert "holds no unfinished run" in nothing.stderr
    assert call("run").returncode == 2
    assert call("run", str(small_study), "--scheduler", "tcp://127.0.0.1:1", "--worlds", "100").returncode == 3
