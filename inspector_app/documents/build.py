"""Blocks of a form into slabs of a page: one small function per kind of block, none per document."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import zip_longest

from inspector_app.catalog.body import (
    BelowBlank,
    Block,
    Closing,
    CopiesLine,
    Heading,
    InfoCell,
    InfoRows,
    NumberLine,
    PageBreak,
    Paragraph,
    RowsBlock,
    SignatureBlock,
    Space,
    TableBlock,
    TitleBlock,
)
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.grid import GridBlock, StripBlock
from inspector_app.documents.compose import CLOSES, OPENS, Composer, conditions_hold, fixed_words, line_marks
from inspector_app.documents.endings import closing_slabs, copies_slabs, sign_slab
from inspector_app.documents.fonts import Style
from inspector_app.documents.grid import grid_slabs
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
from inspector_app.documents.slabs import BreakSlab, LineSlab, Placed, SignSlab, Slab, SpaceSlab, keep_short_end
from inspector_app.documents.stand import stood
from inspector_app.documents.strip import strip_slabs
from inspector_app.documents.tables import rows_slabs, table_slabs

_SMALLER = (14.0, 12.0)
"""Sizes a value may shrink to where two share a line: 四号, 小四 (an 18-digit number does not fit its place at 三号)."""


class Builder:
    """Builds the slabs of one document."""

    def __init__(self, form: DocumentForm, composer: Composer) -> None:
        self.form = form
        self.composer = composer
        page = form.page
        self.left = page.left * MM
        self.width = page.width * MM
        self.right = self.left + self.width
        self.setting = Setting(page.size, page.pitch)
        self.paper = page.papers.get(str(composer.values.get(page.paper_by)), page.paper)
        """Width and height of the paper (mm)."""

    def slabs(self) -> list[Slab]:
        """Every block whose conditions hold, in order."""
        result: list[Slab] = []
        text, kept = 0, False
        """Where the text proper ends so far: contacts and 附件 follow it and are not what a closing may stand with alone."""
        for block, following in zip_longest(self.form.body, self.form.body[1:]):
            if self.composer.shows(block):
                made = self.lines_of(block, following)
                if block.stands and self.composer.empty:
                    made = stood(made, block.stands, self.form.page.line)
                if isinstance(block, Space) and kept:  # what keeps with the next block keeps with the space between
                    made = [dataclasses.replace(slab, keep=True) for slab in made]
                else:
                    kept = isinstance(block, Paragraph) and block.keep
                if isinstance(block, GridBlock):  # it may go on over the page, its title stays
                    result = [dataclasses.replace(slab, keep=False) for slab in result]
                if isinstance(block, Closing) or (
                    isinstance(block, SignatureBlock) and result and isinstance(result[-1], LineSlab | SpaceSlab)
                ):
                    _hold_back(result, 0 if self.composer.empty else text)
                result += made
                if isinstance(block, Paragraph) and not block.hang:
                    text = len(result)
        return result

    def foot(self) -> SignSlab | None:
        """The lines to sign on at the foot of every page."""
        foot = self.form.foot
        right = self.left + foot.width * MM if foot.width else self.right
        return sign_slab(self, foot.signatures, foot.pitch, right) if foot.signatures else None

    def lines_of(self, block: Block, following: Block | None) -> list[Slab]:
        """The slabs of one block, by themselves."""
        match block:
            case TitleBlock():
                return self._title(block)
            case NumberLine():
                return self._number(block)
            case InfoRows():
                return [slab for row in block.rows for slab in self._info(row, block.pitch)]
            case Paragraph():
                return self._paragraph(block, closes=not (isinstance(following, Paragraph) and following.joined))
            case Heading():
                return self._heading(block)
            case RowsBlock():
                return rows_slabs(self, block)
            case Space():
                return [SpaceSlab(fixed=block.mm * MM)] if block.mm else [SpaceSlab(droppable=True, lines=block.lines)]
            case PageBreak():
                return [BreakSlab()]
            case TableBlock():
                return table_slabs(self, block)
            case GridBlock():
                return grid_slabs(self, block)
            case StripBlock():
                return strip_slabs(self, block)
            case SignatureBlock():
                width = block.width * MM or self.width
                return [dataclasses.replace(sign_slab(self, block.rows, block.pitch, self.left + width), keep=True)]
            case Closing():
                return closing_slabs(self, block)
            case CopiesLine():
                return copies_slabs(self, block)
            case BelowBlank():
                below = self.single(self.fill(block.text, underline=False), "center")
                return [] if self.composer.empty else [dataclasses.replace(below, droppable=True)]

    def items(self, inlines: Sequence[Inline], setting: Setting | None = None) -> list[Item]:
        """Measure inline text at the page's setting or another."""
        return items_of(inlines, setting or self.setting, squeeze=self.composer.empty)

    def fill(self, template: str, *, style: Style = "text", underline: bool | None = None) -> list[Inline]:
        """Fill a template; values keep their line when the page or the caller says so."""
        kept = self.form.page.underline if underline is None else underline
        return self.composer.inlines(template, underline=kept, style=style)

    def place(self, line: Line, align: str, size: float) -> Placed:
        """Put a line at the left, in the middle or at the right of the text area."""
        spare = self.width - line.width
        x = {"left": self.left, "center": self.left + spare / 2, "right": self.right - line.width}[align]
        return Placed(x, line, size)

    def single(self, inlines: Sequence[Inline], align: str, setting: Setting | None = None) -> LineSlab:
        """One line by itself."""
        line = Line(items := self.items(inlines, setting), natural_width(items), 0, self.tight())
        size = (setting or self.setting).size
        return LineSlab(pieces=(self.place(line, align if line.width <= self.width else "left", size),))

    def _number(self, block: NumberLine) -> list[Slab]:
        setting = Setting(block.size, block.size) if block.size else None
        inlines = self.fill(block.text, underline=False)
        if block.empty and not self.composer.has(self.form.numbered.field):
            inlines = line_marks(block.empty)
        slab = self.single(inlines, block.align, setting)
        if block.at is not None:
            x = min(self.left + block.at * MM, self.right - slab.pieces[0].line.width)
            slab = dataclasses.replace(slab, pieces=(slab.pieces[0]._replace(x=x),))
        return [dataclasses.replace(slab, own_pitch=block.pitch)]

    def _heading(self, block: Heading) -> list[Slab]:
        style: Style = "black" if block.level == 1 else "text"
        items = self.items(self.fill(block.text, style=style, underline=False))
        indent = block.indent * self.setting.pitch
        lines = break_lines(items, self.width, self.setting, first=self.width - indent)
        x = [self.left + indent] + [self.left] * len(lines)
        return [LineSlab(keep=True, pieces=(Placed(x[at], line, self.setting.size),)) for at, line in enumerate(lines)]

    def tight(self) -> float:
        """Letter spacing of the page's grid."""
        return self.setting.pitch - self.setting.size

    def _title(self, block: TitleBlock) -> list[Slab]:
        setting = Setting(block.size, block.size)
        result: list[Slab] = []
        for template in block.lines:
            filled = self.fill(template, style="title", underline=False)
            # The choices of an empty form are not underlined in a title.
            items = self.items([one._replace(under=False) if isinstance(one, Run) else one for one in filled], setting)
            for line in _even(items, self.width, setting):
                piece = self.place(line, "center", block.size)
                result.append(LineSlab(keep=True, pieces=(piece,), own_pitch=block.pitch))
        return result

    def _info(self, row: Sequence[InfoCell], pitch: float = 0) -> list[Slab]:
        ends = [self.left + cell.at * MM for cell in row[1:]] + [self.right]
        rows: list[list[Placed]] = []
        for cell, end in zip(row, ends, strict=True):
            start = self.left + cell.at * MM
            style: Style = "black" if cell.black else "text"
            label = items_of(fixed_words(cell.label, style), self.setting, squeeze=True)
            value_at = start + natural_width(label)
            setting, lines = self._cell(cell, end - start, end - value_at, alone=len(row) == 1)
            lines += [Line([], 0)] * (self._blank_lines(cell.lines, cell.text) - len(lines))
            label_line = Line(label, natural_width(label), 0, self.tight())
            for number, line in enumerate(lines):
                if len(rows) <= number:
                    rows.append([])
                x = value_at if number == 0 else start
                if number == 0:
                    under = (start, value_at) if cell.under == "parted" else None
                    rows[0].append(Placed(start, label_line, self.setting.size, under))
                ruled = (start if cell.under == "whole" else x, end) if cell.ruled else None
                rows[number].append(Placed(x, line, setting.size, ruled))
        return [LineSlab(pieces=tuple(pieces), own_pitch=pitch) for pieces in rows]

    def _cell(self, cell: InfoCell, room: float, first: float, *, alone: bool) -> tuple[Setting, list[Line]]:
        """Break a cell's value; one that shares its row may be set smaller, down to 12 pt, before it takes a second line."""
        inlines = self.fill(cell.text, underline=False if cell.ruled else None)
        if cell.ruled and not self.known(cell.text):
            inlines = []
        smaller = [] if alone else [Setting(size, size) for size in _SMALLER if size < self.setting.size]
        lines: list[Line] = []
        for setting in (self.setting, *smaller):
            lines = break_lines(self.items(inlines, setting), room, setting, first=max(first, setting.size))
            if len(lines) == 1:
                return setting, lines
        return setting, lines

    def known(self, template: str) -> bool:
        """Whether the template shows any words."""
        return any(isinstance(one, Run) for one in self.fill(template))

    def _blank_lines(self, lines: int, template: str) -> int:
        return lines if self.composer.empty and not self.known(template) else 1

    def _paragraph(self, block: Paragraph, *, closes: bool) -> list[Slab]:
        bracket = block.optional and self.composer.empty
        opens = [OPENS] if bracket and not block.joined else []
        lead = self.items([*opens, Run(block.lead, "black")])
        body = self.fill(block.text, underline=False if block.ruled else block.underline)
        if block.ruled:  # the line itself is the place to write
            body = [one for one in body if not isinstance(one, Blank)]
        for more in block.parts:
            if self.composer.empty or conditions_hold(more.when, self.composer.values):
                words = self.fill(more.text, underline=block.underline)
                body += [OPENS, *words, CLOSES] if more.optional and self.composer.empty else words
        if bracket and closes:
            body.append(CLOSES)
        indent, hang = block.indent * self.setting.pitch, block.hang * self.setting.pitch
        left, width = self.left + block.inset * MM, self.width - 2 * block.inset * MM
        result: list[LineSlab] = []
        for number, part in enumerate(paragraphs(self.items(body))):
            before = lead if number == 0 else []
            inner = indent if number == 0 or block.indent else 2 * self.setting.pitch
            lines = break_lines([*before, *part], width - hang, self.setting, first=width - inner)
            for at, line in enumerate(lines):
                x = left + (inner if at == 0 else hang)
                if block.align != "left":
                    piece = self.place(line, block.align, self.setting.size)
                else:
                    rule_from = x + (natural_width([*before, *_colon(part)]) if at == 0 else 0.0)
                    ruled = (rule_from, self.right) if block.ruled else None
                    piece = Placed(x, line, self.setting.size, ruled)
                result.append(LineSlab(pieces=(piece,)))
        if block.ruled and self.composer.empty:
            blank = Placed(self.left, Line([], 0), self.setting.size, (self.left, self.right))
            result += [LineSlab(pieces=(blank,))] * (block.lines - len(result))
        # Of a long value only the end stays with what follows: a chain may not be taller than a page.
        kept = len(result) - _KEPT
        made = [
            dataclasses.replace(slab, keep=block.keep and at >= kept, own_pitch=block.pitch)
            for at, slab in enumerate(result)
        ]
        return list(made if self.composer.empty else keep_short_end(made, self.width))


