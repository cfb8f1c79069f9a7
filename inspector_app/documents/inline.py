"""Text into lines: widths glyph by glyph, line breaks that respect 避头尾, spacing between Chinese and Latin.

The small rules follow GB/T 15834 (no closing mark begins a line, no opening mark ends one) and common setting practice.
Lengths are points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inspector_app.documents.fonts import Style, glyph, missing_fault

NOT_AT_START = frozenset("，。、；：？！）〕］】》〉」』”’…—～·,.;:?!)]}%‰℃°")
NOT_AT_END = frozenset("（〔［【《〈「『“‘([{￥$№")
HALF_EMPTY = frozenset("，。、；：）〕］】》〉」』”’")
"""Marks whose right half is empty: at the end of a line that half may stand over the edge, before another mark it closes up."""
OPENING = frozenset("（〔［【《〈「『“‘")
"""Marks whose left half is empty."""
UNITS = frozenset("年月日时分元号条款项")
"""Words that stay on the line of the number before them: no amount is parted from its 元, no year from its 年."""

BOX_WIDTH = 1.0
BLANK_STEP = 0.5
GAP = 0.07
"""Ems between a Chinese character and a Latin letter; below 0.1 em no reader takes it for a space."""
SLASH = 0.27
"""Ems that a slash set apart takes between two choices, as the Latin type of the official pages gives it."""
MOST_EXTRA = 0.085
"""Ems by which the characters of a line may be spread to reach its edge."""
_COMPANY_EXTRA = 0.095
"""The same where a line gives a character away, so that the last one does not end the paragraph alone."""


class Run(NamedTuple):
    """A stretch of text in one style; ``under`` puts a line beneath it."""

    text: str
    style: Style = "text"
    under: bool = False


class Blank(NamedTuple):
    """A line to write on, so many ems long."""

    ems: float
    under: bool = True


class Box(NamedTuple):
    """A tick box."""

    ticked: bool


Inline = Run | Blank | Box


class Item(NamedTuple):
    """One character, one half em of a line to write on, or one box, with the room it takes (points)."""

    text: str
    font: str
    width: float
    under: bool
    ticked: bool | None = None
    gap: float = 0.0
    """How much of the width is space between Chinese and Latin."""


class Line(NamedTuple):
    """One line: its items, its width, and the extra space after every character that makes it reach the edge."""

    items: Sequence[Item]
    width: float
    extra: float = 0.0
    tight: float = 0.0
    """Letter spacing of the grid (negative where 28 characters must fit)."""


class Setting(NamedTuple):
    """Type size, and the distance from one full-width character to the next."""

    size: float
    pitch: float


def _latin(character: str) -> bool:
    # Not digits: 2026年11月21日 and 第12号 are set without space, as on the official pages.
    return character.isascii() and character.isalpha()


def _word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def _digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


def _chinese(character: str) -> bool:
    return "㐀" <= character <= "鿿" or character > "\U0001ffff"


def _meet(before: str, character: str) -> bool:
    """Whether Chinese and Latin meet here."""
    return (_chinese(before) and _latin(character)) or (_latin(before) and _chinese(character))


def _close_up(before: str, character: str) -> bool:
    """Whether two marks in a row share an empty half."""
    return (character in OPENING and (before in HALF_EMPTY or before in OPENING)) or (
        before in HALF_EMPTY and character in HALF_EMPTY
    )


def _box(setting: Setting, *, ticked: bool) -> Item:
    found = glyph("text", "□")
    return Item("□", found[0] if found else "", BOX_WIDTH * setting.pitch, under=False, ticked=ticked)


def items_of(inlines: Iterable[Inline], setting: Setting, *, squeeze: bool = False) -> list[Item]:
    """Measure every character; a character no font has raises ``Fault``. A line end becomes an item of its own.

    ``squeeze`` closes up two marks in a row, as the official labels do. Values are not closed up: programs that read the
    text of a PDF take the overlap for the end of a line.
    """
    tight = setting.pitch - setting.size
    items: list[Item] = []
    missing: dict[str, None] = {}
    before = ""
    for inline in inlines:
        if isinstance(inline, Blank):
            if not inline.ems:  # parts two lines that lie end to end
                items.append(Item("", "", 0, under=False))
                continue
            steps = max(1, round(inline.ems / BLANK_STEP))
            items += [Item("", "", BLANK_STEP * setting.pitch, inline.under)] * steps
            before = ""
        elif isinstance(inline, Box):
            items.append(_box(setting, ticked=inline.ticked))
            before = ""
        else:
            for character in inline.text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "):
                if character == "\n":
                    items.append(Item("\n", "", 0, inline.under))
                    before = ""
                    continue
                if character in "□☐☑":
                    items.append(_box(setting, ticked=character == "☑"))
                    before = ""
                    continue
                found = glyph(inline.style, character)
                if found is None:
                    missing.setdefault(character)
                    continue
                if before and before.isascii() != character.isascii() and _meet(before, character):
                    last = items[-1]
                    gap = GAP * setting.size
                    items[-1] = last._replace(width=last.width + gap, gap=gap)
                if squeeze and items and _close_up(before, character):
                    last, gap = items[-1], -0.5 * setting.size
                    items[-1] = last._replace(width=last.width + gap, gap=gap)
                wide = SLASH if inline.style == "apart" and character == "/" else found[1]
                items.append(Item(character, found[0], wide * setting.size + tight, inline.under))
                before = character
    if missing:
        raise missing_fault(missing)
    return items


def _units(items: Sequence[Item]) -> list[list[Item]]:
    """Group items that may not be parted: Latin words, numbers and their units, marks with what they open or close."""
    units: list[list[Item]] = []
    for item in items:
        previous = units[-1][-1] if units else None
        character = item.text
        glued = (
            previous is not None
            and previous.text != "\n"
            and (previous.text != "" or character in NOT_AT_START)
            and (character not in ("", "\n") or (character == "" and previous.text in NOT_AT_END))
            and (
                (character != "" and character in NOT_AT_START)
                or previous.text in NOT_AT_END
                or previous.ticked is not None
                or (_word(character) and _word(previous.text))
                or (character in UNITS and _digit(previous.text))
            )
        )
        if glued:
            units[-1].append(item)
        else:
            units.append([item])
    return units


def break_lines(
    items: Sequence[Item],
    room: float,
    setting: Setting,
    *,
    first: float | None = None,
    justify: bool = True,
    hang: bool = True,
) -> list[Line]:
    """Break items into lines of at most ``room`` points (the first of ``first``); something too long is cut, never lost.

    ``hang`` lets the empty half of a closing mark stand over the edge, which a ruled cell does not.
    """
    lines: list[Line] = []
    line: list[Item] = []
    width = 0.0
    limit = room if first is None else first
    tight = setting.pitch - setting.size
    slack = -tight if tight < 0 else 0.0  # letter spacing after the last character needs no room

    def finish(*, full: bool) -> None:
        nonlocal line, width, limit
        while full and line and line[-1].text == " ":
            width -= line.pop().width
        extra = 0.0
        # What is to be written on keeps its length: the characters alone are spread.
        spread = sum(item.text != "" for item in line[:-1])
        if full and justify and spread:
            extra = (limit - width) / spread
            if not 0 <= extra <= MOST_EXTRA * setting.size:
                extra = 0.0
        lines.append(Line(line, width + extra * spread, extra, tight))
        line, width, limit = [], 0.0, room

    for unit in _units(items):
        if unit[0].text == "\n":
            finish(full=False)
            continue
        needed = sum(item.width for item in unit)
        overhang = setting.size / 2 if hang and unit[-1].text in HALF_EMPTY and unit[-1].gap >= 0 else 0.0
        if width + needed - overhang <= limit + slack + 0.01:
            line += unit
            width += needed
            continue
        if line and (needed <= room + slack + overhang or width > limit * 0.75):
            finish(full=True)
            while unit and unit[0].text == " ":  # a space that ends a line is not carried to the next
                unit = unit[1:]  # noqa: PLW2901
            if not unit:
                continue
            needed = sum(item.width for item in unit)
        if needed - overhang <= limit + slack + 0.01:
            line, width = list(unit), needed
            continue
        for item in unit:  # longer than a whole line: cut where the line ends
            if line and width + item.width > limit + slack + 0.01:
                finish(full=True)
            line.append(item)
            width += item.width
    finish(full=False)
    if justify and len(lines) > 1:
        before = room if first is None or len(lines) > 2 else first
        lines[-2:] = _accompanied(lines[-2], lines[-1], before, setting)
    return lines


def _accompanied(line: Line, last: Line, limit: float, setting: Setting) -> list[Line]:
    """Send a character after one that would end a paragraph alone on its line (单字不成行); the line before is spread."""
    units, end = _units(line.items), _units(last.items)
    moved = units[-1] if units else []
    alone = len(end) == 1 and 0 < sum(item.text not in NOT_AT_START for item in end[0]) <= 1
    if not alone or (not line.extra and line.width < limit - setting.size):
        return [line, last]
    rest = [item for unit in units[:-1] for item in unit]
    spread = len(rest) - 1
    if (
        any(item.text in ("", " ") or item.under or item.ticked is not None for item in (*rest, *moved, *last.items))
        or spread < 1
    ):
        return [line, last]
    width = sum(item.width for item in rest)
    extra = (limit - width) / spread
    if not 0 <= extra <= _COMPANY_EXTRA * setting.size:
        return [line, last]
    items = [*moved, *last.items]
    return [Line(rest, limit, extra, line.tight), Line(items, sum(item.width for item in items), 0.0, last.tight)]


def natural_width(items: Sequence[Item]) -> float:
    """Width of items set on one line."""
    return sum(item.width for item in items)


def paragraphs(items: Sequence[Item]) -> list[list[Item]]:
    """Cut at line ends: each part is a paragraph of its own."""
    parts: list[list[Item]] = [[]]
    for item in items:
        if item.text == "\n":
            parts.append([])
        else:
            parts[-1].append(item)
    return [part for part in parts if part] or [[]]
