"""The study file as frozen data: one model a table of the file, and nothing computed.

`reading` fills these models and `checks` look for what no single table can know; the JSON Schema that editors use is
written from them.
"""

from mcba.study.document.assumption import Assumption, Dependence
from mcba.study.document.choices import Choice, SetTable, Variant
from mcba.study.document.document import Document, Header, RunSettings
from mcba.study.document.evidence import Calibration, Data, Ends, Grade, Pool
from mcba.study.document.flows import Flow, Outcome, ProMemorie, Quantity
from mcba.study.document.law import ADJUSTMENTS, WAYS, Component, Expert, Law
from mcba.study.document.published import ASKED, READINGS, Published, Reading
from mcba.study.document.schema import json_schema
from mcba.study.document.texts import Source, SourceField, Text, Words
from mcba.study.document.values import NAME, Column, NumberOrYears, Table, is_number, refused, shown

__all__ = [
    "ADJUSTMENTS",
    "ASKED",
    "NAME",
    "READINGS",
    "WAYS",
    "Assumption",
    "Calibration",
    "Choice",
    "Column",
    "Component",
    "Data",
    "Dependence",
    "Document",
    "Ends",
    "Expert",
    "Flow",
    "Grade",
    "Header",
    "Law",
    "NumberOrYears",
    "Outcome",
    "Pool",
    "ProMemorie",
    "Published",
    "Quantity",
    "Reading",
    "RunSettings",
    "SetTable",
    "Source",
    "SourceField",
    "Table",
    "Text",
    "Variant",
    "Words",
    "is_number",
    "json_schema",
    "refused",
    "shown",
]
