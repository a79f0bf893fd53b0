"""Formulas as equations: the tree that is evaluated is laid out once and written as MathML, OMML, LaTeX or Typst.

A formula becomes a tree of marks (`Mark`): what stands on the page, without a word of any format. Names stand in
equations as they stand in the study file, so that a reader can find them there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from mcba.reporting.words import Voice
from mcba.study.formula import Node

LINE = 72  # characters after which an equation goes on, on a new line
OMML = "http://schemas.openxmlformats.org/officeDocument/2006/math"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Mark:
    """One piece of an equation.

    `kind` is "number", "name", "operator", "words", "row", "fraction", "power", "index", "root", "brackets", "total"
    (a sum over an index), "cases" (value, condition, value, condition, …, and the value otherwise, with `text` for
    otherwise) or "lines" (the left side and each line of the right side).
    """

    kind: str
    parts: tuple[Mark, ...] = ()
    text: str = ""


def number(text: str) -> Mark:
    """A number, as written."""
    return Mark("number", text=text)


def name(text: str) -> Mark:
    """A name of the study file, or of a quantity of the method."""
    return Mark("name", text=text)


def operator(text: str) -> Mark:
    """A sign between or before parts."""
    return Mark("operator", text=text)


def words(text: str) -> Mark:
    """Words within an equation."""
    return Mark("words", text=text)


def row(*parts: Mark) -> Mark:
    """Parts beside each other."""
    return Mark("row", parts)


def fraction(above: Mark, below: Mark) -> Mark:
    """One part over another."""
    return Mark("fraction", (above, below))


def power(base: Mark, exponent: Mark) -> Mark:
    """A part with another raised behind it."""
    return Mark("power", (base, exponent))


def index(base: Mark, below: Mark) -> Mark:
    """A part with another lowered behind it."""
    return Mark("index", (base, below))


def brackets(inner: Mark) -> Mark:
    """A part within round brackets."""
    return Mark("brackets", (inner,))


def total(over: Mark, inner: Mark, sign: str = "∑", until: Mark | None = None) -> Mark:
    """A sum (or product) of a part over an index."""
    return Mark("total", (over, inner) if until is None else (over, inner, until), text=sign)


# --- from formula to marks

_LOOSE = {"+", "-", "<", "<=", ">", ">=", "==", "!="}
_BREAKS = {"+", "−", "×", "/"}
_SIGNS = {"+": "+", "-": "−", "*": "×", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


def layout(node: Node, say: Voice) -> Mark:  # noqa: PLR0911, PLR0912 - one arm for each kind
    """How a formula stands on the page."""
    parts = [layout(operand, say) for operand in node.operands]
    match node.kind:
        case "number":
            return number(say.plain(node.value))
        case "name":
            return name(node.name)
        case "negative":
            return row(operator("−"), _tight(node.operands[0], parts[0]))
        case "/":
            return fraction(*parts)
        case "**":
            base = node.operands[0].kind
            return power(parts[0] if base in {"number", "name"} else brackets(parts[0]), parts[1])
        case "*":
            return row(_tight(node.operands[0], parts[0]), operator("×"), _tight(node.operands[1], parts[1]))
        case "-":
            return row(parts[0], operator("−"), _tight(node.operands[1], parts[1]))
        case kind if kind in _SIGNS:
            return row(parts[0], operator(_SIGNS[kind]), parts[1])
        case "where":
            first = (parts[1], row(words(say("equation.if")), parts[0]))
            others = parts[2].parts if node.operands[2].kind == "where" else (parts[2],)
            return Mark("cases", (*first, *others), say("equation.else"))
        case "clip":
            return _call("min", [_call("max", parts[:2]), parts[2]])
        case "exp":
            return power(name("e"), parts[0])
        case "sqrt":
            return Mark("root", (parts[0],))
        case "sum":
            return total(name(node.name), _tight(node.operands[0], parts[0]))
        case "present_value":
            return _call(say("equation.present_value"), parts)
        case function:
            return _call({"log": "ln"}.get(function, function), parts)


def _tight(node: Node, mark: Mark) -> Mark:
    """Within a product: a sum, comparison or negative stands in brackets."""
    return brackets(mark) if node.kind in _LOOSE | {"negative", "where"} else mark


def _call(function: str, arguments: list[Mark]) -> Mark:
    inside = [arguments[0]]
    for argument in arguments[1:]:
        inside += [operator(";"), argument]
    return row(words(function), brackets(row(*inside)))


def equals(left: Mark, right: Mark) -> Mark:
    """`left = right`, folded before its operators into lines where it is long."""
    room = max(LINE - width(left) - 3, LINE // 2)
    if width(right) <= room:
        return row(left, operator("="), right)
    lines: list[list[Mark]] = [[]]
    used = 0
    for term in _terms(right, room):
        if lines[-1] and used + width(term) > room:
            lines.append([])
            used = 0
        lines[-1].append(term)
        used += width(term)
    return Mark("lines", (left, *(row(*terms) for terms in lines)))


def _terms(mark: Mark, room: int) -> list[Mark]:
    """The outermost sum or product as terms, each with the operator before it; what is too wide for a line is cut up.

    A wide fraction becomes a division on the line, and wide brackets are cut at the operators within.
    """
    flat = _flat(mark)
    signs = {part.text for part in flat if part.kind == "operator"}
    breaks = {"+", "−"} if signs & {"+", "−"} else {"×", "/"}
    terms: list[list[Mark]] = [[]]
    for part in flat:
        if part.kind == "operator" and part.text in breaks and terms[-1]:
            terms.append([])
        terms[-1].append(part)
    return [piece for term in terms for piece in _pieces(row(*term), room)]


def _pieces(term: Mark, room: int) -> list[Mark]:
    """A term, or what it is cut into where it is too wide."""
    if width(term) <= room:
        return [term]
    flat = [inner for part in term.parts for inner in _opened(part, room)]
    if len(flat) == len(term.parts):
        return [term]
    pieces: list[list[Mark]] = [[]]
    for part in flat:
        if part.kind == "operator" and part.text in _BREAKS and any(each.kind != "operator" for each in pieces[-1]):
            pieces.append([])
        pieces[-1].append(part)
    return [small for piece in pieces for small in _pieces(row(*piece), room)]


def _opened(mark: Mark, room: int) -> list[Mark]:
    """The parts of wide brackets or of a wide fraction, on one line."""
    if mark.kind == "brackets":
        return [operator("("), *_flat(mark.parts[0]), operator(")")] if width(mark) > room // 2 else [mark]
    if mark.kind == "fraction":
        above, below = mark.parts
        loose = any(part.kind == "operator" and part.text in "+−" for part in _flat(above))
        return [brackets(above) if loose else above, operator("/"), brackets(below)]
    return _flat(mark)


def _flat(mark: Mark) -> list[Mark]:
    return [inner for part in mark.parts for inner in _flat(part)] if mark.kind == "row" else [mark]


def width(mark: Mark) -> int:
    """About how many characters wide a mark is."""
    inner = [width(part) for part in mark.parts]
    match mark.kind:
        case "operator":
            return 1 if mark.text in "()" else len(mark.text) + 2
        case "number" | "name" | "words":
            return len(mark.text)
        case "fraction":
            return max(inner)
        case "cases":
            return max(sum(widths) for widths in zip(inner[::2], [*inner[1::2], len(mark.text)], strict=True)) + 4
        case "lines":
            return inner[0] + 3 + max(inner[1:])
        case _:
            return sum(inner) + 2 * (mark.kind == "brackets")


def plain(mark: Mark) -> str:
    """The equation in one line of text, for those who cannot see it."""
    return " ".join(_plain(mark).split())


def _plain(mark: Mark) -> str:  # noqa: PLR0911 - one arm for each kind
    parts = [_plain(part) for part in mark.parts]
    match mark.kind:
        case "operator":
            return f" {mark.text} "
        case "number" | "name" | "words":
            return mark.text
        case "fraction":
            return f"({parts[0]}) / ({parts[1]})"
        case "power":
            return f"{parts[0]}^({parts[1]})"
        case "index":
            return f"{parts[0]}[{parts[1]}]"
        case "root":
            return f"√({parts[0]})"
        case "brackets":
            return f"({parts[0]})"
        case "total":
            return f"{mark.text}[{parts[0]}{'…' + parts[2] if len(parts) > 2 else ''}] {parts[1]}"
        case "cases":
            return "; ".join(" ".join(pair) for pair in zip(parts[::2], [*parts[1::2], mark.text], strict=True))
        case "lines":
            return f"{parts[0]} = {''.join(parts[1:])}"
        case _:
            return "".join(parts)


def _cases(mark: Mark) -> list[tuple[Mark, ...]]:
    """The values and conditions of cases, a row each."""
    return list(zip(mark.parts[::2], [*mark.parts[1::2], words(mark.text)], strict=True))


# --- MathML, for the page


def mathml(mark: Mark) -> Element:
    """The equation as a `math` element of HTML."""
    math = Element("math", {"display": "block", "alttext": plain(mark)})
    _mathml(mark, math)
    return math


def _mathml(mark: Mark, parent: Element) -> None:
    simple = {"number": "mn", "operator": "mo", "words": "mtext"}
    wrapped = {"row": "mrow", "fraction": "mfrac", "power": "msup", "index": "msub", "root": "msqrt"}
    match mark.kind:
        case "name":
            SubElement(parent, "mi", {"mathvariant": "normal"}).text = mark.text
        case kind if kind in simple:
            SubElement(parent, simple[kind]).text = mark.text
        case kind if kind in wrapped:
            element = SubElement(parent, wrapped[kind])
            for part in mark.parts:
                _mathml(part, SubElement(element, "mrow") if kind in {"power", "index", "fraction"} else element)
        case "brackets":
            element = SubElement(parent, "mrow")
            SubElement(element, "mo").text = "("
            _mathml(mark.parts[0], element)
            SubElement(element, "mo").text = ")"
        case "total":
            element = SubElement(parent, "mrow")
            sign = SubElement(element, "munderover" if len(mark.parts) > 2 else "munder")
            SubElement(sign, "mo").text = mark.text
            for part in (mark.parts[0], *mark.parts[2:]):
                _mathml(part, SubElement(sign, "mrow"))
            _mathml(mark.parts[1], element)
        case "cases":
            element = SubElement(parent, "mrow")
            SubElement(element, "mo").text = "{"
            _mathml_rows(element, _cases(mark), ("left", "left"))
        case "lines":
            first, *others = mark.parts[1:]
            rows = [(mark.parts[0], operator("="), first), *((row(), row(), other) for other in others)]
            _mathml_rows(parent, rows, ("right", "center", "left"))


def _mathml_rows(parent: Element, rows: Sequence[tuple[Mark, ...]], align: tuple[str, ...]) -> None:
    """Rows of aligned parts; browsers go by the style, other readers by the attribute."""
    table = SubElement(parent, "mtable", {"columnalign": " ".join(align)})
    for cells in rows:
        line = SubElement(table, "mtr")
        for cell, side in zip(cells, align, strict=True):
            _mathml(cell, SubElement(line, "mtd", {"style": f"text-align: {side}"}))


# --- OMML, for Word


def omml(mark: Mark) -> Element:
    """The equation as Word's `m:oMathPara`."""
    paragraph = Element(_m("oMathPara"))
    properties = SubElement(paragraph, _m("oMathParaPr"))
    SubElement(properties, _m("jc"), {_m("val"): "left"})
    _omml(mark, SubElement(paragraph, _m("oMath")))
    return paragraph


