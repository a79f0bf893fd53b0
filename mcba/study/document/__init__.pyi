from mcba.study.document.assumption import Assumption as Assumption, Dependence as Dependence
from mcba.study.document.distribution import WAYS as WAYS, Distribution as Distribution
from mcba.study.document.document import Document as Document, Header as Header
from mcba.study.document.flows import IMPACT_FACTORS as IMPACT_FACTORS, Flow as Flow
from mcba.study.document.published import (
    ASKED as ASKED,
    READINGS as READINGS,
    Published as Published,
    ReadingName as ReadingName,
)
from mcba.study.document.schema import json_schema as json_schema
from mcba.study.document.texts import Source as Source, Text as Text
from mcba.study.document.values import NumberOrYears as NumberOrYears
