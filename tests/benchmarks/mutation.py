"""Whether the tests see it when a line is wrong: a seeded sample of mutants of the modules that make the numbers.

    python tests/benchmarks/mutation.py [MODULE …] [--mutants N] [--seed N]
    python tests/benchmarks/mutation.py [MODULE …] --again      the survivors of the last run, with the tests of now

mutmut changes one thing in a copy of the tree (a sign, a boundary, a constant, an argument, a condition) and runs the
tests that reach the function, the fastest first. Mutants that no test notices are printed with their place and their
change; those of `mutation.toml` change no number that anyone can see, and are counted apart with the reason. Results go
to `out/mutation/results.json`, where modules that were not asked keep theirs, and below `## Results` of the page in
`docs/contributing`.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORK = ROOT / "out" / "mutation"
PAGE = ROOT / "docs" / "contributing" / "mutation-testing.md"
RESULTS = "## Results\n\n"
WANTED = 0.85
SCIKIT_LEARN = "tests/analysis/decision/information/test_partial_information.py::test_methods_of_scikit_learn"
KILLED = {1, 3, 24, 36, 152, 255, -24, -11}  # what mutmut notes of a mutant that a test noticed, or that came to no end
MODULES = {
    "families/base/family": ("families",),
    "families/base/registry": ("families", "registry"),
    "families/composite/altered": ("families", "altered"),
    "families/composite/several": ("families", "experts"),
    "families/named/bounded": ("families",),
    "families/named/counts": ("families",),
    "families/named/tailed": ("families",),
    "study/formula/parsing": ("parsing", "operations"),
    "study/formula/trees": ("parsing", "operations"),
    "engine/program/economics": ("economics", "result"),
    "engine/program/tape": ("tape", "tape_operations"),
    "engine/estimates/moments": ("estimate", "estimates"),
    "engine/estimates/ordered": ("estimate", "estimates"),
    "engine/estimates/summaries/accumulator": ("accumulator", "running"),
    "analysis/decision/information/gains": ("perfect_information", "partial_information"),
    "analysis/decision/information/partial_information": ("partial_information",),
    "analysis/decision/information/run_inputs": ("perfect_information", "partial_information"),
    "analysis/decision/variation/switching": ("switching",),
    "analysis/published/calibration": ("calibration",),
    "analysis/ranking/ranking": ("ranking",),
    "analysis/ranking/indices/designed/sobol_indices": ("sobol_indices", "indices"),
    "analysis/ranking/indices/given/class_statistics": ("class_statistics", "indices"),
    "analysis/ranking/indices/given/explained_variance": ("explained_variance", "indices"),
}
"""The tests that hold each module to its promise; mutmut takes those of them that reach the changed function."""
SETTINGS = """
[tool.mutmut]
source_paths = ["mcba"]
only_mutate = ["mcba/{module}.py"]
also_copy = ["studies", "distributions", "README.md", "CHANGELOG.md"]
do_not_mutate_patterns = ['raise \\w*Error\\(', '^\\s*r?\\"\\"\\"']  # the wording of complaints has tests of its own
pytest_add_cli_args = ["-n0", "-p", "no:cacheprovider", "--deselect", "{scikit_learn}"]
pytest_add_cli_args_test_selection = [{tests}]
process_isolation = "forkserver"  # so that no mutant finds what another process has cached
timeout_multiplier = 4.0
timeout_constant = 10.0
"""


@dataclass(frozen=True)
class Survivor:
    """A change that no test noticed; `reason` where it can be seen by none."""

    name: str
    place: str
    before: str
    after: str
    reason: str = ""

    def __str__(self) -> str:
        return f"`{self.place}`: `{self.before}` → `{self.after}`; {self.reason or 'no test sees it yet'}"


@dataclass(frozen=True)
class Result:
    """What became of the mutants of one module."""

    possible: int
    mutants: int
    killed: int
    survivors: tuple[Survivor, ...]

    @property
    def share(self) -> float:
        """Killed, of the mutants that could be."""
        equivalent = sum(bool(one.reason) for one in self.survivors)
        return self.killed / max(self.mutants - equivalent, 1)


def tests_of(module: str) -> list[str]:
    """The files of the tests of a module, in whichever room they lie."""
    return [
        file.relative_to(ROOT).as_posix()
        for name in MODULES[module]
        for file in sorted((ROOT / "tests").rglob(f"test_{name}.py"))
    ]


def copied(module: str) -> Path:
    """A copy of the tree, with settings for one module and its decorated functions where mutmut sees them."""
    folder = WORK / module.replace("/", "-")
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith("figures/") and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    tests = ", ".join(f'"{file}"' for file in tests_of(module))
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(module=module, tests=tests, scikit_learn=SCIKIT_LEARN))
    source = folder / "mcba" / f"{module}.py"
    source.write_text(undecorated(source.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def undecorated(source: str) -> str:
    """The same module with `name = decorator(name)` below each decorated function: mutmut passes decorated ones by."""
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: -node.lineno):
        if len(node.decorator_list) != 1:
            continue
        decorator = node.decorator_list[0]
        written = ast.unparse(decorator)
        if written in {"overload", "staticmethod", "classmethod", "abstractmethod"} or written.endswith(".setter"):
            continue
        lines.insert(node.end_lineno or node.lineno, " " * node.col_offset + f"{node.name} = {written}({node.name})")
        lines[decorator.lineno - 1 : decorator.end_lineno] = [""] * (decorator.end_lineno - decorator.lineno + 1)  # type: ignore[operator]
    return "\n".join(lines) + "\n"


def mutmut(folder: Path, *given: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *given], cwd=folder, check=False, capture_output=True, text=True
    ).stdout


def names_of(folder: Path, module: str) -> list[str]:
    """Every mutant that mutmut can make of a module."""
    code = (
        "import sys; from mutmut.mutation.file_mutation import mutate_file_contents as made; "
        "print('\\n'.join(made(sys.argv[1], open(sys.argv[1]).read()).mutant_names))"
    )
    file = f"mcba/{module}.py"
    found = subprocess.run([sys.executable, "-c", code, file], cwd=folder, check=True, capture_output=True, text=True)
    return [f"mcba.{module.replace('/', '.')}.{name}" for name in found.stdout.split()]


def survivor(folder: Path, module: str, name: str, reasons: dict[tuple[str, str, str], str]) -> Survivor:
    """Where a mutant is, and what it changes."""
    shown = mutmut(folder, "show", name).splitlines()
    changed = {
        sign: " ".join(
            line[1:].strip() for line in shown if re.match(rf"{re.escape(sign)}(?!{re.escape(sign * 2)})", line)
        )
        for sign in "-+"
    }
    first = next((line[1:].strip() for line in shown if re.match(r"-(?!--)", line)), "")
    function = re.sub(r"__mutmut_\d+$", "", name).rpartition(".")[2].replace("x_", "", 1).split("ǁ")[-1]
    lines = (ROOT / "mcba" / f"{module}.py").read_text(encoding="utf-8").splitlines()
    starts = [place for place, line in enumerate(lines, 1) if re.match(rf"\s*def {re.escape(function)}\b", line)]
    place = next((n for n in range(starts[0] if starts else 1, len(lines) + 1) if lines[n - 1].strip() == first), 0)
    key = module, changed["-"], changed["+"]
    return Survivor(name, f"{module}.py:{place}", changed["-"], changed["+"], reasons.get(key, ""))


def measured(module: str, mutants: int, seed: int) -> Result:
    """Make mutants of one module, and let its tests look at a sample of them."""
    folder = copied(module)
    names = names_of(folder, module)
    chosen = sorted(random.Random(f"{seed} {module}").sample(names, min(mutants, len(names))))
    log = mutmut(folder, "run", "--max-children", "1", *chosen)
    meta = folder / "mutants" / "mcba" / f"{module}.py.meta"
    codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"] if meta.exists() else {}
    untried = sum(codes.get(name) is None for name in chosen)
    if untried:
        told = [line for line in re.split(r"[\r\n]+", log) if "Running" not in line and "Generating" not in line]
        raise RuntimeError(f"{module}: {untried} mutants were not tried\n" + "\n".join(told[-40:]))
    left = survivors(folder, module, [name for name in chosen if codes[name] not in KILLED])
    # A test that finds its numbers in a cache is not seen to reach what made them: all tests look at what is left.
    return tried_again(module, Result(len(names), len(chosen), len(chosen) - len(left), left))


def survivors(folder: Path, module: str, names: list[str]) -> tuple[Survivor, ...]:
    known = tomllib.loads((Path(__file__).parent / "mutation.toml").read_text(encoding="utf-8")).get("equivalent", [])
    reasons = {(one["module"], one["before"], one["after"]): one["reason"] for one in known}
    return tuple(survivor(folder, module, name, reasons) for name in names)


def tried_again(module: str, last: Result) -> Result:
    """The same result, less the survivors that the tests of now notice."""
    folder = WORK / module.replace("/", "-")
    shutil.copytree(ROOT / "tests", folder / "mutants" / "tests", dirs_exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-n0", "-x", "-p", "no:cacheprovider"]
    command += tests_of(module)

    def passes(name: str) -> bool:
        chosen = os.environ | {"MUTANT_UNDER_TEST": name, "PYTHONPATH": "."}
        done = subprocess.run(command, cwd=folder / "mutants", env=chosen, check=False, capture_output=True)
        return done.returncode == 0

    if not passes(""):
        raise RuntimeError(f"{module}: the tests of now fail on the code of then; make other mutants (without --again)")
    known = survivors(folder, module, [one.name for one in last.survivors])
    left = tuple(one for one in known if one.reason or passes(one.name))
    return Result(last.possible, last.mutants, last.mutants - len(left), left)


def table(results: dict[str, Result]) -> str:
    """The results as a table in Markdown, and the survivors below it."""
    rows = ["| Module | Mutants | Tried | Killed | No difference | Left | Killed, of those that can be |"]
    rows.append("|---|--:|--:|--:|--:|--:|--:|")
    for module in filter(results.__contains__, MODULES):
        one = results[module]
        same = sum(bool(each.reason) for each in one.survivors)
        left = len(one.survivors) - same
        share = f"{100 * one.share:.0f} %"
        rows.append(f"| `{module}` | {one.possible:,} | {one.mutants} | {one.killed} | {same} | {left} | {share} |")
    survivors = [f"- {one}" for module in MODULES if module in results for one in results[module].survivors]
    return "\n".join([*rows, "", "Survivors:", "", *survivors])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    arguments.add_argument("--mutants", type=int, default=40, help="of each module")
    arguments.add_argument("--seed", type=int, default=1, help="of the sample")
    arguments.add_argument("--again", action="store_true", help="only the survivors of the last run")
    given = arguments.parse_args()
    file = WORK / "results.json"
    WORK.mkdir(parents=True, exist_ok=True)
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    results = {
        name: Result(**{**one, "survivors": tuple(Survivor(**each) for each in one["survivors"])})
        for name, one in known.items()
    }
    short = []
    for module in given.modules or (results if given.again else MODULES):
        try:
            if given.again:
                results[module] = tried_again(module, results[module])
            else:
                results[module] = measured(module, given.mutants, given.seed)
        except RuntimeError as stopped:
            print(stopped, flush=True)
            short.append(module)
            continue
        print(table({module: results[module]}) + "\n", flush=True)
        file.write_text(json.dumps({name: asdict(one) for name, one in results.items()}, indent=2) + "\n", "utf-8")
        PAGE.write_text(PAGE.read_text("utf-8").partition(RESULTS)[0] + RESULTS + table(results) + "\n", "utf-8")
        if results[module].share < WANTED:
            short.append(module)
    if short:
        raise SystemExit(f"less than {WANTED:.0%} killed, or not tried: {', '.join(short)}")


if __name__ == "__main__":
    main()