def _m(tag: str) -> str:
    return f"{{{OMML}}}{tag}"


def _omml_text(parent: Element, text: str, *, normal: bool) -> None:
    """A run of the equation; `normal` text is taken as it stands, its underscores too."""
    run = SubElement(parent, _m("r"))
    if normal:
        SubElement(SubElement(run, _m("rPr")), _m("nor"))
    fonts = SubElement(SubElement(run, f"{{{WORD}}}rPr"), f"{{{WORD}}}rFonts")
    fonts.set(f"{{{WORD}}}ascii", "Cambria Math")
    fonts.set(f"{{{WORD}}}hAnsi", "Cambria Math")
    written = SubElement(run, _m("t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    written.text = text


def _omml(mark: Mark, parent: Element) -> None:  # noqa: PLR0912 - one arm for each kind
    slots = {"fraction": ("f", "num", "den"), "power": ("sSup", "e", "sup"), "index": ("sSub", "e", "sub")}
    match mark.kind:
        case "number" | "operator":
            _omml_text(parent, mark.text, normal=False)
        case "name" | "words":
            _omml_text(parent, mark.text, normal=True)
        case "row":
            for part in mark.parts:
                _omml(part, parent)
        case kind if kind in slots:
            outer, *inner = slots[kind]
            element = SubElement(parent, _m(outer))
            for slot, part in zip(inner, mark.parts, strict=True):
                _omml(part, SubElement(element, _m(slot)))
        case "root":
            element = SubElement(parent, _m("rad"))
            SubElement(SubElement(element, _m("radPr")), _m("degHide"), {_m("val"): "1"})
            SubElement(element, _m("deg"))
            _omml(mark.parts[0], SubElement(element, _m("e")))
        case "brackets":
            _omml(mark.parts[0], SubElement(SubElement(parent, _m("d")), _m("e")))
        case "total":
            element = SubElement(parent, _m("nary"))
            properties = SubElement(element, _m("naryPr"))
            SubElement(properties, _m("chr"), {_m("val"): mark.text})
            SubElement(properties, _m("limLoc"), {_m("val"): "undOvr"})
            if len(mark.parts) < 3:
                SubElement(properties, _m("supHide"), {_m("val"): "1"})
            _omml(mark.parts[0], SubElement(element, _m("sub")))
            above = SubElement(element, _m("sup"))
            for part in mark.parts[2:]:
                _omml(part, above)
            _omml(mark.parts[1], SubElement(element, _m("e")))
        case "cases":
            element = SubElement(parent, _m("d"))
            properties = SubElement(element, _m("dPr"))
            SubElement(properties, _m("begChr"), {_m("val"): "{"})
            SubElement(properties, _m("endChr"), {_m("val"): ""})
            _omml_rows(SubElement(element, _m("e")), _cases(mark), ("left", "left"))
        case "lines":
            # An operator that lacks one of its sides in its cell stands as plain text: some readers complain otherwise.
            left, first, *others = mark.parts
            rows = [
                (row(left, words(" = ")), row(words(" "), _sided(first))),
                *((words(" "), _sided(other)) for other in others),
            ]
            _omml_rows(parent, rows, ("right", "left"))


def _sided(line: Mark) -> Mark:
    """A line with the operators that lack a side in it, and brackets that are open, as plain text."""
    flat = _flat(line)
    plain = {0} if flat and flat[0].kind == "operator" else set()
    plain |= {place for place, part in enumerate(flat) if part.kind == "operator" and part.text in "()"}
    return row(*(words(f"{part.text} ") if place in plain else part for place, part in enumerate(flat)))


def _omml_rows(parent: Element, rows: Sequence[tuple[Mark, ...]], align: tuple[str, ...]) -> None:
    """Rows of aligned parts, as a matrix: an array with alignment marks is not read by every word processor."""
    matrix = SubElement(parent, _m("m"))
    columns = SubElement(SubElement(matrix, _m("mPr")), _m("mcs"))
    for side in align:
        column = SubElement(SubElement(columns, _m("mc")), _m("mcPr"))
        SubElement(column, _m("count"), {_m("val"): "1"})
        SubElement(column, _m("mcJc"), {_m("val"): side})
    for cells in rows:
        line = SubElement(matrix, _m("mr"))
        for cell in cells:
            _omml(cell, SubElement(line, _m("e")))


# --- LaTeX and Typst


@dataclass(frozen=True)
class _Dialect:
    """How a written language of equations says each kind of mark."""

    signs: dict[str, str]
    name: Callable[[str], str]
    words: Callable[[str], str]
    number: Callable[[str], str]
    fraction: Callable[[str, str], str]
    script: Callable[[str, str, str], str]
    root: Callable[[str], str]
    brackets: Callable[[str], str]
    total: Callable[[str, str, str, str], str]
    cases: Callable[[list[tuple[str, str]]], str]
    lines: Callable[[list[tuple[str, str]]], str]


def _write(mark: Mark, dialect: _Dialect) -> str:  # noqa: PLR0911 - one arm for each kind
    parts = [_write(part, dialect) for part in mark.parts]
    match mark.kind:
        case "number":
            return dialect.number(mark.text)
        case "operator":
            return f" {dialect.signs.get(mark.text, mark.text)} "
        case "name":
            return dialect.name(mark.text)
        case "words":
            return dialect.words(mark.text)
        case "fraction":
            return dialect.fraction(*parts)
        case "power" | "index":
            return dialect.script(parts[0], "^" if mark.kind == "power" else "_", parts[1])
        case "root":
            return dialect.root(parts[0])
        case "brackets":
            return dialect.brackets(parts[0])
        case "total":
            return dialect.total(dialect.signs[mark.text], parts[0], parts[1], parts[2] if len(parts) > 2 else "")
        case "cases":
            return dialect.cases(list(zip(parts[::2], [*parts[1::2], dialect.words(mark.text)], strict=True)))
        case "lines":
            return dialect.lines([(parts[0], f"= {parts[1]}"), *(("", part) for part in parts[2:])])
        case _:
            return "".join(parts)


_SPECIAL = {
    **{character: f"\\{character}" for character in "_%#$&{}"},
    "\\": r"\backslash{}",
    "^": r"\^{}",
    "~": r"\~{}",
}


def _latex_text(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


_LATEX = _Dialect(
    signs={"×": r"\times", "−": "-", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "∑": r"\sum", "∏": r"\prod"},
    name=lambda text: rf"\mathrm{{{_latex_text(text)}}}",
    words=lambda text: rf"\text{{{_latex_text(text)}}}",
    number=lambda text: text.replace(",", "{,}").replace(".", "{.}").replace("−", "-"),
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    script=lambda base, mark, small: f"{{{base}}}{mark}{{{small}}}",
    root=lambda inner: rf"\sqrt{{{inner}}}",
    brackets=lambda inner: rf"\left({inner}\right)",
    total=lambda sign, over, inner, until: sign + f"_{{{over}}}" + (f"^{{{until}}}" if until else "") + f" {inner}",
    cases=lambda rows: r"\begin{cases}" + r" \\ ".join(f"{a} & {b}" for a, b in rows) + r"\end{cases}",
    lines=lambda rows: r"\begin{aligned}" + r" \\ ".join(f"{a} &{b}" for a, b in rows) + r"\end{aligned}",
)


def latex(mark: Mark) -> str:
    """The equation as LaTeX, without dollar signs."""
    return " ".join(_write(mark, _LATEX).split())


def typst_string(text: str) -> str:
    """A string of Typst, with its quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_TYPST = _Dialect(
    signs={"×": "times", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "∑": "sum", "∏": "product", ";": "\\;", "/": "\\/"},
    name=typst_string,
    words=typst_string,
    number=typst_string,
    fraction=lambda above, below: f"frac({above}, {below})",
    script=lambda base, mark, small: f"{base}{mark}({small})",
    root=lambda inner: f"sqrt({inner})",
    brackets=lambda inner: f"lr(( {inner} ))",
    total=lambda sign, over, inner, until: f"{sign}_({over})" + (f"^({until})" if until else "") + f" {inner}",
    cases=lambda rows: "cases(" + ", ".join(f'{a} & "  " {b}' for a, b in rows) + ")",
    lines=lambda rows: " \\ ".join(f"{a} &{b}" for a, b in rows),
)


def typst(mark: Mark) -> str:
    """The equation as Typst, without dollar signs."""
    return " ".join(_write(mark, _TYPST).split())
