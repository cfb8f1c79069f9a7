"""Slabs onto pages: nothing overflows, what belongs together stays together, a closing never stands alone.

Lengths are points from the top of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inspector_app.documents.slabs import Slab

_STEPS = 16
"""How finely a pitch between the usual and the closest is sought."""


class Laid(NamedTuple):
    """A slab and where its upper edge lies."""

    slab: Slab
    top: float


class Page(NamedTuple):
    """The slabs of one page, and where the lines of its grid end (the foot begins there)."""

    laid: list[Laid]
    grid_end: float


def paginate(slabs: Sequence[Slab], top: float, bottom: float, pitch: float) -> list[Page]:
    """Pile slabs on pages between ``top`` and ``bottom``; a slab taller than a page is cut or, at worst, given its own."""
    pages: list[list[Laid]] = [[]]
    y = top
    waiting = [slab for slab in slabs if not slab.sinks]
    sunk = [slab for slab in slabs if slab.sinks]
    sunk_height = sum(slab.height(pitch) for slab in sunk if not slab.begins)
    at = 0

    taken = top
    """Down to where the page is taken by slabs without a place of their own."""

    def turn() -> None:
        nonlocal y, taken
        pages.append([])
        y = taken = top

    def begins(slab: Slab) -> float:
        return slab.begins if len(pages) == 1 else 0.0

    def put(slab: Slab) -> None:
        nonlocal y, taken
        if slab.droppable and not pages[-1]:
            return
        if slab.head is not None and not pages[-1] and len(pages) > 1:
            pages[-1].append(Laid(slab.head, y))
            y += slab.head.height(pitch)
        y = max(y, begins(slab))
        pages[-1].append(Laid(slab, y))
        y += slab.height(pitch)
        taken = y

    while at < len(waiting):
        place = waiting[at].place
        if place is not None and (place[0] > len(pages) or (place[0] == len(pages) and place[1] > taken - 1)):
            while len(pages) < place[0]:
                turn()
            pages[-1].append(Laid(waiting[at], place[1]))
            y = max(y, place[1] + waiting[at].height(pitch))
            at += 1
            continue
        if waiting[at].breaks:
            if pages[-1]:
                turn()
            at += 1
            continue
        end = at
        while waiting[end].keep and end + 1 < len(waiting) and waiting[end + 1].place is None:
            end += 1
        chain = waiting[at : end + 1]
        needed = sum(slab.height(pitch) for slab in chain)
        if begins(chain[-1]):  # a grid at its measured place
            needed = max(needed, begins(chain[-1]) + chain[-1].height(pitch) - y)
        if end + 1 == len(waiting):
            needed += sunk_height
        first_head = chain[0].head if not pages[-1] and len(pages) > 1 else None
        if first_head is not None:
            needed += first_head.height(pitch)
        if y + needed <= bottom + 0.01:
            for slab in chain:
                put(slab)
            at = end + 1
            continue
        slab = chain[0]
        head = first_head.height(pitch) if first_head is not None else 0.0
        room = bottom - max(y, begins(slab)) - head
        if end + 1 == len(waiting) and slab.height(pitch) <= room:  # it fits, what has to stand under it does not
            room -= sunk_height
        parts = slab.split(room) if len(chain) == 1 else None
        if parts is not None:
            put(parts[0])
            waiting[at] = parts[1]
            turn()
            continue
        if slab.droppable:
            at += 1
            if at < len(waiting):
                turn()
            continue
        if pages[-1]:
            turn()
            continue
        # Alone on an empty page and still too tall: let it have the page, the chain is broken here.
        parts = slab.split(bottom - y - head)
        if parts is not None:
            put(parts[0])
            waiting[at] = parts[1]
            turn()
            continue
        put(slab)
        at += 1
    if sunk:
        if y + sunk_height > bottom + 0.01 and pages[-1]:
            turn()
        y = bottom - sunk_height if sunk_height else sunk[0].begins
        for slab in sunk:
            pages[-1].append(Laid(slab, y))
            y += slab.height(pitch)
    return [Page(laid, _grid_end(laid, top, bottom, pitch)) for laid in pages]


def _grid_end(laid: Sequence[Laid], top: float, bottom: float, pitch: float) -> float:
    pushed = sum(one.slab.height(pitch) for one in laid if not one.slab.on_grid and one.slab.place is None)
    start = top + pushed
    end = start + int((bottom - start + 0.01) // pitch) * pitch
    flowing = [
        one.top + one.slab.height(pitch)
        for one in laid
        if not (one.slab.sinks and one.slab.begins) and one.slab.place is None
    ]
    return max(end, min(bottom, max(flowing, default=end)))


def fit(
    slabs: Sequence[Slab], top: float, bottom: float, pitch: float, closest: float | None
) -> tuple[list[Page], float]:
    """Paginate; when lines closed up to ``closest`` save a page, use the widest pitch that still saves it."""
    pages = paginate(slabs, top, bottom, pitch)
    if closest is None or len(pages) == 1 or closest >= pitch:
        return pages, pitch
    tight = paginate(slabs, top, bottom, closest)
    if len(tight) >= len(pages):
        return pages, pitch
    best, wide, narrow = (tight, closest), 0, _STEPS
    while narrow - wide > 1:
        middle = (wide + narrow) // 2
        tried = pitch - (pitch - closest) * middle / _STEPS
        pages = paginate(slabs, top, bottom, tried)
        if len(pages) == len(tight):
            best, narrow = (pages, tried), middle
        else:
            wide = middle
    return best
