"""The grid of a form table: cells at measured places that grow with what they hold, and go on over the page marked（续）.

Lengths are points. A row is the strip between two neighbouring heights at which some cell begins or ends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from inspector_app.catalog.body import TitleBlock
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
from inspector_app.documents.sheet import ASCENT, MM, THIN, UNDER, Sheet
from inspector_app.documents.slabs import LineSlab, Placed, Slab

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

AGAIN = "（续）"
_SAME = 0.6 * MM
"""Heights closer than this are one: official pages are drawn with a hand's tremble."""
_WHOLE = 42 * MM
"""A row up to this height is rather moved than cut."""
_AIR = 1.0
"""Least room between text and a rule (points)."""
_HEAD = 30.0
_HAND = 25 * MM
"""Room for an opinion, a signature and a date by hand."""
_LOW = 12 * MM
"""Rows up to this height give nothing."""
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
    again: tuple[Line, ...] = ()
    """The label where the cell goes on."""

    @property
    def need(self) -> float:
        """The least height that holds everything."""
        text = max((piece.dy + piece.tall for piece in self.pieces), default=0.0)
        label = len(self.label) * (self.label_size + 1)
        return max(text + (self.foot_height + 4 * _AIR if self.foot else _AIR), label + 2 * _AIR)


@dataclass(frozen=True)
class GridSlab(Slab):
    """All rows of a grid, or what of them goes on the next page."""

    rows: tuple[float, ...] = ()
    cells: tuple[Laid, ...] = ()
    heavy: float = 0.0
    head_row: Slab | None = None
    title: Slab | None = None
    """What stands above the rows that go on."""

    @property
    def on_grid(self) -> bool:
        """Rows have their own height."""
        return False

    @property
    def head(self) -> Slab | None:
        """The name of the form, marked（续）, on later pages."""
        return self.head_row

    def height(self, pitch: float) -> float:
        """All its rows."""
        del pitch
        return sum(self.rows)

    def split(self, room: float) -> tuple[Slab, Slab] | None:
        """Cut between rows, or through a tall one."""
        tops = [0.0, *accumulate(self.rows)]
        if room >= tops[-1] or room < 20:
            return None
        at = max(number for number, top in enumerate(tops[:-1]) if top < room)
        inside = room - tops[at]
        if at > 0 and (self.rows[at] <= _WHOLE or inside < 60):
            return self._cut(at, 0.0)
        return self._cut(at, inside)

    def _cut(self, at: int, inside: float) -> tuple[Slab, Slab]:
        upper_rows = self.rows[:at] + ((inside,) if inside else ())
        lower_rows = (max(0.0, self.rows[at] - inside), *self.rows[at + 1 :])
        last = len(upper_rows)
        upper: list[Laid] = []
        lower: list[Laid] = []
        for cell in self.cells:
            if cell.last <= at:
                upper.append(cell)
            elif cell.first >= last:
                lower.append(dataclasses.replace(cell, first=cell.first - at, last=cell.last - at))
            else:
                here, there = _part(cell, sum(upper_rows[cell.first :]))
                upper.append(dataclasses.replace(here, last=last))
                lower.append(dataclasses.replace(there, first=0, last=cell.last - at))
        first = dataclasses.replace(self, rows=upper_rows, cells=tuple(upper), keep=False)
        grown = _grow(lower_rows, lower)
        return first, dataclasses.replace(self, rows=grown, cells=tuple(lower), begins=0.0, head_row=self.title)

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Draw words cell by cell, then the rules, each as one line."""
        del pitch
        tops = [top + one for one in (0.0, *accumulate(self.rows))]
        across: list[tuple[float, float, float]] = []
        down: list[tuple[float, float, float]] = []
        for cell in self.cells:
            upper, lower = tops[cell.first], tops[cell.last]
            _words(sheet, cell, upper, lower)
            for edge in cell.edges:
                if edge in ("top", "bottom"):
                    across.append((upper if edge == "top" else lower, cell.left, cell.right))
                else:
                    down.append((cell.left if edge == "left" else cell.right, upper, lower))
        outer = (min(c.left for c in self.cells), tops[0], max(c.right for c in self.cells), tops[-1])
        for y, start, end in _joined(across):
            frame = self.heavy and min(abs(y - outer[1]), abs(y - outer[3])) < _SAME
            sheet.rule(start, y, end, y, self.heavy if frame else THIN)
        for x, start, end in _joined(down):
            frame = self.heavy and min(abs(x - outer[0]), abs(x - outer[2])) < _SAME
            sheet.rule(x, start, x, end, self.heavy if frame else THIN)


def _words(sheet: Sheet, cell: Laid, top: float, bottom: float) -> None:
    pitch = min(cell.label_pitch, (bottom - top) / len(cell.label)) if cell.label else 0.0
    y = top + (bottom - top - pitch * len(cell.label)) / 2
    for line in cell.label:
        sheet.line(cell.left + (cell.right - cell.left - line.width) / 2, y, pitch, cell.label_size, line)
        y += pitch
    tall = max((piece.dy + piece.tall for piece in cell.pieces), default=0.0)
    start = top + (bottom - top - tall) / 2 if cell.middle else top
    _pieces(sheet, cell.pieces, start)
    if cell.rule_pitch and cell.pieces:
        _more_rules(sheet, cell, start, bottom - cell.foot_height)
    _pieces(sheet, cell.foot, bottom - cell.foot_height)


def _pieces(sheet: Sheet, pieces: Iterable[Piece], start: float) -> None:
    for piece in pieces:
        baseline = sheet.line(piece.x, start + piece.dy, piece.tall, piece.size, piece.line)
        if piece.ruled:
            sheet.rule(piece.ruled[0], baseline + UNDER, piece.ruled[1], baseline + UNDER)


def _more_rules(sheet: Sheet, cell: Laid, start: float, bottom: float) -> None:
    """Lines to write on under the last line of the text."""
    last = cell.pieces[-1]
    if last.ruled is None:
        return
    left = min(piece.ruled[0] for piece in cell.pieces if piece.ruled)
    left = min(left, last.x)
    y = start + last.dy + (last.tall - last.size) / 2 + ASCENT * last.size + UNDER + cell.rule_pitch
    while y < bottom - _AIR:
        sheet.rule(left, y, last.ruled[1], y)
        y += cell.rule_pitch


def _joined(segments: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join rules that lie on one line and touch."""
    result: list[tuple[float, float, float]] = []
    for place, start, end in sorted((round(place, 1), start, end) for place, start, end in segments):
        if result and abs(result[-1][0] - place) < _SAME and start <= result[-1][2] + _SAME:
            result[-1] = (result[-1][0], result[-1][1], max(end, result[-1][2]))
        else:
            result.append((place, start, end))
    return result


