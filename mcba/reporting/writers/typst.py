"""PDF through Typst, with fonts that come with the libraries, so that no machine's fonts decide what it looks like.

Words enter as Typst strings and never as Typst markup, so nothing in a study can be taken for a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mcba.errors import RunError
from mcba.reporting import blocks
from mcba.reporting.equations.typst_dialect import typst, typst_string

_SETTINGS = """
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.4cm), numbering: "1")
#set text(font: ("Libertinus Serif", "DejaVu Sans"), size: 10pt, hyphenate: true)
#set par(justify: false, leading: 0.62em, spacing: 0.95em)
#show heading: set text(font: ("DejaVu Sans", "Libertinus Serif"), hyphenate: false)
#show heading.where(level: 1): it => block(above: 1.9em, below: 0.8em, sticky: true, text(size: 12.5pt, it.body))
#show heading.where(level: 2): it => block(above: 1.5em, below: 0.7em, sticky: true, text(size: 10.5pt, it.body))
#show figure.caption: it => block(width: 100%, sticky: it.kind == table, align(left, text(size: 8.5pt, it)))
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: table): set block(breakable: true)
#show figure: set block(above: 1.4em, below: 1.4em)
#show math.equation.where(block: true): it => align(left, pad(left: 1.2em, it))
#show raw: set text(font: "DejaVu Sans Mono", size: 0.82em)
#set table(stroke: (x, y) => (bottom: if y == 0 { 0.9pt } else { 0.35pt + luma(170) }), inset: (x: 3.5pt, y: 3pt))
#show table: set text(size: 7.8pt)
#show table: set par(leading: 0.5em)
"""


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

    def source(self) -> str:
        manuscript = self.manuscript
        title, subtitle = typst_string(manuscript.title), typst_string(manuscript.subtitle)
        language = typst_string(manuscript.language)
        head = (
            f"#set document(title: {title}, date: none)\n#set text(lang: {language})\n{_SETTINGS}\n"
            f'#block(below: 0.6em, text(font: "DejaVu Sans", size: 17pt, weight: "bold", hyphenate: false, {title}))\n'
            f"#block(below: 1.6em, text(fill: luma(70), {subtitle}))\n"
        )
        return head + "\n\n".join(self.block(block) for block in manuscript.blocks) + "\n"

    def block(self, block: blocks.Block) -> str:  # noqa: PLR0911 - one arm for each kind
        match block:
            case blocks.Heading():
                return f"#heading(level: {block.level}, {typst_string(block.text)})" + _label("heading", block.anchor)
            case blocks.Paragraph(style="lead"):
                return f'#block(text(size: 13pt, weight: "bold")[{self.text(block.text)}])'
            case blocks.Paragraph(style="note"):
                look = 'stroke: (left: 2.5pt + rgb("#e69f00")), fill: rgb("#fff8e8"), inset: 7pt, width: 100%'
                return f"#block({look})[{self.text(block.text)}]"
            case blocks.Paragraph():
                return self.text(block.text)
            case blocks.Bullets():
                return f"#list({', '.join(f'[{self.text(item)}]' for item in block.items)})"
            case blocks.Equation():
                return f"$ {typst(block.mark)} $"
            case blocks.Picture():
                path = self.keep(f"{block.anchor}.svg", block.svg)
                alt, caption = typst_string(block.alt), typst_string(block.caption)
                image = f"image({typst_string(path)}, width: {min(block.width, 16):g}cm, alt: {alt})"
                return f"#figure({image}, caption: {caption})" + _label("figure", block.anchor)
            case blocks.PageTable():
                return self.table(block)

    def table(self, block: blocks.PageTable) -> str:
        columns = ", ".join(f"{width:.4f}fr" for width in block.widths)
        align = ", ".join("right" if side == "r" else "left" for side in block.align)
        header = ", ".join(f"strong({typst_string(name)})" for name in block.header)
        below = [*block.is_below, False]
        rows = "".join(
            f"  {', '.join(self.cells(row, is_below=below[number], is_above=below[number + 1]))},\n"
            for number, row in enumerate(block.rows)
        )
        trailing = "," if len(block.widths) == 1 else ""
        return (
            f"#figure(table(columns: ({columns}{trailing}), align: ({align}{trailing}),\n"
            f"  table.header({header}),\n{rows}), caption: {typst_string(block.caption)})"
            + _label("table", block.anchor)
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
            path = self.keep(f"{span.name}.svg", span.svg)
            return f"#box(image({typst_string(path)}, width: {span.width:g}cm, alt: {typst_string(span.alt)}))"
        words = typst_string(span.text)
        if span.style == "code":
            # A long name has no place to fold in a narrow cell, unless it is given one.
            words = typst_string("\u200b".join(_pieces(span.text)) if folds else span.text)
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


def _pieces(text: str, longest: int = 16) -> list[str]:
    """A name cut behind its underscores, and wherever a piece is still long."""
    cut = [part for word in text.split("_") for part in (word, "_")][:-1]
    joined = ["".join(cut[at : at + 2]) for at in range(0, len(cut), 2)]
    return [piece[start : start + longest] for piece in joined for start in range(0, max(len(piece), 1), longest)]
