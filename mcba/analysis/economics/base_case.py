"""The model at its base case: every name of its formulas with each assumption at its base value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mcba.arrays import Array
from mcba.engine.program import Economics, evaluate
from mcba.study import Study, base_value


@dataclass(frozen=True)
class BaseValues:
    """What formulas give in the base case, before any world is drawn.

    Attributes
    ----------
    names : mapping of str to array
        Assumptions (in prices of the study), choices, quantities and outcomes by name, each of the shape of its sets.
    amounts, present_values : mapping of str to array
        Flows: a year's amount before anything fades, and the present value.
    """

    names: Mapping[str, Array]
    amounts: Mapping[str, Array]
    present_values: Mapping[str, Array]


def base_values(study: Study) -> BaseValues:
    """Every name of a study in the base case.

    Parameters
    ----------
    study : Study

    Returns
    -------
    BaseValues

    Examples
    --------
    >>> import mcba
    >>> found = base_values(mcba.load("studies/schilderswijk-moeders"))
    >>> float(found.names["clients"]) * float(found.names["referral_share"]) == float(found.names["referred"])
    True
    """
    economics = Economics(study)
    groups = {
        "names": economics.values | economics.outcomes(),
        "amounts": economics.amounts,
        "present_values": economics.present_values,
    }
    outputs = {f"{group}:{name}": value for group, values in groups.items() for name, value in values.items()}
    program = economics.builder.program(outputs)
    draws = {
        name: np.broadcast_to(np.asarray(base_value(study, name), np.float64), (*shape, 1))
        for name, shape in program.draws.items()
    }
    arrays = {name: np.array(array[..., 0]) for name, array in evaluate(program, draws, 1).items()}
    return BaseValues(
        **{group: {name: arrays[f"{group}:{name}"] for name in values} for group, values in groups.items()}
    )