def _colon(items: Sequence[Item]) -> Sequence[Item]:
    """The colon that belongs to the lead before it."""
    return items[:1] if items and items[0].text == "：" else ()


def _even(items: Sequence[Item], width: float, setting: Setting) -> list[Line]:
    """Break a title into lines of about the same length: a last line of one character looks like a mistake."""
    lines = break_lines(items, width, setting, justify=False)
    if len(lines) == 1:
        return lines
    share = natural_width(items) / len(lines)
    for more in (1.0, 2.0, 3.0, 4.0):
        even = break_lines(items, min(width, share + more * setting.size), setting, justify=False)
        if len(even) == len(lines):
            return even
    return lines


_KEPT = 4
"""How many lines of a paragraph that is kept with the next block stay with it."""
_HELD = 12
"""How many lines of contacts and attachments may come over the page with the end of the text before a closing."""


def _hold_back(slabs: list[Slab], text: int = 0) -> None:
    """Keep the last two lines of text (and what stands between) with what follows; of a table only its last row.

    ``text`` is where the text proper ends (正文与落款同页); what lies further back than a few lines is not fetched.
    """
    lines, far = 0, len(slabs) - text > _HELD
    for at in range(len(slabs) - 1, -1, -1):
        slabs[at] = dataclasses.replace(slabs[at], keep=True)
        if not isinstance(slabs[at], LineSlab | SpaceSlab):
            return
        lines += isinstance(slabs[at], LineSlab) and (far or not text or at < text)
        if lines == 2:
            return
