"""One cell of a grid: its words broken into lines and put at their measured places.

Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from inspector_app.catalog.body import BelowBlank
from inspector_app.catalog.grid import GridBlock, GridCell, GridMark
from inspector_app.catalog.template import parse_template
from inspector_app.documents.compose import conditions_hold
from inspector_app.documents.inline import (
    Blank,
    Inline,
    Item,
    Line,
    Run,
    Setting,
    break_lines,
    items_of,
    natural_width,
    paragraphs,
)
from inspector_app.documents.sheet import MM

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

AGAIN = "（续）"
AIR = 1.0
"""Least room between text and a rule (points)."""
_SMALLER = (12.0, 10.5)
"""小四, 五号: what a value may shrink to before its cell grows."""


class Piece(NamedTuple):
    """A line of text at its place: ``dy`` is measured from the top of its group."""

    x: float
    dy: float
    tall: float
    size: float
    line: Line
    ruled: tuple[float, float] | None = None


@dataclass(frozen=True)
class Laid:
    """A cell as it will be drawn: its rows, its label in the middle, pieces under its upper and above its lower edge."""

    left: float
    right: float
    first: int
    last: int
    """The row after its last one."""
    edges: tuple[str, ...]
    label: tuple[Line, ...] = ()
    label_size: float = 12.0
    label_pitch: float = 16.0
    pieces: tuple[Piece, ...] = ()
    middle: bool = False
    """The pieces stand in the middle of the cell's height."""
    foot: tuple[Piece, ...] = ()
    foot_height: float = 0.0
    rule_pitch: float = 0.0
    rules_from: float = 0.0
    """Where the lines to write on under the text begin."""
    again: tuple[Line, ...] = ()
    """The label where the cell goes on."""

    @property
    def need(self) -> float:
        """The least height that holds everything."""
        text = max((piece.dy + piece.tall for piece in self.pieces), default=0.0)
        label = len(self.label) * (self.label_size + 1)
        return max(text + (self.foot_height + 4 * AIR if self.foot else AIR), label + 2 * AIR)


def row_at(heights: Sequence[float], height: float) -> int:
    """The row that begins at a measured height (mm); ``heights`` are points."""
    return min(range(len(heights)), key=lambda at: abs(heights[at] - height * MM))


def lay_cell(builder: Builder, block: GridBlock, cell: GridCell, heights: Sequence[float]) -> Laid:
    """Break and place everything of one cell; ``heights`` are the measured edges of all rows."""
    size = cell.size or block.size
    setting = Setting(size, size)
    first, last = row_at(heights, cell.box[1]), row_at(heights, cell.box[3])
    label_pitch = cell.pitch or block.pitch * size / block.size
    if cell.title:
        items = builder.items(builder.fill(cell.title, style="title", underline=False), setting)
        return Laid(
            left=cell.box[0] * MM,
            right=cell.box[2] * MM,
            first=first,
            last=last,
            edges=tuple(cell.lines),
            label=tuple(break_lines(items, (cell.box[2] - cell.box[0] - 2) * MM, setting, justify=False)),
            label_size=size,
            label_pitch=size * 1.4,
        )
    words = [*cell.label.replace("\n", "")] if cell.vertical else cell.label.split("\n") if cell.label else []
    label = [line for one in words for line in _label(builder, cell, one, setting)]
    marks, pushed, marked = _marks(builder, block, cell, cell.marks, cell.box[1])
    foot, risen, _ = _marks(builder, block, cell, cell.foot, _foot_top(cell))
    text = _text(builder, block, cell, setting, (marked, pushed))
    if not marks and not foot and not cell.ruled:
        room = (cell.box[3] - cell.box[1]) * MM - 2 * AIR
        for smaller in (one for one in _SMALLER if one < size):
            if text and (text[-1].dy + text[-1].tall > room or _parted(text)):
                text = _text(builder, block, cell, Setting(smaller, smaller), (marked, pushed))
    middle = bool(text) and not marks and not foot and not cell.ruled
    if cell.valign != "auto":
        middle = cell.valign == "middle" and bool(text)  # marks alone stay at their measured places
    if not middle and not marks and not cell.top:
        text = [piece._replace(dy=piece.dy + AIR * 3) for piece in text]
    foot_height = (cell.box[3] - _foot_top(cell)) * MM + risen if foot else 0.0
    if foot_height > builder.form.page.height * MM / 2:  # a value as long as a page goes on like a text
        under = max((piece.dy + piece.tall for piece in [*marks, *text]), default=0.0) + AIR
        text += [piece._replace(dy=piece.dy + under) for piece in foot]
        foot, foot_height = [], 0.0
    return Laid(
        left=cell.box[0] * MM,
        right=cell.box[2] * MM,
        first=first,
        last=last,
        edges=tuple(cell.lines),
        label=tuple(label),
        label_size=size,
        label_pitch=label_pitch,
        pieces=tuple(sorted([*marks, *text], key=lambda piece: piece.dy)),
        middle=middle,
        foot=tuple(foot),
        foot_height=foot_height,
        rule_pitch=cell.ruled,
        rules_from=(cell.box[0] + block.padding + cell.hang) * MM,
        again=(*label, *_label(builder, cell, AGAIN, Setting(min(size, 9), min(size, 9)))) if label else (),
    )


