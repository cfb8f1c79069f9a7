"""The running paragraphs of an official form: words and blanks, and the lines they stand in.

Lengths are millimetres, lengths of blanks ems of our own type.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector_app.catalog.template import Stand
from inspector_app.documents.inline import Run, Setting, items_of, natural_width
from inspector_app.documents.wording_align import BLANK, Given
from inspector_app.documents.wording_official import MM, OfficialForm, OfficialLine, plain
from inspector_app.fault import Fault

_PAGE_MARK = re.compile(r"[—-]?\d+[—-]?|第\d*页共\d*页")
NUMBER = re.compile(r"〔.*〕.*号$")
"""How a document number left open reads."""
_TURN = re.compile(r"[^，。；]{0,12}[人员者方问答][：:]")
"""How a line begins on which somebody's answer is written."""
_LABEL = re.compile(r"[［\[]?[^，。；]{1,18}[：:]")
"""How a line begins that is a new row of particulars or a new turn of speech."""
_FULL = str.maketrans("(),;", "（），；")
"""Marks typed in half width between Chinese words are set as the others are."""
_LEFT, _RIGHT = 31.8, 178.2
_WIDEST = 150.0
_APART = 0.45
"""Characters this far apart are no longer one stretch of words."""


class Page(NamedTuple):
    """What an official paragraph is measured against: our type, and the office's short name (empty: as the file has it)."""

    setting: Setting
    agency: str = ""


class PlacedLine(NamedTuple):
    """A line and the page of its form it stands on (from 1)."""

    page: int
    line: OfficialLine


class OfficialParagraph(NamedTuple):
    """A paragraph of the official page: its words and blanks, how far it stands in (ems), the pitch of its lines (pt; 0 one line)."""

    given: list[Given]
    indent: float
    pitch: float
    lines: tuple[PlacedLine, ...] = ()

    @property
    def words(self) -> str:
        """Its words as they are compared."""
        return plain("".join(one.text for one in self.given if one.text != BLANK))


