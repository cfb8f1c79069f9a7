"""One page as a list of marks: lines of text, rules, boxes, grey words. Nothing here knows PDF.

Lengths are points, measured from the top left corner of an A4 page.
"""

from __future__ import annotations

from typing import NamedTuple

from inspector_app.documents.inline import Item, Line

MM = 72 / 25.4
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
ASCENT = 0.88
"""Height of the em box above the baseline, in ems, for every bundled Chinese font."""
UNDER = 1.75
"""How far under the baseline a line to write on lies (points)."""
THIN = 0.5


class Text(NamedTuple):
    """A run of items of one font on a baseline.

    Each glyph is followed by ``spacing``; ``extra`` is the part of it that the widths of the items do not hold yet.
    """

    x: float
    baseline: float
    size: float
    font: str
    items: list[Item]
    spacing: float
    extra: float
    hidden: bool = False
    """Read, searched and copied, but not seen."""


class Rule(NamedTuple):
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = THIN
    piece: bool = False
    """Stays one of two pieces that meet."""


class Tick(NamedTuple):
    """A tick box whose em box begins at ``x`` on ``baseline``."""

    x: float
    baseline: float
    size: float
    ticked: bool


class Sheet:
    """Collects the marks of one page in reading order."""

    def __init__(
        self, width: float = PAGE_WIDTH, height: float = PAGE_HEIGHT, code: tuple[float, float] = (0, 0)
    ) -> None:
        """``width`` and ``height`` of the paper; ``code`` is where the page's code begins."""
        self.width = width
        self.height = height
        self.code = code
        self.texts: list[Text] = []
        self.rules: list[Rule] = []
        self.ticks: list[Tick] = []

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = THIN, *, piece: bool = False) -> None:
        """Draw a rule; one of no length is left out."""
        if abs(x1 - x0) + abs(y1 - y0) > 0.1:
            self.rules.append(Rule(x0, y0, x1, y1, width, piece))

    def join(self) -> None:
        """Make one of upright rules that lie end to end, as the sides of a table's rows do."""
        upright = sorted(
            (one for one in self.rules if one.x0 == one.x1 and not one.piece),
            key=lambda one: (one.width, one.x0, one.y0),
        )
        rest = [one for one in self.rules if one.x0 != one.x1 or one.piece]
        joined: list[Rule] = []
        for one in upright:
            last = joined[-1] if joined else None
            if last and (last.width, last.x0) == (one.width, one.x0) and one.y0 <= last.y1 + 0.1:
                joined[-1] = last._replace(y1=max(last.y1, one.y1))
            else:
                joined.append(one)
        self.rules = rest + joined

    def line(self, x: float, top: float, height: float, size: float, line: Line) -> float:
        """Set a line of text in a box of that height; returns its baseline."""
        baseline = top + (height - size) / 2 + ASCENT * size
        at = x
        run: list[Item] = []
        run_x = at
        under_from: float | None = None
        for item in line.items:
            if run and item.font != run[0].font:
                self._run(run_x, baseline, size, run, line)
                run = []
            if item.ticked is not None:  # drawn as lines, and readable as □ or □√
                if run:
                    self._run(run_x, baseline, size, run, line)
                    run = []
                self.ticks.append(Tick(at, baseline, size, item.ticked))
                self.texts.append(Text(at, baseline, size, item.font, [item], 0.0, 0.0, hidden=True))
                if item.ticked:
                    mark = item._replace(text="√")
                    half = Text(at + item.width / 2, baseline, size / 2, item.font, [mark], 0.0, 0.0, hidden=True)
                    self.texts.append(half)
            elif item.font:
                if not run:
                    run_x = at
                run.append(item)
            if item.under and under_from is None:
                under_from = at
            elif not item.under and under_from is not None:
                self.rule(under_from, baseline + UNDER, at, baseline + UNDER)
                under_from = None
            at += item.width + (line.extra if item.text else 0.0)
        if run:
            self._run(run_x, baseline, size, run, line)
        if under_from is not None:
            self.rule(under_from, baseline + UNDER, at, baseline + UNDER)
        return baseline

    def _run(self, x: float, baseline: float, size: float, items: list[Item], line: Line) -> None:
        self.texts.append(Text(x, baseline, size, items[0].font, items, line.tight + line.extra, line.extra))
