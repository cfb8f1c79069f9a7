"""What a document form says about its page: geometry, blocks in reading order, what stands at the foot of every page.

A block is data that the one typesetter interprets. Lengths are millimetres, type sizes and line pitches are points.
Text may hold placeholders: ``{key}`` prints the value of a field, or a line to write on when there is none;
``{key:8}`` makes that line eight characters long, ``{key:8|药品监督管理局}`` prints words after the empty line, and
``{key:box}`` prints every option of a choice with a tick box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

When = dict[str, str | list[str]]
"""Field key to what it must be: an option, one of several options, ``"*"`` (filled in) or ``"-"`` (not filled in)."""

FILLED = "*"
MISSING = "-"

PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([^{}]*))?\}")
_SPEC = re.compile(r"(?:(box)|(\d+(?:\.\d+)?)?(?:\|(.*))?)")


class Placeholder(msgspec.Struct, frozen=True):
    """One placeholder of a template: which field, how long its empty line is (characters), what follows an empty line."""

    key: str
    blank: float | None = None
    suffix: str = ""
    boxes: bool = False


def parse_template(text: str) -> list[str | Placeholder]:
    """Split a template into plain text and placeholders; raises ``ValueError`` on a brace or a mark it cannot read."""
    parts: list[str | Placeholder] = []
    at = 0
    for found in PLACEHOLDER.finditer(text):
        parts.append(text[at : found.start()])
        spec = _SPEC.fullmatch(found[2] or "")
        if spec is None:
            raise ValueError(found[0])
        parts.append(Placeholder(found[1], float(spec[2]) if spec[2] else None, spec[3] or "", boxes=bool(spec[1])))
        at = found.end()
    parts.append(text[at:])
    for part in parts:
        if isinstance(part, str) and ("{" in part or "}" in part):
            raise ValueError(part)
    return [part for part in parts if part != ""]


class _Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="block"):
    when: When = {}
    """All conditions must hold for the block to be printed; an empty form prints every block."""
    extra: bool = False
    """Not on the official form: an empty form leaves it out."""

    def templates(self) -> Iterator[str]:
        """Every template of the block, for checking and for finding the fields it prints."""
        yield from ()


class TitleBlock(_Block, frozen=True, kw_only=True, tag="title"):
    """The heading: the office's name and the document's name, centred, each wrapping on its own."""

    lines: list[str]
    size: float = 22
    pitch: float = 32

    def templates(self) -> Iterator[str]:
        """Title lines are templates."""
        yield from self.lines


class NumberLine(_Block, frozen=True, kw_only=True, tag="number"):
    """The document number under the title."""

    text: str = "{doc_no}"
    align: Literal["left", "center", "right"] = "center"

    def templates(self) -> Iterator[str]:
        """The number line is a template."""
        yield self.text


class InfoCell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A label and its value in a row of particulars; the value stands on a line that runs to the next cell."""

    label: str
    text: str
    at: float = 0
    """Where the cell begins, from the left edge of the text area (mm)."""
    ruled: bool = True
    lines: int = 1
    """How many lines an empty form gives to write on."""
    black: bool = False


class InfoRows(_Block, frozen=True, kw_only=True, tag="info"):
    """Rows of particulars: label, value on a line; a value that does not fit goes on in the next line of its cell."""

    rows: list[list[InfoCell]]

    def templates(self) -> Iterator[str]:
        """Values of cells are templates, labels are not."""
        for row in self.rows:
            for cell in row:
                yield cell.text


class Paragraph(_Block, frozen=True, kw_only=True, tag="paragraph"):
    """A paragraph of fixed words and values."""

    text: str
    lead: str = ""
    """Printed in black type before the text (检查人员：)."""
    indent: float = 2
    align: Literal["left", "center", "right"] = "left"
    ruled: bool = False
    """Every line is ruled to its end, as where a record is written by hand."""
    lines: int = 1
    """How many lines an empty form gives to write on (ruled paragraphs)."""
    optional: bool = False
    """The official form shows it in brackets: printed only when its conditions hold."""
    joined: bool = False
    """Stands in the same brackets as the optional paragraph before it."""
    keep: bool = False
    """Stays with what follows: a heading is never the last line of a page."""
    underline: bool | None = None
    """Whether values keep their line; by default as the page says."""

    def templates(self) -> Iterator[str]:
        """The paragraph is a template."""
        yield self.text


