"""Rules of Excel that a reader of formulas gets wrong easily, each with its answer and where it stands written.

`MS` is the page of Microsoft's support site on the function that the rule begins with (its examples, where numbers are
rounded), or on what is named; `KNOWN` is what Excel does, known from long use and written in no manual.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.workbook.books import Content

MS, KNOWN = "Microsoft", "known behaviour of Excel"
PRECEDENCE = "Microsoft: Calculation operators and precedence in Excel"
FLOATS = "Microsoft: Floating-point arithmetic may give inaccurate results in Excel"
CONVERSION = "ECMA-376 part 1, 18.17.2.6 and 18.17.5: conversion of operands"
CROSSING = "Microsoft: Implicit intersection operator"
ARRAYS = "Microsoft: Guidelines and examples of array formulas"
DATES = "Microsoft: Date systems in Excel; Excel incorrectly assumes that the year 1900 is a leap year"
CRITERIA = "Microsoft: COUNTIF, SUMIF and SUMIFS; Using wildcard characters in searches"


class Trap(NamedTuple):
    """A formula at a place, beside cells, and what it gives."""

    formula: str
    answer: Any
    source: str
    cells: Mapping[str, Content] = MappingProxyType({})
    at: str = "Z50"
    how: str = "plain"
    """`plain`, `array` (entered with Ctrl+Shift+Enter), `1904` or `google`."""


def shown(number: float, digits: int) -> Any:
    """A number that its source shows rounded."""
    return pytest.approx(number, abs=0.5 * 10**-digits * 1.0000001)


ABC = {"A1": "apple", "A2": "Apricot", "A3": "banana", "A4": "a*", "A5": "a?"}
MIXED = {"A1": 5, "A2": "5", "A3": True, "A5": "x"}
TWO_COLUMNS = {"A1": 1, "A2": 2, "A3": 3, "B1": 10, "B2": 20, "B3": 30}
MONTHS = {"Jan!A1": 1, "Feb!A1": 2, "Mar!A1": 3, "Apr!A1": 9}
NAMES = {"rows": "Sheet1!$A$1:$A$3", "doubled": "Sheet1!$A$1:$A$3*2", "left": "Sheet1!XFD1"}
"""`left` is the cell to the left: names are written as seen from A1, and the sheet's ends meet."""
EMPTY_TEXT = {"A1": '=""', "A2": 0, "A4": "x"}  # A3 is blank

