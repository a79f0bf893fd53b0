"""HTML: one file that needs nothing else, reads well aloud and prints well."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from mcba.reporting import blocks
from mcba.reporting.equations.mathml_elements import mathml
from mcba.reporting.words.voice import capital, uncapital

_STYLE = """
:root { color-scheme: light; --side: 1.25rem; }
html { font: 16px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif; color: #1c1c1c;
  background: #fff; }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem var(--side) 4rem; }
a { color: #004f80; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .5rem; }
h1, h2, h3, h4 { overflow-wrap: anywhere; hyphens: auto; scroll-margin-top: 1rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 2px solid #0072b2; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .25rem; }
.subtitle { color: #454545; margin: 0 0 1rem; }
.colophon { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem;
  font-size: .9rem; }
.colophon dt { color: #595959; }
.colophon dd { margin: 0; overflow-wrap: anywhere; }
nav { background: #f3f6f8; padding: .5rem 1rem; margin: 1rem 0 0; font-size: .95rem; }
nav summary { font-weight: 600; cursor: pointer; }
nav ul { list-style: none; margin: .25rem 0; padding: 0; }
nav ul ul { margin: 0 0 .25rem; padding-left: .9rem; font-size: .92em; }
nav li { overflow-wrap: anywhere; hyphens: auto; }
nav a { display: block; padding: .2rem 0; text-decoration: none; }
nav a:hover, nav a:focus { text-decoration: underline; }
@media screen and (min-width: 1100px) {
  body { max-width: 74rem; display: grid; grid-template-columns: 16rem minmax(0, 1fr); column-gap: 3rem; }
  header { grid-column: 2; }
  nav { grid-column: 1; grid-row: 1 / 4; position: sticky; top: 1rem; align-self: start; margin: 0;
    max-height: calc(100vh - 3rem); overflow-y: auto; line-height: 1.3; }
  nav summary { list-style: none; cursor: default; pointer-events: none; }
  nav details::details-content { content-visibility: visible; }
  main { grid-column: 2; }
}
.lead { font-size: 1.25rem; font-weight: 600; margin: .5rem 0; }
.note { border-left: 4px solid #e69f00; background: #fff8e8; padding: .5rem .75rem; }
.quiet { color: #595959; }
p, li { overflow-wrap: break-word; }
code { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .86em; overflow-wrap: anywhere; }
figure { margin: 1.25rem 0; break-inside: avoid; }
figure img { display: block; width: 100%; min-width: var(--least); height: auto; mix-blend-mode: multiply; }
figcaption, caption { font-size: .9rem; color: #333; text-align: left; }
figcaption { margin-top: .4rem; }
caption { padding: .25rem 0; caption-side: top; }
caption > span { position: sticky; left: 0; display: inline-block; max-width: calc(100vw - 2 * var(--side) - 1rem); }
.number { font-weight: 600; }
/* What is wider than its box can be moved sideways: a shadow at an edge says that there is more behind it. */
.wide, .equation { overflow-x: auto; background:
  linear-gradient(to right, #fff 40%, #fff0) 0 0 / 3rem 100% no-repeat local,
  linear-gradient(to left, #fff 40%, #fff0) 100% 0 / 3rem 100% no-repeat local,
  linear-gradient(to right, #0003, #0000) 0 0 / .9rem 100% no-repeat scroll,
  linear-gradient(to left, #0003, #0000) 100% 0 / .9rem 100% no-repeat scroll, #fff; }
div.wide { margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; line-height: 1.35; }
th, td { padding: .3rem .45rem; border-bottom: 1px solid #c9c9c9; vertical-align: top; text-align: left;
  overflow-wrap: break-word; hyphens: auto; }
thead th, thead td { border-bottom: 2px solid #333; vertical-align: bottom; }
tbody th { font-weight: normal; }
tr.above > * { border-bottom: none; padding-bottom: 0; break-after: avoid; }
tr.below > * { padding-top: 0; }
tr.below > th { padding-left: 1.2rem; }
.r { text-align: right; font-variant-numeric: tabular-nums; }
td.r { white-space: nowrap; }
table.dense td.r { white-space: normal; }
.equation { overflow-y: hidden; margin: .25rem 0 .5rem 1rem; padding: .25rem 0; }
math[display=block] { display: inline math; font-size: 1.05rem; }
@media screen and (max-width: 700px) {
  :root { --side: 1rem; }
  figure > .wide { margin: 0 calc(-1 * var(--side)); }
  table.many { min-width: 34rem; }
  col { width: auto !important; }
  tbody th { min-width: 7rem; }
  table.dense { min-width: 44rem; }
  table.many tbody th { position: sticky; left: 0; max-width: 9rem; background: #fff; box-shadow: 1px 0 #c9c9c9; }
  .equation { margin-left: 0; }
}
@page { size: A4; margin: 2cm; }
@media print {
  html { font-size: 10.5px; }
  body { max-width: none; padding: 0; }
  nav, .skip { display: none; }
  h2, h3, caption { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  .wide, .equation { overflow: visible; background: none; }
  figure img { min-width: 0; max-height: 12cm; object-fit: contain; object-position: left; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""
_MANY = 4  # columns from which a table is moved sideways on a narrow screen
_DENSE = 6  # columns from which numbers may fold
_LETTERS, _LEAST_LETTERS = 8.0, 6.8  # of a figure, the smallest: in points, and in pixels such that they can be read


def as_html(manuscript: blocks.Manuscript) -> bytes:
    """A page as one HTML file.

    Parameters
    ----------
    manuscript : Manuscript

    Returns
    -------
    bytes

    Examples
    --------
    >>> from mcba.reporting.blocks import Manuscript, Paragraph, text
    >>> manuscript = Manuscript("Title", "", "en", (Paragraph(text("Words.")),), {"contents": "Contents"})
    >>> b"<p>Words.</p>" in as_html(manuscript)
    True
    """
    html = Element("html", {"lang": manuscript.language})
    head = SubElement(html, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "title").text = manuscript.title
    SubElement(head, "style").text = _STYLE
    body = SubElement(html, "body")
    SubElement(body, "a", {"class": "skip", "href": "#main"}).text = manuscript.title
    header = SubElement(body, "header")
    say = _Speech(manuscript.foreign).say
    say(manuscript.title, SubElement(header, "h1"))
    if manuscript.subtitle:
        say(manuscript.subtitle, SubElement(header, "p", {"class": "subtitle"}))
    if rows := manuscript.colophon_rows:
        colophon = SubElement(header, "dl", {"class": "colophon"})
        for word, said in rows:
            SubElement(colophon, "dt").text = word
            say(said, SubElement(colophon, "dd"))
    _contents(manuscript, body)
    HtmlBody(manuscript, SubElement(body, "main", {"id": "main"})).write()
    written: bytes = tostring(html, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written + b"\n"


def _contents(manuscript: blocks.Manuscript, body: Element) -> None:
    """Beside the text where there is room, and to be opened above it where there is not."""
    heads = [block for block in manuscript.blocks if isinstance(block, blocks.Heading) and block.level <= 2]
    if not heads:
        return
    details = SubElement(SubElement(body, "nav", {"aria-labelledby": "contents"}), "details")
    SubElement(details, "summary", {"id": "contents"}).text = manuscript.words["contents"]
    chapters = SubElement(details, "ul")
    item: Element | None = None
    within: Element | None = None
    for head in heads:
        if head.level == 1 or item is None:
            item, within = SubElement(chapters, "li"), None
            link = SubElement(item, "a", {"href": f"#{head.anchor}"})
        else:
            within = SubElement(item, "ul") if within is None else within
            link = SubElement(SubElement(within, "li"), "a", {"href": f"#{head.anchor}"})
        link.text = head.text


class _Speech:
    """Says words with their language where that is not the page's: a screen reader then speaks them as they are meant.

    Parameters
    ----------
    foreign : mapping
        Words in another language, each with that language.
    """

    def __init__(self, foreign: Mapping[str, str]):
        written = {words: language for words, language in foreign.items() if "\n" not in words}
        self.languages = {form: code for words, code in written.items() for form in (capital(words), uncapital(words))}
        longest_first = sorted(self.languages, key=len, reverse=True)
        self.pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)") if written else None

    def say(self, words: str, parent: Element) -> None:
        parts = [words] if self.pattern is None else self.pattern.split(words)
        for number, part in enumerate(parts):
            if number % 2:
                SubElement(parent, "span", {"lang": self.languages[part]}).text = part
            elif len(parent):
                parent[-1].tail = (parent[-1].tail or "") + part
            elif part:
                parent.text = (parent.text or "") + part


class HtmlBody:
    """Writes blocks one after another into the main element, a section for each first heading."""

    def __init__(self, manuscript: blocks.Manuscript, main: Element):
        self.manuscript, self.main = manuscript, main
        self.counts = {"table": 0, "figure": 0}
        self.say = _Speech(manuscript.foreign).say

    def write(self) -> None:
        """Every block, in its order."""
        into = self.main
        for block in self.manuscript.blocks:
            match block:
                case blocks.Heading(level=1):
                    into = SubElement(self.main, "section", {"aria-labelledby": block.anchor})
                    self.say(block.text, SubElement(into, "h2", {"id": block.anchor}))
                case blocks.Heading():
                    self.say(block.text, SubElement(into, f"h{block.level + 1}", {"id": block.anchor}))
                case blocks.Paragraph():
                    self.text(
                        block.text, SubElement(into, "p", {} if block.style == "plain" else {"class": block.style})
                    )
                case blocks.Bullets():
                    items = SubElement(into, "ol" if block.numbered else "ul")
                    for item in block.items:
                        self.text(item, SubElement(items, "li"))
                case blocks.PageTable():
                    self.table(block, into)
                case blocks.Picture():
                    self.figure(block, into)
                case blocks.Equation():
                    SubElement(into, "div", {"class": "equation"}).append(mathml(block.mark))

    def caption(self, kind: str, caption: str, parent: Element) -> None:
        """A caption, with the number of its table or figure."""
        self.counts[kind] += 1
        number = SubElement(parent, "span", {"class": "number"})
        number.text = f"{self.manuscript.words[kind]} {self.counts[kind]}."
        self.say(f" {caption}", parent)

    def figure(self, block: blocks.Picture, into: Element) -> None:
        """A picture with its caption."""
        figure = SubElement(into, "figure", {"id": f"figure-{block.anchor}"})
        box = SubElement(figure, "div", {"class": "wide", "tabindex": "0"})
        svg = block.drawing.svg
        SubElement(box, "img", {"src": _data(svg), "alt": block.alt, "style": f"--least: {_least(svg)}px"})
        self.caption("figure", block.caption, SubElement(figure, "figcaption"))

    def table(self, block: blocks.PageTable, into: Element) -> None:
        """A table with its caption and scopes."""
        box = SubElement(into, "div", {"class": "wide", "tabindex": "0", "role": "region", "aria-label": block.caption})
        looks = [look for look, least in (("many", _MANY), ("dense", _DENSE)) if len(block.header) >= least]
        table = SubElement(
            box, "table", {"id": f"table-{block.anchor}", **({"class": " ".join(looks)} if looks else {})}
        )
        self.caption("table", block.caption, SubElement(SubElement(table, "caption"), "span"))
        columns = SubElement(table, "colgroup")
        for width in block.widths:
            SubElement(columns, "col", {"style": f"width: {100 * width:.1f}%"})
        line = SubElement(SubElement(table, "thead"), "tr")
        for side, name in zip(block.align, block.header, strict=True):
            tag, scope = ("th", {"scope": "col"}) if name else ("td", {})
            self.say(name, SubElement(line, tag, {**scope, **_side(side)}))
        body = SubElement(table, "tbody")
        below = [*block.is_below, False]
        for number, row in enumerate(block.rows):
            looks = [look for look, applies in (("below", below[number]), ("above", below[number + 1])) if applies]
            line = SubElement(body, "tr", {"class": " ".join(looks)} if looks else {})
            for column, (side, cell) in enumerate(zip(block.align, row, strict=True)):
                tag, scope = ("th", {"scope": "row"}) if column == 0 else ("td", {})
                self.text(cell, SubElement(line, tag, {**scope, **_side(side)}))

    def text(self, spans: blocks.Spans, parent: Element) -> None:
        """A row of spans."""
        for span in spans:
            if isinstance(span, blocks.Span) and span.style == "plain" and not span.language and not span.url:
                self.say(span.text, parent)
            else:
                self.inline(span, parent)

    def inline(self, span: object, parent: Element) -> None:
        """What is more than plain words."""
        if isinstance(span, blocks.Thumbnail):
            look = {"style": f"width: {span.width}cm; height: auto"}
            SubElement(parent, "img", {"src": _data(span.drawing.svg), "alt": span.alt, **look})
        elif isinstance(span, blocks.Reference):
            self.reference(span, parent)
        elif isinstance(span, blocks.Span):
            self.span(span, parent)
        else:
            SubElement(parent, "br")

    def span(self, span: blocks.Span, parent: Element) -> None:
        """Words in a style, in a language, or as a link."""
        tags = {"strong": "strong", "emphasis": "em", "code": "code"}
        attributes = {"lang": span.language} if span.language else {}
        if span.url:
            attributes["href"] = span.url if span.url.startswith(("http://", "https://", "#", "mailto:")) else "#"
        if span.style == "quiet":
            attributes["class"] = "quiet"
        element = SubElement(parent, "a" if span.url else tags.get(span.style, "span"), attributes)
        if span.language or span.style == "code":
            element.text = span.text
        else:
            self.say(span.text, element)

    def reference(self, reference: blocks.Reference, parent: Element) -> None:
        """A link to another place of the page."""
        target = self.manuscript.targets.get(reference.anchor)
        element = SubElement(parent, "span") if target is None else SubElement(parent, "a", {"href": f"#{_id(target)}"})
        self.say(self.manuscript.reads(reference), element)


def _id(target: blocks.Target) -> str:
    return target.anchor if target.kind == "heading" else f"{target.kind}-{target.anchor}"


def _side(side: str) -> dict[str, str]:
    return {"class": "r"} if side == "r" else {}


def _least(svg: bytes) -> int:
    """The width of a picture in pixels at which its smallest letters can still be read; 0 where it says no width."""
    width = re.search(rb'<svg[^>]* width="([\d.]+)(?:pt)?"', svg)
    return round(float(width[1]) * _LEAST_LETTERS / _LETTERS) if width else 0


def _data(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
