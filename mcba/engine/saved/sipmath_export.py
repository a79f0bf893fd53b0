"""The worlds of a run as a SIPmath 3.0 library: samples in JSON that spreadsheets and other tools read.

A SIP (stochastic information packet) is one number in every world; the SIPs of a library belong together world by
world, so what is computed from them row by row is what the run would have computed.

The fields are those of the example and the JSON Schema that Probability Management publishes with its Python package
(github.com/probability-management/PySIPmath, tests/multi-lib-schema-2021-08-19.json; metadata as its PySIP3library
names them): each SIP is a `SIP_Array` whose `value` is looked up by the number of the world. No other field is added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.execution.redrawing import draws_of
from mcba.engine.result import Run
from mcba.engine.saved.files import write_bytes_together
from mcba.errors import RequestError, RunError, suggestion

_WORLDS = 10_000
"""How many worlds are written when nobody says: enough for ranges, few enough for a spreadsheet."""

DENSITY_BINS = 25
INDEX = "indexRng"


@dataclass(frozen=True)
class Written:
    """What a library holds, and what of the run it does not.

    Attributes
    ----------
    names : tuple of str
        Of its SIPs.
    worlds : int
    labelled : tuple of str
        What has a number for each label and was not asked for by name.
    endless : tuple of str
        What is infinite or undefined in some world, which JSON cannot hold.
    """

    names: tuple[str, ...]
    worlds: int
    labelled: tuple[str, ...]
    endless: tuple[str, ...]


def write_sipmath(
    run: Run, file: str | Path, *, worlds: int | None = None, names: Sequence[str] = (), date: str | None = None
) -> Written:
    """Write outcomes and assumptions of a run as samples, the same numbers to the bit.

    Parameters
    ----------
    run : Run
        Of which the worlds were kept.
    file : str or Path
    worlds : int, optional
        How many, from the first; 10,000, or all where there are fewer, when absent. The first worlds of Sobol' and
        random points are a run of their own; those of a Latin hypercube are only a part of it.
    names : sequence of str
        Outcomes, assumptions, or labelled results such as `bearer_npv`; when absent, every outcome and every assumption
        that is one number a world. What has labels gives a SIP for each, `name.label`.
    date : str, optional
        For the field `dateCreated`; left out when absent, so that the same run gives the same bytes.

    Returns
    -------
    Written

    Raises
    ------
    RequestError
        For an unknown name, or more worlds than there are.
    RunError
        For a run that kept no worlds.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=64)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     mcba.write_sipmath(run, f"{folder}/library.json", names=["npv", "bcr"]).names
    ('npv', 'bcr')
    """
    if run.accumulators:
        raise RunError('this run kept what the worlds say, not the worlds; run again with store = "worlds"')
    have = run.settings.worlds - run.failed_worlds
    count = min(_WORLDS, have) if worlds is None else worlds
    if not 1 <= count <= have:
        raise RequestError(f"{count:,} worlds were asked, and the run has {have:,}; ask for 1 to {have:,}")
    outcomes, assumptions = _outcomes(run, count), _assumptions(run, count)
    chosen, labelled = _chosen({**assumptions, **outcomes}, names)
    endless = tuple(name for name, values in chosen.items() if not np.isfinite(values).all())
    sips = {name: values for name, values in chosen.items() if name not in endless}
    if not sips:
        raise RunError("there is nothing to write: no number that was asked is finite in every world")
    target = Path(file)
    content = _text(_library(run, target.stem, count, date), [_sip(name, values) for name, values in sips.items()])
    write_bytes_together(target.parent, {target.name: content.encode()})
    return Written(tuple(sips), count, labelled, endless)


# --- what there is


def _outcomes(run: Run, count: int) -> dict[str, dict[str, Array]]:
    """Each outcome or labelled result by name, with its samples by label; "" for what is one number a world."""
    outcomes: dict[str, dict[str, Array]] = {}
    for name, array in run.arrays.items():
        if name in run.inputs:
            continue
        if name in run.dimensions:
            labels = run.labels[run.dimensions[name]]
            outcomes[name] = {label: array[row, :count] for row, label in enumerate(labels)}
        else:
            outcomes[name] = {"": array[:count]}
    return outcomes


def _assumptions(run: Run, count: int) -> dict[str, dict[str, Array]]:
    """Each assumption in the price year of the study, as the formulas take it."""
    factors = {} if run.study is None else run.study.price_factors
    assumptions: dict[str, dict[str, Array]] = {}
    for address, values in draws_of(run, first=count).items():
        name, _, label = address.partition("[")
        assumptions.setdefault(name, {})[label.removesuffix("]")] = values * factors.get(name, 1.0)
    return assumptions


def _chosen(known: Mapping[str, Mapping[str, Array]], names: Sequence[str]) -> tuple[dict[str, Array], tuple[str, ...]]:
    """The samples that were asked for, by the name of their SIP, and what was left out because it has labels."""
    for name in names:
        if name not in known:
            raise RequestError(f"the run has no outcome or assumption {name!r}; {suggestion(name, known)}")
    sips: dict[str, Array] = {}
    labelled = []
    for name in dict.fromkeys(names) or known:
        if not names and set(known[name]) != {""}:
            labelled.append(name)
            continue
        for label, values in known[name].items():
            sips[_free(_sip_name(name, label), sips)] = values
    return sips, tuple(labelled)


def _sip_name(name: str, label: str) -> str:
    """A name that a spreadsheet takes too: letters, digits, _ and a point."""
    return f"{name}.{re.sub(r'[^0-9A-Za-z_]+', '_', label).strip('_')}" if label else name


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """The name itself, or with a number where two labels became the same."""
    number, free = 1, name
    while free in taken:
        number, free = number + 1, f"{name}_{number + 1}"
    return free


# --- the library


def _library(run: Run, name: str, count: int, date: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "objectType": "sipModel",
        "libraryType": "SIPmath_3_0",
        **({"dateCreated": date} if date else {}),
        "version": "1",
        "provenance": _provenance(run, count),
        "U01": {"rng": [{"name": INDEX, "function": "Index", "arguments": {"counter": "PM_Index"}}]},
    }


def _text(library: Mapping[str, Any], sips: Sequence[Mapping[str, Any]]) -> str:
    """The library as JSON, a line for each field and each SIP."""
    fields = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in library.items()]
    rows = ",\n".join(json.dumps(sip, allow_nan=False) for sip in sips)
    return "{\n" + ",\n".join([*fields, f'"sips": [\n{rows}\n]']) + "\n}\n"


def _provenance(run: Run, count: int) -> str:
    settings = run.settings
    title = "a Python function" if run.study is None else run.study.document.study.title.in_language("en")
    variants = [f"{kind} {name}" for kind in ("scenario", "option") if (name := getattr(settings, kind))]
    how = f"{settings.sampler}, seed {settings.seed}, the first {count} of {settings.worlds} worlds"
    return f"mcba {version('mcba')}: {', '.join([title, *variants])}; {how}"


def _sip(name: str, values: Array) -> dict[str, Any]:
    return {
        "name": name,
        "ref": {"source": "rng", "name": INDEX},
        "function": "SIP_Array",
        "arguments": {"type": "array", "value": values.tolist()},
        "metadata": _metadata(values),
    }


def _metadata(values: Array) -> dict[str, Any]:
    quartiles = np.quantile(values, [0.25, 0.5, 0.75])
    metadata: dict[str, Any] = {
        "count": values.size,
        "mean": float(values.mean()),
        "std": float(values.std(ddof=1)) if values.size > 1 else 0.0,
        "min": float(values.min()),
        **{f"P{percent}": float(value) for percent, value in zip((25, 50, 75), quartiles, strict=True)},
        "max": float(values.max()),
    }
    if metadata["min"] < metadata["max"]:
        metadata["density"] = np.histogram(values, bins=DENSITY_BINS, density=True)[0].tolist()
    return metadata