def _label(builder: Builder, cell: GridCell, words: str, setting: Setting) -> list[Line]:
    items = builder.items([Run(words, "black" if cell.black else "text")], setting)
    room = (cell.box[2] - cell.box[0]) * MM + setting.size / 2  # official captions may fill their cell to the rule
    return break_lines(items, max(room, setting.size), setting, justify=False, hang=False)


def _foot_top(cell: GridCell) -> float:
    return min((mark.at[1] for mark in cell.foot), default=cell.box[3])


def _marks(
    builder: Builder, block: GridBlock, cell: GridCell, marks: Sequence[GridMark], top: float
) -> tuple[list[Piece], float, float]:
    """Set marks row by row; returns the pieces, by how much long values end lower than measured, and where they end."""
    pieces: list[Piece] = []
    setting = Setting(cell.size or block.size, cell.size or block.size)
    pitch = block.pitch * setting.size / block.size
    values = builder.composer.values
    shown = [mark for mark in marks if conditions_hold(mark.when, values)]
    usual = end = free = 0.0
    above = (-setting.size, -setting.size)
    """Where the row above was measured and where it lies."""
    for height, row in groupby(sorted(shown, key=lambda mark: (mark.at[1], mark.at[0])), key=lambda mark: mark.at[1]):
        measured = (height - top) * MM
        dy = max(measured, free)
        if above[1] > above[0]:  # a row that was pushed down pushes the next one, as far as needed
            dy = max(dy, above[1] + min(measured - above[0], setting.size + AIR))
        above = (measured, dy)
        usual = measured + setting.size
        for mark in row:
            for number, x, line, ruled, size in _mark(builder, cell, mark, setting, block.padding):
                pieces.append(Piece(x, dy + number * pitch + setting.size - size, size, size, line, ruled))
                end = max(end, dy + number * pitch + setting.size)
                if number:  # a value in several lines: what stands lower makes room as far as needed
                    free = max(free, end + AIR)
    return pieces, max(0.0, end - usual), end


class _Line(NamedTuple):
    """One line of a mark: which, where it begins, what stands on it, the rule it has, its size."""

    number: int
    x: float
    line: Line
    ruled: tuple[float, float] | None
    size: float


