"""Assumptions that several flows share: an error in one moves them together."""

from __future__ import annotations

from mcba.study import Study, is_certain
from mcba.study.formula import names_in


def shared_by_flows(study: Study) -> dict[str, int]:
    """Uncertain assumptions that more than one flow depends on, and how many flows do; the most shared first.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to int

    Examples
    --------
    >>> import mcba
    >>> next(iter(shared_by_flows(mcba.load("studies/van-overleven-naar-leven")).items()))
    ('response', 8)
    """
    used = [_names(study, flow) for flow in study.flows]
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    counts = {name: sum(name in names for names in used) for name in uncertain}
    return {name: counts[name] for name in sorted(counts, key=lambda name: -counts[name]) if counts[name] > 1}


def _names(study: Study, flow: str) -> set[str]:
    """Every name on which a flow depends, through quantities."""
    found: set[str] = set()
    pending = [flow]
    while pending:
        current = pending.pop()
        known = study.flows.get(current)
        names = list(names_in(study.formulas[current])) if current in study.formulas else []
        names += [known[1].lost] if known is not None and isinstance(known[1].lost, str) else []
        pending += [name for name in names if name not in found]
        found.update(names)
    return found
