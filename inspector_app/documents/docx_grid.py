"""Tables of a document as Word tables: a table field row by row, and the grid of a form table with its joined cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from inspector_app.catalog.body import TableBlock
from inspector_app.catalog.grid import GridBlock, GridCell, GridMark
from inspector_app.documents.compose import Composer, conditions_hold
from inspector_app.documents.docx_text import add, put
from inspector_app.documents.tables import BELOW
from inspector_app.documents.values import is_empty

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell

_SAME = 0.6
"""Edges closer than this (mm) are one."""
_TALLEST = 240.0
_COLUMN = 8.0
"""Upright words whose places differ less across (mm) stand in one column."""
_CELL_SIDE = 0.8
"""Between a rule and the words beside it (mm)."""


def table(word: WordDocument, composer: Composer, block: TableBlock) -> None:
    """A table field with its head, which Word repeats on every page."""
    titles = [column.title or column.name for column in block.columns]
    made = _new(word, [column.width for column in block.columns])
    _repeat(made)
    _fit(made.rows[0], block.head_height)
    for cell, title in zip(made.rows[0].cells, titles, strict=True):
        _words(cell, title, block.head_size, style="black", align="center")
    fact = composer.form.table(block.field)
    names = fact.columns if fact else []
    rows: list[list[str]] = composer.values.get(block.field) or []
    for number, row in enumerate(rows, start=1):
        cells = _row(made, block.row_height)
        for cell, column in zip(cells, block.columns, strict=True):
            text = row[names.index(column.name)] or (str(number) if column.serial else "")
            _words(cell, text, block.size, align=column.align)
    if is_empty(rows):
        for _ in range(max(1, block.min_rows if composer.empty else 1)):
            _row(made, block.row_height)
        return
    last = _row(made, block.row_height)
    _words(last[0].merge(last[-1]), BELOW, block.size, align="center")


def _row(made: Any, height: float) -> Any:
    row = made.add_row()
    _fit(row, height)
    return row.cells


def _fit(row: Any, height: float) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL

    _least(row, height)
    for cell in row.cells:
        cell.vertical_alignment = VERTICAL.CENTER


def grid(word: WordDocument, composer: Composer, block: GridBlock) -> None:
    """The grid of a form table; what stands at a measured place of a cell stands in its order there."""
    cells = [cell for cell in block.cells if cell.lines or _shown(composer, cell)]
    if not cells:
        return
    across = _edges([one for cell in cells for one in (cell.box[0], cell.box[2])])
    down = _edges([one for cell in cells for one in (cell.box[1], cell.box[3])])
    made = _new(word, [right - left for left, right in pairwise(across)], rows=len(down) - 1)
    for number, (top, bottom) in enumerate(pairwise(down)):
        _least(made.rows[number], min(bottom - top, _TALLEST))
    for cell in cells:
        left, right = _at(across, cell.box[0]), _at(across, cell.box[2])
        top, bottom = _at(down, cell.box[1]), _at(down, cell.box[3])
        whole = made.cell(top, left).merge(made.cell(bottom - 1, right - 1))
        _fill(whole, composer, block, cell)
        if not cell.lines:
            _unframed(whole)


def _shown(composer: Composer, cell: GridCell) -> bool:
    """Whether an unframed cell says anything on this paper."""
    if cell.label or cell.title or cell.lead or not _only_blank(composer, cell.text):
        return True
    return any(conditions_hold(mark.when, composer.values) for mark in (*cell.marks, *cell.foot))


def _fill(whole: _Cell, composer: Composer, block: GridBlock, cell: GridCell) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL

    size = cell.size or block.size
    bare = not (cell.text or cell.marks or cell.foot or cell.ruled)
    whole.vertical_alignment = VERTICAL.CENTER if bare or not (cell.marks or cell.foot) else VERTICAL.TOP
    if title := getattr(cell, "title", ""):
        paragraph = _paragraph(whole, "center")
        put(paragraph, composer.inlines(title, underline=False, style="title"), size)
    if cell.label:
        lines = [*cell.label.replace("\n", "")] if cell.vertical else cell.label.split("\n")
        for line in lines:
            _words(whole, line, size, style="black" if cell.black else "text", align="center")
    _marks(whole, composer, cell.marks, size)
    if cell.lead or (cell.text and conditions_hold(cell.when, composer.values)):
        paragraph = _paragraph(whole, cell.align)
        add(paragraph, cell.lead, size)
        if conditions_hold(cell.when, composer.values) and not _only_blank(composer, cell.text):
            put(paragraph, composer.inlines(cell.text, underline=False), size)
    _marks(whole, composer, cell.foot, size)


def _only_blank(composer: Composer, template: str) -> bool:
    from inspector_app.catalog.template import parse_template

    parts = parse_template(template)
    return not any(part.strip() if isinstance(part, str) else composer.has(part.key) for part in parts)


def _marks(whole: _Cell, composer: Composer, marks: Sequence[GridMark], size: float) -> None:
    shown = [mark for mark in marks if conditions_hold(mark.when, composer.values)]
    if len(shown) > 1 and all(len(mark.text) == 1 for mark in shown):  # a caption of upright columns
        columns = sorted(shown, key=lambda mark: (round(mark.at[0] / _COLUMN), mark.at[1]))
        _words(whole, "".join(mark.text for mark in columns), size, align="center")
        return
    for _, row in groupby(sorted(shown, key=lambda mark: (mark.at[1], mark.at[0])), key=lambda mark: mark.at[1]):
        paragraph = _paragraph(whole, "left")
        for number, mark in enumerate(row):
            if number:
                add(paragraph, "\u3000", size)
            if mark.date and (mark.date == "-" or not composer.has(mark.date)):
                add(paragraph, "\u3000\u3000年\u3000月\u3000日", size)
                continue
            put(paragraph, composer.inlines(mark.template(), underline=False, style="text"), size)
            if mark.rule and not mark.template().startswith("{"):
                add(paragraph, "\u3000" * 4, size, under=True)


def _paragraph(cell: _Cell, align: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.alignment = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}[align]
    return paragraph


def _words(cell: _Cell, text: str, size: float, *, style: Any = "text", align: str = "left") -> None:
    add(_paragraph(cell, align), text, size, style=style)


def _new(word: WordDocument, widths: Sequence[float], rows: int = 1) -> Any:
    from docx.enum.table import WD_TABLE_ALIGNMENT as ALIGN
    from docx.shared import Mm

    if word.element.body[-2:-1] and word.element.body[-2].tag.endswith("}tbl"):
        _part(word)
    made: Any = word.add_table(rows, len(widths))
    made.style = "Table Grid"
    _sides(made)
    made.autofit = False
    made.alignment = ALIGN.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return made


def _part(word: WordDocument) -> None:
    """A thin line between two tables: without it Word makes one of them."""
    from docx.enum.text import WD_LINE_SPACING as SPACING
    from docx.shared import Pt

    style = word.add_paragraph().paragraph_format
    style.space_before = style.space_after = Pt(0)
    style.line_spacing_rule, style.line_spacing = SPACING.EXACTLY, Pt(1)


def _sides(made: Any) -> None:
    """Words may come closer to the rules at their sides than Word lets them."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(_CELL_SIDE * 1440 / 25.4)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = made._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        made._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _unframed(cell: _Cell) -> None:
    """Take the rules off the cell's left, right and upper side; the lower one belongs to what stands under it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "right"):
        border = OxmlElement(f"w:{side}")
        border.set(qn("w:val"), "nil")
        borders.append(border)
    properties = cell._tc.get_or_add_tcPr()
    width = properties.find(qn("w:vMerge"))
    anchor = width if width is not None else properties.find(qn("w:gridSpan"))
    if anchor is not None:
        anchor.addnext(borders)
    else:
        properties.insert(1, borders)


def _repeat(made: Any) -> None:
    from docx.oxml import OxmlElement

    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _least(row: Any, height: float) -> None:
    from docx.enum.table import WD_ROW_HEIGHT_RULE as RULE
    from docx.shared import Mm

    row.height = Mm(height)
    row.height_rule = RULE.AT_LEAST


def _edges(values: Sequence[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > _SAME:
            result.append(value)
    return result


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))