def _mark(builder: Builder, cell: GridCell, mark: GridMark, setting: Setting, padding: float) -> list[_Line]:
    x = mark.at[0] * MM
    if mark.date and (mark.date == "-" or not builder.composer.has(mark.date)):
        words = [(x + at * mark.step * MM, builder.items([Run(one)], setting)) for at, one in enumerate("年月日")]
        return [_Line(0, at, Line(items, natural_width(items)), None, setting.size) for at, items in words]
    template = mark.template()
    inlines = builder.fill(template, style="black" if mark.black else "text", underline=None)
    # Fixed words close up two marks in a row, as the official pages do.
    items = items_of(inlines, setting, squeeze="{" not in template)
    if mark.date:  # ends where 日 stood
        end = x + 2 * mark.step * MM + setting.size
        return [_Line(0, end - natural_width(items), Line(items, natural_width(items)), None, setting.size)]
    room = max((mark.to or cell.box[2] - min(padding, 0.2)) * MM - x, setting.size)
    lines = break_lines(items, room, setting, justify=False, hang=False)
    if mark.to and len(lines) > 1 and setting.size > _SMALLER[-1]:
        small = Setting(_SMALLER[-1], _SMALLER[-1])
        tried = break_lines(builder.items(inlines, small), room, small, justify=False, hang=False)
        if len(tried) == 1:
            lines, setting = tried, small
    result = []
    for number, line in enumerate(lines):
        # A value stands on its line, a caption stands before it.
        start = x if template.startswith("{") else x + line.width
        ruled = (start, mark.rule * MM) if mark.rule and number == len(lines) - 1 else None
        result.append(_Line(number, x, line, ruled, setting.size))
    return result


def _parted(text: Sequence[Piece]) -> bool:
    """Whether a number or a word is cut at the end of a line."""
    ends = [("".join(item.text for item in piece.line.items)) for piece in text]
    return any(
        one[-1:].isascii() and one[-1:].isalnum() and two[:1].isascii() and two[:1].isalnum()
        for one, two in pairwise(ends)
    )


def _says(builder: Builder, template: str) -> bool:
    """Whether a template has words of its own, or a value: blanks alone leave the cell empty."""
    parts = parse_template(template)
    return any(part.strip() if isinstance(part, str) else builder.composer.has(part.key) for part in parts)


def _text(
    builder: Builder, block: GridBlock, cell: GridCell, setting: Setting, after: tuple[float, float]
) -> list[Piece]:
    shown = conditions_hold(cell.when, builder.composer.values)
    inlines: list[Inline] = [
        one._replace(under=False) if isinstance(one, Blank) else one for one in builder.fill(cell.text, underline=False)
    ]
    if not shown or not _says(builder, cell.text):
        inlines = []
    if not inlines and not cell.lead and not cell.ruled:
        return []
    lead = builder.items([Run(cell.lead)], setting)
    marked, pushed = after
    y = (cell.top - cell.box[1]) * MM + pushed if cell.top else marked + (3 * AIR if marked else 0.0)
    pitch = cell.ruled or cell.pitch or block.pitch * setting.size / block.size
    left, right = (cell.box[0] + block.padding) * MM, (cell.box[2] - block.padding) * MM
    pieces: list[Piece] = []
    for number, part in enumerate(paragraphs(builder.items(inlines, setting))):
        before: list[Item] = lead if number == 0 else []
        indent = cell.indent * setting.size
        later = right - left - cell.hang * MM
        lines = break_lines([*before, *part], later, setting, first=right - left - indent, hang=False)
        for at, line in enumerate(lines):
            x = left + indent if at == 0 else left + cell.hang * MM
            if cell.align == "center":
                x = left + (right - left - line.width) / 2
            ruled_from = x + natural_width(before) if at == 0 else x
            pieces.append(Piece(x, y, pitch, setting.size, line, (ruled_from, right) if cell.ruled else None))
            y += pitch
    if cell.below_blank and inlines and not builder.composer.empty:
        items = builder.items([Run(BelowBlank().text)], setting)
        said = Line(items, natural_width(items))
        pieces.append(Piece(left + (right - left - said.width) / 2, y, pitch, setting.size, said))
    return pieces
