"""Sheets: on which page a block is thought to lie, before a word processor has laid the pages out.

Two hands count along: one with the letters of the usual font, which numbers the pages, and one with wider letters, for
machines that lack it. A picture is made a little smaller where that keeps it, in either, from leaving a page half
empty; where that is not enough, what follows it goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mcba.reporting import blocks
from mcba.reporting.equations.latex_dialect import latex
from mcba.reporting.equations.marks import Mark
from mcba.reporting.writers.measures import lines_of

_USUAL = 0.84  # of the width of the wide letters
_LINE = 1.34  # of the size of the letters, with the space between lines
_TEXT = 10.5  # points of the letters of a paragraph
_AFTER = 6.0  # points below a paragraph
_HEADS: Mapping[int, float] = {1: 38.0, 2: 29.0}  # points of a heading of each level
_CAPTION = 34.0  # points of the words below a picture, and around it
_TITLE = 27.0  # points of those above a table
_HIGH = {r"\frac": 16.0, r"\sum": 36.0, r"\prod": 36.0}  # points that a sign adds to an equation
_WHITE = 0.12  # of a page that may be empty below
_LEAST = 0.7  # a picture is not made smaller than this share
_LEAST_OF_ANSWER = 0.4  # unless it stands on the page of the answer, which is one page


@dataclass
class _Hand:
    """Counts pages of one height."""

    height: float
    letters: float
    at: float = 0.0
    page: int = 1

    def place(self, height: float, needs: float = 0.0) -> None:
        """What is so high, and stays with so much of what follows."""
        if self.at + min(height + needs, self.height) > self.height:
            self.page += 1
            self.at = 0.0
        self.at += height
        while self.at > self.height:
            self.page += 1
            self.at -= self.height


class Sheets:
    """Counts the pages of a document that is being written.

    Parameters
    ----------
    room, height : float
        Of a page within its margins, in points.
    letters : tuple of float, optional
        How wide the letters of each hand are, against those of `measures`; the first numbers the pages.
    leading : float, optional
        From line to line of a paragraph, in the size of its letters.
    heads : mapping, optional
        How high a heading of each level is, with the space around it, in points.

    Examples
    --------
    >>> sheets = Sheets(450, 700)
    >>> for _ in range(60):
    ...     sheets.line(10, 0)
    >>> sheets.page
    2
    """

    def __init__(
        self,
        room: float,
        height: float,
        letters: tuple[float, ...] = (_USUAL, 1.0),
        *,
        leading: float = _LINE,
        heads: Mapping[int, float] = _HEADS,
    ):
        self.room, self.height, self.leading, self.heads = room, height, leading, heads
        self.hands = [_Hand(height, width) for width in letters]

    @property
    def page(self) -> int:
        """The page that is thought to be written on."""
        return self.hands[0].page

    def line(self, size: float, after: float) -> None:
        """One line of letters of a size, and the space below it."""
        for hand in self.hands:
            hand.place(_LINE * size + after)

    def heading(self, level: int) -> None:
        """A heading, which does not stand alone at the foot of a page."""
        for hand in self.hands:
            hand.place(self.heads.get(level, 24.0), 40.0)

    def text(self, spans: blocks.Spans, size: float) -> int:
        """A paragraph; how many lines it takes."""
        for hand in self.hands:
            hand.place(self._text(hand, spans, size))
        return lines_of(spans, self.room, size)

    def _text(self, hand: _Hand, spans: blocks.Spans, size: float) -> float:
        return lines_of(spans, self.room / hand.letters, size) * self.leading * size + _AFTER

    def equation(self, mark: Mark) -> None:
        """An equation: as high as its lines, higher with a fraction or a sum."""
        written = latex(mark)
        high = max((height for sign, height in _HIGH.items() if sign in written), default=0.0)
        for hand in self.hands:
            hand.place(24.0 + 17.0 * written.count(r"\\") + high)

    def leaves_white(self, width: float, ratio: float) -> bool:
        """Whether a picture goes to the next page, even when it is made smaller, and leaves much of this one empty."""
        hand = self.hands[-1]
        rest = hand.height - hand.at
        return rest > _WHITE * hand.height and rest < _LEAST * width * ratio + _CAPTION + 6

    def picture(self, width: float, ratio: float, below: Sequence[blocks.Spans] = ()) -> float:
        """A picture and its caption; the width it gets, so that it fits on the page where it stands.

        With the paragraphs that stand `below` it on the same page, where the picture is the one of the answer.
        """
        height, least = width * ratio + _CAPTION, _LEAST_OF_ANSWER if below else _LEAST
        rests = [hand.height - hand.at - sum(self._text(hand, said, _TEXT) for said in below) for hand in self.hands]
        scales = sorted((rest - _CAPTION - 6) / (width * ratio) for rest in rests if rest < height)
        scale = next((scale for scale in scales if scale >= least), 1.0)
        most = (self.height - _CAPTION - 12) / (width * ratio)
        width *= min(scale, most, 1.0)
        for hand in self.hands:
            hand.place(width * ratio + _CAPTION)
        return width

    def table(self, heights: Sequence[float], *, together: bool) -> None:
        """A caption and rows, none of which is split."""
        for hand in self.hands:
            hand.place(_TITLE, sum(heights) if together else sum(heights[:3]))
            for height in heights:
                hand.place(height)
            hand.place(6.0)

    def turn(self) -> None:
        """A new page, turned against the one before."""
        self.room, self.height = self.height, self.room
        for hand in self.hands:
            hand.page, hand.at, hand.height = hand.page + 1, 0.0, self.height


def below_answer(given: Sequence[blocks.Block]) -> tuple[blocks.Picture | None, list[blocks.Spans]]:
    """The picture of the first chapter, and the paragraphs below it, which stay on its page.

    Parameters
    ----------
    given : sequence of blocks

    Returns
    -------
    tuple of (Picture or None, list of spans)
        None where the chapter has no picture, or more than paragraphs below it.

    Examples
    --------
    >>> from mcba.reporting.blocks import AtHand, Heading, Paragraph, Picture, text
    >>> blocks_of = [Heading(1, "a", "a"), Picture("p", "", "", AtHand()), Paragraph(text("b")), Heading(1, "c", "c")]
    >>> below_answer(blocks_of)[1] == [text("b")]
    True
    """
    heads = [place for place, block in enumerate(given) if isinstance(block, blocks.Heading) and block.level == 1]
    chapter = given[: heads[1]] if len(heads) > 1 else ()
    place = next((place for place, block in enumerate(chapter) if isinstance(block, blocks.Picture)), len(chapter))
    after = chapter[place + 1 :]
    said = [block.text for block in after if isinstance(block, blocks.Paragraph)]
    picture = chapter[place] if said and len(said) == len(after) else None
    return (picture, said) if isinstance(picture, blocks.Picture) else (None, [])


def arranged(
    given: Sequence[blocks.Block], leaves_white: Callable[[blocks.Picture], bool]
) -> Iterator[tuple[blocks.Block, blocks.Block | None]]:
    """Blocks in the order in which they are written, each with the one that follows it in the manuscript.

    A picture that would leave a page half empty waits for the next page, until the next picture or chapter at most.

    Parameters
    ----------
    given : sequence of blocks
    leaves_white : function
        Asked after all before has been written.

    Returns
    -------
    iterator of (block, block or None)

    Examples
    --------
    >>> from mcba.reporting.blocks import AtHand, Paragraph, Picture, text
    >>> one, picture = Paragraph(text("one")), Picture("a", "", "", AtHand())
    >>> answers = iter([True, True, False])
    >>> [type(block).__name__ for block, _ in arranged([picture, one, one], lambda _: next(answers))]
    ['Paragraph', 'Picture', 'Paragraph']
    """
    waiting: blocks.Picture | None = None
    for block, after in zip(given, (*given[1:], None), strict=True):
        if waiting and (_ends_waiting(block) or not leaves_white(waiting)):
            yield waiting, None
            waiting = None
        if isinstance(block, blocks.Picture) and leaves_white(block):
            waiting = block
        else:
            yield block, after
    if waiting:
        yield waiting, None


def _ends_waiting(block: blocks.Block) -> bool:
    """Whether a picture that waits for a page has to stand before a block: another picture, or a new chapter."""
    return isinstance(block, blocks.Picture) or (isinstance(block, blocks.Heading) and block.level == 1)
