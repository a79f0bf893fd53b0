"""Checks of a draft: what no single table of the study file can know, one noun a file, in the order of `CHECKS`.

A check is a function of a draft that gives back the draft with its complaints, and with what it learnt for the checks
after it. Names that were complained about are broken, and later checks leave them alone.
"""

from __future__ import annotations

from collections.abc import Callable

from mcba.study.checks.assumptions import check_cells, check_entries, check_repetition, check_statuses, check_units
from mcba.study.checks.choices import check_choices, check_variants
from mcba.study.checks.discounting import check_discounting
from mcba.study.checks.distributions import check_distributions
from mcba.study.checks.effects import check_effects
from mcba.study.checks.flows import check_flows, check_participants
from mcba.study.checks.formulas import check_formulas, check_model
from mcba.study.checks.names import check_names, check_sets
from mcba.study.checks.outcomes import check_kept, check_published, check_reported
from mcba.study.checks.parameters import check_dependence, check_parameters
from mcba.study.checks.prices import check_prices
from mcba.study.checks.prose import check_prose
from mcba.study.reading.draft import Draft

Check = Callable[[Draft], Draft]

CHECKS: tuple[Check, ...] = (
    check_names,
    check_sets,
    check_entries,
    check_repetition,
    check_distributions,
    check_units,
    check_statuses,
    check_prices,
    check_parameters,
    check_choices,
    check_model,
    check_formulas,
    check_flows,
    check_participants,
    check_cells,
    check_discounting,
    check_dependence,
    check_variants,
    check_effects,
    check_published,
    check_kept,
    check_reported,
    check_prose,
)
"""Every check of a study, in the order in which one needs what others learnt."""
