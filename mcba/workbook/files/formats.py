"""How cells show their numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

from mcba.workbook.files.archive import Archive
from mcba.workbook.files.markup import tree

_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm", 37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
} | dict.fromkeys((*range(27, 37), *range(50, 59)), "m/d/yyyy")  # fmt: skip
"""The last ones are dates in East Asian ways."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)


class NumberFormat(NamedTuple):
    """How a number is shown: the code of the format (empty for the general one), and what it makes of the number."""

    code: str = ""
    is_percent: bool = False
    is_date: bool = False


def format_of(code: str) -> NumberFormat:
    """What a code makes of a number.

    Examples
    --------
    >>> format_of("0.0%").is_percent, format_of("d/m/yyyy").is_date, format_of('0 "days"').is_date
    (True, True, False)
    """
    if code.strip().lower() in {"", "general"}:
        return NumberFormat()
    bare = _NOT_SHOWN.sub("", code.partition(";")[0]).lower().replace("general", "")
    return NumberFormat(code, "%" in bare, re.search("[dmyhs]", bare) is not None)


def formats(archive: Archive, part: str) -> dict[str, NumberFormat]:
    """The format of each style of cells, by its number as cells write it.

    Raises
    ------
    WorkbookError
        Where the styles cannot be read.
    """
    styles = tree(archive, part)
    if styles is None:
        return {}
    known = {str(number): format_of(code) for number, code in _BUILT_IN.items()}
    known |= {
        element.get("numFmtId", ""): format_of(element.get("formatCode", ""))
        for element in styles.findall("./numFmts/numFmt")
    }
    general = NumberFormat()
    styled = styles.findall("./cellXfs/xf")
    return {str(number): known.get(one.get("numFmtId", "0"), general) for number, one in enumerate(styled)}
