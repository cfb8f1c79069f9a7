"""The grid of a form table: cells at measured places that grow with what they hold, and go on over the page marked（续）.

Lengths are points. A row is the strip between two neighbouring heights at which some cell begins or ends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from inspector_app.catalog.body import TitleBlock
from inspector_app.catalog.grid import GridBlock, GridCell
from inspector_app.documents.grid_cells import AGAIN, AIR, Laid, Piece, lay_cell, row_at
from inspector_app.documents.inline import Line, Run, Setting, natural_width
from inspector_app.documents.sheet import ASCENT, MM, THIN, UNDER, Sheet
from inspector_app.documents.slabs import LineSlab, Placed, Slab

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

_SAME = 0.6 * MM
"""Heights closer than this are one: official pages are drawn with a hand's tremble."""
_WHOLE = 42 * MM
"""A row up to this height is rather moved than cut."""
_HEAD = 30.0
_HAND = 25 * MM
"""Room for an opinion, a signature and a date by hand."""
_LOW = 12 * MM
"""Rows up to this height give nothing."""


@dataclass(frozen=True)
class GridSlab(Slab):
    """All rows of a grid, or what of them goes on the next page."""

    rows: tuple[float, ...] = ()
    cells: tuple[Laid, ...] = ()
    heavy: float = 0.0
    head_row: Slab | None = None
    room: float = 0.0
    """What a later page has for rows."""
    title: Slab | None = None
    """What stands above the rows that go on."""
    across: tuple[tuple[float, int], ...] = ()
    """Where level rules are parted: the place across the page, and the row under the rule."""
    down: tuple[tuple[float, int], ...] = ()
    """The same for upright rules."""

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
        whole = self.rows[at] <= _WHOLE and (at > 0 or self.rows[at] <= self.room)
        if whole or (at > 0 and inside < 60):
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
                here, there = _part(cell, sum(upper_rows[cell.first :]), self.room)
                upper.append(dataclasses.replace(here, last=last))
                lower.append(dataclasses.replace(there, first=0, last=cell.last - at))
        first = dataclasses.replace(self, rows=upper_rows, cells=tuple(upper), keep=False, across=(), down=())
        grown = _give(_grow(lower_rows, lower), lower, self.room)
        return first, dataclasses.replace(
            self, rows=grown, cells=tuple(lower), begins=0.0, head_row=self.title, across=(), down=()
        )

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
        if not self.cells:  # all of it went over the page
            return
        outer = (min(c.left for c in self.cells), tops[0], max(c.right for c in self.cells), tops[-1])
        for y, start, end in _joined(across):
            frame = self.heavy and min(abs(y - outer[1]), abs(y - outer[3])) < _SAME
            cuts = [x for x, row in self.across if abs(tops[row] - y) < _SAME]
            for one, two in _pieced(start, end, cuts):
                sheet.rule(one, y, two, y, self.heavy if frame else THIN)
        for x, start, end in _joined(down):
            frame = self.heavy and min(abs(x - outer[0]), abs(x - outer[2])) < _SAME
            cuts = [tops[row] for place, row in self.down if abs(place - x) < _SAME]
            for one, two in _pieced(start, end, cuts):
                sheet.rule(x, one, x, two, self.heavy if frame else THIN, piece=bool(cuts))


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
    left = cell.rules_from
    y = start + last.dy + (last.tall - last.size) / 2 + ASCENT * last.size + UNDER + cell.rule_pitch
    while y < bottom - AIR:
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


def _pieced(start: float, end: float, cuts: Iterable[float]) -> Iterable[tuple[float, float]]:
    """The pieces of a rule between its ends and the places that part it."""
    return pairwise([start, *sorted(cut for cut in cuts if start + _SAME < cut < end - _SAME), end])


def _part(cell: Laid, room: float, page: float) -> tuple[Laid, Laid]:
    """What of a cell stays above the cut and what goes below it; ``page`` is the room of a later page."""
    stay = [piece for piece in cell.pieces if piece.dy + piece.tall <= room - AIR]
    go = list(cell.pieces[len(stay) :])
    shift = go[0].dy - AIR if go else 0.0
    moved = tuple(piece._replace(dy=piece.dy - shift) for piece in go)
    tall = cell.label_size + 1
    fits = len(cell.label) * tall + 2 * AIR <= room
    # A title that no page has room for is cut as a text is.
    head = 0 if fits or len(cell.label) * tall + 2 * AIR <= page else max(1, int((room - 2 * AIR) // tall))
    here = dataclasses.replace(
        cell,
        pieces=tuple(stay),
        middle=False,
        foot=(),
        foot_height=0.0,
        label=cell.label if fits else cell.label[:head],
        edges=tuple(dict.fromkeys((*cell.edges, "bottom"))),
    )
    there = dataclasses.replace(
        cell,
        pieces=moved,
        middle=False,
        label=cell.again if fits else cell.label[head:],
        edges=tuple(dict.fromkeys((*cell.edges, "top"))),
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
    laid = [lay_cell(builder, block, cell, heights) for cell in block.cells]
    measured = [low - high for high, low in pairwise(heights)]
    bottom = (builder.form.page.top + builder.form.page.height) * MM
    rows = _give(_grow(measured, laid), laid, max(bottom, heights[-1]) - heights[0])
    room = builder.form.page.height * MM - _HEAD
    setting = Setting(16, 16)
    titles = [one.lines[-1] for one in builder.form.body if isinstance(one, TitleBlock)]
    filled = builder.fill(titles[-1] if titles else builder.form.name, style="title", underline=False)
    name = builder.items([*filled, Run(AGAIN, "title")], setting)
    line = Line(name, natural_width(name))
    middle = (min(cell.left for cell in laid) + max(cell.right for cell in laid)) / 2
    title = LineSlab(pieces=(Placed(middle - line.width / 2, line, 16),), own_pitch=_HEAD)
    slab = GridSlab(rows=rows, cells=tuple(laid), heavy=block.heavy, begins=heights[0], room=room, title=title)
    if builder.composer.empty:
        across, down = (tuple((x * MM, row_at(heights, y)) for x, y in places) for places in (block.across, block.down))
        slab = dataclasses.replace(slab, across=across, down=down)
    return [slab]


def _heights(cells: Sequence[GridCell]) -> list[float]:
    result: list[float] = []
    for height in sorted(one * MM for cell in cells for one in (cell.box[1], cell.box[3])):
        if not result or height - result[-1] > _SAME:
            result.append(height)
    return result
