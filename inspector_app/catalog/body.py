"""What a document form says about its page: geometry, blocks in reading order, what stands at the foot of every page.

A block is data that the one typesetter interprets. Lengths are millimetres, type sizes and line pitches are points.
Text may hold placeholders (see ``template``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from inspector_app.catalog.grid import GridBlock, StripBlock
from inspector_app.catalog.template import BlockBase, When


class TitleBlock(BlockBase, frozen=True, kw_only=True, tag="title"):
    """The heading: the office's name and the document's name, centred, each wrapping on its own."""

    lines: list[str]
    size: float = 22
    pitch: float = 32

    def templates(self) -> Iterator[str]:
        """Title lines are templates."""
        yield from self.lines


class NumberLine(BlockBase, frozen=True, kw_only=True, tag="number"):
    """The document number under the title."""

    text: str = "{doc_no}"
    align: Literal["left", "center", "right"] = "center"
    empty: str = ""
    """What stands for a number not yet given, where the usual blank does not fit; ``_2`` is a line two characters long."""
    size: float = 0
    """Type size (pt); 0 is the page's."""
    pitch: float = 0
    """Height of its line (pt); 0 is the page's."""
    at: float | None = None
    """Where it begins, from the left edge of the text area (mm), instead of ``align``."""

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
    under: Literal["", "whole", "parted"] = ""
    """The line runs under the label too: as one, or parted where the label ends."""


class InfoRows(BlockBase, frozen=True, kw_only=True, tag="info"):
    """Rows of particulars: label, value on a line; a value that does not fit goes on in the next line of its cell."""

    rows: list[list[InfoCell]]
    pitch: float = 0
    """Height of each line (pt); 0 is the page's."""

    def templates(self) -> Iterator[str]:
        """Values of cells are templates, labels are not."""
        for row in self.rows:
            for cell in row:
                yield cell.text


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a paragraph that is printed only when its conditions hold; an empty form shows it in brackets."""

    text: str
    when: When = {}
    optional: bool = True
    """In brackets on the empty form; false prints it there without them."""


class Paragraph(BlockBase, frozen=True, kw_only=True, tag="paragraph"):
    """A paragraph of fixed words and values."""

    text: str
    lead: str = ""
    """Printed in black type before the text (检查人员：)."""
    indent: float = 2
    hang: float = 0
    """How far the later lines stand in (ems), as under a numbered line of 附件."""
    inset: float = 0
    """How far the paragraph stands in on both sides (mm)."""
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
    parts: tuple[Part, ...] = ()
    """Go on with these after the text."""
    pitch: float = 0
    """Height of each line (pt); 0 is the page's."""

    def templates(self) -> Iterator[str]:
        """The paragraph and its parts are templates."""
        yield self.text
        for part in self.parts:
            yield part.text


class RowPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paragraph of each row; ``{栏目}`` prints a cell, ``{#}`` the number of the row, ``{内容}`` an entry of a list."""

    lead: str = ""
    """In black type; may hold the same marks."""
    text: str = ""


class RowsBlock(BlockBase, frozen=True, kw_only=True, tag="rows"):
    """The rows of a table field, or the entries of a list or of a text by lines, as running paragraphs: 问 and 答, 1. 2. 3."""

    field: str
    parts: list[RowPart]
    ruled: bool = False
    indent: float = 0
    lines: int = 0
    """How many ruled lines an empty form gives; 0 prints each part once, with a line to write on after it."""
    pitch: float = 0


class Heading(BlockBase, frozen=True, kw_only=True, tag="heading"):
    """A heading: 一、 in black type, （一） in the type of the text; never the last line of a page."""

    text: str
    level: Literal[1, 2] = 1
    indent: float = 2

    def templates(self) -> Iterator[str]:
        """The heading is a template."""
        yield self.text


class Space(BlockBase, frozen=True, kw_only=True, tag="space"):
    """Empty lines (may be a fraction), dropped at the top of a page; or a fixed gap (mm), which is not."""

