from mcba.study.document.assumption import Assumption as Assumption, Dependence as Dependence
from mcba.study.document.choices import Choice as Choice, SetTable as SetTable, Variant as Variant
from mcba.study.document.distribution import (
    ADJUSTMENTS as ADJUSTMENTS,
    WAYS as WAYS,
    Component as Component,
    Distribution as Distribution,
    Expert as Expert,
)
from mcba.study.document.document import Document as Document, Header as Header, RunSettings as RunSettings
from mcba.study.document.evidence import (
    Calibration as Calibration,
    Data as Data,
    Ends as Ends,
    Grade as Grade,
    Pool as Pool,
)
from mcba.study.document.flows import Flow as Flow, Outcome as Outcome, ProMemorie as ProMemorie, Quantity as Quantity
from mcba.study.document.published import (
    ASKED as ASKED,
    READINGS as READINGS,
    Published as Published,
    Reading as Reading,
)
from mcba.study.document.schema import json_schema as json_schema
from mcba.study.document.texts import (
    Source as Source,
    SourceField as SourceField,
    Text as Text,
    Words as Words,
    texts_in as texts_in,
)
from mcba.study.document.values import (
    NAME as NAME,
    Column as Column,
    NumberOrYears as NumberOrYears,
    Table as Table,
    is_number as is_number,
    refused as refused,
    shown as shown,
)
