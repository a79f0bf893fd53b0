from mcba.reporting.sections import (
    asked as asked,
    assumed as assumed,
    calibrated as calibrated,
    checked as checked,
    chosen as chosen,
    compared as compared,
    described as described,
    driven as driven,
    found as found,
    judged as judged,
    modelled as modelled,
    ranked as ranked,
    turning as turning,
    typical as typical,
    varied as varied,
)
from mcba.reporting.sections.calibrated import Calibrated as Calibrated, HasCalibrations as HasCalibrations
from mcba.reporting.sections.compared import Compared as Compared
from mcba.reporting.sections.described import Entries as Entries, OneAssumption as OneAssumption
from mcba.reporting.sections.writing import Gallery as Gallery, Writing as Writing
