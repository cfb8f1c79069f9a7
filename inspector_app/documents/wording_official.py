"""Reading an office's copy of the official forms: lines of words and blanks with their places, form by form.

Only what the page shows is read: characters with their boxes, and thin horizontal strokes, which are lines to write on. Lengths are
millimetres from the top left corner of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from inspector_app.evidence.pdfium import PDFIUM
from inspector_app.fault import Fault, UsageFault

MM = 25.4 / 72
MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 400
_SAME_LINE = 2.6
_APART = {"/": "／", "／": "／", "[": "［", "]": "］", "(": "﹙", ")": "﹚", ":": "∶"}
"""Marks set in another type than the words beside them, and how our templates write them."""
_GAP = 1.1
UNDER = 0.62
"""How far under its characters a line to write on lies, as our own pages draw it."""
_TITLE = 6.5
"""Type of a title is at least this high (mm): 二号 is 7.8, 三号 5.6."""


class Piece(NamedTuple):
    """A stretch of words, or (with no words) a blank to write on."""

    x0: float
    x1: float
    text: str


class Glyph(NamedTuple):
    """One character with its box and the height it stands on."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    base: float


class OfficialLine(NamedTuple):
    """One line: the top of its type, its type size, and its pieces from left to right."""

    top: float
    size: float
    pieces: tuple[Piece, ...]
    boxed: bool = False
    """Stands in a ruled table."""
    base: float = 0.0
    """The height its characters stand on."""
    glyphs: tuple[Glyph, ...] = ()
    strokes: tuple[tuple[float, float], ...] = ()
    """The whole of the lines drawn under it, words on them or not."""
    table: float = 0.0
    """The upper edge of the table it stands in."""

    @property
    def text(self) -> str:
        """Its words without blanks and spaces."""
        return "".join(one.text for one in self.pieces)


class OfficialForm(NamedTuple):
    """One form of the file: its title, and the lines of each of its pages."""

    title: str
    pages: tuple[tuple[OfficialLine, ...], ...]
    first_page: int


def read_official(path: Path, step: Callable[[int, int], None] | None = None) -> list[OfficialForm]:
    """Read every form of a PDF; one that cannot be opened, has no words, or no form title is a fault that says so.

    ``step`` is told how many pages are read of how many; what it raises ends the reading.
    """
    import pypdfium2

    try:
        if path.stat().st_size > MAX_BYTES:
            raise Fault(f"{path.name} 超过 {MAX_BYTES // 1024 // 1024} MB，不像一份文书式样", code="official-invalid")
        data = path.read_bytes()
    except OSError as error:
        raise UsageFault(f"读不出 {path}（{error.strerror or '系统错误'}）", code="file-missing") from None
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(data)
            many = len(document)
    except pypdfium2.PdfiumError as error:
        raise _unopened(path, data, str(error)) from None
    pages = []
    try:
        if many > MAX_PAGES:
            raise Fault(f"{path.name} 有 {many} 页，不像一份文书式样", code="official-invalid")
        for number in range(many):
            if step is not None:
                step(number, many)
            with PDFIUM:
                pages.append(_read_page(document[number]))
    except pypdfium2.PdfiumError:
        raise Fault(f"{path.name} 的内容已损坏，读不完", todo="请重新取得这份文件", code="official-invalid") from None
    finally:
        with PDFIUM:
            document.close()
    if not any(line.text for page in pages for line in page):
        raise Fault(f"{path.name} 没有文字层，可能是扫描件", todo="请用带文字的官方文件", code="official-invalid")
    return list(_forms(pages))


