"""Table fields on the page: as a ruled table, or its rows as running paragraphs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspector_app.catalog.body import RowsBlock, TableBlock
from inspector_app.documents.fonts import Style
from inspector_app.documents.inline import Line, Run, Setting, break_lines, natural_width, paragraphs
from inspector_app.documents.sheet import MM
from inspector_app.documents.slabs import LineSlab, Placed, RowSlab, Slab, keep_short_end
from inspector_app.documents.values import is_empty, short_name

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

BELOW = "（以下空白）"
_SHORT = 200.0
"""A last row up to this height (points) goes with the line below it."""
_MARK = re.compile(r"\{([^{}]+)\}")


def table_slabs(builder: Builder, block: TableBlock) -> list[Slab]:
    """A ruled table; its head is repeated on every page it reaches."""
    edges = [builder.left + block.at * MM]
    for column in block.columns:
        edges.append(edges[-1] + column.width * MM)
    aligns = tuple(column.align for column in block.columns)

    def row(texts: Sequence[str], style: Style, size: float, least: float, *, head: Slab | None, top: bool) -> RowSlab:
        setting = Setting(size, size)
        cells = []
        for at, text in enumerate(texts):
            room = edges[at + 1] - edges[at] - 6
            cells.append(tuple(break_lines(builder.items([Run(text, style)], setting), room, setting, hang=False)))
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
    fact = builder.form.table(block.field)
    names = fact.columns if fact else []
    rows = builder.composer.values.get(block.field) or []
    texts = []
    for number, cells in enumerate(rows, start=1):
        texts.append(
            [cells[names.index(column.name)] or (str(number) if column.serial else "") for column in block.columns]
        )
    if is_empty(rows):
        ready = [column.empty if builder.composer.empty else "" for column in block.columns]
        texts = [ready] * max(1, block.min_rows if builder.composer.empty else 1)
    result: list[Slab] = [dataclasses.replace(head, keep=True)]
    result += [row(text, "text", block.size, block.row_height, head=head, top=False) for text in texts]
    if block.total and builder.composer.empty:
        words = builder.items([Run(block.total)], Setting(block.size, block.size))
        under = row([""] * (len(edges) - 2), "text", block.size, block.row_height, head=head, top=False)
        cells = ((Line(words, natural_width(words)),), *under.cells[1:])
        result.append(
            dataclasses.replace(under, edges=(edges[0], *edges[2:]), cells=cells, aligns=("center", *aligns[2:]))
        )
    if not is_empty(rows):
        last = result[-1]
        if last.height(0) < _SHORT:  # 以下空白 does not stand alone on a page
            result[-1] = dataclasses.replace(last, keep=True)
        result.append(_below(builder, edges, block, head))
    return result


def _below(builder: Builder, edges: Sequence[float], block: TableBlock, head: Slab) -> RowSlab:
    setting = Setting(block.size, block.size)
    items = builder.items([Run(BELOW)], setting)
    return RowSlab(
        edges=(edges[0], edges[-1]),
        cells=((Line(items, natural_width(items)),),),
        aligns=("center",),
        size=block.size,
        line_pitch=block.pitch,
        least=block.row_height * MM,
        head_row=head,
    )


def rows_slabs(builder: Builder, block: RowsBlock) -> list[Slab]:
    """Each row as running paragraphs, one for each part; an empty form gives lines to write on."""
    result: list[LineSlab] = []
    rows = _cells(builder, block.field)
    if is_empty(rows):
        for at in range(max(block.lines, len(block.parts))):
            part = block.parts[at % len(block.parts)]
            lead = _fill(part.lead, {"#": str(at + 1)}) if at < len(block.parts) or "#" in part.lead else ""
            result += _ruled(builder, block, lead, "", ruled=True)
    for number, row in enumerate(rows, start=1):
        for part in block.parts:
            lead, text = (_fill(one, {**row, "#": str(number)}) for one in (part.lead, part.text))
            result += _ruled(builder, block, lead, text, ruled=block.ruled)
    return [dataclasses.replace(slab, own_pitch=block.pitch) for slab in result]


def _fill(text: str, row: Mapping[str, str]) -> str:
    return _MARK.sub(lambda found: row.get(found[1], ""), text)


def _cells(builder: Builder, key: str) -> list[dict[str, str]]:
    value: Any = builder.composer.values.get(key)
    if is_empty(value):
        return []
    fact = builder.form.table(key)
    if fact is None:
        lines = value if isinstance(value, list) else str(value).splitlines()
        return [{"内容": str(one)} for one in lines if str(one).strip()]
    names = [*fact.columns, *(short_name(one) for one in fact.columns)]
    return [dict(zip(names, [*row, *row], strict=True)) for row in value]


def _ruled(builder: Builder, block: RowsBlock, lead: str, text: str, *, ruled: bool) -> list[LineSlab]:
    setting, left, right = builder.setting, builder.left, builder.right
    head = builder.items([Run(lead, "black")])
    indent = block.indent * setting.pitch
    result: list[LineSlab] = []
    for number, part in enumerate(paragraphs(builder.items([Run(text)]))):
        before = head if number == 0 else []
        lines = break_lines([*before, *part], builder.width, setting, first=builder.width - indent)
        for at, line in enumerate(lines):
            x = left + indent if at == 0 else left
            start = x + (natural_width(before) if at == 0 else 0.0)
            result.append(LineSlab(pieces=(Placed(x, line, setting.size, (start, right) if ruled else None),)))
    return result if builder.composer.empty else keep_short_end(result, builder.width)
