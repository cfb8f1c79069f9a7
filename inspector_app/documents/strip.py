"""A seal strip: words down a column, in a box on a page or over a whole paper of the strip's own size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspector_app.catalog.grid import StripBlock, StripText
from inspector_app.documents.compose import conditions_hold
from inspector_app.documents.inline import Line, Run, Setting, items_of, natural_width
from inspector_app.documents.sheet import MM, Sheet
from inspector_app.documents.slabs import Slab
from inspector_app.fault import Fault

if TYPE_CHECKING:
    from inspector_app.documents.build import Builder

_WIDER = 1.8
"""How much faster than the width the type may grow: a strip of 75 cm is read from afar."""
_LEAST = 9.0
"""Smaller type (points) is not read on a door."""


class _Word(NamedTuple):
    x: float
    y: float
    size: float
    line: Line


@dataclass(frozen=True)
class StripSlab(Slab):
    """The whole strip."""

    words: tuple[_Word, ...] = ()
    frame: tuple[float, float, float, float] | None = None

    def height(self, pitch: float) -> float:
        """Lies where it lies; nothing follows it."""
        del pitch
        return 0.0

    @property
    def on_grid(self) -> bool:
        """Has its own places."""
        return False

    def lay(self, sheet: Sheet, top: float, pitch: float) -> None:
        """Set the words, draw the frame."""
        del top, pitch
        for word in self.words:
            sheet.line(word.x, word.y, word.size, word.size, word.line)
        if self.frame:
            left, upper, right, lower = self.frame
            sheet.rule(left, upper, right, upper)
            sheet.rule(left, lower, right, lower)
            sheet.rule(left, upper, left, lower)
            sheet.rule(right, upper, right, lower)


def strip_slabs(builder: Builder, block: StripBlock) -> list[Slab]:
    """Place every word; where the paper is the strip itself, box and type grow with it and captions fall away."""
    left, top, right, bottom = block.box
    own = builder.paper != builder.form.page.paper
    across = builder.paper[0] / (right - left) if own else 1.0
    down = builder.paper[1] / (bottom - top) if own else 1.0
    bigger = min(down, _WIDER * across)
    words: list[_Word] = []
    for text in block.texts:
        if not conditions_hold(text.when, builder.composer.values) or (own and text.caption):
            continue
        x = ((text.x - left) * across if own else text.x) * MM
        start = ((text.top - top) * down if own else text.top) * MM
        end = ((text.bottom - top) * down if own else text.bottom) * MM
        words += _words(builder, text, (x, start, end if text.bottom else 0.0), text.size * bigger)
    frame = None if own else (left * MM, top * MM, right * MM, bottom * MM)
    return [StripSlab(words=tuple(words), frame=frame)]


def _words(builder: Builder, text: StripText, place: tuple[float, float, float], size: float) -> list[_Word]:
    x, top, bottom = place
    filled = builder.fill(text.text, style=text.style, underline=False)
    if not bottom:
        items = items_of(filled, Setting(size, size))
        return [_Word(x, top, size, Line(items, natural_width(items)))]
    characters = [one for part in filled if isinstance(part, Run) for one in part.text if one.strip()]
    if len(characters) > 1:
        size = min(size, (bottom - top) / len(characters))  # a long name is set smaller, never over its end
    if size < _LEAST:
        raise Fault(
            f"封条上写不下 {len(characters)} 个字", kept="没有打印任何内容", todo="请用规范的简称", code="strip-full"
        )
    step = (bottom - top - size) / max(1, len(characters) - 1)
    words = []
    for number, character in enumerate(characters):
        items = items_of([Run(character, text.style)], Setting(size, size))
        line = Line(items, natural_width(items))
        words.append(_Word(x - line.width / 2, top + number * step, size, line))
    return words
