"""The styles of a Word document: those of a house template, or of our own, and what stands around each page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mcba.errors import RunError
from mcba.reporting.equations.omml_elements import WORD

BLUE, GREY = "004F80", "595959"
NEEDED = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption", "List Bullet")
"""The styles that a template must have."""
OWN = {
    "Lead": "the answer itself",
    "Note": "what stands apart from the text around it",
    "Table Text": "the cells of tables",
    "toc 1": "the lines of the contents",
    "Code": "names and commands, as letters within a line",
    "Quiet": "what matters less, as letters within a line",
}
"""The styles that a template may have; what it lacks is added."""
TABLE_STYLE = "Report Table"
"""The table style that a template may have; without it, tables have a rule above, below and between their rows."""


def template_of(file: Path) -> Any:
    """A Word document with the styles, margins, headers and footers of a file, and none of its text.

    Parameters
    ----------
    file : Path

    Returns
    -------
    docx.Document

    Raises
    ------
    RunError
        When the file cannot be read, or lacks a style.
    """
    import docx

    try:
        word = docx.Document(str(file))
    except Exception as error:  # a broken zip or XML fails in many ways, all with one remedy
        raise RunError(f"the template {file} cannot be read as a Word document: {error}; save it as .docx") from error
    styles = {style.name for style in word.styles}
    missing = [name for name in NEEDED if name not in styles]
    if missing:
        raise RunError(
            f"the template {file} lacks the style {', '.join(missing)}; add it in Word, or start from a report"
        )
    body = word.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return word


def house() -> Any:
    """Our own template: A4, quiet headings, no header on the first page."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.3)
    section.header_distance = section.footer_distance = Cm(1.1)
    section.different_first_page_header_footer = True
    looks: dict[str, tuple[float, bool, str, float, float]] = {
        "Normal": (10.5, False, "1C1C1C", 0, 6),
        "Title": (20, True, "1C1C1C", 0, 2),
        "Subtitle": (11, False, GREY, 0, 10),
        "Heading 1": (14, True, BLUE, 20, 6),
        "Heading 2": (12, True, BLUE, 14, 4),
        "Heading 3": (11, True, "1C1C1C", 10, 4),
        "Caption": (9, False, "333333", 10, 4),
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


def add_own_styles(word: Any) -> None:
    """The few styles of our own, where the template has no better ones."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    styles = {style.name for style in word.styles}
    for name, size, bold, after in (
        ("Table Text", 9.0, False, 0),
        ("Lead", 13.0, True, 6),
        ("Note", 10.5, False, 6),
        ("toc 1", 10.5, False, 2),
    ):
        if name not in styles:
            style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = word.styles["Normal"]
            style.font.size, style.font.bold = Pt(size), bold
            style.paragraph_format.space_after = Pt(after)
            style.paragraph_format.line_spacing = 1.0 if name in {"Table Text", "toc 1"} else 1.1
            if name == "Note":
                style.paragraph_format.left_indent = Cm(0.4)
                style.element.get_or_add_pPr().append(element("pBdr", children=[border("left", 18, "E69F00", 8)]))
    for name, colour in (("Code", None), ("Quiet", GREY)):
        if name not in styles:
            style = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            if colour is None:
                _font(style, "Consolas")
                style.font.size = Pt(8.5)
            else:
                style.font.color.rgb = RGBColor.from_string(colour)


def add_header_and_footer(word: Any, running: str) -> None:
    """What the template leaves open: a header of one line, and page numbers at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    section = word.sections[0]
    has_header, has_footer = not section.header.is_linked_to_previous, not section.footer.is_linked_to_previous

    def written(part: Any) -> Any:
        part.is_linked_to_previous = False
        paragraph = part.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return paragraph

    def small(run: Any) -> Any:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(GREY)
        return run

    if not has_header:
        small(written(section.header).add_run(running))
    if not has_footer:
        first = [section.first_page_footer] if section.different_first_page_header_footer else []
        for footer in (section.footer, *first):
            paragraph = written(footer)
            for instruction, between in (("PAGE", " / "), ("NUMPAGES", "")):
                field = element("fldSimple", instr=f" {instruction} ")
                field.append(small(paragraph.add_run("1"))._r)
                paragraph._p.append(field)
                if between:
                    small(paragraph.add_run(between))


def element(tag: str, *, children: list[Any] | None = None, **attributes: str) -> Any:
    """An element of WordprocessingML."""
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(f"{{{WORD}}}{name}", value)
    made.extend(children or [])
    return made


def border(side: str, eighths: int, colour: str, space: int = 0) -> Any:
    """A rule at one side, so many eighths of a point thick."""
    return element(side, val="single", sz=str(eighths), space=str(space), color=colour)
