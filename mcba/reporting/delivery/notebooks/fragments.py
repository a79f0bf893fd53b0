"""Fragments: a page as HTML to stand below a cell, in the colours and letters of the notebook around it.

Nothing has a colour of its own but the blue of the pictures: text is that of the notebook, lines are grey and half
transparent, so that a dark theme needs no rules of its own, whichever classes a notebook marks it with.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from mcba.reporting import blocks
from mcba.reporting.writers.html import HtmlBody

_STYLE = """
div.mcba.mcba{max-width:58rem;margin:.4em 0;line-height:1.4;color:inherit}
div.mcba.mcba p{margin:.3em 0}
div.mcba.mcba .title{font-weight:600;font-size:1.1em}
div.mcba.mcba .quiet,div.mcba.mcba .subtitle{opacity:.75}
div.mcba.mcba .wide{overflow-x:auto}
div.mcba.mcba table{border-collapse:collapse;border:0;margin:.4em 0;width:auto;table-layout:auto;color:inherit}
div.mcba.mcba caption{caption-side:top;text-align:left;padding:.2em .6em .2em 0;color:inherit;font-weight:400}
div.mcba.mcba tr,div.mcba.mcba tbody tr:nth-child(n){background:none}
div.mcba.mcba th,div.mcba.mcba td{border:0;border-top:1px solid rgba(128,128,128,.35);padding:.2em .7em .2em 0;
text-align:left;vertical-align:top;font-weight:400;color:inherit;max-width:26em;white-space:normal}
div.mcba.mcba thead th{font-weight:600;border-bottom:1px solid rgba(128,128,128,.8);vertical-align:bottom}
div.mcba.mcba tr.below>*{border-top:0;padding-top:0}
div.mcba.mcba tr.below>th{padding-left:1em}
div.mcba.mcba .r{text-align:right;font-variant-numeric:tabular-nums}
div.mcba.mcba td.r{white-space:nowrap}
div.mcba.mcba td svg{display:block}
div.mcba.mcba figure{margin:.6em 0}
div.mcba.mcba figure svg{max-width:100%;height:auto}
""".replace("\n", "")


def fragment(manuscript: blocks.Manuscript) -> str:
    """A page as a piece of HTML.

    Parameters
    ----------
    manuscript : Manuscript
        Its pictures are SVG.

    Returns
    -------
    str
        Escaped; it has no ids, so it may stand twice on a page.

    Examples
    --------
    >>> from mcba.reporting.blocks import Manuscript, Paragraph, text
    >>> "<p>1 &lt; 2</p>" in fragment(Manuscript("", "", "en", (Paragraph(text("1 < 2")),), {}))
    True
    """
    root = Element("div", {"class": "mcba", "lang": manuscript.language})
    SubElement(root, "style").text = _STYLE
    body = _Fragment(manuscript, root)
    for words, name in ((manuscript.title, "title"), (manuscript.subtitle, "subtitle")):
        if words:
            body.say(words, SubElement(root, "p", {"class": name}))
    body.write()
    for element in root.iter():
        for name in ("id", "tabindex", "aria-labelledby"):
            element.attrib.pop(name, None)
    for table in root.iter("table"):
        for columns in table.findall("colgroup"):  # shares of a page; here columns are as wide as what they hold
            table.remove(columns)
    return str(tostring(root, encoding="unicode", method="html"))


class _Fragment(HtmlBody):
    """Blocks without numbers, and with pictures that take the colour of the text."""

    def caption(self, kind: str, caption: str, parent: Element) -> None:  # noqa: ARG002
        self.say(caption, parent)

    def figure(self, block: blocks.Picture, into: Element) -> None:
        figure = SubElement(into, "figure")
        figure.append(_drawn(block.drawing, block.alt))
        self.caption("figure", block.caption, SubElement(figure, "figcaption"))

    def inline(self, span: object, parent: Element) -> None:
        if isinstance(span, blocks.Thumbnail):
            parent.append(_drawn(span.drawing, span.alt))
        else:
            super().inline(span, parent)


def _drawn(drawing: blocks.Drawing, alt: str) -> Element:
    """A picture with its words, which show when a pointer rests on it."""
    svg = fromstring(drawing.svg)
    title = Element("title")
    title.text = alt
    svg.insert(0, title)
    return svg