def _part(cell: Laid, room: float) -> tuple[Laid, Laid]:
    """What of a cell stays above the cut and what goes below it."""
    stay = [piece for piece in cell.pieces if piece.dy + piece.tall <= room - _AIR]
    go = list(cell.pieces[len(stay) :])
    shift = go[0].dy - _AIR if go else 0.0
    moved = tuple(piece._replace(dy=piece.dy - shift) for piece in go)
    fits = len(cell.label) * (cell.label_size + 1) + 2 * _AIR <= room
    here = dataclasses.replace(
        cell,
        pieces=tuple(stay),
        middle=False,
        foot=(),
        foot_height=0.0,
        label=cell.label if fits else (),
        edges=tuple({*cell.edges, "bottom"}),
    )
    there = dataclasses.replace(
        cell,
        pieces=moved,
        middle=False,
        label=cell.again if fits else cell.label,
        edges=tuple({*cell.edges, "top"}),
    )
    return here, there


def _grow(rows: Sequence[float], cells: Sequence[Laid]) -> tuple[float, ...]:
    """Make rows taller until every cell holds what it has: the last row of a cell gives the room."""
    result: list[float] = []
    for at, row in enumerate(rows):
        ending = [cell for cell in cells if cell.last == at + 1]
        result.append(max([row, *(cell.need - sum(result[cell.first : at]) for cell in ending)]))
    return tuple(result)


def _give(rows: tuple[float, ...], cells: Sequence[Laid], room: float) -> tuple[float, ...]:
    """Take what is too much for the page from rows that have more room than a hand needs, if that is enough."""
    over = sum(rows) - room
    if over <= 0:
        return rows
    signed = {cell.last - 1 for cell in cells if cell.foot}
    least = _grow([min(row, _HAND if at in signed else _LOW) for at, row in enumerate(rows)], cells)
    spare = [max(0.0, row - small) for row, small in zip(rows, least, strict=True)]
    if sum(spare) < over:
        return rows
    return tuple(row - over * more / sum(spare) for row, more in zip(rows, spare, strict=True))


