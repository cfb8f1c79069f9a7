"""Templates: fixed words with placeholders, and the conditions under which a part of a page is printed.

``{key}`` prints the value of a field, or a line to write on when there is none. ``{key:8}`` makes that line eight characters
long, ``{key:8|药品监督管理局}`` prints words after the empty line. ``{key:words}`` is money in words, ``{key:date}`` and
``{key:time}`` are the day and the hour of a moment (a length may follow: ``{key:words 6}``). ``{key:box}`` prints every
option of a choice with a tick box, ``{key:box|其他}`` only that one. ``{key:2.姓名}`` is one cell of a table field.

For what an empty form has to have in its place: ``{key:3-2-2}`` gives the lines of a date their lengths (year, month, day), other
fields lines that lie end to end; ``_2`` in the words after a line is another line; ``{_:8}`` is a line that no field belongs to.
``／ ［ ］ ∶ ﹙ ﹚`` are marks in a narrow type of their own, ``‹15›`` words in that type, as the official pages set many;
``{key:|／}`` puts such a slash between the choices of an empty form. ``＿六十日＿`` and ``＿全部/部分＿`` are fixed words on a
line of the empty form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

import msgspec

When = dict[str, str | list[str]]
"""Field key to what it must be: an option, one of several options, ``"*"`` (filled in) or ``"-"`` (not filled in)."""

BLANK = "_"
"""The key of a line that no field belongs to; ``{_: "*"}`` as a condition holds on no filled document."""
FILLED = "*"
MISSING = "-"

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}")
_SPEC = re.compile(
    r"(?:(?P<row>\d+)\.(?P<column>\D.*)|(?P<box>box)(?:\|(?P<option>.+))?"
    r"|(?P<shape>words|date|time)?(?:(?:(?<=[a-z]) )?(?P<blank>\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)*))?"
    r"(?:\|(?P<suffix>.*))?)"
)

Shape = Literal["", "words", "date", "time"]


class Placeholder(msgspec.Struct, frozen=True):
    """One placeholder of a template: which field, how long its empty line is (characters), what follows an empty line."""

    key: str
    blank: float | None = None
    suffix: str = ""
    boxes: bool = False
    option: str = ""
    """The one option to print with its tick box; empty prints all."""
    shape: Shape = ""
    """How the value is worded when not in the usual way."""
    row: int = 0
    """Which row of a table field, from 1; 0 is all of it."""
    column: str = ""
    blanks: tuple[float, ...] = ()
    """The lengths of the lines of a date or a time, each before its word; empty gives the usual ones."""


def parse_template(text: str) -> list[str | Placeholder]:
    """Split a template into plain text and placeholders; raises ``ValueError`` on a brace or a mark it cannot read."""
    parts: list[str | Placeholder] = []
    at = 0
    for found in PLACEHOLDER.finditer(text):
        parts.append(text[at : found.start()])
        spec = _SPEC.fullmatch(found[2] or "")
        if spec is None:
            raise ValueError(found[0])
        lengths = [float(one) for one in spec["blank"].split("-")] if spec["blank"] else []
        parts.append(
            Placeholder(
                found[1],
                sum(lengths) if lengths else None,
                spec["suffix"] or "",
                boxes=bool(spec["box"]),
                option=spec["option"] or "",
                shape=cast("Shape", spec["shape"] or ""),
                row=int(spec["row"] or 0),
                column=spec["column"] or "",
                blanks=tuple(lengths) if len(lengths) > 1 else (),
            )
        )
        at = found.end()
    parts.append(text[at:])
    for part in parts:
        if isinstance(part, str) and ("{" in part or "}" in part):
            raise ValueError(part)
    return [part for part in parts if part != ""]


class Stand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where one line of a block stands on the empty form, as measured on an office's own page (mm from the top left corner)."""

    page: int = 1
    base: float
    """Where its characters stand; of a table its upper edge."""
    words: list[tuple[float, float, int]] = []
    """Stretches of words: left edge, right edge, how many characters."""
    rules: list[tuple[float, float]] = []
    """Lines to write on: left end, right end."""


class BlockBase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block"):
    """What every block has: when it is printed, and which templates it holds."""

    when: When = {}
    """All conditions must hold for the block to be printed; an empty form prints every block."""
    extra: bool = False
    """Not on the official form: an empty form leaves it out."""
    stands: list[Stand] = []
    """The measured places of its lines on the empty form; a block whose words they do not fit is set as usual."""

    def templates(self) -> Iterator[str]:
        """Every template of the block, for checking and for finding the fields it prints."""
        yield from ()