class Space(_Block, frozen=True, kw_only=True, tag="space"):
    """Empty lines (may be a fraction), dropped at the top of a page."""

    lines: float = 1


class TableColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column as printed: which column of the facts it shows, its printed title, its width (mm)."""

    name: str
    width: float
    title: str = ""
    align: Literal["left", "center", "right"] = "left"
    serial: bool = False
    """Numbered by the engine when a row gives nothing."""


class TableBlock(_Block, frozen=True, kw_only=True, tag="table"):
    """A ruled table of one table field; its head is repeated on every page it reaches."""

    field: str
    columns: list[TableColumn]
    at: float = 0
    """Left edge, from the left edge of the text area (mm); may be negative."""
    size: float = 12
    head_size: float = 12
    pitch: float = 18
    head_height: float = 10
    row_height: float = 8.65
    min_rows: int = 0
    """Rows an empty form gives; a filled one says 以下空白 under its last row."""


class SignatureRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line to sign on; ``who`` names the entry of the form's signatures it belongs to."""

    label: str
    who: str
    parts: int = 1
    """How many people sign on the line, divided by 、"""
    date: bool = True
    label_at: float = 0


class SignatureBlock(_Block, frozen=True, kw_only=True, tag="signatures"):
    """Lines to sign on, kept together on one page."""

    rows: list[SignatureRow]
    pitch: float = 34
    width: float = 0
    """Width of the lines in mm; 0 means the width of the text area."""


class Closing(_Block, frozen=True, kw_only=True, tag="closing"):
    """Name of the office, place of its seal and the date, at the right, never alone on a page."""

    org: str = "{org_title:5|药品监督管理局}"
    date: str = "{issue_date}"
    seal: str = "（印　章）"

    def templates(self) -> Iterator[str]:
        """Office and date are templates."""
        yield self.org
        yield self.date


class CopiesLine(_Block, frozen=True, kw_only=True, tag="copies"):
    """本文书一式…份, at the foot of the last page, under a rule; numbers come from the form or are written by hand."""

    text: str = "本文书一式{copies_total:2}份，{copies_served:2}份送达，一份归档，{copies_others:5}。"

    def templates(self) -> Iterator[str]:
        """The copies line is a template over the reserved copies keys."""
        yield self.text


class BelowBlank(_Block, frozen=True, kw_only=True, tag="below_blank"):
    """以下空白, so that nothing can be added after the record is finished."""

    text: str = "（以下空白）"


Block = (
    TitleBlock
    | NumberLine
    | InfoRows
    | Paragraph
    | Space
    | TableBlock
    | SignatureBlock
    | Closing
    | CopiesLine
    | BelowBlank
)


class PageSetup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text area of an A4 page (mm), its type (pt), and how far lines may close up to keep a closing on its page.

    Defaults are GB/T 9704-2012: 28 mm left, 37 mm top, 156 x 225 mm, 16 pt type, 22 lines of 28 characters.
    """

    left: float = 28
    top: float = 37
    width: float = 156
    height: float = 225
    size: float = 16
    pitch: float = 15.79
    line: float = 28.99
    closest_line: float | None = None
    underline: bool = False
    """Values keep the line they are written on."""


class Foot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the foot of every page: lines to sign on, and the page's number."""

    pages: Literal["counted", "dashed", "none"] = "dashed"
    """``counted`` is 第×页 共×页 in the middle, ``dashed`` is — 1 — at the outer edge (GB/T 9704-2012)."""
    signatures: list[SignatureRow] = []
    pitch: float = 26
