"""Flows: when they run, what fades, in which money, and who gains and loses them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np

from mcba.errors import suggestion
from mcba.study.checks.names import visible_names
from mcba.study.document.flows import IMPACT_FACTORS, Flow
from mcba.study.document.values import shown
from mcba.study.formula.impact import impact_of
from mcba.study.formula.trees import names_behind
from mcba.study.formula.units import spoken, unit_text
from mcba.study.model import FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place

SHARES_TOLERANCE = 1e-6


def check_flows(draft: Draft) -> Draft:
    """Flows lie within the horizon, are money, become impacts, fade, and have bearers whose shares sum to 1."""
    complaints, formulas, dimensions = draft.collect(), dict(draft.formulas), dict(draft.dimensions)
    for kind in FLOW_KINDS:
        for name, flow in getattr(draft.document, kind).items():
            _check_flow(draft, complaints, kind, name, flow)
            for side, allowed in (("gains", kind != "costs"), ("losses", kind != "benefits")):
                _check_shares(complaints, (kind, name), side, getattr(flow, side), allowed)
            if name in formulas and _check_factors(draft, complaints, kind, name, flow):
                formulas[name] = impact_of(formulas[name], flow)
                repeated = (
                    draft.dimensions.get(share, ()) for share in flow.factors.values() if isinstance(share, str)
                )
                dimensions[name] = tuple(dict.fromkeys(chain(draft.dimensions.get(name, ()), *repeated)))
    return draft.learnt(complaints, formulas=formulas, dimensions=dimensions)


def _check_flow(draft: Draft, complaints: Complaints, kind: str, name: str, flow: Flow) -> None:
    place: Place = (kind, name)
    horizon, currency = draft.document.study.horizon, draft.document.study.currency
    if flow.period is not None and flow.period[1] > horizon:
        message = f"year {flow.period[1]} lies beyond the horizon of {horizon}; years count from 0 to {horizon}"
        complaints.at((*place, "years"), message)
    unit, money = draft.units.get(name), ((currency, 1.0),)
    if unit is not None and name not in draft.broken and unit not in (money, (*money, ("year", -1.0))):
        message = f"a flow is in {currency} or {currency}/year, this is {spoken(unit)}; give each part its unit"
        complaints.at((*place, "unit" if flow.unit else "formula"), message)
    for key in ("fades", "drop_off"):
        _check_share(draft, complaints, place, key, getattr(flow, key), "the share lost each year")
    if flow.fades is not None and flow.drop_off is not None:
        complaints.at((*place, "drop_off"), "drop_off is fades by another name; give one of them")


def _check_factors(draft: Draft, complaints: Complaints, kind: str, name: str, flow: Flow) -> bool:
    """Whether the factors of impact are shares, of a benefit or what moves with it, and not in the formula already."""
    made = len(complaints.made)
    used = names_behind(draft.formulas[name], draft.formulas)
    for key, factor in flow.factors.items():
        place, told = (kind, name, key), len(complaints.made)
        _check_share(draft, complaints, (kind, name), key, factor, "a share")
        if kind == "costs":
            complaints.at(place, f"{key} is of what the project brings, not of what it costs; take it out")
        elif factor in used and len(complaints.made) == told:
            message = f"{factor!r} stands behind the formula already, and would count twice; keep one of both"
            complaints.at(place, message)
    return len(complaints.made) == made


def _check_share(
    draft: Draft, complaints: Complaints, place: Place, key: str, share: float | str | None, called: str
) -> None:
    """A share of a flow, a number or a name, lies between 0 and 1."""
    if isinstance(share, str) and share not in draft.broken:
        message = _unfit_share(draft, key, share, called)
        if message:
            complaints.at((*place, key), message)
    elif isinstance(share, float) and not 0 <= share <= 1:
        complaints.at((*place, key), f"found {shown(share)}; {called} lies between 0 and 1")


def _unfit_share(draft: Draft, key: str, name: str, called: str) -> str:
    """Why a name cannot be a share of a flow; empty when it can."""
    visible = visible_names(draft.document, "quantities") - {YEAR}
    if name not in visible:
        return f"unknown name {name!r}; {suggestion(name, sorted(visible))}"
    if draft.dimensions.get(name) and key not in IMPACT_FACTORS:
        return f"{name!r} is repeated over {', '.join(draft.dimensions[name])}; {key} needs one number a world"
    if draft.units.get(name):
        return f"{name!r} is in {unit_text(draft.units[name] or ())}; {key} is a plain share"
    if name in draft.families:
        low, high = float(np.min(draft.families[name].low)), float(np.max(draft.families[name].high))
        if low < 0 or high > 1:
            return (
                f"{name!r} reaches from {low:g} to {high:g}, and {called} lies between 0 and 1; give "
                "it a distribution that stays there, such as beta, uniform or truncated_normal"
            )
    return ""


def _check_shares(
    complaints: Complaints, place: Place, side: str, shares: Mapping[str, float] | None, allowed: bool
) -> None:
    kind = place[0]
    if shares is None:
        if kind == "transfers":
            verb = side.replace("losses", "loses")
            complaints.at(place, f"a transfer needs {side}: who {verb} it, with shares that sum to 1")
        return
    if not allowed:
        other = "losses" if side == "gains" else "gains"
        complaints.at(
            (*place, side), f"{kind} have only {other}; something that one gains and another loses is a transfer"
        )
    total = sum(shares.values())
    if abs(total - 1) > SHARES_TOLERANCE:
        complaints.at((*place, side), f"the shares sum to {total:.9g}; they must sum to 1")


def check_participants(draft: Draft) -> Draft:
    """The name that counts participants exists, and is one number a world."""
    complaints, name, place = draft.collect(), draft.document.study.participants, ("study", "participants")
    if name:
        visible = visible_names(draft.document, "quantities") - {YEAR}
        if name not in visible:
            complaints.at(place, f"unknown name {name!r}; {suggestion(name, sorted(visible))}")
        elif name not in draft.broken and draft.dimensions.get(name):
            repeated = ", ".join(draft.dimensions[name])
            complaints.at(place, f"{name!r} is repeated over {repeated}; participants is one number a world")
    return draft.learnt(complaints)
