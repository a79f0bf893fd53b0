"""Variants: the same study with other values, as its scenarios, its options and whoever asks name them."""

from __future__ import annotations

from collections.abc import Mapping

from mcba.errors import RequestError, StudyError, suggestion
from mcba.families import Constant
from mcba.study.checks.choices import LONGEST_HORIZON
from mcba.study.distributions.making import made as make_distribution
from mcba.study.distributions.sources import Sources
from mcba.study.document.distribution import Distribution
from mcba.study.model import YEAR, Study


def variant(study: Study, override: Mapping[str, float | Distribution]) -> Study:
    """The same study with other values: a scenario or an option, on the same worlds.

    Parameters
    ----------
    study : Study
    override : mapping of str to number or Distribution
        Assumptions (a number fixes them, a Distribution gives another distribution), choices, or `horizon`.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        For a name that the study does not have, and a horizon that is no whole number of years.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> variant(study, {"horizon": 1.0}).horizon
    1
    """
    header, choices = study.document.study, dict(study.document.choices)
    families = dict(study.families)
    for name, value in override.items():
        if isinstance(value, Distribution):
            sources = Sources(verbal=study.document.verbal, grades=study.document.grades, objects=study.objects)
            families[name] = make_distribution(value, sources).family
        elif name in families:
            families[name] = Constant(value)
        elif name in choices:
            choices[name] = choices[name].model_copy(update={"value": value})
        elif name == "horizon":
            header = header.model_copy(update={"horizon": _whole_years(value)})
        else:
            levers = [*families, *choices, "horizon"]
            raise StudyError.without_place(
                f"there is no assumption or choice {name!r} to override; {suggestion(name, levers)}"
            )
    document = study.document.model_copy(update={"study": header, "choices": choices})
    sets = {**study.sets, YEAR: tuple(str(year) for year in range(header.horizon + 1))}
    return study.altered(document=document, families=families, sets=sets)


def _whole_years(horizon: float) -> int:
    if not (0 <= horizon <= LONGEST_HORIZON and float(horizon).is_integer()):
        raise StudyError.without_place(
            f"horizon = {horizon:g}; a horizon is a whole number of years from 0 to {LONGEST_HORIZON}"
        )
    return int(horizon)


def apply_variants(study: Study, *, scenario: str | None = None, option: str | None = None) -> Study:
    """The study under a named scenario and a named option.

    Parameters
    ----------
    study : Study
    scenario, option : str, optional
        Names of the study file; the option is applied first.

    Returns
    -------
    Study

    Raises
    ------
    RequestError
        When the study has none of that name.
    """
    for name, variants, kind in (
        (option, study.document.options, "option"),
        (scenario, study.document.scenarios, "scenario"),
    ):
        if name is not None:
            if name not in variants:
                raise RequestError(f"the study has no {kind} {name!r}; it has {', '.join(variants) or 'none'}")
            study = variant(study, variants[name].override)
    return study
