"""What a decision rests on, as numbers: what to choose, how sure that is, what changes it, what to measure next."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np

from mcba.analysis import scenarios as variants
from mcba.analysis.agenda import Agenda, agenda, group_by_unit
from mcba.analysis.bearers import Weighted, weighted
from mcba.analysis.cases import Cases, cases
from mcba.analysis.freeze import Frozen, by_kind, by_unit, freeze
from mcba.analysis.options import NOTHING, Alternatives, alternatives, payback
from mcba.analysis.population import Population, population
from mcba.analysis.portrait import Portrait, portrait
from mcba.analysis.rerun import BALANCE, affordable, smaller, study_of
from mcba.analysis.returns import InternalRates, internal_rates
from mcba.analysis.scenarios import Outcome
from mcba.analysis.switching import UnpricedWorth, unpriced_worth
from mcba.engine.result import Run
from mcba.errors import RunError
from mcba.study.model import Study, is_certain

FEWEST_FOR_PORTRAIT = 2_000


@dataclass(frozen=True, eq=False)
class Decision:
    """Everything that the decision page says, as numbers."""

    run: Run
    study: Study
    options: Alternatives
    agenda: Agenda | None
    cases: Cases
    unpriced: UnpricedWorth | None
    scenarios: tuple[Outcome, ...]
    rates: tuple[Outcome, ...]
    prices: Frozen | None
    kinds: tuple[Frozen, ...]
    units: Frozen | None
    portrait: Portrait | None
    weighted: Weighted | None
    rates_of_return: InternalRates | None
    aside: Run
    population: Population | None = None


def decision(
    run: Run, *, weights: Mapping[str, float] | None = None, decisions: float | None = None, years: int = 1
) -> Decision:
    """Work out the decision page of a run.

    With distribution weights by bearer, the weighted balance stands beside the other; with a number of decisions a year
    and of years, what knowing everything is worth for all of them.

    Examples
    --------
    >>> import mcba
    >>> found = decision(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.options.compared.best
    'project'
    """
    study = study_of(run)
    options = alternatives(run)
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    prices = [name for name in group_by_unit(study) if name in uncertain]
    has_rate = variants.DISCOUNT_RATE in study.document.choices and study.horizon > 0
    aside = smaller(run, affordable(run))
    listed = agenda(run, options) if uncertain else None
    if decisions is not None and listed is None:
        raise RunError("nothing in this study is uncertain, so for nobody is it worth to know more")
    return Decision(
        run=run,
        study=study,
        options=options,
        agenda=listed,
        cases=cases(run),
        unpriced=unpriced_worth(run.values(BALANCE)) if study.document.pm else None,
        scenarios=variants.scenarios(aside),
        rates=variants.discounting(aside) if has_rate else (),
        prices=freeze(aside, prices) if prices and len(prices) < len(uncertain) else None,
        kinds=by_kind(aside),
        units=by_unit(aside),
        portrait=portrait(run) if run.values(BALANCE).size >= FEWEST_FOR_PORTRAIT else None,
        weighted=weighted(run, weights) if weights else None,
        rates_of_return=internal_rates(run) if study.horizon else None,
        aside=aside,
        population=population(study, listed.perfect, decisions, years) if decisions and listed else None,
    )


# --- the same as one JSON object


def as_json(found: Decision) -> dict[str, Any]:
    """The object that `mcba decide --json` prints."""
    options, compared = found.options, found.options.compared
    priced = [name for name in options.names if name != NOTHING and options.costs[:, options.column(name)].mean() != 0]
    return {
        "study": found.study.name,
        "status": found.study.document.study.status,
        "seed": found.run.settings.seed,
        "worlds": found.run.settings.worlds,
        "sampler": found.run.settings.sampler,
        "currency": found.study.document.study.currency,
        "options": plain(compared),
        "same_as": options.same_as,
        "dominance": plain(options.dominance),
        "ranges": {name: plain(options.summary(name)) for name in options.names},
        "ratios": {name: plain(options.ratio(name)) for name in priced},
        "payback": {name: plain(payback(options, name, found.study.horizon)) for name in priced},
        "agenda": plain(found.agenda),
        "population": plain(found.population),
        "cases": plain(found.cases),
        "unpriced": plain(found.unpriced),
        "scenarios": plain(found.scenarios),
        "discount_rates": plain(found.rates),
        "sure_of_prices": plain(found.prices),
        "sure_of_kinds": plain(found.kinds),
        "sure_of_units": plain(found.units),
        "typical_worlds": plain(found.portrait),
        "weighted": plain(found.weighted),
        "rates_of_return": _without_worlds(found.rates_of_return),
        "seconds": {name: round(seconds, 6) for name, seconds in found.run.seconds.items()},
    }


def _without_worlds(rates: InternalRates | None) -> dict[str, Any] | None:
    if rates is None:
        return None
    return {name: plain(getattr(rates, name)) for name in ("none", "several", "median", "searched")}


def plain(value: Any) -> Any:
    """Results as numbers, lists and mappings that JSON has; null where there is no finite number."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
