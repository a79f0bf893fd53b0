"""Why two runs differ, in print: each change, and what it does to the mean and to both ends of the range."""

from __future__ import annotations

from typing import Any

import numpy as np

from mcba.analysis.compare import Change, Comparison, Side, Spread
from mcba.engine.estimate import Estimate
from mcba.engine.result import Run
from mcba.reporting.decision import plain
from mcba.reporting.labels import Labels
from mcba.reporting.terminal import aligned, wrap
from mcba.reporting.text import Voice
from mcba.study.model import Study

SAY = Voice("en")


def comparison(found: Comparison, before: Run, after: Run) -> str:
    """What `mcba compare` prints on standard output."""
    label = Labels(before.study, "en").outcome(found.outcome)
    unit = f", {found.unit}" if found.unit not in {"", "1"} else ""
    share = f"{100 * found.mass:g} %"
    rows = [["", "mean", "low", "high"], ["A: " + _run(before), *map(_figure, found.before)]]
    rows.append(["B: " + _run(after), *map(_figure, found.after)])
    lines = [f"{label.capitalize()}{unit}; low to high: {share} of the worlds", *aligned(rows)]
    if not found.changes:
        lines += ["", wrap(_nothing_changed(found))]
        return "\n".join(lines)
    rows = [["What changed (B minus A)", "mean", "low", "high"]]
    for change in found.changes:
        rows.append([_label(after.study, change), *map(_signed, (change.mean, change.low, change.high))])
        rows.append([f"    {_side(change.before)} → {_side(change.after)}", "", "", ""])
    rows.append(["All changes together", *map(_signed, found.total)])
    rows.append(["Other worlds drawn, and noise", *map(_signed, found.drawing)])
    orders = "all orders" if found.orders == 0 else f"{found.orders} orders"
    lines += ["", *aligned(rows), ""]
    lines.append(
        wrap(
            f"Each change is what it adds on average over {orders} in which the changes can be made (Shapley), on "
            f"{found.worlds:,} common worlds. An assumption is shown as its median and, between brackets, its central "
            "90 %."
        )
    )
    return "\n".join(lines)


def as_json(found: Comparison, before: Run, after: Run) -> dict[str, Any]:
    """The object that `mcba compare --json` prints."""
    return {"runs": [_run(before), _run(after)], **plain(found)}


def _nothing_changed(found: Comparison) -> str:
    if found.same_worlds:
        return "Nothing differs: the same assumptions, choices and formulas, and the same worlds."
    return (
        "The assumptions, choices and formulas are the same; the runs differ only in the worlds that were drawn (seed, "
        "sampler or number), which is noise."
    )


def _run(run: Run) -> str:
    settings = run.settings
    named = [run.study.name if run.study else "function", settings.scenario, settings.option]
    return ", ".join([*filter(None, named), f"{settings.worlds:,} worlds, seed {settings.seed}"])


def _side(side: Side) -> str:
    if isinstance(side, Spread):
        ends = "" if side.low == side.high else f" ({SAY.exact(side.low)} to {SAY.exact(side.high)})"
        return SAY.exact(side.median) + ends
    return "one for each label" if side is None else ", ".join(map(SAY.plain, np.ravel(side).tolist()))


def _label(study: Study | None, change: Change) -> str:
    name = change.subject.name
    if study is None or not name:
        return "formulas and flows" if change.subject.kind == "model" else change.subject.kind
    known = study.document.assumptions.get(name) or study.document.choices.get(name)
    return (SAY.text(known.label) if known is not None else "") or name.replace("_", " ")


def _figure(found: Estimate) -> str:
    return SAY.estimate(found)


def _signed(found: Estimate) -> str:
    return SAY.signed(found)
