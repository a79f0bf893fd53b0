"""Runs: text, links and pictures within a paragraph of Word, as XML."""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mcba.reporting import blocks
from mcba.reporting.equations.omml_elements import OMML, WORD
from mcba.reporting.writers import measures

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = {
    "w": WORD,
    "m": OMML,
    "r": _OFFICE,
    "wp": f"{_DRAWING}/wordprocessingDrawing",
    "a": f"{_DRAWING}/main",
    "pic": f"{_DRAWING}/picture",
}
EMU = 12_700  # of a point
MARK = "\ue000"  # around the name of a bookmark whose page is not known yet
_LETTERS = {"code", "quiet"}


class Runs:
    """Writes what stands within paragraphs; what pictures and addresses need besides goes into the document.

    Parameters
    ----------
    manuscript : Manuscript
    word : docx.Document
    """

    def __init__(self, manuscript: blocks.Manuscript, word: Any):
        self.manuscript, self.word = manuscript, word
        self.style_ids = {style.name: style.style_id for style in word.styles}
        self.drawings = self.bookmarks = 0

    def paragraph(self, style: str, content: str, *, keep: bool = False, more: str = "") -> str:
        """A paragraph; `keep` on the page of the next one, `more` of its properties."""
        kept = "<w:keepNext/>" if keep else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.style_ids[style]}"/>{kept}{more}</w:pPr>{content}</w:p>'

    def bookmarked(self, target: blocks.Target, content: str) -> str:
        """What references to a target lead to."""
        self.bookmarks += 1
        name, number = bookmark(target), self.bookmarks
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'

    def text(self, spans: blocks.Spans, *, most: float | None = None) -> str:
        """Spans as runs; within a cell `most` is its room in points."""
        return "".join(self.inline(span, most) for span in spans)

    def inline(self, span: blocks.Inline, most: float | None) -> str:
        """A span, a new line, a small picture or a reference."""
        match span:
            case blocks.Break():
                return "<w:r><w:br/></w:r>"
            case blocks.Thumbnail():
                width = span.width * measures.CM if most is None else min(span.width * measures.CM, most)
                return self.drawing(span.drawing.png, span.name, span.alt, width)
            case blocks.Reference():
                return self.reference(span)
        style = f'<w:rStyle w:val="{self.style_ids[span.style.capitalize()]}"/>' if span.style in _LETTERS else ""
        look = {"strong": "<w:b/>", "emphasis": "<w:i/>"}.get(span.style, "")
        size = '<w:sz w:val="16"/>' if span.style == "code" and most is not None else ""
        language = f"<w:lang w:val={quoteattr(span.language)}/>" if span.language else ""
        properties = f"<w:rPr>{style}{look}{size}{language}</w:rPr>" if style or look or language else ""
        words = measures.foldable(span) if most is not None else span.text
        if not span.url:
            return run(words, properties)
        target = self.word.part.relate_to(span.url, f"{_OFFICE}/hyperlink", is_external=True)
        return f'<w:hyperlink r:id="{target}">{run(words, properties)}</w:hyperlink>'

    def reference(self, reference: blocks.Reference) -> str:
        """The words as a link, and the page as a field that the word processor counts."""
        target, words = self.manuscript.targets.get(reference.anchor), self.manuscript.reads(reference)
        if target is None:
            return run(words)
        link = f'<w:hyperlink w:anchor="{bookmark(target)}" w:history="1">{run(words)}</w:hyperlink>'
        at_page = run(f", {self.manuscript.words['at_page']}\u00a0")
        return f"{link}{at_page}{page_of(target)}"

    def drawing(self, png: bytes, name: str, alt: str, width: float) -> str:
        """A picture within a line."""
        self.drawings += 1
        number = self.drawings
        relation, image = self.word.part.get_or_add_image(io.BytesIO(png))
        cx = round(width * EMU)
        cy = round(cx * image.px_height / image.px_width)
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{number}" name={quoteattr(name)} descr={quoteattr(printable(alt))}/>'
            f'<a:graphic><a:graphicData uri="{SPACES["pic"]}"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={quoteattr(name)}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def run(words: str, properties: str = "") -> str:
    """Words in one look."""
    said = escape(printable(words))
    for sign, tag in _SIGNS.items():
        said = said.replace(sign, f"{_UNTIL}<w:{tag}/>{_FROM}")
    return f"<w:r>{properties}{_FROM}{said}{_UNTIL}</w:r>"


_SIGNS = {"\n": "br", "\t": "tab", measures.SOFT_HYPHEN: "softHyphen"}
_FROM, _UNTIL = '<w:t xml:space="preserve">', "</w:t>"


def page_of(target: blocks.Target) -> str:
    """The page of a target: a field, and until it is counted the page that it is thought to be on."""
    name = bookmark(target)
    thought = run(f"{MARK}{name}{MARK}")
    return f'<w:fldSimple w:instr=" PAGEREF {name} \\h ">{thought}</w:fldSimple>'


def bookmark(target: blocks.Target) -> str:
    """The name of a target within a Word document."""
    return f"{target.kind}_{target.number}"


def printable(text: str) -> str:
    """Without control characters, which XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n")
