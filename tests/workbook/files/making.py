"""Files of workbooks made by hand, for what no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def pointers(**targets: str) -> str:
    """A list of relationships: `kind="target"`; of several targets of a kind, `kind_2="target"`."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{DOCUMENT}/{name.partition("_")[0]}" Target="{target}"/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def parts_of(
    rows: str, *, book: str = "", after: str = "", texts: str = "", styles: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet, `Data`, from the XML of its rows.

    Parameters
    ----------
    rows : str
    book : str, optional
        What stands in the main part behind the sheets.
    after : str, optional
        What stands in the sheet behind its rows.
    texts : str, optional
        The shared texts.
    styles : str, optional
        What stands in the part of styles.
    """
    targets = {"worksheet": "worksheets/sheet1.xml"}
    parts: dict[str, str | bytes] = {
        "_rels/.rels": pointers(officeDocument="xl/workbook.xml"),
        "docProps/app.xml": "<Properties><Application>By hand</Application></Properties>",
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{DOCUMENT}"><sheets>'
        f'<sheet name="Data" sheetId="1" r:id="worksheet"/></sheets>{book}</workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData>'
        f"{after}</worksheet>",
    }
    if texts:
        targets["sharedStrings"] = "sharedStrings.xml"
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEET}">{texts}</sst>'
    if styles:
        targets["styles"] = "styles.xml"
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{SPREADSHEET}">{styles}</styleSheet>'
    return parts | {"xl/_rels/workbook.xml.rels": pointers(**targets)}


def made(rows: str, **others: str) -> bytes:
    """A workbook with one sheet, `Data`, from the XML of its rows; see `parts_of`."""
    return zipped(parts_of(rows, **others))
