"""Lines of a block at the places they have on an office's own page: the empty form stands like that page, line for line.

The words are the block's; only where they stand is measured. Lengths of a ``Stand`` are millimetres, of a slab points.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from inspector_app.catalog.template import Stand
from inspector_app.documents.inline import Item, Line, natural_width
from inspector_app.documents.sheet import ASCENT, MM
from inspector_app.documents.slabs import LineSlab, Placed, RowSlab, SignSlab, Slab

_TIGHTER, _WIDER = 0.3, 0.075
"""Ems by which characters may be drawn together or apart to reach a measured edge; wider, a reader takes them for words apart."""


def stood(slabs: Sequence[Slab], stands: Sequence[Stand], pitch: float) -> list[Slab]:
    """The slabs at their measured places; unchanged where the words are not as many as were measured.

    ``pitch`` is the height of a line of the page: what follows without a place of its own begins below it.
    """
    if slabs and isinstance(slabs[0], RowSlab):  # the rows of a table follow its head
        return [dataclasses.replace(slabs[0], place=(stands[0].page, stands[0].base * MM)), *slabs[1:]]
    lines = [slab for slab in slabs if isinstance(slab, LineSlab)]
    if len(lines) < len(slabs):
        return _moved(slabs, stands[0]) if len(slabs) == 1 else list(slabs)
    letters = list(letters_of(lines))
    if not lines or len(letters) != sum(one[2] for stand in stands for one in stand.words):
        return list(slabs)
    size = next((size for _, size in letters), lines[0].pieces[0].size if lines[0].pieces else 16.0)
    result: list[Slab] = []
    at = 0
    for number, stand in enumerate(stands):
        pieces = []
        for left, right, many in stand.words:
            part = letters[at : at + many]
            at += many
            pieces.append(Placed(left * MM, _spread([one for one, _ in part], (right - left) * MM, size), part[0][1]))
        blank = Line([], 0)
        pieces += [Placed(left * MM, blank, size, (left * MM, right * MM)) for left, right in stand.rules]
        high = lines[0].height(pitch)
        result.append(
            LineSlab(
                pieces=tuple(pieces),
                own_pitch=high,
                place=(stand.page, stand.base * MM - ASCENT * size - (high - size) / 2),
                above=lines[0].above if number == 0 else None,
            )
        )
    return result


def letters_of(slabs: Sequence[Slab]) -> Iterator[tuple[Item, float]]:
    """Every character of the lines with its type size, in reading order, without lines to write on."""
    for slab in slabs:
        for piece in slab.pieces if isinstance(slab, LineSlab) else ():
            for item in piece.line.items:
                if item.text.strip():
                    yield item._replace(under=False, width=item.width - item.gap, gap=0.0), piece.size


def first_base(slab: SignSlab, base: float) -> float:
    """Where lines to sign on begin (points), so that the words of the first stand at ``base`` (mm)."""
    size = slab.rows[0].size
    return base * MM - ASCENT * size - (slab.row_pitch - size) / 2


def _moved(slabs: Sequence[Slab], stand: Stand) -> list[Slab]:
    (slab,) = slabs
    if not isinstance(slab, SignSlab):
        return list(slabs)
    return [dataclasses.replace(slab, place=(stand.page, first_base(slab, stand.base)), keep=False)]


def _spread(items: list[Item], room: float, size: float) -> Line:
    width = natural_width(items)
    extra = (room - width) / max(1, len(items) - 1)
    extra = max(-_TIGHTER * size, min(_WIDER * size, extra)) if len(items) > 1 else 0.0
    return Line(items, width + extra * max(0, len(items) - 1), extra)
