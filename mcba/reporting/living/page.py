"""The living page: the study's answer and its method as Python says them, and between them what a reader can move."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from mcba.reporting import blocks
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import gallery
from mcba.reporting.figures.plots import Plot
from mcba.reporting.living.content import page_data
from mcba.reporting.living.joining import BROWSER, script
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.words.labels import Labels
from mcba.reporting.writers.html import HtmlBody

_OPEN = {"accounts": "accounts", "bearers": "bearers", "ranking": "ranking"}
"""The chapters that are open, and the place in each that the script fills."""
_PICTURES = ("answer", "effects")
"""The figures of the appendix that are in the page: the script draws its own."""
_SVG = "data:image/svg+xml;base64,"
_PLACES = re.compile(rb' d="[^"]*"|translate\([^)]*\)')
_CENTIMETRE = 96 / 2.54  # pixels


def living_page(facts: Facts, language: str, run_worlds: int | None = None, *, with_model: bool = True) -> bytes:
    """The page of a run as one HTML file that asks nothing of anybody.

    Parameters
    ----------
    facts : Facts
        Of a run that a page can play (`playable`).
    language : str
    run_worlds : int, optional
        How many worlds the study's own run has; those of the run when absent.
    with_model : bool
        Whether the study's model goes along, so that there is something to move.

    Returns
    -------
    bytes
        The same for the same run.
    """
    voice = Labels(facts.study, language)
    data = page_data(facts, language, run_worlds or facts.run.settings.worlds, with_model=with_model)
    manuscript = replace(APPENDIX, gallery=_pictures).manuscript(facts, language)
    style = BROWSER.joinpath("style.css").read_text("utf-8")
    program = script()
    html = Element("html", {"lang": language})
    head = SubElement(html, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _policy(program, style)})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    SubElement(head, "title").text = voice.text(facts.study.document.study.title)
    SubElement(head, "style").text = style
    body = SubElement(html, "body")
    SubElement(body, "a", {"class": "skip", "href": "#main"}).text = voice("living.skip")
    _header(body, facts, voice)
    main = SubElement(body, "main", {"id": "main"})
    _layers(
        main, manuscript, voice, playable=data["score"] is not None, why=data["unplayable"], fewer=_fewer(data, voice)
    )
    SubElement(body, "script", {"type": "application/json", "id": "page"}).text = _safe(data)
    SubElement(body, "script", {"id": "program"}).text = program
    for element in html.iter():
        _without_style(element)
        _with_light_picture(element)
    written: bytes = tostring(html, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written + b"\n"


def _fewer(data: Mapping[str, Any], voice: Labels) -> str:
    """That the page has fewer worlds than the study's own run; nothing where it has as many."""
    score = data["score"]
    if score is None or score["worlds"] == score["runWorlds"]:
        return ""
    return voice("living.fewer_worlds", worlds=voice.whole(score["worlds"]), all=voice.whole(score["runWorlds"]))


