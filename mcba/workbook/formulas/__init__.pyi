from mcba.workbook.formulas.parser import parse_formula as parse_formula
from mcba.workbook.formulas.shifting import shifted as shifted
