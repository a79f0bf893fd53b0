"""Word: real headings, captions that Word numbers, header rows that repeat, equations, and words for every picture."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import register_namespace, tostring

from mcba.errors import RunError
from mcba.reporting import blocks
from mcba.reporting.equations.omml_elements import OMML, WORD, omml

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same document has the same bytes
_BLUE, _GREY = "004F80", "595959"
_NEEDED = ("Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet", "Title", "Subtitle")


def as_word(manuscript: blocks.Manuscript, *, template: str | Path | None = None) -> bytes:
    """The document as a Word file.

    Parameters
    ----------
    template : path, optional
        A Word document whose styles, margins, headers and footers are taken; its text is left out. It must have the
        styles Title, Subtitle, Heading 1 to 3, Caption and List Bullet. The house template when absent.

    Raises
    ------
    RunError
        When the template cannot be read, or lacks a style.
    """
    writer = _Writer(manuscript, _house() if template is None else _template(Path(template)))
    writer.write()
    return _same_bytes(writer.word)


def _template(file: Path) -> Any:
    import docx

    try:
        word = docx.Document(str(file))
    except Exception as error:  # a broken zip or XML fails in many ways, all with one remedy
        raise RunError(f"the template {file} cannot be read as a Word document: {error}; save it as .docx") from error
    styles = {style.name for style in word.styles}
    missing = [name for name in _NEEDED if name not in styles]
    if missing:
        raise RunError(
            f"the template {file} lacks the style {', '.join(missing)}; add it in Word, or start from a report"
        )
    body = word.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return word


def _house() -> Any:
    """The house template: A4, quiet headings, small tables."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)
    looks: dict[str, tuple[float, bool, str, float, float]] = {
        "Normal": (10.5, False, "1C1C1C", 0, 6),
        "Title": (20, True, "1C1C1C", 0, 2),
        "Subtitle": (11, False, _GREY, 0, 14),
        "Heading 1": (14, True, _BLUE, 20, 6),
        "Heading 2": (12, True, _BLUE, 14, 4),
        "Heading 3": (11, True, "1C1C1C", 10, 4),
        "Caption": (9, False, "333333", 6, 4),
        "List Bullet": (10.5, False, "1C1C1C", 0, 3),
    }
    for name, (size, bold, colour, before, after) in looks.items():
        style = word.styles[name]
        _font(style, "Calibri")
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.12
    for border in word.styles["Title"].element.findall(f".//{{{WORD}}}pBdr"):
        border.getparent().remove(border)
    return word


def _font(style: Any, name: str) -> None:
    """One font for all scripts of a style, instead of those of the theme."""
    style.font.name = name
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(f"{{{WORD}}}{script}", name)


