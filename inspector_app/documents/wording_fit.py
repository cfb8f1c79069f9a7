"""Putting what follows adopted sentences back where it stands on the official page: other sentences have other heights.

The empty form is set with the wording and read back in the same way as the official file; spaces grow or shrink by the difference.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from inspector_app.catalog.body import Block, Closing, CopiesLine, InfoRows, Paragraph, Space
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.wording import BlockChange, FormWording, WordingPack, apply, kind_word, words_of
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_official import OfficialForm, OfficialLine, plain, read_lines
from inspector_app.fault import Fault

_ROUNDS = 4
_NEAR = 0.4
"""Differences below this (mm) are left."""


def fitted(form: DocumentForm, wording: FormWording, official: OfficialForm) -> FormWording:
    """The same wording with spaces so that labels stand where the official page has them, as far as spaces can do it."""
    best, best_off = wording, _off(form, wording, official)
    for start in (wording, _closed(form, wording)):
        current = start
        for _ in range(_ROUNDS):
            tried = _round(form, current, official)
            if tried is None:
                break
            current = tried
            off = _off(form, current, official)
            if off < best_off - 0.1:
                best, best_off = current, off
    return best


def _closed(form: DocumentForm, wording: FormWording) -> FormWording:
    """The wording with every space closed up: spaces that only grow never push a page over."""
    changes = {one.block: one for one in wording.blocks}
    for at, block in enumerate(form.body, start=1):
        if isinstance(block, Space) and not block.extra:
            changes[at] = BlockChange(block=at, kind="space", set={"mm": 0.1, "lines": 1})
    return msgspec.structs.replace(wording, blocks=[changes[one] for one in sorted(changes)])


def _set(form: DocumentForm, wording: FormWording) -> tuple[DocumentForm, list[tuple[OfficialLine, ...]]] | None:
    pack = WordingPack(code="fit", version="1", name="", documents=[wording])
    try:
        made = apply(pack, form)
        return made, read_lines(render(made, {}, Stamp("0" * 32, 1, "empty"), validate=False).pdf)
    except Fault:
        return None


def _off(form: DocumentForm, wording: FormWording, official: OfficialForm) -> float:
    """How far, in all, lines stand from their official places (mm; a line that is not there counts as 20)."""
    done = _set(form, wording)
    if done is None:
        return float("inf")
    total = 0.0
    for number, page in enumerate(official.pages):
        ours = done[1][number] if number < len(done[1]) else ()
        for line in page:
            if len(plain(line.text)) >= 2:
                near = [abs(one.top - line.top) for one in ours if _same(one, line)]
                total += min([*near, 20.0])
    return total


def _same(one: OfficialLine, other: OfficialLine) -> bool:
    left, right = plain(one.text), plain(other.text)
    return left[:5] == right[:5] or left == right


def _round(form: DocumentForm, wording: FormWording, official: OfficialForm) -> FormWording | None:
    done = _set(form, wording)
    if done is None:
        return None
    made, pages = done
    changes = {one.block: one for one in wording.blocks}
    stands = _as_made(made, changes, len(form.body))
    shifted: dict[int, float] = {}
    places = _places(made.body, pages, official)
    moved = False
    for at, block in enumerate(form.body, start=1):
        where = places.get(id(stands[at - 1]))
        if where is None:
            continue
        page, delta = where
        delta -= shifted.get(page, 0.0)
        if abs(delta) < _NEAR:
            continue
        gap = at - 1 if at > 1 and isinstance(form.body[at - 2], Space) else 0
        if gap:
            space = stands[gap - 1]
            assert isinstance(space, Space)
            high = space.mm or space.lines * made.page.line * 25.4 / 72
            new = max(0.1, round(high + delta, 2))
            changes[gap] = BlockChange(block=gap, kind="space", set={"mm": new, "lines": 1})
            shifted[page] = shifted.get(page, 0.0) + new - high
            moved = True
        elif delta > 0 and not (at in changes and changes[at].before):
            change = changes.get(at) or BlockChange(block=at, begins=words_of(block), kind=kind_word(block))
            changes[at] = msgspec.structs.replace(change, before=[Space(mm=round(delta, 2))])
            shifted[page] = shifted.get(page, 0.0) + delta
            moved = True
        elif at in changes and changes[at].before:
            old = changes[at].before[0]
            assert isinstance(old, Space)
            new = max(0.1, round(old.mm + delta, 2))
            changes[at] = msgspec.structs.replace(changes[at], before=[Space(mm=new)])
            shifted[page] = shifted.get(page, 0.0) + new - old.mm
            moved = True
    if not moved:
        return None
    return msgspec.structs.replace(wording, blocks=[changes[one] for one in sorted(changes)])


def _as_made(made: DocumentForm, changes: dict[int, BlockChange], many: int) -> list[Block | None]:
    """For every block of the shipped form the block of the worded one that stands for it, None where it is left out."""
    result: list[Block | None] = []
    place = 0
    for at in range(1, many + 1):
        change = changes.get(at)
        place += len(change.before) if change else 0
        count = 1 if change is None or change.replace is None else len(change.replace)
        result.append(made.body[place] if count else None)
        place += count + (len(change.after) if change else 0)
    return result


def _places(
    body: Sequence[Block], pages: Sequence[tuple[OfficialLine, ...]], official: OfficialForm
) -> dict[int, tuple[int, float]]:
    """Blocks that are found on both pages, in order: on which page, and how much lower the official one is (mm)."""
    result: dict[int, tuple[int, float]] = {}
    after: tuple[int, float] = (0, 0.0)
    for block in body:
        if block.extra or not isinstance(block, InfoRows | Paragraph | Closing):
            continue
        start = _start(block)
        if len(start) < 2:
            continue
        mine = _find(pages, start, after)
        theirs = _find(official.pages, start, None)
        if mine is None:
            continue
        after = mine
        if theirs is not None and theirs[0] == mine[0]:
            result[id(block)] = (mine[0], theirs[1] - mine[1])
    return result


def _start(block: Block) -> str:
    if isinstance(block, Closing | CopiesLine):
        return plain("监督管理局")
    words = words_of(block)
    return plain(words.partition("{")[0])[:6]


def _find(
    pages: Sequence[Sequence[OfficialLine]], start: str, after: tuple[int, float] | None
) -> tuple[int, float] | None:
    for number, page in enumerate(pages):
        for line in page:
            if line.size >= 6.5 or (after is not None and (number, line.top) <= after):
                continue
            text = plain(line.text)
            if text.startswith(start) or (start == "监督管理局" and text.endswith(start) and line.top > 60):
                return number, line.top
    return None
