"""The assumptions of a run, drawn again from their addresses: nothing of them is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import drawing_of, unknowns_of
from mcba.engine.estimates.rounding.differences import TERMS
from mcba.engine.execution.work import PIECE, pieces
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.worlds import NamedWorlds
from mcba.errors import RequestError, suggestion
from mcba.study import YEAR, Study, base_value, is_certain

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class DrawnWorlds(NamedWorlds):
    """Named worlds with what was drawn in them, which is had again from its addresses."""

    @property
    def draws(self) -> xr.Dataset:
        """Every uncertain assumption in the worlds of the run, drawn again from its address: the run does not keep it.

        Of a run of a table, its inputs. An assumption that the scenario or option of the run fixes is not
        uncertain in it, and not here. Where a run kept only summaries, all its worlds are drawn, dropped ones too.

        Returns
        -------
        xarray.Dataset
            With the dimension `world`, and that of the set or `year` for what is repeated over one. In the unit and
            prices that the study states, `units`; what stands in prices of another year than the study's has
            `price_year`, and `price_factor`, by which the study multiplies it. Arrays cannot be written to.

        Raises
        ------
        RunError
            Where an assumption cannot be drawn, as in the run itself.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
        >>> run.draws["referral_share"].dims, run.draws["referral_share"].attrs
        (('world',), {'units': '1'})
        """
        return self._draws.copy(deep=False)

    @cached_property
    def _draws(self) -> xr.Dataset:
        return _labelled(self)

    def values(self, outcome: str, label: str | None = None) -> Array:
        """One outcome or assumption in every world.

        Parameters
        ----------
        outcome : str
            An assumption is drawn again, see `draws`.
        label : str, optional
            A row of a labelled array, such as one bearer of `bearer_npv`.

        Returns
        -------
        (world,)
            In the unit of the outcome; it cannot be written to.

        Raises
        ------
        RunError
            For an outcome that was not kept, and a label that it does not have.

        Examples
        --------
        >>> import mcba
        >>> mcba.from_worlds({"saving": [1, 2, 4]}).values("saving").tolist()
        [1.0, 2.0, 4.0]
        """
        self._require_worlds(outcome)
        if outcome in self.arrays:
            array = self.arrays[outcome]
            labels = self.labels[self.dimensions[outcome]] if outcome in self.dimensions else ()
        else:
            self._require_drawn(outcome)
            drawn = self._draws[outcome]
            array, labels = drawn.values, tuple(map(str, drawn[drawn.dims[0]].values)) if drawn.ndim > 1 else ()
        if array.ndim == 1:
            self._require_no(label, outcome)
            return array
        if label not in labels:
            raise RequestError(f"{outcome!r} has one row for each of {', '.join(labels)}; name one of them")
        return np.asarray(array[labels.index(label)])

    def _require_no(self, label: str | None, outcome: str) -> None:
        """Refuse the label of a row where there are no rows."""
        if label is not None:
            labelled = f"; rows have {', '.join(self.dimensions)}" if self.dimensions else ""
            raise RequestError(
                f"{outcome!r} has one number a world and no row {label!r}; leave out the label{labelled}"
            )

    def _require_drawn(self, name: str) -> None:
        """Refuse a name that is neither kept nor drawn."""
        assumptions = {} if self.study is None else self.study.families
        if name in assumptions and name not in self._draws:
            value = base_value(self.plan.chosen, name)
            raise RequestError(f"assumption {name!r} is certain in this run, {value}, so there is no draw of it")
        if name not in assumptions:
            known = suggestion(name, [*self.outcomes, *self.dimensions, *assumptions])
            raise RequestError(f"this run kept no outcome {name!r}; {known}")

    def sizes(self, outcome: str, label: str | None = None) -> Array:
        """The size of what an outcome was made of in each world: it may be rounded by so much of it.

        Parameters
        ----------
        outcome : str
        label : str, optional
            A row of a labelled outcome.

        Returns
        -------
        (world,)
            That of its terms, such as benefits and costs of a balance, and its own where these were not kept.
        """
        terms = [name for name in TERMS.get(outcome, ()) if name in self.arrays]
        return np.asarray(np.sum([np.abs(self.values(name, label)) for name in terms or [outcome]], axis=0))


def draws_of(result: NamedWorlds, *, first: int | None = None) -> dict[str, Array]:
    """Every uncertain assumption in every world of a run, drawn again from its address, one row after another.

    Parameters
    ----------
    result : Run
    first : int, optional
        How many worlds, from the first; all of them when absent.

    Returns
    -------
    dict of str to (world,)
        In the unit of each assumption. One that is repeated over a set or over years gives one entry for each label:
        `name[label]`. `Run.draws` has them whole, with labels.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> draws_of(run, first=2)["referral_share"].shape
    (2,)
    """
    rows: dict[str, Array] = {}
    for name, array in _whole(result, first).items():
        if array.ndim == 1:
            rows[name] = array
        else:  # where all labels share one draw but differ in value, each has its own
            labels = _study(result).sets[_study(result).dimensions[name][0]]
            rows |= {f"{name}[{label}]": row for label, row in zip(labels, array, strict=True)}
    return rows


def _labelled(result: NamedWorlds) -> xr.Dataset:
    import xarray as xr

    variables: dict[str, Any] = {}
    labels: dict[str, list[Any]] = {}
    for name, array in _whole(result, None).items():
        array.flags.writeable = False
        dimensions = () if result.study is None else _study(result).dimensions[name]
        labels |= {dimension: _labels(_study(result), dimension) for dimension in dimensions}
        variables[name] = ((*dimensions, "world"), array, _attributes(result, name))
    worlds = {} if result.kept is None else {"world": result.kept}
    attributes = {"seed": str(result.settings.seed), "sampler": result.settings.sampler}
    return xr.Dataset(variables, coords={**labels, **worlds}, attrs=attributes)


def _study(result: NamedWorlds) -> Study:
    return result.plan.chosen


def _labels(study: Study, dimension: str) -> list[Any]:
    labels = study.sets[dimension]
    return list(map(int, labels)) if dimension == YEAR else list(labels)


def _attributes(result: NamedWorlds, name: str) -> dict[str, Any]:
    """The unit, and of prices of another year than that of the study: of which, and what the study multiplies by."""
    if result.study is None:
        return {"units": result.units[name]} if name in result.units else {}
    factor, year = result.study.price_factors.get(name, 1.0), result.study.document.assumptions[name].price_year
    elsewhere = {"price_year": year, "price_factor": factor} if year is not None and factor != 1.0 else {}
    return {"units": result.unit(name), **elsewhere}


def _whole(result: NamedWorlds, first: int | None) -> dict[str, Array]:
    """Every uncertain assumption by name, (world,) or (label, world)."""
    if result.study is None:
        return {name: result.arrays[name][:first] for name in result.inputs}
    kept = None if result.kept is None else result.kept[:first]
    worlds = (first or result.settings.worlds) if kept is None else int(kept[-1]) + 1
    study = _study(result)
    names = [unknown.name for unknown in unknowns_of(study) if not is_certain(unknown.family)]
    drawing = drawing_of(study, names, result.settings)
    shapes = {name: tuple(len(study.sets[dimension]) for dimension in study.dimensions[name]) for name in names}
    draws = {name: np.empty((*shapes[name], worlds)) for name in names}
    for start, stop in pieces(0, worlds, PIECE):
        padded = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = drawing.block(start, start + padded)
        for name, array in draws.items():
            array[..., start:stop] = np.broadcast_to(block[name], (*shapes[name], padded))[..., : stop - start]
    return draws if kept is None else {name: array[..., kept] for name, array in draws.items()}