def _unopened(path: Path, data: bytes, reason: str) -> Fault:
    """Why a file could not be opened: empty, locked, cut short, or no PDF at all."""
    if not data:
        return Fault(f"{path.name} 是空文件", todo="请重新取得这份文件", code="official-invalid")
    if "password" in reason.lower():
        return Fault(f"{path.name} 有密码，打不开", todo="请换一份没有密码的官方文件", code="official-invalid")
    if data.lstrip()[:5] == b"%PDF-":
        return Fault(f"{path.name} 不完整或已损坏，打不开", todo="请重新取得这份文件", code="official-invalid")
    return Fault(f"{path.name} 不是能打开的 PDF", todo="请选官方文书格式的 PDF 文件", code="official-invalid")


def read_lines(pdf: bytes) -> list[tuple[OfficialLine, ...]]:
    """The lines of every page of a PDF of our own, read in the same way."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_read_page(document[number]) for number in range(len(document))]
        finally:
            document.close()


def plain(text: str) -> str:
    """A text as it is compared: full width and half width alike, no spaces, no marks that only part words."""
    return re.sub(r"[\s_＿·‹›]+", "", unicodedata.normalize("NFKC", text)).replace("∶", ":")


def title_of(lines: Sequence[OfficialLine]) -> str:
    """The title at the head of a page, without the name of the office; empty when it has none."""
    found = "".join(line.text for line in lines if line.size >= _TITLE and line.top < 75)
    return re.sub(r"^.*?(?:监督管理局|管理局)", "", plain(found))


def _forms(pages: Sequence[tuple[OfficialLine, ...]]) -> Iterator[OfficialForm]:
    starts = [(number, title) for number, page in enumerate(pages) if (title := title_of(page))]
    for at, (number, title) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else len(pages)
        yield OfficialForm(title, tuple(pages[number:end]), number + 1)


def _read_page(page: Any) -> tuple[OfficialLine, ...]:
    high = page.get_height()
    text = page.get_textpage()
    characters: list[Glyph] = []
    beside = -1
    """The last character that is no such mark."""
    rules: list[tuple[float, float, float]] = []
    uprights: list[tuple[float, float]] = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if not character.strip() or character == "\x00":
            continue
        left, bottom, right, top = (one * MM for one in text.get_charbox(index, loose=True))
        box = (left, high * MM - top, right, high * MM - bottom)
        if character in "_＿":
            rules.append((box[0], box[2], box[3]))
            continue
        if character in _APART and beside >= 0:
            apart = _font(text, index) != _font(text, beside)
            character = _APART[character] if apart else character.replace("／", "/")
        else:
            beside = index
        characters.append(Glyph(*box, character, high * MM - _origin(text, index)))
    for one in page.get_objects(max_depth=3):
        if one.type == 2:
            left, bottom, right, top = (value * MM for value in one.get_bounds())
            if right - left > 2.1 and top - bottom < 1.2:
                rules.append((left, right, high * MM - (top + bottom) / 2))
            elif top - bottom > 4 and right - left < 1.2:
                uprights.append((high * MM - top, high * MM - bottom))
    tables = [(_nearest(rules, top), bottom) for top, bottom in _zones(uprights)]
    rules = [one for one in rules if not any(top - 0.8 < one[2] < bottom + 0.8 for top, bottom in tables)]
    lines = [
        line._replace(boxed=bool(edge := _table_at(tables, line.top + line.size / 2)), table=edge)
        for line in _lines(characters, rules)
    ]
    text.close()
    page.close()
    return tuple(lines)


def _origin(text: Any, index: int) -> float:
    """The height a character stands on, from the foot of the page (mm)."""
    import ctypes

    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return y.value * MM


def _font(text: Any, index: int) -> bytes:
    """The name of a character's font."""
    import ctypes

    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.c_int())
    return name.value


def _nearest(rules: Iterable[tuple[float, float, float]], height: float) -> float:
    """The height of the stroke nearest to this one; this one where there is none."""
    return min((one[2] for one in rules if abs(one[2] - height) < 1), key=lambda y: abs(y - height), default=height)


def _table_at(tables: Iterable[tuple[float, float]], height: float) -> float:
    """The upper edge of the table that reaches over this height; 0 outside of tables."""
    return next((top for top, bottom in tables if top - 1 < height < bottom + 1), 0.0)