def paragraphs_of(official: OfficialForm, page: Page) -> Iterator[OfficialParagraph]:
    """The running paragraphs of a form, over its pages."""
    lines = list(_running(official))
    if not lines:
        return
    edges = sorted(one.line.pieces[0].x0 for one in lines if len(one.line.text) > 12)
    ends = sorted(one.line.pieces[-1].x1 for one in lines if len(one.line.text) > 12)
    # A page of short sentences shows neither edge of its text: then they are where most official pages have them.
    left = edges[0] if edges and edges[0] < _LEFT + 5 else _LEFT
    right = min(max(ends[-1], _RIGHT - 3), max(_RIGHT, ends[len(ends) // 2])) if ends else _RIGHT
    current: list[PlacedLine] = []

    def finished() -> Iterator[OfficialParagraph]:
        """The lines so far as a paragraph; whole lines to write on after the end of a sentence are one of their own."""
        words = len(current)
        while words and not current[words - 1].line.text:
            words -= 1
        if not words or current[words - 1].line.pieces[-1].text == "":
            words = len(current)
        for part in (current[:words], current[words:]):
            if part:
                yield _paragraph(part, left, right, page)
        current.clear()

    for placed in lines:
        line = placed.line
        if line.boxed:
            yield from finished()
            continue
        ended = bool(current) and not line.text and current[-1].line.text.endswith(("。", "；"))
        if current and (
            ended or line.pieces[0].x0 - left > line.size * 0.6 or not _runs_on(current[-1].line, line, right)
        ):
            yield from finished()
        current.append(placed)
    yield from finished()


def line_paragraph(placed: PlacedLine, page: Page) -> OfficialParagraph:
    """One line by itself, its blanks as they are."""
    return _paragraph([placed], placed.line.pieces[0].x0, placed.line.pieces[-1].x1, page)


def stands_of(lines: Sequence[PlacedLine]) -> list[Stand]:
    """Where the lines stand, for an empty form that shall stand like them."""
    return [
        Stand(
            page=page,
            base=round(line.base, 1),
            words=_stretches(line),
            rules=[(round(left, 1), round(right, 1)) for left, right in line.strokes],
        )
        for page, line in lines
    ]


def _stretches(line: OfficialLine) -> list[tuple[float, float, int]]:
    result: list[tuple[float, float, int]] = []
    for at, one in enumerate(line.glyphs):
        before = line.glyphs[at - 1] if at else None
        if before is not None and one.x0 - before.x1 < _APART:
            result[-1] = (result[-1][0], round(one.x1, 1), result[-1][2] + 1)
        else:
            result.append((round(one.x0, 1), round(one.x1, 1), 1))
    return result


def _running(official: OfficialForm) -> Iterator[PlacedLine]:
    """Lines that are not titles, page numbers, or what stands at the foot of every page."""
    seen: dict[str, int] = {}
    for page in official.pages:
        for text in {plain(line.text) for line in page}:
            seen[text] = seen.get(text, 0) + 1
    for number, page in enumerate(official.pages, start=1):
        for whole in page:
            line = _without_frame(whole)
            text = plain(line.text)
            repeated = seen[text] > 1 and ("年月日" in text or line.top > 240) and text
            number_line = line.top < 90 and NUMBER.search(text)
            if line.size < 6.5 and line.pieces and not (repeated or number_line or _PAGE_MARK.fullmatch(text)):
                yield PlacedLine(number, line)


def _without_frame(line: OfficialLine) -> OfficialLine:
    """The line without a stroke wider than any text: the rule above the copies line is no line to write on."""
    if all(right - left < _WIDEST for left, right in line.strokes):
        return line
    strokes = tuple(one for one in line.strokes if one[1] - one[0] < _WIDEST)
    if not line.text:
        return line._replace(strokes=strokes, pieces=tuple(one for one in line.pieces if one.x1 - one.x0 < _WIDEST))
    # Words on the stroke part it into blanks that are none, at the edges of the page.
    pieces = tuple(one for one in line.pieces if one.text or any(a - 1 < one.x0 and one.x1 < b + 1 for a, b in strokes))
    return line._replace(strokes=strokes, pieces=pieces)


def _runs_on(line: OfficialLine, following: OfficialLine, right: float) -> bool:
    if not line.text:
        if not following.text:
            return True
        if following.text.startswith(("[", "［", "（")):
            return False
    if (not line.pieces[-1].text or line.text.endswith(("：", ":", "]", "］"))) and _LABEL.match(following.text):
        return False
    words = [piece for piece in following.pieces if piece.text]
    if len(words) == 1 and len(following.pieces) == 2 and _TURN.fullmatch(words[0].text):
        return False
    if line.text.endswith(("。", "）", "]")) and following.text.startswith(("（", "[", "［")):
        return False
    full = right - line.pieces[-1].x1 < 1.6 * line.size
    return full and (following.top < line.top or following.top - line.top < 3 * line.size)


def _paragraph(lines: Sequence[PlacedLine], left: float, right: float, page: Page) -> OfficialParagraph:
    """Words and blanks of the lines; a blank is as long as brings what follows it to its official place in our type."""
    given: list[Given] = []
    em = page.setting.pitch * MM
    for number, (_, line) in enumerate(lines):
        cursor = line.pieces[0].x0 if number == 0 else left
        for index, piece in enumerate(line.pieces):
            if piece.text:
                if index and line.pieces[index - 1].text and piece.x0 - line.pieces[index - 1].x1 > 0.75 * em:
                    given.append(Given(BLANK, (piece.x0 - cursor) / em))
                    cursor = piece.x0
                words = _own(piece.text, page.agency)
                given += [Given(one) for one in words]
                cursor += _width(words, page.setting)
                continue
            after = line.pieces[index + 1].x0 if index + 1 < len(line.pieces) else min(piece.x1, right)
            length = max(1, round(2 * (after - cursor) / em)) / 2
            if after - piece.x0 < 0.6 * em:
                continue
            if given and given[-1].text == BLANK:
                given[-1] = Given(BLANK, given[-1].ems + length)
            else:
                given.append(Given(BLANK, length))
            cursor += length * em
    tops = [b.line.top - a.line.top for a, b in itertools.pairwise(lines) if b.line.top > a.line.top]
    pitch_pt = round(sorted(tops)[len(tops) // 2] / MM, 1) if tops else 0.0
    indent = abs(round(2 * (lines[0].line.pieces[0].x0 - left) / lines[0].line.size) / 2)
    return OfficialParagraph(given, indent, pitch_pt, tuple(lines))


def _width(words: str, setting: Setting) -> float:
    """How wide words are in our type (mm); brackets of optional words are printed in full width."""
    shown = words.translate({ord("["): "［", ord("]"): "］", ord("／"): "/"})
    try:
        return natural_width(items_of([Run(shown)], setting)) * MM
    except Fault:
        return len(words) * setting.pitch * MM


def _own(text: str, agency: str) -> str:
    text = text.translate(_FULL)
    if not agency:
        return text
    office = {"药监": "药品监督管理局"}.get(agency)
    return text.replace("市场监督管理局", office or "市场监督管理局").replace("市监", agency)
