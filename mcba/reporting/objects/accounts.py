"""The accounts of the options as an object, and as flat records for a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mcba.analysis.economics import Ratio
from mcba.analysis.economics.accounts import Account
from mcba.engine.saved import plain, with_errors
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.objects.records import summary_record

_GROUPS = {"flows": "flow", "kinds": "total", "bearers": "bearer", "quantities": "quantity"}


def accounts_object(facts: Facts) -> dict[str, Any]:
    """What every option brings and costs, as `mcba run --json` and `mcba decide --json` print it under `accounts`.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    dict
        Under `options` each option by name; those that equal another one are in `same_as`.

    Examples
    --------
    >>> import mcba
    >>> from mcba.reporting.facts import Facts
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> list(accounts_object(Facts(run))["options"]["project"]["kinds"])
    ['benefits', 'costs']
    """
    compared = facts.accounts
    if isinstance(compared, Missing):
        return {"reason": plain(compared)}
    return {
        "own": compared.own,
        "same_as": dict(compared.same_as),
        "mass": compared.mass,
        "options": {name: _account(account) for name, account in compared.options.items()},
    }


def _account(account: Account) -> dict[str, Any]:
    ratio = account.ratio
    of_means = ratio.of_means if isinstance(ratio, Ratio) else None
    answer = {
        **{group: {name: _line(line) for name, line in getattr(account, group).items()} for group in _GROUPS},
        "amounts": {name: _line(line) for name, line in account.amounts.items()},
        "balance": None if account.balance is None else _line(account.balance),
        "ratio_of_means": None if of_means is None else with_errors(value=of_means),
        "probability": None if account.chance is None else with_errors(value=account.chance),
        "undefined": account.undefined,
        "worlds": account.worlds,
    }
    return dict(plain(answer))


def _line(line: Any) -> dict[str, Any]:
    """What the worlds say of one line, its base case, and of a natural amount its unit."""
    more = {name: getattr(line, name) for name in ("unit", "over") if hasattr(line, name)}
    return {**summary_record(line.summary), "base": line.base, **more, "worlds": line.summary.worlds}


def account_records(facts: Facts) -> list[dict[str, Any]]:
    """The same as one record for each option and line, as `accounts.csv` has them.

    Parameters
    ----------
    facts : Facts
        With accounts.

    Returns
    -------
    list of dict
    """
    compared = facts.accounts
    return [] if isinstance(compared, Missing) else list(_records(compared.options, facts))


def _records(options: Mapping[str, Account], facts: Facts) -> Iterator[dict[str, Any]]:
    currency = facts.study.document.study.currency
    for option, account in options.items():
        for group, called in _GROUPS.items():
            for name, line in getattr(account, group).items():
                section = facts.study.flows[name][0] if group == "flows" else called
                unit = getattr(line, "unit", currency)
                numbers = {**summary_record(line.summary), "worlds": line.summary.worlds}
                yield {"option": option, "kind": section, "name": name, "unit": unit, "base": line.base, **numbers}
        if account.balance is not None:
            numbers = {**summary_record(account.balance.summary), "worlds": account.balance.summary.worlds}
            yield {
                "option": option,
                "kind": "total",
                "name": "npv",
                "unit": currency,
                "base": account.balance.base,
                **numbers,
            }
