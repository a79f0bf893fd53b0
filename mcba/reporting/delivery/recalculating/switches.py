"""Switches: the other values that options and scenarios of a study give to numbers of its base case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from mcba.analysis.decision.options import PROJECT
from mcba.errors import McbaError
from mcba.study import Study, ancestors, apply_variants, base_value, variant
from mcba.study.document import Distribution

KINDS = ("option", "scenario")
AS_STATED = ""
"""The scenario without a name: the study as it is stated."""


@dataclass(frozen=True)
class Switches:
    """What may be switched in a workbook of a study.

    Attributes
    ----------
    study : Study
        As it is before anything is switched.
    variants : dict of str to tuple of str
        The options and the scenarios, the first of each the study as stated.
    chosen : dict of str to str
        The option and the scenario of the run.
    values : dict of str to dict
        By assumption, choice or `horizon`, and by kind and name of the variant, its other value.
    left_out : tuple of str
        Variants that give different values to the labels of one assumption, which one cell cannot say.
    """

    study: Study
    variants: dict[str, tuple[str, ...]]
    chosen: dict[str, str]
    values: dict[str, dict[tuple[str, str], float]]
    left_out: tuple[str, ...] = ()
    horizons: frozenset[int] = field(default=frozenset())

    def in_force(self, name: str) -> float | None:
        """The other value of a name under the chosen option and scenario; the scenario goes before the option."""
        given = self.values.get(name, {})
        found = [given[kind, self.chosen[kind]] for kind in KINDS if (kind, self.chosen[kind]) in given]
        return found[-1] if found else None

    def study_under(self, option: str, scenario: str) -> Study:
        """The study under an option and a scenario."""
        return apply_variants(self.study, option=None if option == PROJECT else option, scenario=scenario or None)


def switches_of(study: Study, option: str | None = None, scenario: str | None = None) -> Switches:
    """What may be switched in a workbook of a study, set as a run has it.

    Parameters
    ----------
    study : Study
    option, scenario : str, optional
        Those of the run.

    Returns
    -------
    Switches

    Examples
    --------
    >>> import mcba
    >>> switches = switches_of(mcba.load("studies/mobility-mentoring"), option="with_reward")
    >>> switches.variants["option"], switches.in_force("reward"), sorted(switches.horizons)
    (('project', 'level_1', 'with_reward'), 1.0, [0, 2])
    """
    chosen = {"option": option or PROJECT, "scenario": scenario or AS_STATED}
    variants: dict[str, tuple[str, ...]] = {"option": (PROJECT,), "scenario": (AS_STATED,)}
    values: dict[str, dict[tuple[str, str], float]] = {}
    left_out = []
    for kind, stated in (("option", study.document.options), ("scenario", study.document.scenarios)):
        for name, each in stated.items():
            if name in variants[kind]:
                continue
            changed = _changed(study, each.override)
            if changed is None:
                left_out.append(name)
                continue
            variants[kind] = (*variants[kind], name)
            for changed_name, value in changed.items():
                values.setdefault(changed_name, {})[kind, name] = value
    if any(chosen[kind] not in variants[kind] for kind in KINDS):  # then the workbook is of this one alone
        alone = apply_variants(study, option=option, scenario=scenario)
        return Switches(
            alone, {kind: (chosen[kind],) for kind in KINDS}, chosen, {}, horizons=frozenset({alone.horizon})
        )
    horizons = {study.horizon, *(int(value) for value in values.get("horizon", {}).values())}
    return Switches(study, variants, chosen, values, tuple(left_out), frozenset(horizons))


def _changed(study: Study, override: Mapping[str, float | Distribution]) -> dict[str, float] | None:
    """The base values that a variant changes, one number each; None where labels would have different ones."""
    try:
        changed = variant(study, override)
    except McbaError:
        return None
    found: dict[str, float] = {}
    followers = [name for name in study.families if name not in override and ancestors(study, name) & override.keys()]
    for name in (*override, *followers):
        stated = override.get(name)
        if not isinstance(stated, Distribution) and stated is not None:
            found[name] = float(stated)
            continue
        numbers = np.unique(np.asarray(base_value(changed, name)))
        if numbers.size > 1:
            return None
        found[name] = float(numbers[0])
    return found