def grid_slabs(builder: Builder, block: GridBlock) -> list[Slab]:
    """A grid as one slab that begins at its measured height."""
    heights = _heights(block.cells)
    laid = [_cell(builder, block, cell, heights) for cell in block.cells]
    measured = [low - high for high, low in pairwise(heights)]
    bottom = (builder.form.page.top + builder.form.page.height) * MM
    rows = _give(_grow(measured, laid), laid, max(bottom, heights[-1]) - heights[0])
    setting = Setting(16, 16)
    titles = [one.lines[-1] for one in builder.form.body if isinstance(one, TitleBlock)]
    filled = builder.fill(titles[-1] if titles else builder.form.name, style="title", underline=False)
    name = builder.items([*filled, Run(AGAIN, "title")], setting)
    line = Line(name, natural_width(name))
    middle = (min(cell.left for cell in laid) + max(cell.right for cell in laid)) / 2
    title = LineSlab(pieces=(Placed(middle - line.width / 2, line, 16),), own_pitch=_HEAD)
    return [GridSlab(rows=rows, cells=tuple(laid), heavy=block.heavy, begins=heights[0], title=title)]


def _heights(cells: Sequence[GridCell]) -> list[float]:
    result: list[float] = []
    for height in sorted(one * MM for cell in cells for one in (cell.box[1], cell.box[3])):
        if not result or height - result[-1] > _SAME:
            result.append(height)
    return result


def _row(heights: Sequence[float], height: float) -> int:
    return min(range(len(heights)), key=lambda at: abs(heights[at] - height * MM))


def _cell(builder: Builder, block: GridBlock, cell: GridCell, heights: Sequence[float]) -> Laid:
    size = cell.size or block.size
    setting = Setting(size, size)
    first, last = _row(heights, cell.box[1]), _row(heights, cell.box[3])
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
        room = (cell.box[3] - cell.box[1]) * MM - 2 * _AIR
        for smaller in (one for one in _SMALLER if one < size):
            if text and text[-1].dy + text[-1].tall > room:
                text = _text(builder, block, cell, Setting(smaller, smaller), (marked, pushed))
    middle = bool(text) and not marks and not foot and not cell.ruled
    if cell.valign != "auto":
        middle = cell.valign == "middle"
    if not middle and not marks and not cell.top:
        text = [piece._replace(dy=piece.dy + _AIR * 3) for piece in text]
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
        foot_height=(cell.box[3] - _foot_top(cell)) * MM + risen if foot else 0.0,
        rule_pitch=cell.ruled,
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
    """Set marks row by row; returns the pieces, by how much long values pushed what is lower, and where the last row ends."""
    pieces: list[Piece] = []
    setting = Setting(cell.size or block.size, cell.size or block.size)
    pushed = end = 0.0
    pitch = block.pitch * setting.size / block.size
    values = builder.composer.values
    shown = [mark for mark in marks if conditions_hold(mark.when, values)]
    for _, row in groupby(sorted(shown, key=lambda mark: (mark.at[1], mark.at[0])), key=lambda mark: mark.at[1]):
        most = 1
        for mark in row:
            dy = (mark.at[1] - top) * MM + pushed
            made = _mark(builder, cell, mark, setting, block.padding)
            for number, x, line, ruled, size in made:
                pieces.append(Piece(x, dy + number * pitch + setting.size - size, size, size, line, ruled))
                most = max(most, number + 1)
            end = max(end, dy + (most - 1) * pitch + setting.size)
        pushed += (most - 1) * pitch
    return pieces, pushed, end


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
    y = (cell.top - cell.box[1]) * MM + pushed if cell.top else marked + (3 * _AIR if marked else 0.0)
    pitch = cell.ruled or cell.pitch or block.pitch * setting.size / block.size
    left, right = (cell.box[0] + block.padding) * MM, (cell.box[2] - block.padding) * MM
    pieces: list[Piece] = []
    for number, part in enumerate(paragraphs(builder.items(inlines, setting))):
        before: list[Item] = lead if number == 0 else []
        indent = cell.indent * setting.size
        lines = break_lines([*before, *part], right - left, setting, first=right - left - indent, hang=False)
        for at, line in enumerate(lines):
            x = left + indent if at == 0 else left
            if cell.align == "center":
                x = left + (right - left - line.width) / 2
            ruled_from = x + natural_width(before) if at == 0 else x
            pieces.append(Piece(x, y, pitch, setting.size, line, (ruled_from, right) if cell.ruled else None))
            y += pitch
    return pieces
