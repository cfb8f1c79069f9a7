"""How a document ends: lines to sign on, name of the office with seal and date, the line about copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector_app.catalog.body import Closing, CopiesLine, SignatureRow
from inspector_app.documents.compose import fixed_words
from inspector_app.documents.fonts import Style
from inspector_app.documents.inline import Blank, Line, Run, Setting, break_lines, items_of, natural_width
from inspector_app.documents.sheet import MM
from inspector_app.documents.slabs import LineSlab, Placed, SignLine, SignSlab, Slab
from inspector_app.documents.values import word
from inspector_app.fault import Fault

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

_DATE_MARKS = ((31.0, "年"), (16.9, "月"), (5.64, "日"))
"""How far before the right edge the words of a signature's date begin (mm), as on the official page."""
_SECOND_SIGNER = 73.2
"""How far before the right edge the 、 between two signers stands (mm)."""
_COPIES_RULE = 4.2
"""How far the rule above the copies line reaches beyond the text on both sides (mm)."""
_COMMA = 0.355
"""How much less than its width a comma of the copies line takes (ems), as on the official page."""
_COPIES_LINES = 2
"""How many lines it may take where its place is measured; a longer one ends the text instead."""
_COPIES_MOST = 18


def sign_slab(builder: Builder, rows: Sequence[SignatureRow], pitch: float, right: float) -> SignSlab:
    """Lines to sign on, from the left edge of the text area to ``right``."""
    size = builder.setting.size
    setting = Setting(size, size)
    lines = []
    for row in rows:
        said = builder.composer.label(row.label)
        words, colon = (said[:-1], said[-1:]) if row.black_colon else (said, "")
        style: Style = "black" if row.black else "text"
        label = items_of([*fixed_words(words, style), Run(colon, "black")], setting, squeeze=True)
        pieces = [Placed(builder.left + row.label_at * MM, Line(label, natural_width(label)), size)]
        if row.date and builder.composer.has(row.date_field):
            items = builder.items([Run(word(builder.composer.values[row.date_field], "date"))], setting)
            width = natural_width(items)
            pieces.append(Placed(right - width, Line(items, width), size))
        elif row.date:
            for back, text in _DATE_MARKS:
                items = builder.items([Run(text)], setting)
                pieces.append(Placed(right - back * MM, Line(items, size), size))
        start = builder.left + row.label_at * MM + natural_width(label)
        middle = builder.left + row.middle * MM if row.middle else right - _SECOND_SIGNER * MM
        gaps = tuple(start + (middle - start) * at / (row.parts - 1) for at in range(1, row.parts))
        for gap in gaps:
            items = builder.items([Run("、")], setting)
            pieces.append(Placed(gap, Line(items, size), size))
        lines.append(SignLine(tuple(pieces), start, gaps, size))
    return SignSlab(rows=tuple(lines), row_pitch=pitch, right=right)


def closing_slabs(builder: Builder, block: Closing) -> list[Slab]:
    """Office, seal and date: centred on the axis of the date, four characters before the edge; empty as on the official page."""
    if builder.composer.empty:
        return _empty_closing(builder, block)
    size = builder.setting.size
    date = builder.items(builder.fill(block.date, underline=False))
    made = [builder.items(builder.fill(block.org, underline=False)), builder.items([Run(block.seal)]), date]
    if not block.seal:
        del made[1]
    widest = min(max(natural_width(items) for items in made), builder.width)
    centre = min(builder.right - 4 * size - natural_width(date) / 2, builder.right - widest / 2)
    result: list[Slab] = []
    for number, items in enumerate(made):
        for line in break_lines(items, builder.width, builder.setting, justify=False):
            x = max(builder.left, centre - line.width / 2)
            result.append(LineSlab(keep=number < len(made) - 1, pieces=(Placed(x, line, size),)))
    return result


def _empty_closing(builder: Builder, block: Closing) -> list[Slab]:
    size = builder.setting.size
    backs = {"org": block.org_back, "seal": block.seal_back, "date": block.date_back}
    result: list[Slab] = []
    for name, template in (("org", block.org), ("seal", block.seal), ("date", block.date)):
        if not template:
            continue
        inlines = builder.fill(template, underline=False)
        if name == "date":  # no lines under the date, a little wider than elsewhere
            inlines = [
                one._replace(ems=1.5 if one.ems == 1 else one.ems, under=False) if isinstance(one, Blank) else one
                for one in inlines
            ]
        items = builder.items(inlines)
        line = Line(items, natural_width(items), 0, builder.tight())
        x = builder.right - backs[name] * MM - (0.0 if name == "seal" else line.width)
        pieces = (Placed(max(builder.left, x), line, size),)
        result.append(LineSlab(keep=name != "date", pieces=pieces, own_pitch=block.pitch))
    return result


def copies_slabs(builder: Builder, block: CopiesLine) -> list[Slab]:
    """The copies line under its rule."""
    items = builder.items(builder.fill(builder.composer.copies_line(block.text), underline=False))
    # The lines to write on begin where the official page has them.
    closer = _COMMA * builder.setting.size
    items = [one._replace(width=one.width - closer, gap=-closer) if one.text == "，" else one for one in items]
    lines = break_lines(items, builder.width, builder.setting, justify=False)
    if len(lines) > _COPIES_MOST:
        raise Fault(
            "页脚的份数行写不下", kept="没有打印任何内容", todo="请把份数写成数字，去向写短", code="copies-line-full"
        )
    measured = block.at if len(lines) <= _COPIES_LINES else 0.0
    rule = (builder.left - _COPIES_RULE * MM, builder.right + _COPIES_RULE * MM)
    return [
        LineSlab(
            sinks=True,
            begins=(measured * MM - (len(lines) - 1 - at) * builder.form.page.line) if measured else 0.0,
            pieces=(Placed(builder.left, line, builder.setting.size),),
            above=rule if at == 0 else None,
        )
        for at, line in enumerate(lines)
    ]