    lines: float = 1
    mm: float = 0


class PageBreak(BlockBase, frozen=True, kw_only=True, tag="page_break"):
    """The next block begins a page."""


class TableColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column as printed: which column of the facts it shows, its printed title, its width (mm)."""

    name: str
    width: float
    title: str = ""
    align: Literal["left", "center", "right"] = "left"
    serial: bool = False
    """Numbered by the engine when a row gives nothing."""
    empty: str = ""
    """What stands ready in the cells of an empty form (年　月　日)."""


class TableBlock(BlockBase, frozen=True, kw_only=True, tag="table"):
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
    total: str = ""
    """Words in the first two columns of a last row of the empty form (合计)."""


class SignatureRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line to sign on; ``who`` names the entry of the form's signatures it belongs to."""

    label: str
    who: str
    parts: int = 1
    """How many people sign on the line, divided by 、"""
    date: bool = True
    black: bool = False
    """The label is in black type."""
    black_colon: bool = False
    """The colon after the label is in black type, as on some official pages."""
    label_at: float = 0
    date_field: str = ""
    """A date field that is printed as the date of the line when it is filled."""
    middle: float = 0
    """Where 、 between two signers stands, from the left edge of the text area (mm); 0 is the usual place."""


class SignatureBlock(BlockBase, frozen=True, kw_only=True, tag="signatures"):
    """Lines to sign on, kept together on one page."""

    rows: list[SignatureRow]
    pitch: float = 34
    width: float = 0
    """Width of the lines in mm; 0 means the width of the text area."""


class Closing(BlockBase, frozen=True, kw_only=True, tag="closing"):
    """Name of the office, place of its seal and the date, at the right, never alone on a page."""

    org: str = "{org_title:5|药品监督管理局}"
    date: str = "{issue_date}"
    seal: str = "（印　章）"
    org_back: float = 11.3
    """How far before the right edge of the text the office ends, on an empty form (mm)."""
    seal_back: float = 48.2
    """How far before the right edge the place of the seal begins, on an empty form (mm)."""
    date_back: float = 22.6
    """How far before the right edge the date ends, on an empty form (mm)."""
    pitch: float = 0
    """Height of each line on an empty form (pt); 0 is the page's."""

    def templates(self) -> Iterator[str]:
        """Office and date are templates."""
        yield self.org
        yield self.date


class CopiesLine(BlockBase, frozen=True, kw_only=True, tag="copies"):
    """本文书一式…份, at the foot of the last page, under a rule; numbers come from the form or are written by hand."""

    at: float = 0
    """Top of the line (mm from the top of the page), where it does not end the text area; 0 does."""
    text: str = "本文书一式{copies_total:2}份，{copies_served:2}份送达，一份归档，{copies_others:6.5}。"

    def templates(self) -> Iterator[str]:
        """The copies line is a template over the reserved copies keys."""
        yield self.text


class BelowBlank(BlockBase, frozen=True, kw_only=True, tag="below_blank"):
    """以下空白, so that nothing can be added after the record is finished."""

    text: str = "（以下空白）"


Block = (
    TitleBlock
    | NumberLine
    | InfoRows
    | Paragraph
    | Heading
    | RowsBlock
    | Space
    | PageBreak
    | TableBlock
    | GridBlock
    | StripBlock
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
    paper: tuple[float, float] = (210, 297)
    """Width and height of the paper (mm)."""
    paper_by: str = ""
    """A choice field that names another paper."""
    papers: dict[str, tuple[float, float]] = {}
    """Its options to width and height (mm)."""


class Foot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the foot of every page: lines to sign on, and the page's number."""

    pages: Literal["counted", "dashed", "none"] = "dashed"
    """``counted`` is 第×页 共×页 in the middle, ``dashed`` is — 1 — at the outer edge (GB/T 9704-2012)."""
    at: float = 0
    """Where the page's number stands (top of its type, mm from the top of the page); 0 is under the text area."""
    code: float = 271
    """Where the page's code begins (mm from the top of the page)."""
    code_left: float | None = None
    """Its left edge (mm); the middle of the page by default."""
    under: float | None = None
    """How far under the lines to sign on the page's number stands (mm), instead of ``at``."""
    signatures: list[SignatureRow] = []
    bases: list[float] = []
    """Where the words of the first line to sign on stand on each page of an empty form, as measured (mm)."""
    lower: tuple[float, ...] = ()
    """How much lower than the end of the text the lines to sign on stand, page by page (mm); not on
    the last page."""
    pitch: float = 26
    width: float = 0
    """Width of the lines to sign on (mm); 0 means the width of the text area."""
