"""SIPmath 3.0 libraries as tables: each SIP that carries samples is a column, with the library's provenance.

The fields are those of the JSON Schema that Probability Management publishes with its Python package
(github.com/probability-management/PySIPmath, tests/multi-lib-schema-2021-08-19.json). SIPs that are functions and not
samples are named with what to write instead.
"""

from __future__ import annotations

import json
from typing import Any

from mcba.errors import Complaint, StudyError
from mcba.study.document.values import is_number
from mcba.study.tables.cells import TextTable

SUFFIXES = (".json", ".sipmath")


def read_sipmath(file: str, text: str) -> TextTable:
    """Read the text of a SIPmath library.

    Parameters
    ----------
    file : str
        What complaints call it.
    text : str
        JSON.

    Returns
    -------
    TextTable
        With a row for each trial. `absent` says of every other SIP why it is no column.

    Raises
    ------
    StudyError
        When it is no SIPmath library, or a SIP holds something else than numbers.
    """
    try:
        library = json.loads(text)
    except json.JSONDecodeError as error:
        raise _refused(file, f"this is not JSON: {error.msg}", error.lineno, error.colno) from error
    except RecursionError as error:
        raise _refused(file, "this cannot be a SIPmath library: it is nested too deeply") from error
    sips = library.get("sips") if isinstance(library, dict) else None
    if not isinstance(sips, list) or not all(
        isinstance(sip, dict) and isinstance(sip.get("name"), str) for sip in sips
    ):
        raise _refused(file, "this is no SIPmath library: it has no list `sips` of objects with a name each")
    columns: dict[str, tuple[str, ...]] = {}
    absent: dict[str, str] = {}
    for sip in sips:
        samples = _samples(sip)
        if samples is None:
            absent.setdefault(sip["name"], _instead(sip))
            continue
        if sip["name"] in columns:
            raise _refused(file, f"the SIP {sip['name']!r} stands twice; names of SIPs differ")
        columns[sip["name"]] = _texts(file, sip["name"], samples)
    lengths = {name: len(cells) for name, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name!r} {length}" for name, length in lengths.items())
        raise _refused(file, f"the SIPs of a library have as many trials each; found {said}")
    provenance = library.get("provenance")
    rows = next(iter(lengths.values()), 0)
    return TextTable(
        file,
        columns,
        (1,) * rows,
        ".",
        str(provenance or ""),
        {name: absent[name] for name in absent if name not in columns},
    )


def _refused(file: str, message: str, line: int = 1, column: int = 1) -> StudyError:
    return StudyError([Complaint(file, line, column, message)])


def _samples(sip: dict[str, Any]) -> list[Any] | None:
    """The samples that a SIP carries itself; None when it is a function, or its samples lie elsewhere."""
    arguments = sip.get("arguments")
    if sip.get("function") != "SIP_Array" or not isinstance(arguments, dict) or arguments.get("type") != "array":
        return None
    value = arguments.get("value")
    return value if isinstance(value, list) and value else None


def _texts(file: str, name: str, samples: list[Any]) -> tuple[str, ...]:
    for trial, value in enumerate(samples, start=1):
        if not is_number(value):
            raise _refused(
                file, f"trial {trial} of the SIP {name!r} is {json.dumps(value)}; a sample is a finite number"
            )
    return tuple(map(repr, samples))


def _instead(sip: dict[str, Any]) -> str:
    """Why a SIP is no column, and what may be written for it."""
    function, arguments = sip.get("function"), sip.get("arguments")
    arguments = arguments if isinstance(arguments, dict) else {}
    if function == "Metalog_1_0" and isinstance(arguments.get("aCoefficients"), list):
        bounds = (("lowest", "lowerBound"), ("highest", "upperBound"))
        ends = "".join(f", {key} = {arguments[field]}" for key, field in bounds if is_number(arguments.get(field)))
        return (
            "carries no samples but a formula; write it as "
            f'distribution = "metalog", coefficients = {json.dumps(arguments["aCoefficients"])}{ends}'
        )
    if function == "SIP_Array":
        return (
            f"keeps its samples elsewhere ({arguments.get('url') or arguments.get('type')}); get that file and name it"
        )
    return f"carries no samples (its function is {function!r}); ask its maker for samples (SIP_Array)"
