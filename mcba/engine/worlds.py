"""The worlds of a run by name: their values, labels and units, apart from what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.program.plan import Plan
from mcba.engine.settings import Settings
from mcba.errors import RunError
from mcba.mappings import read_only
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

    from mcba.engine.tails import Tail


class _Dealt(TypedDict):
    """How worlds were dealt to randomisations, as estimates of kept worlds take it."""

    randomisations: int
    ranks: Integers | None


@dataclass(frozen=True, eq=False)
class NamedWorlds(Displayed):
    """The worlds of one run, kept or summarised; neither its arrays nor its mappings can be written to.

    Attributes
    ----------
    settings : Settings
    arrays : mapping of str to arrays of shape (world,) or (label, world)
        Everything that was kept.
    accumulators : mapping of str to Accumulator
        What the worlds say of each outcome, where they were summarised and not kept.
    dimensions : mapping of str to str
        The labelled dimension of each array that has one: `flow` or `bearer`.
    labels : mapping of str to tuple of str
        The labels of these dimensions.
    study : Study or None
        None for a run of a finished sample.
    base : mapping of str to float
        Each outcome with every assumption at its base value.
    randomisations : int
        How many independent randomisations the worlds were dealt to in turn; 0 when worlds are independent.
    kept : (world,) array of int, or None
        The numbers of the worlds that were kept, where failed worlds were dropped.
    inputs : tuple of str
        Which arrays were drawn, in a run without a study; a study's draws are drawn again when they are wanted.
    units : mapping of str to str
        Of arrays, in a run without a study.
    seconds : mapping of str to float
        How long each step took.
    tails_of_function : mapping of (str, str) to Tail
        The results of a Python function that have no variance; those of a study are found again when they are wanted.
    """

    settings: Settings
    arrays: Mapping[str, Array]
    accumulators: Mapping[str, Accumulator] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    study: Study | None = None
    base: Mapping[str, float] = field(default_factory=dict)
    randomisations: int = 0
    kept: Integers | None = None
    inputs: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    tails_of_function: Mapping[tuple[str, str], Tail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the worlds as they were drawn: an array that is to be changed is copied first."""
        object.__setattr__(self, "arrays", {name: _frozen(array) for name, array in self.arrays.items()})
        if self.kept is not None:
            object.__setattr__(self, "kept", _frozen(self.kept))
        for name, value in self.__getstate__().items():
            object.__setattr__(self, name, read_only(value))

    def __getstate__(self) -> dict[str, object]:
        """The fields alone, without what was drawn again from them."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        NamedWorlds.__post_init__(self)

    def __repr__(self) -> str:
        title = self.study.name if self.study else "function"
        return f"Run({title}, {self.settings.worlds:,} worlds, seed {self.settings.seed}, {self.settings.sampler})"

    @property
    def failed_worlds(self) -> int:
        """How many worlds were dropped because an outcome was undefined in them."""
        if self.accumulators:
            return self.settings.worlds - min(summarised.worlds for summarised in self.accumulators.values())
        return 0 if self.kept is None else self.settings.worlds - self.kept.size

    @property
    def plan(self) -> Plan:
        """The plan that gives this run again.

        Raises
        ------
        RunError
            For a run of a table.
        """
        if self.study is None:
            raise RunError(
                "this is a run of a table of worlds that were drawn elsewhere; there are no more worlds of it"
            )
        everything = "present_value" in self.arrays or bool(self.inputs) or not self.outcomes
        return Plan(self.study, self.settings, None if everything else self.outcomes)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of everything with one number a world, without the inputs."""
        kept = (name for name in self.arrays if name not in self.dimensions and name not in self.inputs)
        return (*kept, *self.accumulators)

    def unit(self, name: str) -> str:
        """The unit of an outcome or assumption, as text; empty when none is stated."""
        if self.study is None:
            return self.units.get(name, "")
        assumption = self.study.document.assumptions.get(name)
        return self.study.unit(name) if assumption is None else assumption.unit or ""

    @property
    def worlds(self) -> xr.Dataset:
        """Everything that was kept, by name, with the dimension `world` and, for some, `flow` or `bearer`.

        Returns
        -------
        xarray.Dataset
            With the unit of each array in its attribute `units`; seed, sampler and mass are attributes of the whole.
            Its arrays cannot be written to; what is added to it or taken out of it stays outside the run.

        Raises
        ------
        RunError
            For a run that kept summaries (`store = "summary"`).

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: 2 * x, {"x": mcba.Uniform(0, 1)}, worlds=64)
        >>> dict(run.worlds.sizes), sorted(run.worlds)
        ({'world': 64}, ['result', 'x'])
        """
        return self._worlds.copy(deep=False)

    @cached_property
    def _worlds(self) -> xr.Dataset:
        import xarray as xr

        self._require_worlds()
        variables = {
            name: (
                (self.dimensions[name], "world") if name in self.dimensions else ("world",),
                array,
                {} if self.study is None and name not in self.units else {"units": self.unit(name)},
            )
            for name, array in self.arrays.items()
        }
        coordinates: dict[str, object] = {name: list(labels) for name, labels in self.labels.items()}
        if self.kept is not None:
            coordinates["world"] = self.kept
        attributes = {"seed": str(self.settings.seed), "sampler": self.settings.sampler, "mass": self.settings.mass}
        return xr.Dataset(variables, coords=coordinates, attrs={**attributes, "randomisations": self.randomisations})

    def _require_worlds(self, outcome: str | None = None) -> None:
        """Refuse what only kept worlds can answer."""
        if self.accumulators if outcome is None else outcome in self.accumulators:
            of_outcome = "" if outcome is None else f" of {outcome!r}"
            raise RunError(
                f'this run kept what the worlds say{of_outcome}, not the worlds; run again with store = "worlds"'
            )

    @property
    def _dealt(self) -> _Dealt:
        ranks = None if self.kept is None or not self.randomisations else self.kept % self.randomisations
        return {"randomisations": self.randomisations, "ranks": ranks}

    def hashes(self) -> dict[str, str]:
        """A SHA-256 of the bytes of every array, or of every summary: equal hashes are equal worlds, to the bit.

        Returns
        -------
        dict of str to str
            By the name of the array.

        Examples
        --------
        >>> import mcba
        >>> mcba.from_worlds({"saving": [1, 2, 4]}).hashes()["saving"][:8]
        'fec3b3f5'
        """
        summarised = {name: summary.state().values() for name, summary in self.accumulators.items()}
        kept = {name: [array] for name, array in self.arrays.items()}
        return {name: _hash(arrays) for name, arrays in {**kept, **summarised}.items()}


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, which nobody can write to through this array."""
    view = array.view()
    view.flags.writeable = False
    return view


def _hash(arrays: Iterable[NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
    return digest.hexdigest()
