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
    InfoCell,
    InfoRows,
    NumberLine,
    Paragraph,
    SignatureBlock,
    SignatureRow,
    Space,
    TableBlock,
    TitleBlock,
)
from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.compose import Composer
from inspector_app.documents.fonts import Style
from inspector_app.documents.inline import Inline, Item, Line, Run, Setting, break_lines, items_of, natural_width
from inspector_app.documents.sheet import MM
from inspector_app.documents.slabs import LineSlab, Placed, RowSlab, SignLine, SignSlab, Slab, SpaceSlab
from inspector_app.documents.values import is_empty

_DATE_MARKS = ((31.0, "年"), (16.9, "月"), (5.64, "日"))
"""How far before the right edge the words of a signature's date begin (mm), as on the official page."""
_SECOND_SIGNER = 73.2
"""How far before the right edge the 、 between two signers stands (mm)."""
_COPIES_RULE = 4.2
"""How far the rule above the copies line reaches beyond the text on both sides (mm)."""
_SMALLER = (14.0, 12.0)
"""Sizes a value may shrink to where two share a line: 四号, 小四 (an 18-digit number does not fit its place at 三号)."""
BELOW = "（以下空白）"


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

    def slabs(self) -> list[Slab]:
        """Every block whose conditions hold, in order."""
        result: list[Slab] = []
        for block, following in zip_longest(self.form.body, self.form.body[1:]):
            if self.composer.shows(block):
                made = self._block(block, following)
                if isinstance(block, Closing):
                    _hold_back(result)
                result += made
        return result

    def foot(self) -> SignSlab | None:
        """The lines to sign on at the foot of every page."""
        foot = self.form.foot
        return self._sign(foot.signatures, foot.pitch, self.right) if foot.signatures else None

    def _block(self, block: Block, following: Block | None) -> list[Slab]:
        match block:
            case TitleBlock():
                return self._title(block)
            case NumberLine():
                return [self._single(block.text, block.align)]
            case InfoRows():
                return [slab for row in block.rows for slab in self._info(row)]
            case Paragraph():
                return self._paragraph(block, closes=not (isinstance(following, Paragraph) and following.joined))
            case Space():
                return [SpaceSlab(droppable=True, lines=block.lines)]
            case TableBlock():
                return self._table(block)
            case SignatureBlock():
                width = block.width * MM or self.width
                return [dataclasses.replace(self._sign(block.rows, block.pitch, self.left + width), keep=True)]
            case Closing():
                return self._closing(block)
            case CopiesLine():
                return self._copies(block)
            case BelowBlank():
                below = self._single(block.text, "center")
                return [] if self.composer.empty else [dataclasses.replace(below, droppable=True)]

    def _items(self, inlines: Sequence[Inline], setting: Setting | None = None) -> list[Item]:
        return items_of(inlines, setting or self.setting)

    def _fill(self, template: str, *, style: Style = "text", underline: bool | None = None) -> list[Inline]:
        kept = self.form.page.underline if underline is None else underline
        return self.composer.inlines(template, underline=kept, style=style)

    def _place(self, line: Line, align: str, size: float) -> Placed:
        spare = self.width - line.width
        x = {"left": self.left, "center": self.left + spare / 2, "right": self.right - line.width}[align]
        return Placed(x, line, size)

    def _single(self, template: str, align: str) -> Slab:
        line = Line(items := self._items(self._fill(template, underline=False)), natural_width(items), 0, self._tight())
        if line.width <= self.width:
            return LineSlab(pieces=(self._place(line, align, self.setting.size),))
        return LineSlab(pieces=(Placed(self.left, line, self.setting.size),))

    def _tight(self) -> float:
        return self.setting.pitch - self.setting.size

    def _title(self, block: TitleBlock) -> list[Slab]:
        setting = Setting(block.size, block.size)
        result: list[Slab] = []
        for template in block.lines:
            items = self._items(self._fill(template, style="title", underline=False), setting)
            for line in _even(items, self.width, setting):
                piece = self._place(line, "center", block.size)
                result.append(LineSlab(keep=True, pieces=(piece,), own_pitch=block.pitch))
        return result

    def _info(self, row: Sequence[InfoCell]) -> list[Slab]:
        ends = [self.left + cell.at * MM for cell in row[1:]] + [self.right]
        rows: list[list[Placed]] = []
        for cell, end in zip(row, ends, strict=True):
            start = self.left + cell.at * MM
            style: Style = "black" if cell.black else "text"
            label = items_of([Run(cell.label, style)], self.setting, squeeze=True)
            value_at = start + natural_width(label)
            setting, lines = self._cell(cell, end - start, end - value_at, alone=len(row) == 1)
            lines += [Line([], 0)] * (self._blank_lines(cell.lines, cell.text) - len(lines))
            label_line = Line(label, natural_width(label), 0, self._tight())
            for number, line in enumerate(lines):
                if len(rows) <= number:
                    rows.append([])
                x = value_at if number == 0 else start
                if number == 0:
                    rows[0].append(Placed(start, label_line, self.setting.size))
                ruled = (x, end) if cell.ruled else None
                rows[number].append(Placed(x, line, setting.size, ruled))
        return [LineSlab(pieces=tuple(pieces)) for pieces in rows]

    def _cell(self, cell: InfoCell, room: float, first: float, *, alone: bool) -> tuple[Setting, list[Line]]:
        """Break a cell's value; one that shares its row may be set smaller, down to 12 pt, before it takes a second line."""
        inlines = self._fill(cell.text, underline=False if cell.ruled else None)
        if cell.ruled and not self._known(cell.text):
            inlines = []
        smaller = [] if alone else [Setting(size, size) for size in _SMALLER if size < self.setting.size]
        lines: list[Line] = []
        for setting in (self.setting, *smaller):
            lines = break_lines(self._items(inlines, setting), room, setting, first=max(first, setting.size))
            if len(lines) == 1:
                return setting, lines
        return setting, lines

    def _known(self, template: str) -> bool:
        return any(isinstance(one, Run) for one in self._fill(template))

    def _blank_lines(self, lines: int, template: str) -> int:
        return lines if self.composer.empty and not self._known(template) else 1

    def _paragraph(self, block: Paragraph, *, closes: bool) -> list[Slab]:
        bracket = block.optional and self.composer.empty
        lead = self._items([Run("［" if bracket and not block.joined else ""), Run(block.lead, "black")])
        body = self._fill(block.text, underline=False if block.ruled else block.underline)
        if block.ruled and not self._known(block.text):
            body = []
        if bracket and closes:
            body = [*body, Run("］")]
        indent = block.indent * self.setting.pitch
        result: list[Slab] = []
        for number, part in enumerate(_paragraphs(self._items(body))):
            before = lead if number == 0 else []
            inner = indent if number == 0 or block.indent else 2 * self.setting.pitch
            lines = break_lines([*before, *part], self.width, self.setting, first=self.width - inner)
            for at, line in enumerate(lines):
                x = self.left + inner if at == 0 else self.left
                if block.align != "left":
                    piece = self._place(line, block.align, self.setting.size)
                else:
                    rule_from = x + (natural_width(before) if at == 0 else 0.0)
                    ruled = (rule_from, self.right) if block.ruled else None
                    piece = Placed(x, line, self.setting.size, ruled)
                result.append(LineSlab(pieces=(piece,)))
        if block.ruled and self.composer.empty:
            blank = Placed(self.left, Line([], 0), self.setting.size, (self.left, self.right))
            result += [LineSlab(pieces=(blank,))] * (block.lines - len(result))
        return [dataclasses.replace(slab, keep=True) for slab in result] if block.keep else result

    def _sign(self, rows: Sequence[SignatureRow], pitch: float, right: float) -> SignSlab:
        size = self.setting.size
        setting = Setting(size, size)
        lines = []
        for row in rows:
            label = self._items([Run(row.label)], setting)
            pieces = [Placed(self.left + row.label_at * MM, Line(label, natural_width(label)), size)]
            if row.date:
                for back, text in _DATE_MARKS:
                    items = self._items([Run(text)], setting)
                    pieces.append(Placed(right - back * MM, Line(items, size), size))
            start = self.left + row.label_at * MM + natural_width(label)
            middle = right - _SECOND_SIGNER * MM
            gaps = tuple(start + (middle - start) * at / (row.parts - 1) for at in range(1, row.parts))
            for gap in gaps:
                items = self._items([Run("、")], setting)
                pieces.append(Placed(gap, Line(items, size), size))
            lines.append(SignLine(tuple(pieces), start, gaps, size))
        return SignSlab(rows=tuple(lines), row_pitch=pitch, right=right)

    def _closing(self, block: Closing) -> list[Slab]:
        size = self.setting.size
        centre_from_right = 0.0
        result: list[Slab] = []
        date = self._items(self._fill(block.date, underline=False))
        date_width = natural_width(date)
        centre_from_right = 4 * size + date_width / 2
        made = [self._items(self._fill(block.org, underline=False)), self._items([Run(block.seal)]), date]
        widest = max(natural_width(items) for items in made)
        centre = min(self.right - centre_from_right, self.right - widest / 2)
        for number, items in enumerate(made):
            lines = break_lines(items, self.width, self.setting, justify=False)
            for line in lines:
                x = max(self.left, centre - line.width / 2)
                result.append(LineSlab(keep=number < 2, pieces=(Placed(x, line, size),)))
        return result

    def _copies(self, block: CopiesLine) -> list[Slab]:
        items = self._items(self._fill(block.text, underline=False))
        lines = break_lines(items, self.width, self.setting, justify=False)
        rule = (self.left - _COPIES_RULE * MM, self.right + _COPIES_RULE * MM)
        return [
            LineSlab(sinks=True, pieces=(Placed(self.left, line, self.setting.size),), above=rule if at == 0 else None)
            for at, line in enumerate(lines)
        ]

    def _table(self, block: TableBlock) -> list[Slab]:
        edges = [self.left + block.at * MM]
        for column in block.columns:
            edges.append(edges[-1] + column.width * MM)
        aligns = tuple(column.align for column in block.columns)

        def row(
            texts: Sequence[str], style: Style, size: float, least: float, *, head: Slab | None, top: bool
        ) -> RowSlab:
            setting = Setting(size, size)
            cells = []
            for at, text in enumerate(texts):
                room = edges[at + 1] - edges[at] - 6
                cells.append(tuple(break_lines(self._items([Run(text, style)], setting), room, setting, hang=False)))
            return RowSlab(
                edges=tuple(edges),
                cells=tuple(cells),
                aligns=aligns if style == "text" else ("center",) * len(texts),
                size=size,
                line_pitch=block.pitch,
                least=least * MM,
                head_row=head,
                first=top,
            )

        titles = [column.title or column.name for column in block.columns]
        head = row(titles, "black", block.head_size, block.head_height, head=None, top=True)
        fact = self.form.table(block.field)
        names = fact.columns if fact else []
        rows = self.composer.values.get(block.field) or []
        texts = []
        for number, cells in enumerate(rows, start=1):
            texts.append(
                [cells[names.index(column.name)] or (str(number) if column.serial else "") for column in block.columns]
            )
        blank = [""] * len(block.columns)
        if is_empty(rows):
            texts = [blank] * max(1, block.min_rows if self.composer.empty else 1)
        result: list[Slab] = [dataclasses.replace(head, keep=True)]
        result += [row(text, "text", block.size, block.row_height, head=head, top=False) for text in texts]
        if not is_empty(rows):
            result.append(self._below(edges, block, head))
        return result

    def _below(self, edges: Sequence[float], block: TableBlock, head: Slab) -> RowSlab:
        setting = Setting(block.size, block.size)
        items = self._items([Run(BELOW)], setting)
        return RowSlab(
            edges=(edges[0], edges[-1]),
            cells=((Line(items, natural_width(items)),),),
            aligns=("center",),
            size=block.size,
            line_pitch=block.pitch,
            least=block.row_height * MM,
            head_row=head,
        )


def _paragraphs(items: Sequence[Item]) -> list[list[Item]]:
    """Cut at line ends: each part is a paragraph of its own."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.text == "\n":
            parts.append([])
        else:
            parts[-1].append(item)
    return [part for part in parts if part] or [[]]


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


def _hold_back(slabs: list[Slab]) -> None:
    """Keep the last two lines of text (and spaces between) with what follows."""
    lines = 0
    for at in range(len(slabs) - 1, -1, -1):
        slabs[at] = dataclasses.replace(slabs[at], keep=True)
        lines += isinstance(slabs[at], LineSlab)
        if lines == 2:
            return
