"""PDF through Typst, with fonts that come with the libraries, so that no machine's fonts decide what it looks like.

Words enter as Typst strings and never as Typst markup, so nothing in a study can be taken for a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mcba.errors import RunError
from mcba.reporting import blocks
from mcba.reporting.equations.typst_dialect import typst, typst_string
from mcba.reporting.writers import measures
from mcba.reporting.writers.sheets import Sheets, arranged, below_answer

_SETTINGS = """
#set text(font: ("Libertinus Serif", "DejaVu Sans"), size: 10.5pt, hyphenate: false)
#set par(justify: false, leading: 0.62em, spacing: 0.95em)
#show heading: set text(font: ("DejaVu Sans", "Libertinus Serif"), fill: rgb("#004f80"))
#show heading.where(level: 1): it => block(above: 1.9em, below: 0.8em, sticky: true, text(size: 12.5pt, it.body))
#show heading.where(level: 2): it => block(above: 1.5em, below: 0.7em, sticky: true, text(size: 10.5pt, it.body))
#show outline.entry: set block(above: 0.55em)
#show figure.caption: it => block(width: 100%, sticky: it.kind == table, align(left, text(size: 9pt, it)))
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#show figure: set block(above: 1.4em, below: 1.4em)
#show math.equation.where(block: true): it => align(left, pad(left: 1.2em, it))
#show raw: set text(font: "DejaVu Sans Mono", size: 0.82em)
#set table(stroke: (x, y) => (bottom: if y == 0 { 0.9pt } else { 0.35pt + luma(170) }), inset: (x: 3.5pt, y: 3pt))
#set table.cell(breakable: false)
#show table: set text(size: 9pt)
#show table: set par(leading: 0.5em)
"""
_MARGIN = 2.2  # cm
_ROOM, _HEIGHT = (21.0 - 2 * _MARGIN) * measures.CM, (29.7 - 2 * 2.4) * measures.CM
_LETTERS = 0.88  # how wide the letters of tables are at most, against those of `measures`
_SERIFS, _LEADING = 0.77, 1.27  # how wide those of paragraphs are, and how far their lines are apart
_HEADS = {1: 29.0, 2: 20.0}  # points
_TABLE_SIZE = 9.0 * _LETTERS
_SHORT_TABLE, _LOW_TABLE = 14, 0.3  # rows of a table that stays on one page, and the share of it that it takes, at most
_CHAPTERS = 4  # from which a report has contents


def as_pdf(manuscript: blocks.Manuscript, *, system_fonts: bool = False) -> bytes:
    """The document as a PDF.

    Parameters
    ----------
    system_fonts : bool
        Look for characters that the fonts of the libraries lack in those of the machine too.

    Raises
    ------
    RunError
        When Typst is not installed.
    """
    try:
        import typst as compiler
    except ImportError as error:
        raise RunError("a PDF needs typst, which is not installed; install mcba with its extra `pdf`") from error
    writer = _Writer(manuscript)
    source = writer.source()
    fonts = _fonts()
    # Typst takes a dict of files, though its own type hints do not say so.
    compile_files: Any = compiler.compile
    pdf: bytes = compile_files(
        {"main.typ": source.encode(), **writer.pictures},
        font_paths=[str(fonts)],
        ignore_system_fonts=not (system_fonts or _is_exotic(source, fonts)),
    )
    return pdf


def _fonts() -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _is_exotic(source: str, fonts: Path) -> bool:
    """Whether the text has characters that DejaVu Sans does not have."""
    from matplotlib import font_manager

    covered = set(font_manager.get_font(str(fonts / "DejaVuSans.ttf")).get_charmap())
    return any(ord(character) > 0x24F and ord(character) not in covered for character in source)


class _Writer:
    """Writes the source, and gathers the pictures it shows."""

    def __init__(self, manuscript: blocks.Manuscript):
        self.manuscript = manuscript
        self.pictures: dict[str, bytes] = {}
        self.sheets = Sheets(_ROOM, _HEIGHT, (_SERIFS,), leading=_LEADING, heads=_HEADS)
        self.of_answer, self.below = below_answer(manuscript.blocks)

    def source(self) -> str:
        return "\n\n".join((*self.front(), *self.parts())) + "\n"

    def front(self) -> Iterator[str]:
        """The settings, and what stands above the first chapter."""
        manuscript = self.manuscript
        title, subtitle, running = map(typst_string, (manuscript.title, manuscript.subtitle, manuscript.running))
        authors = "".join(f"{typst_string(author)}, " for author in manuscript.colophon.authors)
        above = (
            f"context if counter(page).get().first() > 1 [#align(right, text(size: 8pt, fill: luma(85), {running}))]"
        )
        below = 'context align(right, text(size: 8pt, fill: luma(85), counter(page).display("1 / 1", both: true)))'
        yield f"#set document(title: {title}, author: ({authors}), date: none)"
        yield f'#set page(paper: "a4", margin: (x: {_MARGIN}cm, y: 2.4cm), header: {above}, footer: {below})'
        yield f"#set text(lang: {typst_string(manuscript.language)})\n{_SETTINGS}"
        yield f'#block(below: 0.6em, text(font: "DejaVu Sans", size: 17pt, weight: "bold", {title}))'
        yield f"#block(below: 1.4em, text(fill: luma(70), {subtitle}))"
        self.sheets.line(17, 40)
        if rows := manuscript.colophon_rows:
            self.sheets.line(11.0 * len(rows), 10)
            cells = ", ".join(f"text(fill: luma(85), {typst_string(a)}), {typst_string(b)}" for a, b in rows)
            look = "columns: (auto, 1fr), column-gutter: 1.2em, row-gutter: 0.5em"
            yield f"#block(below: 1.4em, text(size: 9pt, grid({look}, {cells})))"

    def parts(self) -> Iterator[str]:
        chapters = [block for block in self.manuscript.blocks if isinstance(block, blocks.Heading) and block.level == 1]
        for block, after in arranged(self.manuscript.blocks, self.leaves_white):
            if len(chapters) >= _CHAPTERS and block is chapters[1]:  # the first is the answer
                self.sheets.line(10.2 * len(chapters), 20)
                contents = typst_string(self.manuscript.words["contents"])
                yield f"#block(breakable: false, outline(title: {contents}, depth: 1))"
            written = self.block(block)
            leads_on = isinstance(block, blocks.Paragraph) and isinstance(after, blocks.PageTable)
            yield f"#block(sticky: true)[{written}]" if leads_on else written

    def leaves_white(self, picture: blocks.Picture) -> bool:
        return picture is not self.of_answer and self.sheets.leaves_white(*_size(picture))

    def block(self, block: blocks.Block) -> str:
        match block:
            case blocks.Heading():
                self.sheets.heading(block.level)
                return f"#heading(level: {block.level}, {typst_string(block.text)})" + _label("heading", block.anchor)
            case blocks.Paragraph():
                self.sheets.text(block.text, 13 if block.style == "lead" else 10.5)
                return self.paragraph(block)
            case blocks.Bullets():
                for item in block.items:
                    self.sheets.text(item, 10.5)
                kind = "enum" if block.numbered else "list"
                return f"#{kind}({', '.join(f'[{self.text(item)}]' for item in block.items)})"
            case blocks.Equation():
                self.sheets.equation(block.mark)
                return f"$ {typst(block.mark)} $"
            case blocks.Picture():
                path = self.keep(f"{block.anchor}.svg", block.drawing.svg)
                alt, caption = typst_string(block.alt), typst_string(block.caption)
                width = self.sheets.picture(*_size(block), self.below if block is self.of_answer else ())
                image = f"image({typst_string(path)}, width: {width:.0f}pt, alt: {alt})"
                return f"#figure({image}, caption: {caption})" + _label("figure", block.anchor)
            case blocks.PageTable():
                return self.table(block)

    def paragraph(self, block: blocks.Paragraph) -> str:
        match block.style:
            case "lead":
                return f'#block(text(size: 13pt, weight: "bold")[{self.text(block.text)}])'
            case "note":
                look = 'stroke: (left: 2.5pt + rgb("#e69f00")), fill: rgb("#fff8e8"), inset: 7pt, width: 100%'
                return f"#block({look})[{self.text(block.text)}]"
        return self.text(block.text)

    def table(self, block: blocks.PageTable) -> str:
        folds = self.manuscript.words.get("folds", "")
        columns = measures.columns(block, _ROOM, _TABLE_SIZE, folds)
        if not columns.fits:
            self.sheets.turn()
            turned = measures.columns(block, _HEIGHT, _TABLE_SIZE, folds)
            written = f"#page(flipped: true)[{self.grid(turned, together=False)}]"
            self.sheets.turn()
            return written
        low = sum(columns.heights) < _LOW_TABLE * _HEIGHT
        return self.grid(columns, together=len(block.rows) <= _SHORT_TABLE and low)

    def grid(self, columns: measures.Columns, *, together: bool) -> str:
        """A table with its caption; `together` on one page."""
        self.sheets.table(columns.heights, together=together)
        block = columns.table
        widths = ", ".join(f"{width:.1f}pt" for width in columns.widths)
        align = ", ".join("right" if side == "r" else "left" for side in block.align)
        header = ", ".join(f"strong({typst_string(name)})" for name in block.header)
        below = [*block.is_below, False]
        rows = "".join(
            f"  {', '.join(self.cells(row, is_below=below[number], is_above=below[number + 1]))},\n"
            for number, row in enumerate(block.rows)
        )
        trailing = "," if len(block.widths) == 1 else ""
        return (
            ("#[#show figure: set block(breakable: false)\n" if together else "")
            + f"#figure(table(columns: ({widths}{trailing}), align: ({align}{trailing}),\n"
            + f"  table.header({header}),\n{rows}), caption: {typst_string(block.caption)})"
            + _label("table", block.anchor)
            + ("]" if together else "")
        )

    def cells(self, row: Sequence[blocks.Spans], *, is_below: bool, is_above: bool) -> list[str]:
        """The cells of a row, without a rule to a row that says more of it."""
        first, *others = (self.text(cell, folds=True) for cell in row)
        look = "table.cell(stroke: none)" if is_above else ""
        return [f"{look}[{words}]" for words in (f"#h(0.8em){first}" if is_below else first, *others)]

    def text(self, spans: blocks.Spans, *, folds: bool = False) -> str:
        return "".join(self.inline(span, folds=folds) for span in spans)

    def inline(self, span: blocks.Inline, *, folds: bool) -> str:
        if isinstance(span, blocks.Break):
            return "#linebreak()"
        if isinstance(span, blocks.Reference):
            return self.reference(span)
        if isinstance(span, blocks.Thumbnail):
            path = self.keep(f"{span.name}.svg", span.drawing.svg)
            return f"#box(image({typst_string(path)}, width: {span.width:g}cm, alt: {typst_string(span.alt)}))"
        words = typst_string(measures.foldable(span) if folds else span.text)
        if span.style == "code":
            inner = f"raw({words})"
        elif span.style in {"strong", "emphasis"}:
            inner = f"{'strong' if span.style == 'strong' else 'emph'}({words})"
        elif span.style == "quiet":
            inner = f"text(fill: luma(85), {words})"
        else:
            inner = f"text({words})"
        if span.language:
            inner = f"text(lang: {typst_string(span.language)}, {inner})"
        if span.url:
            inner = f"link({typst_string(span.url)}, {inner})"
        return f"#{inner};"

    def reference(self, reference: blocks.Reference) -> str:
        target, words = self.manuscript.targets.get(reference.anchor), typst_string(self.manuscript.reads(reference))
        if target is None:
            return f"#text({words});"
        label = f"label({typst_string(f'{target.kind}-{target.anchor}')})"
        at_page = typst_string(f", {self.manuscript.words['at_page']}\u00a0")
        return f"#link({label}, {words});#{at_page};#context locate({label}).page();"

    def keep(self, name: str, content: bytes) -> str:
        self.pictures[name] = content
        return name


def _label(kind: str, anchor: str) -> str:
    return f"#label({typst_string(f'{kind}-{anchor}')})"


def _size(picture: blocks.Picture) -> tuple[float, float]:
    """The width of a figure in points, and its height for each point of width."""
    found = _VIEW.search(picture.drawing.svg[:2000])
    ratio = float(found[2]) / float(found[1]) if found else 0.5
    width = min(picture.width * measures.CM, _ROOM)
    return (min(width, _MOST_HEIGHT / ratio) if ratio < 1 else width), ratio


_VIEW = re.compile(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_MOST_HEIGHT = 9.0 * measures.CM  # of a picture that is wider than high
