"""Lines of a block at the places they have on an office's own page: the empty form stands like that page, line for line.

The words are the block's; only where they stand is measured. Lengths of a ``Stand`` are millimetres, of a slab points.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from inspector_app.catalog.template import Stand
from inspector_app.documents.inline import Item, Line, natural_width
from inspector_app.documents.sheet import ASCENT, MM
from inspector_app.documents.slabs import LineSlab, Placed, Slab

_MOST = 0.3
"""Ems by which characters may be drawn together or apart to reach a measured edge."""


def stood(slabs: Sequence[Slab], stands: Sequence[Stand]) -> list[Slab]:
    """The slabs at their measured places; unchanged where the words are not as many as were measured."""
    lines = [slab for slab in slabs if isinstance(slab, LineSlab)]
    if len(lines) < len(slabs):
        return _moved(slabs, stands[0]) if len(slabs) == 1 else list(slabs)
    letters = list(letters_of(lines))
    if len(letters) != sum(one[2] for stand in stands for one in stand.words) or not lines:
        return list(slabs)
    above = next((slab.above for slab in lines if slab.above), None)
    size = next((size for _, size in letters), lines[0].pieces[0].size if lines[0].pieces else 16.0)
    result: list[Slab] = []
    at = 0
    for stand in stands:
        pieces = []
        for left, right, many in stand.words:
            part = letters[at : at + many]
            at += many
            pieces.append(Placed(left * MM, _spread([one for one, _ in part], (right - left) * MM, size), part[0][1]))
        blank = Line([], 0)
        pieces += [Placed(left * MM, blank, size, (left * MM, right * MM)) for left, right in stand.rules]
        result.append(
            LineSlab(
                pieces=tuple(pieces),
                own_pitch=size,
                place=(stand.page, stand.base * MM - ASCENT * size),
                above=above if not result else None,
            )
        )
    if above and stands[0].words:
        # The rule above a line keeps its distance: it is drawn at the upper edge of a slab as high as the line was.
        first = lines[0].height(size)
        head = result[0]
        assert isinstance(head, LineSlab)
        result[0] = dataclasses.replace(
            head, own_pitch=first, place=(stands[0].page, stands[0].base * MM - ASCENT * size - (first - size) / 2)
        )
    return result


def letters_of(slabs: Sequence[Slab]) -> Iterator[tuple[Item, float]]:
    """Every character of the lines with its type size, in reading order, without lines to write on."""
    for slab in slabs:
        for piece in slab.pieces if isinstance(slab, LineSlab) else ():
            for item in piece.line.items:
                if item.text.strip():
                    yield item._replace(under=False, width=item.width - item.gap, gap=0.0), piece.size


def _moved(slabs: Sequence[Slab], stand: Stand) -> list[Slab]:
    """A slab that is not lines of text, with the first of its lines on the measured height."""
    (slab,) = slabs
    size = 16.0
    height = getattr(slab, "row_pitch", size)
    top = stand.base * MM - ASCENT * size - (height - size) / 2
    return [dataclasses.replace(slab, place=(stand.page, top), keep=False)]


def _spread(items: list[Item], room: float, size: float) -> Line:
    width = natural_width(items)
    extra = (room - width) / max(1, len(items) - 1)
    extra = max(-_MOST * size, min(_MOST * size, extra)) if len(items) > 1 else 0.0
    return Line(items, width + extra * max(0, len(items) - 1), extra)
