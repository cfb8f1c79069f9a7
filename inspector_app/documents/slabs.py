"""What a page is piled up from: lines, groups that stay together, table rows. A slab knows its height and how to lie down.

Lengths are points. ``pitch`` is the distance of grid lines, which may close up so that a closing stays on its page.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from inspector_app.documents.inline import Line
from inspector_app.documents.sheet import ASCENT, UNDER, Sheet


class Placed(NamedTuple):
    """A line of text and where it begins; ``ruled`` draws a line beneath it between two places."""

    x: float
    line: Line
    size: float
    ruled: tuple[float, float] | None = None


@dataclass(frozen=True)
class Slab(ABC):
    """One unbreakable piece of the page."""

    keep: bool = False
    """Stays on the page of the next slab."""
    droppable: bool = False
    """Falls away at the top of a page."""
    sinks: bool = False
    """Lies at the very foot of the last page."""
    breaks: bool = False
    """Turns the page."""
    begins: float = 0.0
    """Lies no higher than this on the page where it begins (points from the top of the page)."""
    place: tuple[int, float] | None = None
    """Lies on this page (from 1) at this height (points from the top of the page), wherever the others lie."""

    @abstractmethod
    def height(self, pitch: float) -> float:
        """Height at this pitch."""

    @abstractmethod
    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Put the marks on the sheet."""

    @property
    def on_grid(self) -> bool:
        """Whether its height is a multiple of the pitch."""
        return True

    def split(self, room: float) -> tuple[Slab, Slab] | None:
        """Cut it so that the first part fits the room; None when it is better moved as a whole."""
        del room
        return None

    @property
    def head(self) -> Slab | None:
        """What is repeated above it when it begins a page."""
        return None


@dataclass(frozen=True)
class LineSlab(Slab):
    """One grid line, holding one or several pieces side by side; ``own_pitch`` fixes its height."""

    pieces: tuple[Placed, ...] = ()
    own_pitch: float = 0.0
    above: tuple[float, float] | None = None
    """A rule along its upper edge between two places."""

    def height(self, pitch: float) -> float:
        """One line."""
        return self.own_pitch or pitch

    @property
    def on_grid(self) -> bool:
        """Lines with a pitch of their own push the grid down."""
        return not self.own_pitch

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Set each piece, and the rule beneath it."""
        tall = self.height(pitch)
        if self.above:
            sheet.rule(self.above[0], top, self.above[1], top, 0.75)
        for piece in self.pieces:
            baseline = sheet.line(piece.x, top, tall, piece.size, piece.line)
            if piece.ruled:
                sheet.rule(piece.ruled[0], baseline + UNDER, piece.ruled[1], baseline + UNDER)


def keep_short_end(lines: list[LineSlab], room: float) -> list[LineSlab]:
    """Keep a short last line with the one before it, so that it does not stand alone on the next page; ``room`` is a full line."""
    if len(lines) < 2 or lines[-1].pieces[0].line.width > room / 3:
        return lines
    return [*lines[:-2], replace(lines[-2], keep=True), lines[-1]]


@dataclass(frozen=True)
class SpaceSlab(Slab):
    """Empty grid lines, or a fixed gap (points)."""

    lines: float = 1.0
    fixed: float = 0.0

    @property
    def on_grid(self) -> bool:
        """A fixed gap pushes the grid down."""
        return not self.fixed

    def height(self, pitch: float) -> float:
        """So many lines, or the gap."""
        return self.fixed or self.lines * pitch

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Nothing to draw."""


