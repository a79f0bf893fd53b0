"""Files of overrides: what a reader of a living page changed, or anybody else, applied to a study.

A file has tables `[set]` (values as a study file has them), `[move.<name>]` (times and shift of a study's own
distribution) and `[without]` (flows that do not count); `[page]` says which page it is from.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from mcba.errors import RequestError, suggestion
from mcba.families import Family, Shifted
from mcba.study.model import Study

READER = {"en": "changed by a reader", "nl": "gewijzigd door een lezer"}
"""How the reason of everything begins that a file of overrides changed."""
_BEFORE = {"en": "the study has {before}", "nl": "de studie heeft {before}"}
_KEYS = {"page": {"study", "digest", "option", "scenario", "worlds", "seed"}, "without": {"flows"}}
_MOVES = {"times", "shift"}


@dataclass(frozen=True)
class ReaderChanges:
    """What a file of overrides says.

    Attributes
    ----------
    set : mapping of str to number or table
        Assumptions, choices and `horizon`, as a study file writes their values.
    move : mapping of str to (times, shift)
        Assumptions whose every number is multiplied, and then shifted.
    without : tuple of str
        Flows that do not count.
    option, scenario : str
        Under which it was made; empty for none.
    digest : str
        Of the text of the study that it was made for (SHA-256); empty where it does not say.
    file : str
        Where it stands.
    """

    set: Mapping[str, Any] = field(default_factory=dict)
    move: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    option: str = ""
    scenario: str = ""
    digest: str = ""
    file: str = ""

    def fits(self, study: Study) -> bool:
        """Whether it was made for the study as its text stands; also where it does not say for which."""
        return self.digest in ("", hashlib.sha256(study.text.encode()).hexdigest())


def read_overrides(path: str | Path) -> ReaderChanges:
    r"""Read a file of overrides.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    ReaderChanges

    Raises
    ------
    RequestError
        For a file that is not there, no TOML, or has a table or key that no such file has.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "overrides.toml"
    ...     _ = file.write_text("[set]\nclients = 120\n[move.optimism]\ntimes = 1.1\n", encoding="utf-8")
    ...     overrides = read_overrides(file)
    >>> overrides.set, overrides.move
    ({'clients': 120}, {'optimism': (1.1, 0.0)})
    """
    try:
        content = tomli.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:  # no TOML, and no UTF-8
        raise RequestError(f"{path} is no file of overrides: {error}") from error
    known = ("page", "set", "move", "without")
    for name, table in content.items():
        if name not in known or not isinstance(table, Mapping):
            raise RequestError(f"{path}: {name!r} is no table of overrides; they are [{'], ['.join(known)}]")
        for key in table:
            if name in _KEYS and key not in _KEYS[name]:
                raise RequestError(f"{path}: [{name}] has no key {key!r}; {suggestion(key, sorted(_KEYS[name]))}")
    page = content.get("page", {})
    texts = {key: page.get(key, "") for key in ("option", "scenario", "digest")}
    for key, text in texts.items():
        if not isinstance(text, str):
            raise RequestError(f"{path}: [page] {key} = {text!r} is no text")
    flows = content.get("without", {}).get("flows", [])
    if not (isinstance(flows, list) and all(isinstance(flow, str) for flow in flows)):
        raise RequestError(
            f"{path}: [without] flows = {flows!r}; give a list of names of benefits, costs and transfers"
        )
    moves = {name: _move(path, name, move) for name, move in content.get("move", {}).items()}
    return ReaderChanges(content.get("set", {}), moves, tuple(flows), **texts, file=str(path))


def _move(path: str | Path, name: str, move: object) -> tuple[float, float]:
    if not isinstance(move, Mapping) or not move or move.keys() - _MOVES:
        raise RequestError(f"{path}: [move.{name}] holds {move!r}; it takes times, shift or both")
    times, shift = move.get("times", 1.0), move.get("shift", 0.0)
    for key, value in (("times", times), ("shift", shift)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise RequestError(f"{path}: [move.{name}] {key} = {value!r} is no number")
    if times <= 0:
        raise RequestError(
            f"{path}: [move.{name}] times = {times!r}; it is larger than 0; to take the spread away, set it"
        )
    return float(times), float(shift)


def with_overrides(study: Study, overrides: ReaderChanges) -> Study:
    """A study with overrides, of which its text tells: what was changed says so, and what the study has.

    Parameters
    ----------
    study : Study
    overrides : ReaderChanges

    Returns
    -------
    Study

    Raises
    ------
    RequestError
        For a name that the study does not have, one that is both set and moved, and a distribution by label that
        cannot be moved.
    StudyError
        For what the study then gets wrong.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> changed = with_overrides(study, ReaderChanges(set={"discount_rate": 0.02}, move={"clients": (1.1, 0.0)}))
    >>> changed.families["clients"].mean / study.families["clients"].mean
    1.1
    """
    _check(study, overrides)
    changed = study
    changed = _without_certain(
        changed, [name for name, value in overrides.set.items() if not isinstance(value, Mapping)]
    )
    for name, value in overrides.set.items():
        if name in study.document.assumptions:
            changed = changed.with_(assumptions={name: value}, reason=_reason(study, name))
        else:
            changed = changed.with_(**{name: value}, reason=_reason(study, name))
    for name, (times, shift) in overrides.move.items():
        moved = Shifted(study.families[name], shift, times)
        changed = changed.with_(assumptions={name: moved}, reason=_reason(study, name))
    for name in overrides.without:
        kind, flow = study.flows[name]
        entry = {"formula": f"0 * ({flow.formula})", "notes": READER}
        changed = changed.with_(**{kind: {name: entry}})  # type: ignore[arg-type]
    return changed


def _without_certain(study: Study, names: Sequence[str]) -> Study:
    """The study where these names move with no other: what is certain cannot."""
    groups, kept = study.document.dependence, []
    for group in groups:
        left = [place for place, name in enumerate(group.between) if name not in names]
        if len(left) < 2:
            continue
        among: dict[str, Any] = {"between": tuple(group.between[place] for place in left)}
        if group.matrix is not None:
            among["matrix"] = [[group.matrix[row][column] for column in left] for row in left]
        if group.loadings is not None:
            among["loadings"] = tuple(group.loadings[place] for place in left)
        kept.append(group.model_copy(update=among) if len(left) < len(group.between) else group)
    return study if kept == list(groups) else study.with_(dependence=kept)


def _check(study: Study, overrides: ReaderChanges) -> None:
    """Refuse names that the study does not have, before anything is changed."""
    document, where = study.document, f"{overrides.file}: " if overrides.file else ""
    levers = [*document.assumptions, *document.choices, "horizon"]
    for table, names, known in (
        ("set", overrides.set, levers),
        ("move", overrides.move, [*document.assumptions]),
        ("without", overrides.without, [*study.flows]),
    ):
        for name in names:
            if name not in known:
                raise RequestError(
                    f"{where}[{table}] names {name!r}, which the study does not have; {suggestion(name, known)}"
                )
    twice = sorted(overrides.set.keys() & overrides.move.keys())
    if twice:
        raise RequestError(f"{where}{twice[0]!r} is both set and moved; leave one of them out")
    for name in overrides.move:
        family = study.families[name]
        if family.batch_shape or family.is_conditional:
            raise RequestError(f"{where}{name!r} cannot be moved: its numbers differ by label, or follow from others")
    for kind, name, variants in (
        ("option", overrides.option, document.options),
        ("scenario", overrides.scenario, document.scenarios),
    ):
        if name and name not in variants:
            raise RequestError(f"{where}the study has no {kind} {name!r}; it has {', '.join(variants) or 'none'}")


def _reason(study: Study, name: str) -> dict[str, str]:
    """That a reader changed it, and what the study has."""
    before = _before(study, name)
    said = {"en": before, "nl": before.replace(".", ",")}
    return {
        language: f"{words}; {_BEFORE[language].format(before=said[language])}" if before else words
        for language, words in READER.items()
    }


def _before(study: Study, name: str) -> str:
    """What a study has, in numbers alone: a value, or the range in which nine of ten numbers lie."""
    if name in study.families:
        family: Family = study.families[name]
        if family.batch_shape or family.is_conditional:
            return ""
        low, high = (float(end) for end in family.central(study.document.run.mass))
        return f"{low:.4g}" if low == high else f"{low:.4g} – {high:.4g}"
    choice = study.document.choices.get(name)
    value = choice.value if choice is not None else study.horizon
    return "" if isinstance(value, tuple) else f"{value:.4g}"