def _zones(uprights: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """From where to where down the page there are tables: upright strokes that overlap or meet."""
    result: list[tuple[float, float]] = []
    for top, bottom in sorted(uprights):
        if result and top < result[-1][1] + 1:
            result[-1] = (result[-1][0], max(bottom, result[-1][1]))
        else:
            result.append((top, bottom))
    return result


def _joined(rules: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Strokes that go on from one another are one line."""
    result: list[tuple[float, float, float]] = []
    for left, right, y in sorted(rules, key=lambda one: (round(one[2]), one[0])):
        if result and abs(result[-1][2] - y) < 0.6 and left - result[-1][1] < 0.5:
            result[-1] = (result[-1][0], max(right, result[-1][1]), y)
        else:
            result.append((left, right, y))
    return result


def _lines(characters: list[Glyph], drawn: list[tuple[float, float, float]]) -> list[OfficialLine]:
    rows: list[list[Glyph]] = []
    middles: list[float] = []
    for one in sorted(characters, key=lambda glyph: (glyph.top + glyph.bottom) / 2):
        middle = (one.top + one.bottom) / 2
        if middles and abs(middles[-1] - middle) < _SAME_LINE / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
            middles.append(middle)
    found: list[OfficialLine] = []
    left_over = _joined(drawn)
    for row in rows:
        row.sort()
        chinese = [one for one in row if one.text > "\u2e80"] or row
        top, bottom = min(one.top for one in chinese), max(one.bottom for one in chinese)
        mine = [rule for rule in left_over if -1.3 < rule[2] - bottom < 0.9]
        left_over = [rule for rule in left_over if rule not in mine]
        pieces = [*_words(row), *_blanks(mine, row)]
        size = sorted(one.x1 - one.x0 for one in chinese)[len(chinese) // 2]
        found.append(
            OfficialLine(
                round(top, 2),
                round(size, 2),
                tuple(sorted(pieces)),
                base=chinese[len(chinese) // 2].base,
                glyphs=tuple(row),
                strokes=_strokes(drawn, [rule[2] for rule in mine]),
            )
        )
    size = found[-1].size if found else 5.6
    heights: dict[float, list[Piece]] = {}
    for left, right, y in left_over:
        near = next((one for one in heights if abs(one - y) < 1), y)
        heights.setdefault(near, []).append(Piece(left, right, ""))
    found += [
        OfficialLine(
            round(y - 5.3, 2),
            size,
            tuple(sorted(pieces)),
            base=y - UNDER,
            strokes=_strokes(drawn, [y]),
        )
        for y, pieces in heights.items()
    ]
    return sorted(found, key=lambda line: line.top)


def _strokes(drawn: Sequence[tuple[float, float, float]], heights: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The strokes at these heights as they are drawn: two that lie end to end stay two, dots of one line are one."""
    mine = [one for one in drawn if any(abs(one[2] - y) < 1 for y in heights)]
    long = [one for one in mine if one[1] - one[0] > 5]
    short = _joined([one for one in mine if one not in long])
    return tuple((left, right) for left, right, _ in sorted([*long, *short]))


def _words(row: list[Glyph]) -> Iterator[Piece]:
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at].x0 - row[at - 1].x1 > _GAP:
            part = row[start:at]
            yield Piece(part[0].x0, part[-1].x1, "".join(one.text for one in part))
            start = at


def _blanks(rules: list[tuple[float, float, float]], row: list[Glyph]) -> Iterator[Piece]:
    """What of the lines is left to write on: words that stand on a line are underlined, not blank."""
    for left, right, _ in rules:
        at = left
        for one in row:
            if left - 0.5 < (one.x0 + one.x1) / 2 < right + 0.5:
                if one.x0 - at > 2:
                    yield Piece(at, one.x0, "")
                at = max(at, one.x1)
        if right - at > 2:
            yield Piece(at, right, "")
