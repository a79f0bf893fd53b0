"""Executes the notebooks, and writes them with their outputs again: `python -m tests.examples.notebooks`.

They run in a folder and with a kernel of their own, which are gone afterwards; nothing is installed for it. What is
written is the same bytes each time: no times, no counters of other runs, no addresses of objects.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from tests.places import ROOT

NOTEBOOKS = ROOT / "examples" / "notebooks"
_KERNEL = "mcba"


def executed(path: Path) -> Any:
    """A notebook as it is after all its cells have run; a cell that fails raises."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        manager = AsyncKernelManager(kernel_spec_manager=_kernels(place / "kernels"), kernel_name=_KERNEL)
        (place / "work").mkdir()
        before = dict(os.environ)
        os.environ.update(_surroundings(place))
        try:
            client = NotebookClient(
                notebook, km=manager, timeout=300, resources={"metadata": {"path": str(place / "work")}}
            )
            client.execute()
        finally:
            os.environ.clear()
            os.environ.update(before)
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def _kernels(folder: Path) -> KernelSpecManager:
    """One kernel: the Python that runs this, with the modules of this tree."""
    spec = {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": _KERNEL}
    (folder / _KERNEL).mkdir(parents=True)
    (folder / _KERNEL / "kernel.json").write_text(json.dumps({**spec, "language": "python"}), encoding="utf-8")
    return KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)


def _surroundings(place: Path) -> dict[str, str]:
    """Where a kernel looks for modules, and where it may write."""
    own = {
        name: str(place / name.lower())
        for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR")
    }
    return {**own, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def write(path: Path) -> None:
    """Write a notebook with the outputs that it gives now."""
    path.write_text(nbformat.writes(executed(path)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for asked in [NOTEBOOKS / f"{name}.ipynb" for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb")):
        write(asked)