@dataclass(frozen=True)
class BreakSlab(Slab):
    """The next slab begins a page."""

    breaks: bool = True

    def height(self, pitch: float) -> float:
        """Takes no room."""
        del pitch
        return 0.0

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Nothing to draw."""


@dataclass(frozen=True)
class SignSlab(Slab):
    """Lines to sign on, kept together."""

    rows: tuple[SignLine, ...] = ()
    row_pitch: float = 26.0
    right: float = 0.0

    def height(self, pitch: float) -> float:
        """All its rows."""
        del pitch
        return self.row_pitch * len(self.rows)

    @property
    def on_grid(self) -> bool:
        """Has a pitch of its own."""
        return False

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Draw labels, lines and the words of the date."""
        del pitch
        for number, row in enumerate(self.rows):
            row_top = top + number * self.row_pitch
            baseline = row_top + (self.row_pitch - row.size) / 2 + ASCENT * row.size
            for piece in row.pieces:
                sheet.line(piece.x, row_top, self.row_pitch, piece.size, piece.line)
            at = row.start
            for comma in row.gaps:
                sheet.rule(at, baseline + UNDER, comma, baseline + UNDER)
                at = comma + row.size
            sheet.rule(at, baseline + UNDER, self.right, baseline + UNDER)


class SignLine(NamedTuple):
    """One line to sign on: its words, where the line starts, and where commas part it."""

    pieces: tuple[Placed, ...]
    start: float
    gaps: tuple[float, ...]
    size: float


@dataclass(frozen=True)
class RowSlab(Slab):
    """A table row: cells of lines between rules. A tall one is cut between lines."""

    edges: tuple[float, ...] = ()
    """Left edges of the cells and the right edge of the last."""
    cells: tuple[tuple[Line, ...], ...] = ()
    aligns: tuple[str, ...] = ()
    size: float = 12.0
    line_pitch: float = 18.0
    least: float = 24.0
    padding: float = 3.0
    first: bool = False
    """Draws its upper edge too."""
    head_row: Slab | None = field(default=None)
    centred: str = "middle"

    @property
    def on_grid(self) -> bool:
        """Rows have their own height."""
        return False

    @property
    def head(self) -> Slab | None:
        """The table's head."""
        return self.head_row

    def _lines(self) -> int:
        return max((len(cell) for cell in self.cells), default=1)

    def height(self, pitch: float) -> float:
        """As its tallest cell needs, at least as the form says."""
        del pitch
        return max(self.least, self._lines() * self.line_pitch + 2 * self.padding)

    def split(self, room: float) -> tuple[Slab, Slab] | None:
        """Cut between lines when four or more of its lines stay and two or more go on."""
        fits = int((room - 2 * self.padding) // self.line_pitch)
        fits = min(fits, self._lines() - 2)
        if fits < 4:
            return None
        upper = tuple(cell[:fits] for cell in self.cells)
        lower = tuple(cell[fits:] for cell in self.cells)
        return self._part(upper, keep=False), self._part(lower, keep=self.keep)

    def _part(self, cells: tuple[tuple[Line, ...], ...], *, keep: bool) -> RowSlab:
        return RowSlab(
            keep=keep,
            edges=self.edges,
            cells=cells,
            aligns=self.aligns,
            size=self.size,
            line_pitch=self.line_pitch,
            least=self.least,
            padding=self.padding,
            head_row=self.head_row,
            centred="top",
        )

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Draw the cells and the rules around them."""
        tall = self.height(pitch)
        for at, lines in enumerate(self.cells):
            left, right = self.edges[at], self.edges[at + 1]
            used = len(lines) * self.line_pitch
            y = top + (tall - used) / 2 if self.centred == "middle" else top + self.padding
            for line in lines:
                spare = right - left - line.width
                x = {
                    "left": left + self.padding,
                    "center": left + spare / 2,
                    "right": right - self.padding - line.width,
                }
                sheet.line(x[self.aligns[at]], y, self.line_pitch, self.size, line)
                y += self.line_pitch
        if self.first:
            sheet.rule(self.edges[0], top, self.edges[-1], top)
        sheet.rule(self.edges[0], top + tall, self.edges[-1], top + tall)
        for edge in self.edges:
            sheet.rule(edge, top, edge, top + tall)