def _policy(program: str, style: str) -> str:
    """What the page may load: nothing but its own script, style and pictures."""

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    rules = {
        "default-src": "'none'",
        "script-src": digest(program),
        "style-src": digest(style),
        "img-src": "data:",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _safe(data: object) -> str:
    """JSON that no element can end, whatever a title says."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _without_style(element: Element) -> None:
    """Take inline style away, which the page's policy forbids; a picture keeps its width as an attribute."""
    style = element.attrib.pop("style", "")
    width = re.search(r"width: ([\d.]+)cm", style)
    if width:
        element.set("width", f"{float(width[1]) * _CENTIMETRE:.0f}")


def _with_light_picture(element: Element) -> None:
    """Round the places in a picture to a hundredth of a point, which halves it."""
    source = element.get("src", "")
    if source.startswith(_SVG):
        drawn = _PLACES.sub(_rounded, base64.b64decode(source.removeprefix(_SVG)))
        element.set("src", _SVG + base64.b64encode(drawn).decode())


def _rounded(places: re.Match[bytes]) -> bytes:
    return re.sub(rb"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".encode(), places[0])


def _pictures(facts: Facts, voice: Labels) -> dict[str, Plot]:
    """The figures that stand in the page; the script draws the others itself."""
    return {name: plot for name, plot in gallery.of_run(facts, voice).items() if name in _PICTURES}


# --- the parts


def _header(body: Element, facts: Facts, voice: Labels) -> None:
    header = facts.study.document.study
    element = SubElement(body, "header")
    SubElement(element, "h1").text = voice.text(header.title)
    if question := voice.text(header.question):
        SubElement(element, "p", {"class": "question"}).text = question
    status = voice("living.status", status=voice(f"status.{header.status}"))
    SubElement(element, "p", {"class": "quiet"}).text = status


def _layers(
    main: Element, manuscript: blocks.Manuscript, voice: Labels, *, playable: bool, why: str, fewer: str
) -> None:
    """The answer, what moves it, the tables that follow, and the method and record in layers that open."""
    counts = {"table": 0, "figure": 0}
    SubElement(main, "div", {"id": "changed", "hidden": "hidden"})
    for heading, inside in _chapters(manuscript):
        part = replace(manuscript, blocks=tuple(inside))
        if heading.anchor == "answer":
            _answer(main, heading, part, counts, playable=playable)
            _controls(main, voice, playable=playable, why=why, fewer=fewer)
        elif heading.anchor in _OPEN:
            section = _section(main, heading)
            if playable:
                SubElement(section, "div", {"id": _OPEN[heading.anchor]})
                section = SubElement(section, "details", {"class": "stated"})
                SubElement(section, "summary").text = voice("living.as_stated")
            _written(part, SubElement(section, "div"), counts)
        else:
            details = SubElement(main, "details", {"id": f"layer-{heading.anchor}"})
            SubElement(SubElement(details, "summary"), "h2", {"id": _id(heading, playable)}).text = heading.text
            _written(part, SubElement(details, "div"), counts)


def _chapters(manuscript: blocks.Manuscript) -> Iterator[tuple[blocks.Heading, list[blocks.Block]]]:
    """Each first heading with what stands under it."""
    heading: blocks.Heading | None = None
    inside: list[blocks.Block] = []
    for block in manuscript.blocks:
        if isinstance(block, blocks.Heading) and block.level == 1:
            if heading is not None:
                yield heading, inside
            heading, inside = block, []
        else:
            inside.append(block)
    if heading is not None:
        yield heading, inside


def _section(main: Element, heading: blocks.Heading) -> Element:
    section = SubElement(main, "section", {"aria-labelledby": _id(heading)})
    SubElement(section, "h2", {"id": _id(heading)}).text = heading.text
    return section


def _id(heading: blocks.Heading, playable: bool = True) -> str:
    """The anchor of a heading; another name where the place below it, which the script fills, has that one."""
    is_taken = heading.anchor in _OPEN.values() or (playable and heading.anchor == "assumptions")
    return f"{heading.anchor}-heading" if is_taken else heading.anchor


def _written(part: blocks.Manuscript, into: Element, counts: dict[str, int]) -> None:
    body = HtmlBody(part, into)
    body.counts = counts
    body.write()


def _answer(
    main: Element, heading: blocks.Heading, part: blocks.Manuscript, counts: dict[str, int], *, playable: bool
) -> None:
    """The answer in words, its picture, and what the page says of it while a reader moves something."""
    section = _section(main, heading)
    above, picture, below = _around_picture(part.blocks)
    _written(replace(part, blocks=above), SubElement(section, "div", {"id": "answer-stated"}), counts)
    if playable:
        SubElement(section, "div", {"id": "answer-live"})
        SubElement(section, "div", {"id": "picture"})
        _written(replace(part, blocks=picture), SubElement(section, "noscript"), counts)
    else:
        _written(replace(part, blocks=picture), section, counts)
    _written(replace(part, blocks=below), section, counts)


def _around_picture(inside: Sequence[blocks.Block]) -> tuple[tuple[blocks.Block, ...], ...]:
    """What stands before the first picture, that picture, and what follows it."""
    place = next((at for at, block in enumerate(inside) if isinstance(block, blocks.Picture)), len(inside))
    return tuple(inside[:place]), tuple(inside[place : place + 1]), tuple(inside[place + 1 :])


def _controls(main: Element, voice: Labels, *, playable: bool, why: str, fewer: str) -> None:
    """Where a reader asks what if; filled by the script, and otherwise the reason why there is nothing to move."""
    section = SubElement(main, "section", {"aria-labelledby": "what-if", "id": "controls"})
    SubElement(section, "h2", {"id": "what-if"}).text = voice("living.what_if")
    if not playable:
        SubElement(section, "p", {"class": "note"}).text = voice(why)
        return
    SubElement(SubElement(section, "noscript"), "p", {"class": "note"}).text = voice("living.without_script")
    SubElement(section, "p", {"class": "quiet"}).text = voice("living.how_to")
    if fewer:
        SubElement(section, "p", {"class": "quiet"}).text = fewer
    SubElement(section, "div", {"id": "switches"})
    SubElement(section, "div", {"id": "assumptions"})
