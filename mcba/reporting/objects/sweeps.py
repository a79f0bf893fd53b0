"""The object of a sweep."""

from __future__ import annotations

from typing import Any

from mcba.engine.saved import plain
from mcba.reporting.facts.sweeps import Swept


def sweep_object(facts: Swept) -> dict[str, Any]:
    """The object that `mcba sweep --json` prints.

    Parameters
    ----------
    facts : Swept

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> from mcba.reporting.facts import Swept
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> swept = mcba.sweep(study, {"discount_rate": [0, 0.03]}, "npv", worlds=256)
    >>> sweep_object(Swept(swept, study))["over"]
    {'discount_rate': [0.0, 0.03]}
    """
    about = {name: value for name, value in facts.table.attrs.items() if name != "degrees"}
    return dict(
        plain(
            {
                **about,
                "seed": int(about["seed"]),
                "over": {name: facts.table[name].values for name in facts.names},
                "outcomes": {
                    outcome: {
                        "unit": facts.study.unit(outcome),
                        "at": [record for record in facts.records() if record["outcome"] == outcome],
                    }
                    for outcome in facts.outcomes
                },
            }
        )
    )
