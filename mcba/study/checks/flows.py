"""Flows: when they run, what fades, in which money, and who gains and loses them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mcba.errors import suggestion
from mcba.study.checks.names import visible_names
from mcba.study.document.flows import Flow
from mcba.study.document.values import shown
from mcba.study.formula.units import spoken, unit_text
from mcba.study.model import FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place

SHARES_TOLERANCE = 1e-6


def check_flows(draft: Draft) -> Draft:
    """Flows lie within the horizon, are money, fade by a share, and have bearers whose shares sum to 1."""
    complaints = draft.collect()
    for kind in FLOW_KINDS:
        for name, flow in getattr(draft.document, kind).items():
            _check_flow(draft, complaints, kind, name, flow)
            for side, allowed in (("gains", kind != "costs"), ("losses", kind != "benefits")):
                _check_shares(complaints, (kind, name), side, getattr(flow, side), allowed)
    return draft.learnt(complaints)


def _check_flow(draft: Draft, complaints: Complaints, kind: str, name: str, flow: Flow) -> None:
    place: Place = (kind, name)
    horizon, currency = draft.document.study.horizon, draft.document.study.currency
    if flow.years is not None and flow.years[1] > horizon:
        message = f"year {flow.years[1]} lies beyond the horizon of {horizon}; years count from 0 to {horizon}"
        complaints.at((*place, "years"), message)
    unit, money = draft.units.get(name), ((currency, 1.0),)
    if unit is not None and name not in draft.broken and unit not in (money, (*money, ("year", -1.0))):
        message = f"a flow is in {currency} or {currency}/year, this is {spoken(unit)}; give each part its unit"
        complaints.at((*place, "unit" if flow.unit else "formula"), message)
    if isinstance(flow.fades, str) and flow.fades not in draft.broken:
        message = _unfit_to_fade(draft, flow.fades)
        if message:
            complaints.at((*place, "fades"), message)
    elif isinstance(flow.fades, float) and not 0 <= flow.fades <= 1:
        complaints.at((*place, "fades"), f"found {shown(flow.fades)}; the share lost each year lies between 0 and 1")


def _unfit_to_fade(draft: Draft, name: str) -> str:
    """Why a name cannot be the share that a flow loses each year; empty when it can."""
    visible = visible_names(draft.document, "quantities") - {YEAR}
    if name not in visible:
        return f"unknown name {name!r}; {suggestion(name, sorted(visible))}"
    if draft.dimensions.get(name):
        return f"{name!r} is repeated over {', '.join(draft.dimensions[name])}; fades needs one number a world"
    if draft.units.get(name):
        return f"{name!r} is in {unit_text(draft.units[name] or ())}; fades is a plain share"
    if name in draft.families:
        low, high = float(np.min(draft.families[name].low)), float(np.max(draft.families[name].high))
        if low < 0 or high > 1:
            return (
                f"{name!r} reaches from {low:g} to {high:g}, and the share lost each year lies between 0 and 1; give "
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