OPERATORS = [
    Trap("-2^2", 4, PRECEDENCE),
    Trap("0-2^2", -4, PRECEDENCE),
    Trap("2^3^2", 64, PRECEDENCE),
    Trap("2^-1", 0.5, PRECEDENCE),
    Trap("200*5%", 10, PRECEDENCE),
    Trap("-50%%", -0.005, PRECEDENCE),
    Trap("1&2+3", "15", PRECEDENCE),
    Trap("1=1=1", False, PRECEDENCE),
    Trap('"5"+1', 6, CONVERSION),
    Trap('"1e2"*"2"', 200, CONVERSION),
    Trap('"50%"+0', 0.5, CONVERSION),
    Trap('"2024-01-02"+0', 45293, CONVERSION),
    Trap('""+1', "#VALUE!", CONVERSION),
    Trap('"abc"+1', "#VALUE!", CONVERSION),
    Trap("A1+1", 1, CONVERSION),
    Trap("A1+1", "#VALUE!", CONVERSION, {"A1": '=""'}),
    Trap("TRUE+TRUE", 2, CONVERSION),
    Trap('--"3"', 3, CONVERSION),
    Trap('-"abc"', "#VALUE!", CONVERSION),
    Trap('+"abc"', "abc", KNOWN),
    Trap("-TRUE", -1, CONVERSION),
    Trap("1/0", "#DIV/0!", MS),
    Trap("0^0", "#NUM!", KNOWN),
    Trap("-27^(1/3)", -3, KNOWN),
    Trap("(-4)^0.5", "#NUM!", KNOWN),
    Trap("10^308*10", "#NUM!", "Microsoft: Excel specifications and limits"),
    Trap("#N/A+1/0", "#N/A", KNOWN),
    Trap("1/0+#N/A", "#DIV/0!", KNOWN),
    Trap("#N/A=#N/A", "#N/A", KNOWN),
    Trap("0.1+0.2=0.3", True, FLOATS),
    Trap("1*(0.5-0.4-0.1)", -2.7755575615628914e-17, FLOATS),
    Trap("0.5-0.4-0.1", 0, FLOATS),
    Trap("(43.1-43.2)+1", 0.8999999999999986, FLOATS),
    Trap("1.00000000000001=1", False, FLOATS),
    Trap("1.0000000000000001=1", True, FLOATS),
]
COMPARISONS = [
    Trap('999<"1"', True, "ECMA-376 part 1, 18.17.2.2: numbers before text before truth values"),
    Trap('"zzz"<FALSE', True, "ECMA-376 part 1, 18.17.2.2"),
    Trap("TRUE=1", False, "ECMA-376 part 1, 18.17.2.2"),
    Trap('"1"=1', False, "ECMA-376 part 1, 18.17.2.2"),
    Trap('"abc"="ABC"', True, "Microsoft: EXACT function (the sign of equality passes over capitals)"),
    Trap('"b">"A"', True, KNOWN),
    Trap("A1=0", True, CONVERSION),
    Trap('A1=""', True, CONVERSION),
    Trap("A1=FALSE", True, CONVERSION),
    Trap("A1=0", False, CONVERSION, {"A1": '=""'}),
    Trap('A1<"a"', True, CONVERSION),
]
TEXTS = [
    Trap('A1&"x"', "x", CONVERSION),
    Trap('TRUE&""', "TRUE", CONVERSION),
    Trap('1/3&""', "0.333333333333333", "Microsoft: Excel specifications and limits (15 digits)"),
    Trap('0.1+0.2&""', "0.3", "Microsoft: Excel specifications and limits (15 digits)"),
    Trap('1E+30&""', "1E+30", KNOWN),
    Trap('123456789012&""', "123456789012", KNOWN),
    Trap('-0.5&""', "-0.5", KNOWN),
    Trap("LEN(1/4)", 4, MS),
    Trap('LEFT("abc")', "a", MS),
    Trap('LEFT("abc",10)', "abc", MS),
    Trap('MID("abc",0,1)', "#VALUE!", MS),
    Trap('FIND("B","abc")', "#VALUE!", MS),
    Trap('SEARCH("B?","abc")', 2, MS),
    Trap('SUBSTITUTE("aAa","a","b")', "bAb", MS),
    Trap('SUBSTITUTE("aaa","a","b",2)', "aba", MS),
    Trap('TRIM("  a   b ")', "a b", MS),
    Trap('EXACT("a","A")', False, MS),
    Trap('VALUE("1,000")', 1000, MS),
    Trap('VALUE("abc")', "#VALUE!", MS),
    Trap("CONCATENATE(1,TRUE)", "1TRUE", MS),
    Trap('TEXTJOIN(",",TRUE,A1:A4)', "0,x", MS, EMPTY_TEXT),
    Trap('TEXT(1234.567,"#,##0.00")', "1,234.57", MS),
    Trap('TEXT(0.285,"0.0%")', "28.5%", MS),
    Trap('TEXT(2.5,"0")', "3", KNOWN),
    Trap('TEXT(5,"000")', "005", MS),
    Trap('TEXT(-1,"0;(0)")', "(1)", MS),
    Trap('TEXT(45292,"yyyy-mm-dd")', "2024-01-01", MS),
    Trap('TEXT(45292,"d mmm yy")', "1 Jan 24", MS),
    Trap('TEXT("abc","0")', "abc", KNOWN),
    Trap('TEXT(12200000,"0.00E+00")', "1.22E+07", MS),
]
AGGREGATES = [
    Trap('SUM("5",TRUE)', 6, MS),
    Trap("SUM(A1:A5)", 5, MS, MIXED),
    Trap("SUM(A2,A3)", 0, MS, MIXED),
    Trap("A2+A3", 6, CONVERSION, MIXED),
    Trap('SUM("x")', "#VALUE!", MS),
    Trap('SUM({"1",2,TRUE})', 2, MS),
    Trap("SUM(1/0,#N/A)", "#DIV/0!", KNOWN),
    Trap("COUNT(A1:A5)", 1, MS, MIXED),
    Trap('COUNT("2",TRUE,1/0,"x")', 2, MS),
    Trap("COUNTA(A1:A5)", 4, MS, MIXED),
    Trap("COUNTA(A1:A4)", 3, MS, EMPTY_TEXT),
    Trap("COUNTBLANK(A1:A4)", 2, MS, EMPTY_TEXT),
    Trap("AVERAGE(A1:A5)", 5, MS, MIXED),
    Trap("AVERAGE(A5:B9)", "#DIV/0!", MS, MIXED),
    Trap('AVERAGE("3",TRUE)', 2, MS),
    Trap("AVERAGEA(A1:A3)", 2, MS, MIXED),
    Trap("MAX(A2:A9)", 0, MS, MIXED),
    Trap("MAX(-5,A3)", -5, MS, MIXED),
    Trap('MIN(TRUE,"7")', 1, MS),
    Trap("PRODUCT(A5:A9)", 0, KNOWN, MIXED),
    Trap("MEDIAN(A5:A9)", "#NUM!", KNOWN, MIXED),
    Trap("MEDIAN({4,1,3,2})", 2.5, MS),
    Trap("STDEV(A1:A5)", "#DIV/0!", MS, MIXED),
    Trap("LARGE({3,1,2},4)", "#NUM!", MS),
    Trap("PERCENTILE({1,2,3,4},0.3)", 1.9, MS),
    Trap("RANK(2,A1:A4)", 2, MS, {"A1": 3, "A2": 2, "A3": 2, "A4": 1}),
    Trap("SUBTOTAL(9,A1:A4)", 7, MS, {"A1": 1, "A2": 2, "A3": "=SUBTOTAL(9,A1:A2)", "A4": 4}),
    Trap("SUM(A1:A4)", 10, MS, {"A1": 1, "A2": 2, "A3": "=SUBTOTAL(9,A1:A2)", "A4": 4}),
    Trap("SUMPRODUCT(A1:A3,B1:B3)", 100, MS, {**TWO_COLUMNS, "B2": "x"}),
    Trap("SUMPRODUCT(A1:A3*B1:B3)", "#VALUE!", MS, {**TWO_COLUMNS, "B2": "x"}),
    Trap("SUMPRODUCT(A1:A3>1)", 0, KNOWN, TWO_COLUMNS),
    Trap("SUMPRODUCT(--(A1:A3>1))", 2, KNOWN, TWO_COLUMNS),
    Trap("SUMPRODUCT(A1:A3,B1:B2)", "#VALUE!", MS, TWO_COLUMNS),
]
CONDITIONS = [
    Trap('COUNTIF(A1:A5,"a*")', 4, CRITERIA, ABC),
    Trap('COUNTIF(A1:A5,"a~*")', 1, CRITERIA, ABC),
    Trap('COUNTIF(A1:A5,"a?")', 2, CRITERIA, ABC),
    Trap('COUNTIF(A1:A5,"APPLE")', 1, CRITERIA, ABC),
    Trap('COUNTIF(A1:A5,"<>a*")', 1, CRITERIA, ABC),
    Trap('COUNTIF(A1:A3,">=apricot")', 2, CRITERIA, ABC),
    Trap("COUNTIF(A1:A5,5)", 2, KNOWN, MIXED),
    Trap('COUNTIF(A1:A5,"5")', 2, KNOWN, MIXED),
    Trap('COUNTIF(A1:A5,">1")', 1, KNOWN, MIXED),
    Trap("COUNTIF(A1:A5,TRUE)", 1, KNOWN, MIXED),
    Trap('COUNTIF(A1:A5,"5*")', 1, "Microsoft: COUNTIF (wildcards are for text)", MIXED),
    Trap('COUNTIF(A1:A4,"")', 2, KNOWN, EMPTY_TEXT),
    Trap('COUNTIF(A1:A4,"=")', 1, KNOWN, EMPTY_TEXT),
    Trap('COUNTIF(A1:A4,"<>")', 3, KNOWN, EMPTY_TEXT),
    Trap('COUNTIF(A1:A4,"<>0")', 3, KNOWN, EMPTY_TEXT),
    Trap("COUNTIF(A1:A4,C1)", 1, "Microsoft: COUNTIFS (an empty criterion cell is 0)", EMPTY_TEXT),
    Trap('COUNTIF(A1:A3,"#N/A")', 1, KNOWN, {"A1": "#N/A", "A2": "#DIV/0!"}),
    Trap("SUMIF(A1:A3,2,B1)", 20, MS, TWO_COLUMNS),
    Trap('SUMIF(A1:A3,">1")', 5, MS, TWO_COLUMNS),
    Trap("SUMIF(A1:A3,1,B1:B3)", 10, KNOWN, {**TWO_COLUMNS, "B2": "#N/A"}),
    Trap('SUMIFS(B1:B3,A1:A2,">0")', "#VALUE!", MS, TWO_COLUMNS),
    Trap('SUMIFS(B1:B3,A1:A3,">1",B1:B3,"<30")', 20, MS, TWO_COLUMNS),
    Trap('AVERAGEIF(A1:A3,">2",B1:B3)', 30, MS, TWO_COLUMNS),
    Trap('AVERAGEIF(A1:A3,">9",B1:B3)', "#DIV/0!", MS, TWO_COLUMNS),
]
LOOKUPS = [
    Trap("MATCH(2.5,A1:A3)", 2, MS, TWO_COLUMNS),
    Trap("MATCH(0,A1:A3)", "#N/A", MS, TWO_COLUMNS),
    Trap("MATCH(15,{30,20,10},-1)", 2, MS),
    Trap("MATCH(2,{1,3,2},1)", 1, KNOWN),
    Trap('MATCH("BAN*",A1:A5,0)', 3, MS, ABC),
    Trap('MATCH("a~?",A1:A5,0)', 5, MS, ABC),
    Trap('MATCH("2",A1:A3,0)', "#N/A", KNOWN, TWO_COLUMNS),
    Trap("MATCH(9E+307,A1:A5)", 1, KNOWN, MIXED),
    Trap("VLOOKUP(2.5,A1:B3,2)", 20, MS, TWO_COLUMNS),
    Trap("VLOOKUP(2.5,A1:B3,2,FALSE)", "#N/A", MS, TWO_COLUMNS),
    Trap("VLOOKUP(2.5,A1:B3,2,)", "#N/A", KNOWN, TWO_COLUMNS),
    Trap("VLOOKUP(1,A1:B3,3)", "#REF!", MS, TWO_COLUMNS),
    Trap("VLOOKUP(1,A1:B3,0)", "#VALUE!", MS, TWO_COLUMNS),
    Trap("VLOOKUP(2,A1:B3,2.9)", 20, KNOWN, TWO_COLUMNS),
    Trap('HLOOKUP("b",{"a","b";1,2},2,FALSE)', 2, MS),
    Trap("LOOKUP(2.5,A1:A3,B1:B3)", 20, MS, TWO_COLUMNS),
    Trap('LOOKUP(2,1/(A1:A9<>""),A1:A9)', 3, KNOWN, TWO_COLUMNS),
    Trap("SUM(INDEX(A1:B3,0,2))", 60, MS, TWO_COLUMNS),
    Trap("INDEX(A1:A3,4)", "#REF!", MS, TWO_COLUMNS),
    Trap("INDEX(A2:B2,2)", 20, MS, TWO_COLUMNS),
    Trap("SUM(A1:INDEX(B1:B3,2))", 33, MS, TWO_COLUMNS),
    Trap("CHOOSE(2.9,1,2,3)", 2, MS),
    Trap("CHOOSE(4,1,2,3)", "#VALUE!", MS),
    Trap('XLOOKUP(9,A1:A3,B1:B3,"none")', "none", MS, TWO_COLUMNS),
    Trap("XLOOKUP(2.5,A1:A3,B1:B3,,1)", 30, MS, TWO_COLUMNS),
    Trap("SUM(OFFSET(A1,1,0,2,2))", 55, MS, TWO_COLUMNS),
    Trap('INDIRECT("B"&2)', 20, MS, TWO_COLUMNS),
]
LOGIC = [
    Trap("IF(FALSE,1)", False, MS),
    Trap("IF(FALSE,1,)", 0, KNOWN),
    Trap("IF(TRUE,,5)", 0, KNOWN),
    Trap('IF("true",1,2)', 1, KNOWN),
    Trap('IF("x",1,2)', "#VALUE!", KNOWN),
    Trap("IF(A1,1,2)", 2, CONVERSION),
    Trap("IF(TRUE,1,1/0)", 1, KNOWN),
    Trap("AND(A1:A3)", True, MS, {"A1": True, "A2": "x"}),
    Trap("AND(A2:A3)", "#VALUE!", MS, {"A1": True, "A2": "x"}),
    Trap("AND(FALSE,1/0)", "#DIV/0!", KNOWN),
    Trap('OR("true",FALSE)', True, KNOWN),
    Trap("NOT(A1)", True, CONVERSION),
    Trap("IFERROR(A1,5)", 0, KNOWN),
    Trap("IFERROR(1/0,)", 0, KNOWN),
    Trap("IFNA(1/0,1)", "#DIV/0!", MS),
    Trap("ISERR(#N/A)", False, MS),
    Trap("ISBLANK(A1)", False, MS, EMPTY_TEXT),
    Trap("ISBLANK(A3)", True, MS, EMPTY_TEXT),
    Trap('ISNUMBER("1")', False, MS),
    Trap("N(A2)+N(A3)", 1, MS, MIXED),
    Trap('SWITCH(3,1,"a",2,"b","c")', "c", MS),
    Trap('SWITCH(3,1,"a")', "#N/A", MS),
    Trap("IFS(FALSE,1)", "#N/A", MS),
    Trap("A9", 0, KNOWN),
]
ROUNDING = [
    Trap("ROUND(2.5,0)", 3, MS),
    Trap("ROUND(-2.5,0)", -3, MS),
    Trap("ROUND(1.005,2)", 1.01, KNOWN),
    Trap("ROUND(2.675,2)", 2.68, KNOWN),
    Trap("ROUND(-1.475,2)", -1.48, MS),
    Trap("ROUND(21.5,-1)", 20, MS),
    Trap("ROUNDUP(-3.2,0)", -4, MS),
    Trap("ROUNDDOWN(-3.8,0)", -3, MS),
    Trap("INT(-8.9)", -9, MS),
    Trap("TRUNC(-8.9)", -8, MS),
    Trap("MOD(-3,2)", 1, MS),
    Trap("MOD(3,-2)", -1, MS),
    Trap("MOD(3,0)", "#DIV/0!", MS),
    Trap("QUOTIENT(-10,3)", -3, MS),
    Trap("CEILING(-2.5,-2)", -4, MS),
    Trap("CEILING(-2.5,2)", -2, MS),
    Trap("FLOOR(2.5,-2)", "#NUM!", MS),
    Trap("MROUND(-10,-3)", -9, MS),
    Trap("MROUND(5,-2)", "#NUM!", MS),
    Trap("EVEN(-1)", -2, MS),
    Trap("LOG(8,2)", 3, MS),
    Trap("LN(0)", "#NUM!", MS),
    Trap("SQRT(-16)", "#NUM!", MS),
]
DAYS = [
    Trap("DATE(2024,2,30)", 45352, MS),
    Trap("DATE(2024,14,1)", 45689, MS),
    Trap("DATE(2024,1,-15)", 45276, MS),
    Trap("DATE(108,1,2)", 39449, MS),
    Trap("DATE(1900,2,29)", 60, DATES),
    Trap("DATE(1900,3,1)", 61, DATES),
    Trap("DAY(60)", 29, DATES),
    Trap("YEAR(0)", 1900, DATES),
    Trap("DATE(1904,1,1)", 0, DATES, how="1904"),
    Trap("DATE(2024,1,1)", 43830, DATES, how="1904"),
    Trap("YEAR(43830)", 2024, DATES, how="1904"),
    Trap('YEAR("2024-05-01")', 2024, MS),
    Trap("MONTH(45351.99)", 2, MS),
    Trap("EDATE(DATE(2024,1,31),1)", 45351, MS),
    Trap("EOMONTH(DATE(2024,1,15),-2)", 45260, MS),
    Trap("WEEKDAY(45292)", 2, MS),
    Trap("YEARFRAC(DATE(2012,1,1),DATE(2012,7,30))", shown(0.58055556, 8), MS),
    Trap("YEARFRAC(DATE(2012,1,1),DATE(2012,7,30),1)", shown(0.57650273, 8), MS),
    Trap("YEARFRAC(DATE(2012,1,1),DATE(2012,7,30),3)", shown(0.57808219, 8), MS),
]
FINANCE = [
    Trap("NPV(0.1,-10000,3000,4200,6800)", shown(1188.44, 2), MS),
    Trap("NPV(0.1,A1:A3)", 100 / 1.1 + 100 / 1.21, MS, {"A1": 100, "A3": 100}),
    Trap("NPV(0.1,A1:A2)", 100 / 1.21, MS, {"A1": 0, "A2": 100}),
    Trap("IRR({-70000,12000,15000,18000,21000})", shown(-0.021, 3), MS),
    Trap("IRR({-70000,12000,15000,18000,21000,26000})", shown(0.087, 3), MS),
    Trap("IRR({100,100})", "#NUM!", MS),
    Trap("PMT(0.08/12,10,10000)", shown(-1037.03, 2), MS),
    Trap("PMT(0.08/12,10,10000,0,1)", shown(-1030.16, 2), MS),
    Trap("PMT(0,10,1000)", -100, KNOWN),
    Trap("PV(0.08/12,12*20,500,,0)", shown(-59777.15, 2), MS),
    Trap("FV(0.06/12,10,-200,-500,1)", shown(2581.40, 2), MS),
    Trap("NPER(0.12/12,-100,-1000,10000,1)", shown(59.6738657, 7), MS),
    Trap("RATE(48,-200,8000)", shown(0.0077, 4), MS),
    Trap("IPMT(0.1/12,1,36,8000)", shown(-66.67, 2), MS),
    Trap("PPMT(0.1/12,1,24,2000)", shown(-75.62, 2), MS),
    Trap("SYD(30000,7500,10,1)", shown(4090.91, 2), MS),
    Trap("SLN(30000,7500,10)", 2250, MS),
    Trap("XNPV(0.09,{-10000;2750;4250;3250;2750},{39448;39508;39751;39859;39904})", shown(2086.65, 2), MS),
    Trap("XIRR({-10000;2750;4250;3250;2750},{39448;39508;39751;39859;39904})", shown(0.373362535, 6), MS),
]
AREAS = [
    Trap("A1:A3", 2, CROSSING, TWO_COLUMNS, "D2"),
    Trap("A1:A3", "#VALUE!", CROSSING, TWO_COLUMNS, "D9"),
    Trap("A1:B1*2", 20, CROSSING, TWO_COLUMNS, "B9"),
    Trap("@A1:A3+1", 4, CROSSING, TWO_COLUMNS, "D3"),
    Trap("A:A*2", 6, CROSSING, TWO_COLUMNS, "D3"),
    Trap("VLOOKUP(A:A,A1:B3,2,FALSE)", 30, CROSSING, TWO_COLUMNS, "D3"),
    Trap("SUM(A1:A3*B1:B3)", 40, CROSSING, TWO_COLUMNS, "D2"),
    Trap("SUM(A1:A3*B1:B3)", "#VALUE!", CROSSING, TWO_COLUMNS, "D9"),
    Trap("SUM(A1:A3*B1:B3)", 140, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("SUM({1,2}*{3,4})", 11, ARRAYS),
    Trap("SUMPRODUCT(A1:A3*B1:B3)", 140, ARRAYS, TWO_COLUMNS),
    Trap("SUM(IF(A1:A3>1,B1:B3))", 50, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("SUMPRODUCT(IF(A1:A3>1,B1:B3))", "#VALUE!", KNOWN, TWO_COLUMNS, "D9"),
    Trap("MAX(IF(A1:A3>9,B1:B3))", 0, KNOWN, TWO_COLUMNS, how="array"),
    Trap("MATCH(1,(A1:A3=2)*(B1:B3=20),0)", 2, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("MATCH(1,INDEX((A1:A3=2)*(B1:B3=20),0),0)", 2, KNOWN, TWO_COLUMNS),
    Trap("SUM((A1:A2,B3))", 33, "Microsoft: Using calculation operators (union)", TWO_COLUMNS),
    Trap("SUM(A1:B2 B1:C3)", 30, "Microsoft: Using calculation operators (intersection)", TWO_COLUMNS),
    Trap("A1:A3 B1:B3", "#NULL!", "Microsoft: How to correct a #NULL! error", TWO_COLUMNS),
    Trap("SUM(Jan:Mar!A1)", 6, "Microsoft: Create a 3-D reference", MONTHS, "Apr!B1"),
    Trap("ROW()+COLUMN(C1)", 53, MS),
    Trap("ROWS(A1:B3)*COLUMNS(A:B)", 6, MS),
    Trap("SUM(A:A)", 6, MS, TWO_COLUMNS),
    Trap("A9", None, "Google Sheets: a reference to an empty cell is empty", how="google"),
]
CLASSES = [  # which parameter forces an array: OpenOffice.org's documentation of the Excel file format, section 3.11
    Trap("AND(A1:A3>1)", True, CROSSING, TWO_COLUMNS, "D2"),
    Trap("AND(A1:A3>1)", "#VALUE!", CROSSING, TWO_COLUMNS, "D9"),
    Trap("AND(A1:A3>1)", False, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("MIN(A1:A3*1)", 3, CROSSING, TWO_COLUMNS, "D3"),
    Trap("NPV(0,A1:A3*1)", 3, CROSSING, TWO_COLUMNS, "D3"),
    Trap("IRR({-1;1;0}*A1:A3)", 1, KNOWN, TWO_COLUMNS, "D9"),
    Trap("SUM(MMULT({1,1,1},A1:A3*B1:B3))", 140, KNOWN, TWO_COLUMNS, "D9"),
    Trap("MAX(INDEX((A1:A3<3)*B1:B3,0))", 20, KNOWN, TWO_COLUMNS),
    Trap("SUM(LEN(B1:B3))", 2, CROSSING, TWO_COLUMNS, "D2"),
    Trap("SUMPRODUCT(LEN(B1:B3))", 6, ARRAYS, TWO_COLUMNS),
    Trap("SUM(LARGE(A1:A3,{1,2}))", 5, ARRAYS, TWO_COLUMNS),
    Trap("SUM(COUNTIF(A1:A3,{1,2}))", 2, ARRAYS, TWO_COLUMNS),
    Trap("SUM(SUMIF(A1:A3,{1,3},B1:B3))", 40, ARRAYS, TWO_COLUMNS),
    Trap("SUMPRODUCT(SUMIF(A1:A3,A1:A2,B1:B3))", 30, ARRAYS, TWO_COLUMNS),
    Trap("SUMPRODUCT(1/COUNTIF(A1:A3,A1:A3))", 3, ARRAYS, TWO_COLUMNS),
    Trap("SUMPRODUCT(ROW(A1:A3))", 6, ARRAYS),
    Trap("AVERAGE(IF(A1:A3>1,A1:A3))", 2.5, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("SUM(A1:A3*TRANSPOSE(A1:A3))", 36, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("SUM(SUMIF(A1:A3,A1:A2,B1:B3))", 30, ARRAYS, TWO_COLUMNS, how="array"),
    Trap("SUM(IF(ISNUMBER(A1:A5),A1:A5))", 5, ARRAYS, MIXED, how="array"),
    Trap("rows*2", 4, CROSSING, TWO_COLUMNS, "D2"),
    Trap("rows*2", "#VALUE!", CROSSING, TWO_COLUMNS, "D9"),
    Trap("SUM(rows*2)", 4, CROSSING, TWO_COLUMNS, "D2"),
    Trap("SUMPRODUCT(rows*2)", 12, CROSSING, TWO_COLUMNS, "D2"),
    Trap("SUM(doubled)", 12, "Microsoft: Define and use names in formulas", TWO_COLUMNS, "D9"),
    Trap("left*2", 20, "Microsoft: Define and use names in formulas (relative)", TWO_COLUMNS, "C1"),
    Trap("Rows*2", 4, "Microsoft: Names in formulas (capitals do not count)", TWO_COLUMNS, "D2"),
    Trap("nowhere+1", "#NAME?", "Microsoft: How to correct a #NAME? error"),
]
TRAPS = [
    *OPERATORS,
    *COMPARISONS,
    *TEXTS,
    *AGGREGATES,
    *CONDITIONS,
    *LOOKUPS,
    *LOGIC,
    *ROUNDING,
    *DAYS,
    *FINANCE,
    *AREAS,
]
