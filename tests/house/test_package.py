"""What a newcomer meets: the import, the wheel, the lock, the README's example."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mcba
from tests.places import ROOT


def test_importing_mcba_loads_nothing_heavy() -> None:
    heavy = ("matplotlib", "SALib", "dask", "pandas", "docx", "scipy.stats", "xarray", "sklearn")
    code = f"import sys, mcba, mcba.cli; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.slow
def test_checking_a_study_loads_nothing_heavy() -> None:
    heavy = ("matplotlib", "SALib", "dask", "pandas", "docx", "scipy.stats", "xarray")
    code = (
        f"import sys, mcba; mcba.load({str(ROOT / 'tests/benchmarks/speed')!r}); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    for name in mcba.__all__:
        assert getattr(mcba, name) is not None
    assert set(mcba.__all__) == set(dir(mcba))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mcba.nothing  # type: ignore[attr-defined]


def test_the_wheel_carries_studies_evidence_and_schema(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "mcba/_data/studies/schilderswijk-moeders/study.toml",
        "mcba/_data/studies/meerwaarde-preventiecalculator/study.toml",
        "mcba/_data/distributions/README.md",
        "mcba/study/study.schema.json",
        "mcba/engine/drawing/samplers/sobol_directions.npz",
        "mcba/__init__.pyi",
        "mcba/engine/__init__.pyi",
        "mcba/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_lock_names_no_address_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    pinned = re.findall(r"^[a-z0-9].*==", lock, flags=re.MULTILINE | re.IGNORECASE)
    assert len(pinned) > 30
    assert lock.count("--hash=sha256:") >= len(pinned)


@pytest.mark.slow
def test_the_example_of_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)[:1]
    code, _, _ = example.partition("# →")
    assert len(example.strip().splitlines()) <= 15
    shown = re.findall(r"# → (.*)", example)
    found = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.splitlines() == shown
    assert code
