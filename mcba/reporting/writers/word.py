"""Word: real headings, contents and captions that count themselves, header rows that repeat, words for every picture.

The body is written as text and parsed once: an object for each cell takes longer than all else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import register_namespace, tostring
from xml.sax.saxutils import quoteattr

from mcba.reporting import blocks
from mcba.reporting.equations.omml_elements import OMML, WORD, omml
from mcba.reporting.writers import measures
from mcba.reporting.writers.sheets import Sheets, arranged, below_answer
from mcba.reporting.writers.word_runs import EMU, MARK, SPACES, Runs, bookmark, page_of, printable, run
from mcba.reporting.writers.word_styles import (
    TABLE_STYLE,
    add_header_and_footer,
    add_own_styles,
    element,
    house,
    template_of,
)

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same document has the same bytes
_TABLE_SIZE = 9.0
_SHORT_TABLE = 14  # rows of a table that stays on one page
_LOW_TABLE = 0.3  # of a page that it takes at most
_MOST_HEIGHT = 9.0 * measures.CM  # of a picture that is wider than high
_LEADING = 4  # lines of a paragraph that stays with the table below it, at most
_CHAPTERS = 4  # from which a report has contents


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
    word = house() if template is None else template_of(Path(template))
    add_own_styles(word)
    add_header_and_footer(word, manuscript.running)
    _properties(word, manuscript)
    _Writer(manuscript, word).write()
    return _same_bytes(word)


def _properties(word: Any, manuscript: blocks.Manuscript) -> None:
    """Title, authors and language; no date of writing."""
    core, locale = word.core_properties, manuscript.words["locale"]
    core.title, core.language = manuscript.title, locale
    core.author, core.subject = ", ".join(manuscript.colophon.authors), manuscript.subtitle
    core.comments = core.last_modified_by = ""
    core.revision = 1
    for part in list(core._element):
        if part.tag.endswith(("}created", "}modified", "}lastPrinted")):
            core._element.remove(part)
    defaults = word.styles.element.find(f".//{{{WORD}}}rPrDefault/{{{WORD}}}rPr")
    if defaults is not None:
        for part in defaults.findall(f"{{{WORD}}}lang"):
            defaults.remove(part)
        defaults.append(element("lang", val=locale, eastAsia="en-US", bidi="ar-SA"))
    settings = word.settings.element
    if settings.find(f"{{{WORD}}}autoHyphenation") is None:
        settings.insert(1, element("autoHyphenation", val="false"))


class _Writer(Runs):
    """Writes blocks one after another as the body of a Word document."""

    def __init__(self, manuscript: blocks.Manuscript, word: Any):
        super().__init__(manuscript, word)
        section = word.sections[0]
        self.room = (section.page_width - section.left_margin - section.right_margin) / EMU
        self.height = (section.page_height - section.top_margin - section.bottom_margin) / EMU
        self.sheets = Sheets(self.room, self.height)
        self.of_answer, self.below = below_answer(manuscript.blocks)
        self.counts = {"heading": 0, "table": 0, "figure": 0}
        self.pages: dict[str, int] = {}

    def write(self) -> None:
        """The body, in place of that of the template."""
        from docx.oxml import parse_xml

        written = "".join(self.parts())
        filled = re.sub(f"{MARK}([^{MARK}]*){MARK}", lambda match: str(self.pages.get(match[1], "–")), written)
        spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
        body = self.word.element.body
        last = body.sectPr
        for part in reversed(parse_xml(f"<w:body {spaces}>{filled}</w:body>")):
            body.insert(0, part)
        assert last is body[-1]

    def parts(self) -> Iterator[str]:
        self.sheets.line(20, 2)
        yield self.paragraph("Title", run(self.manuscript.title))
        if self.manuscript.subtitle:
            self.sheets.line(11, 10)
            yield self.paragraph("Subtitle", run(self.manuscript.subtitle))
        if self.manuscript.colophon_rows:
            yield self.colophon()
        chapters = [block for block in self.manuscript.blocks if isinstance(block, blocks.Heading) and block.level == 1]
        for block, after in arranged(self.manuscript.blocks, self.leaves_white):
            if len(chapters) >= _CHAPTERS and block is chapters[1]:  # the first is the answer
                yield from self.contents()
            yield from self.block(block, after)

    def block(self, block: blocks.Block, after: blocks.Block | None) -> Iterator[str]:
        match block:
            case blocks.Heading():
                yield self.heading(block)
            case blocks.Paragraph():
                style = {"lead": "Lead", "note": "Note"}.get(block.style, "Normal")
                lines = self.sheets.text(block.text, 13 if style == "Lead" else 10.5)
                leads_on = isinstance(after, blocks.PageTable) and lines < _LEADING
                yield self.paragraph(style, self.text(block.text), keep=leads_on)
            case blocks.Bullets():
                for number, item in enumerate(block.items, 1):
                    self.sheets.text(item, 10.5)
                    # Numbers are written: those that Word gives count on through all lists.
                    mark = f"<w:r><w:t>{number}.</w:t><w:tab/></w:r>" if block.numbered else ""
                    yield self.paragraph("List Bullet", mark + self.text(item), more=_NUMBERED if mark else "")
            case blocks.Equation():
                self.sheets.equation(block.mark)
                register_namespace("m", OMML)
                register_namespace("w", WORD)
                yield self.paragraph("Normal", tostring(omml(block.mark), encoding="unicode"))
            case blocks.Picture():
                yield from self.figure(block)
            case blocks.PageTable():
                yield from self.table(block)

    # --- paragraphs

    def heading(self, block: blocks.Heading) -> str:
        self.counts["heading"] += 1
        self.sheets.heading(block.level)
        target = blocks.Target("heading", self.counts["heading"], block.anchor, block.text)
        self.pages[bookmark(target)] = self.sheets.page
        return self.paragraph(f"Heading {block.level}", self.bookmarked(target, run(block.text)), keep=True)

    def contents(self) -> Iterator[str]:
        """The chapters, each with a field for its page that needs no asking when the document is opened."""
        title = self.manuscript.words["contents"]
        bold = '<w:rPr><w:b/><w:color w:val="1C1C1C"/><w:sz w:val="28"/></w:rPr>'
        self.sheets.heading(1)
        yield self.paragraph("toc 1", run(title, bold), keep=True, more='<w:spacing w:before="400" w:after="120"/>')
        heads = [block for block in self.manuscript.blocks if isinstance(block, blocks.Heading)]
        chapters = [(number, head) for number, head in enumerate(heads, 1) if head.level == 1]
        tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{round(20 * self.room)}"/></w:tabs>'
        for number, head in chapters:
            self.sheets.line(9.2, 2)
            target = blocks.Target("heading", number, head.anchor, head.text)
            entry = f"{run(head.text)}<w:r><w:tab/></w:r>{page_of(target)}"
            link = f'<w:hyperlink w:anchor="{bookmark(target)}" w:history="1">{entry}</w:hyperlink>'
            yield self.paragraph("toc 1", link, keep=head is not chapters[-1][1], more=tab)

    def caption(self, kind: blocks.TargetKind, caption: str, *, above: bool) -> str:
        """A caption with a number that Word counts itself."""
        self.counts[kind] += 1
        target, word = blocks.Target(kind, self.counts[kind], "", caption), self.manuscript.words[kind]
        self.pages[bookmark(target)] = self.sheets.page
        strong = "<w:rPr><w:b/></w:rPr>"
        number = f'<w:fldSimple w:instr=" SEQ {word} \\* ARABIC ">{run(str(target.number), strong)}</w:fldSimple>'
        content = f"{run(f'{word} ', strong)}{number}{run('. ', strong)}{run(caption)}"
        spacing = "" if above else '<w:spacing w:before="60" w:after="240"/>'
        return self.paragraph("Caption", self.bookmarked(target, content), keep=above, more=spacing)

    # --- pictures

    def leaves_white(self, block: blocks.Picture) -> bool:
        return block is not self.of_answer and self.sheets.leaves_white(*self.size(block))

    def size(self, block: blocks.Picture) -> tuple[float, float]:
        """The width of a figure, and its height for each point of width."""
        image = self.word.part.get_or_add_image(io.BytesIO(block.drawing.png))[1]
        ratio = image.px_height / image.px_width
        width = min(block.width * measures.CM, self.room)
        return (min(width, _MOST_HEIGHT / ratio) if ratio < 1 else width), ratio

    def figure(self, block: blocks.Picture) -> Iterator[str]:
        width = self.sheets.picture(*self.size(block), self.below if block is self.of_answer else ())
        drawing = self.drawing(block.drawing.png, block.anchor, block.alt, width)
        yield self.paragraph("Normal", drawing, keep=True, more='<w:spacing w:before="140" w:after="0"/>')
        yield self.caption("figure", block.caption, above=False)

    # --- tables

    def table(self, block: blocks.PageTable) -> Iterator[str]:
        folds = self.manuscript.words.get("folds", "")
        columns = measures.columns(block, self.room, _TABLE_SIZE, folds)
        turned = not columns.fits and self.height > self.room
        if turned:
            columns = measures.columns(block, self.height, _TABLE_SIZE, folds)
            yield self.section_ends(turned=False)
            self.sheets.turn()
        together = len(block.rows) <= _SHORT_TABLE and sum(columns.heights) < _LOW_TABLE * self.sheets.height
        self.sheets.table(columns.heights, together=together)
        yield self.caption("table", block.caption, above=True)
        yield "".join(self.grid(columns.table, columns.widths, together=together))
        if turned:
            yield self.section_ends(turned=True)
            self.sheets.turn()
        else:
            yield _AFTER_TABLE

    def grid(self, block: blocks.PageTable, widths: tuple[float, ...], *, together: bool) -> Iterator[str]:
        """The table itself: its head repeats, no row is split, and no row stands alone on a page."""
        twentieths = [round(20 * width) for width in widths]
        own = TABLE_STYLE in self.style_ids
        style = f'<w:tblStyle w:val="{self.style_ids[TABLE_STYLE]}"/>' if own else ""
        yield (
            f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{sum(twentieths)}" w:type="dxa"/><w:jc w:val="left"/>'
            f'{"" if own else _RULES}<w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:top w:w="25" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
            '<w:bottom w:w="25" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(printable(block.caption))}/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in twentieths)
            + "</w:tblGrid>"
        )
        head: tuple[blocks.Spans, ...] = tuple((blocks.Span(name, "strong"),) for name in block.header)
        above, below = [True, *block.is_above], [False, *block.is_below, False]
        count, edge = len(block.rows), 2 if any(below) else 1  # rows that stay with the first and the last
        for number, row in enumerate((head, *block.rows)):
            keep = number < count and (
                together or above[number] or not edge < number < count - edge or below[number + 1]
            )
            repeats = "<w:tblHeader/>" if number == 0 else ""
            sides = [side for side, is_open in (("top", below[number]), ("bottom", below[number + 1])) if is_open]
            rules = "".join(f'<w:{side} w:val="nil"/>' for side in sides)
            borders = f"<w:tcBorders>{rules}</w:tcBorders>" if rules else ""
            cells = (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr>'
                f"{self.cell(words, side, width / 20, keep=keep, indented=below[number] and column == 0)}</w:tc>"
                for column, (words, side, width) in enumerate(zip(row, block.align, twentieths, strict=True))
            )
            yield f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>{''.join(cells)}</w:tr>"
        yield "</w:tbl>"

    def cell(self, words: blocks.Spans, side: str, width: float, *, keep: bool, indented: bool) -> str:
        more = '<w:ind w:left="170"/>' if indented else ""
        more += '<w:jc w:val="right"/>' if side == "r" else ""
        room = width - measures.PADDING
        written = ""
        if words and isinstance(words[0], blocks.Thumbnail):
            written = self.paragraph(
                "Table Text",
                self.inline(words[0], room),
                keep=keep,
                more=f'<w:spacing w:before="60" w:after="40"/>{more}',
            )
            words = words[2:] if len(words) > 1 and isinstance(words[1], blocks.Break) else words[1:]
        return written + self.paragraph("Table Text", self.text(words, most=room), keep=keep, more=more)

    def colophon(self) -> str:
        rows = self.manuscript.colophon_rows
        self.sheets.line(9 * len(rows), 10)
        table = blocks.page_table(
            "", "", ["", ""], [[blocks.text(blocks.Span(a, "quiet")), b] for a, b in rows], "ll", (1, 4)
        )
        widths = measures.columns(table, self.room, _TABLE_SIZE).widths
        lines = (
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{round(20 * width)}" w:type="dxa"/></w:tcPr>'
                f"{self.paragraph('Table Text', self.text(words, most=width))}</w:tc>"
                for words, width in zip(row, widths, strict=True)
            )
            + "</w:tr>"
            for row in table.rows
        )
        grid = "".join(f'<w:gridCol w:w="{round(20 * width)}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{round(20 * self.room)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>{_AFTER_TABLE}"
        )

    def section_ends(self, *, turned: bool) -> str:
        """The end of pages that are turned, or stand upright, as those after them are not."""
        from copy import deepcopy

        section = deepcopy(self.word.sections[-1]._sectPr)
        size = section.find(f"{{{WORD}}}pgSz")
        if turned:
            width, height = size.get(f"{{{WORD}}}w"), size.get(f"{{{WORD}}}h")
            size.set(f"{{{WORD}}}w", height)
            size.set(f"{{{WORD}}}h", width)
            size.set(f"{{{WORD}}}orient", "landscape")
        written = re.sub(r' xmlns:\w+="[^"]*"', "", section.xml)
        return (
            f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{written}</w:pPr></w:p>'
        )


_AFTER_TABLE = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
_RULES = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="333333"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="333333"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/></w:tblBorders>'
)


_NUMBERED = '<w:numPr><w:numId w:val="0"/></w:numPr><w:ind w:left="360" w:hanging="360"/>'
"""What takes the bullet off an item of a list, and leaves room for a number."""


def _same_bytes(word: Any) -> bytes:
    """The file, zipped again with one fixed date."""
    buffer, again = io.BytesIO(), io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _FIXED_DATE)
            is_packed = entry.filename.endswith(".png")  # a PNG is compressed already
            fixed.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            target.writestr(fixed, source.read(entry.filename))
    return again.getvalue()
