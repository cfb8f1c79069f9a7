"""The grid of a form table: cells at the places of the official page, words and values in them.

Places are millimetres from the top left corner of the page, so that what was measured on an official page carries over as
it is. A cell that holds more than it has room for grows; what lies under it moves down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from inspector_app.catalog.template import FILLED, MISSING, BlockBase, When


class GridMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words at a measured place of a cell: a part of a caption, a tick box, the line to sign on."""

    text: str = ""
    """A template; a value that does not fit before the cell's edge goes on in the next line and the cell grows."""
    at: tuple[float, float]
    """Left edge and top of the em box (mm)."""
    rule: float = 0
    """A line to write on runs from the end of the text to here (mm); 0 draws none."""
    to: float = 0
    """Where the text has to end at the latest (mm); 0 is the edge of the cell."""
    date: str = ""
    """Instead of a text: a date field, written by hand when it is empty (年, 月, 日 stand ready); ``-`` is always by hand."""
    step: float = 12.7
    """From 年 to 月 to 日 of such a date (mm)."""
    who: str = ""
    """The entry of the form's signatures that is signed here."""
    black: bool = False
    when: When = {}
    """All conditions must hold, on an empty form too: ``{key: "-"}`` is printed there, ``{key: "*"}`` is not."""

    def template(self) -> str:
        """The text, or the date as a template."""
        return "{" + self.date + ":date}" if self.date not in ("", "-") else self.text


class GridCell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One cell: ``label`` in its middle, ``text`` from the top, ``marks`` at the upper edge, ``foot`` at the lower one."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom (mm)."""
    label: str = ""
    """Fixed words; line ends are kept."""
    vertical: bool = False
    """One character of the label under the other."""
    pitch: float = 0
    """From one line of the label to the next (pt); 0 is the grid's."""
    black: bool = False
    title: str = ""
    """A template in the type of titles, in the middle of the cell."""
    lead: str = ""
    """Fixed words before the text, on its first line."""
    text: str = ""
    """A template; the value is set from the left edge, or centred."""
    when: When = {}
    """The text is printed only when these hold."""
    align: Literal["left", "center"] = "left"
    valign: Literal["auto", "top", "middle"] = "auto"
    """``auto``: in the middle where nothing else stands in the cell, else from the top."""
    indent: float = 0
    """How far the first line of each paragraph stands in (ems)."""
    hang: float = 0
    """How far the later lines of the text stand in (mm)."""
    top: float = 0
    """Where the text begins (mm from the top of the page); 0 is under the upper edge or the marks."""
    size: float = 0
    """Type size of the cell (pt); 0 is the grid's."""
    lines: tuple[Literal["left", "top", "right", "bottom"], ...] = ("left", "top", "right", "bottom")
    """Which edges are ruled."""
    ruled: float = 0
    """Rules to write on, from line to line (pt), over the width of the text; 0 draws none."""
    below_blank: bool = False
    """A text that is filled in ends with 以下空白 instead of lines on which more could be written."""
    marks: list[GridMark] = []
    foot: list[GridMark] = []

    def templates(self) -> Iterator[str]:
        """Text and marks are templates, the label is not."""
        yield self.title
        yield self.text
        for mark in (*self.marks, *self.foot):
            yield mark.template()


class GridBlock(BlockBase, frozen=True, kw_only=True, tag="grid"):
    """A ruled form: its first row begins at its measured place, a page that runs over goes on with（续）."""

    cells: list[GridCell]
    size: float = 12
    """Type size (pt)."""
    pitch: float = 16
    """From line to line in a cell (pt)."""
    padding: float = 2
    """Between the edge of a cell and its text (mm)."""
    heavy: float = 0
    """Width of the outer frame (pt); 0 is a thin line as inside."""
    across: tuple[tuple[float, float], ...] = ()
    """Where a level rule of the empty form is drawn in two pieces that meet (mm), as on the official page; on paper it is one."""
    down: tuple[tuple[float, float], ...] = ()
    """The same for upright rules."""

    def templates(self) -> Iterator[str]:
        """Every template of every cell."""
        for cell in self.cells:
            yield from cell.templates()

    def marks(self) -> Iterator[GridMark]:
        """Every mark of every cell."""
        for cell in self.cells:
            yield from cell.marks
            yield from cell.foot

    def problems(self) -> Iterator[str]:
        """Say which cells have no size, or lie over each other."""
        for number, cell in enumerate(self.cells, start=1):
            left, top, right, bottom = cell.box
            if right - left < 1 or bottom - top < 1:
                yield f"第{number}格 {list(cell.box)} 没有大小"
        for number, one in enumerate(self.cells):
            for other in self.cells[:number]:
                if _overlap(one.box, other.box) and not _apart(one.when, other.when):
                    yield f"第{number + 1}格 {list(one.box)} 与 {list(other.box)} 重叠"


class StripText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of a strip: set down a column between two heights, or along a line where ``bottom`` is 0."""

    text: str
    """A template."""
    x: float
    """Middle of the column, or where the line begins (mm)."""
    top: float
    bottom: float = 0
    size: float = 36
    style: Literal["text", "title", "black"] = "title"
    when: When = {}
    """All conditions must hold, on an empty form too."""
    caption: bool = False
    """About the strip, not on it: left out where the strip is printed in its own size."""


class StripBlock(BlockBase, frozen=True, kw_only=True, tag="strip"):
    """A seal strip: drawn in a box on a page, or filling a paper of its own size, everything in proportion."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom of the strip on the page (mm)."""
    texts: list[StripText]

    def templates(self) -> Iterator[str]:
        """Every text is a template."""
        for one in self.texts:
            yield one.text


def _apart(one: When, other: When) -> bool:
    """Whether two conditions never hold together: what one wants filled the other wants missing."""
    return any([one[key], other.get(key)] in ([FILLED, MISSING], [MISSING, FILLED]) for key in one)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 0.5 and high > 0.5