class _Writer:
    """Writes blocks one after another into a Word document."""

    def __init__(self, manuscript: blocks.Manuscript, word: Any):
        from docx.shared import Cm

        self.manuscript, self.word = manuscript, word
        self.counts = {"table": 0, "figure": 0}
        self.bookmarks = 0
        section = word.sections[0]
        self.room = (section.page_width - section.left_margin - section.right_margin) / Cm(1)
        self._styles()
        # Looked up once: looking a style up for each cell takes longer than writing the cell.
        self.style_ids = {style.name: style.style_id for style in word.styles}
        self._properties()

    def _styles(self) -> None:
        """The few styles of our own, where the template has no better ones."""
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Cm, Pt, RGBColor

        styles = {style.name for style in self.word.styles}
        for name, size, bold in (("Table Text", 8.0, False), ("Lead", 13.0, True), ("Note", 10.5, False)):
            if name not in styles:
                style = self.word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
                style.base_style = self.word.styles["Normal"]
                style.font.size, style.font.bold = Pt(size), bold
                style.paragraph_format.space_after = Pt(0 if name == "Table Text" else 6)
                style.paragraph_format.line_spacing = 1.0 if name == "Table Text" else 1.1
                if name == "Note":
                    style.paragraph_format.left_indent = Cm(0.4)
                    style.element.get_or_add_pPr().append(_element("pBdr", children=[_border("left", 18, "E69F00", 8)]))
        for name, colour in (("Code", None), ("Quiet", _GREY)):
            if name not in styles:
                style = self.word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
                if colour is None:
                    _font(style, "Consolas")
                    style.font.size = Pt(8.5)
                else:
                    style.font.color.rgb = RGBColor.from_string(colour)

    def _properties(self) -> None:
        """Title and language; no author, no dates."""
        core = self.word.core_properties
        core.title, core.language = self.manuscript.title, self.manuscript.words["locale"]
        core.author = core.comments = core.last_modified_by = ""
        core.revision = 1
        for element in list(core._element):
            if element.tag.endswith(("}created", "}modified", "}lastPrinted")):
                core._element.remove(element)
        defaults = self.word.styles.element.find(f".//{{{WORD}}}rPrDefault/{{{WORD}}}rPr")
        if defaults is not None:
            for element in defaults.findall(f"{{{WORD}}}lang"):
                defaults.remove(element)
            locale = self.manuscript.words["locale"]
            defaults.append(_element("lang", val=locale, eastAsia="en-US", bidi="ar-SA"))

    def write(self) -> None:
        self.word.add_paragraph(self.manuscript.title, style="Title")
        self.word.add_paragraph(self.manuscript.subtitle, style="Subtitle")
        for block in self.manuscript.blocks:
            match block:
                case blocks.Heading():
                    heading = self.word.add_heading(block.text, level=block.level)
                    self.bookmark(self.manuscript.targets.get(block.anchor), heading)
                case blocks.Paragraph():
                    style = {"lead": "Lead", "note": "Note"}.get(block.style)
                    self.text(block.text, self.word.add_paragraph(style=style))
                case blocks.Bullets():
                    for item in block.items:
                        self.text(item, self.word.add_paragraph(style="List Bullet"))
                case blocks.Equation():
                    self.equation(block)
                case blocks.Picture():
                    self.figure(block)
                case blocks.PageTable():
                    self.table(block)

    def equation(self, block: blocks.Equation) -> None:
        from docx.oxml import parse_xml

        register_namespace("m", OMML)
        register_namespace("w", WORD)
        self.word.add_paragraph()._p.append(parse_xml(tostring(omml(block.mark))))

    def figure(self, block: blocks.Picture) -> None:
        from docx.shared import Cm

        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Cm(0.25)
        shape = paragraph.add_run().add_picture(io.BytesIO(block.png), width=Cm(min(block.width, self.room)))
        _describe(shape, block.anchor, block.alt)
        self.caption("figure", block.caption)

    def caption(self, kind: blocks.TargetKind, caption: str, *, above: bool = False) -> None:
        """A caption with a number that Word counts itself."""
        from docx.shared import Pt

        self.counts[kind] += 1
        word = self.manuscript.words[kind]
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = above
        if not above:
            paragraph.paragraph_format.space_after = Pt(12)
        paragraph.add_run(f"{word} ").bold = True
        field = _element("fldSimple", instr=f" SEQ {word} \\* ARABIC ")
        number = paragraph.add_run(str(self.counts[kind]))
        number.bold = True
        field.append(number._r)
        paragraph._p.append(field)
        paragraph.add_run(". ").bold = True
        paragraph.add_run(caption)
        self.bookmark(blocks.Target(kind, self.counts[kind], "", caption), paragraph)

    def bookmark(self, target: blocks.Target | None, paragraph: Any) -> None:
        if target is not None:
            self.bookmarks += 1
            paragraph._p.insert(1, _element("bookmarkStart", id=str(self.bookmarks), name=_bookmark(target)))
            paragraph._p.append(_element("bookmarkEnd", id=str(self.bookmarks)))

    def reference(self, reference: blocks.Reference, run: Any, paragraph: Any) -> None:
        """The words as a link, and the page as a field that the word processor counts."""
        target = self.manuscript.targets.get(reference.anchor)
        run.text = self.manuscript.reads(reference)
        if target is not None:
            link = _element("hyperlink", anchor=_bookmark(target), history="1")
            link.append(run._r)
            paragraph._p.append(link)
            paragraph.add_run(f", {self.manuscript.words['at_page']}\u00a0")
            field = _element("fldSimple", instr=f" PAGEREF {_bookmark(target)} \\h ")
            field.append(paragraph.add_run("–")._r)
            paragraph._p.append(field)

    def table(self, block: blocks.PageTable) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Cm

        self.caption("table", block.caption, above=True)
        table = self.word.add_table(rows=1 + len(block.rows), cols=len(block.header))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        properties = table._tbl.tblPr
        edges = [_border("top", 8, "333333"), _border("bottom", 8, "333333"), _border("insideH", 4, "BFBFBF")]
        properties.append(_element("tblBorders", children=edges))
        margins = [_element("left", w="60", type="dxa"), _element("right", w="60", type="dxa")]
        properties.append(_element("tblCellMar", children=margins))
        properties.append(_element("tblCaption", val=block.caption))
        widths = [Cm(self.room * share) for share in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        head = tuple((blocks.Span(name, "strong"),) for name in block.header)
        below = [False, *block.is_below, False]
        for number, (row, cells) in enumerate(zip(table.rows, (head, *block.rows), strict=True)):
            row_properties = row._tr.get_or_add_trPr()
            row_properties.append(_element("cantSplit"))
            if number == 0:
                row_properties.append(_element("tblHeader"))
            open_sides = [side for side, is_open in (("top", below[number]), ("bottom", below[number + 1])) if is_open]
            for cell, words, side, width in zip(row.cells, cells, block.align, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self.style_ids["Table Text"]
                if side == "r":
                    paragraph.alignment = 2
                self.text(words, paragraph, most=width / Cm(1) - 0.25)
                if open_sides:
                    no_rules = [_element(side, val="nil") for side in open_sides]
                    cell._tc.get_or_add_tcPr().append(_element("tcBorders", children=no_rules))
                if below[number + 1]:
                    paragraph.paragraph_format.keep_with_next = True
            if below[number]:
                row.cells[0].paragraphs[0].paragraph_format.left_indent = Cm(0.3)
        after = self.word.add_paragraph()
        after.paragraph_format.space_after = 0

    def text(self, spans: blocks.Spans, paragraph: Any, *, most: float | None = None) -> None:
        """Spans into a paragraph; within a cell `most` is its room in cm."""
        from docx.shared import Cm

        for span in spans:
            run = paragraph.add_run()
            if isinstance(span, blocks.Break):
                run.add_break()
            elif isinstance(span, blocks.Thumbnail):
                shape = run.add_picture(io.BytesIO(span.png), width=Cm(min(span.width, most or self.room)))
                _describe(shape, span.name, span.alt)
            elif isinstance(span, blocks.Reference):
                self.reference(span, run, paragraph)
            else:
                self.span(span, run, paragraph, small=most is not None)

    def span(self, span: blocks.Span, run: Any, paragraph: Any, *, small: bool) -> None:
        from docx.shared import Pt

        run.text = _printable(span.text)
        if span.style in {"code", "quiet"}:
            run._r.style = self.style_ids[span.style.capitalize()]
        if span.style == "code" and small:
            run.font.size = Pt(7)
        run.bold = True if span.style == "strong" else None
        run.italic = True if span.style == "emphasis" else None
        if span.language:
            run._r.get_or_add_rPr().append(_element("lang", val=span.language))
        if span.url:
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
            target = paragraph.part.relate_to(span.url, kind, is_external=True)
            link = _element("hyperlink")
            link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", target)
            link.append(run._r)
            paragraph._p.append(link)


def _bookmark(target: blocks.Target) -> str:
    return f"{target.kind}_{target.number}"


def _printable(text: str) -> str:
    """Without control characters, which XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _element(tag: str, *, children: list[Any] | None = None, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(f"{{{WORD}}}{name}", value)
    element.extend(children or [])
    return element


def _border(side: str, eighths: int, colour: str, space: int = 0) -> Any:
    return _element(side, val="single", sz=str(eighths), space=str(space), color=colour)


def _describe(shape: Any, name: str, alt: str) -> None:
    properties = shape._inline.docPr
    properties.set("name", name)
    properties.set("descr", alt)


def _same_bytes(word: Any) -> bytes:
    """The file, zipped again with one fixed date."""
    buffer, again = io.BytesIO(), io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _FIXED_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(entry.filename))
    return again.getvalue()
