"""What a reader sees on the pages of a PDF: every character with its place and size, what lies over what, what leaves the paper."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

WATERMARK = 60
"""草稿 across the page is larger than this (points)."""
CLOSED_UP = {"）：", "》、", "」：", "），", "》（", "）。", "》，", "》。", "）、", "）（"}
"""Marks that official labels close up: the empty half of one lies under the other."""


class Glyph(NamedTuple):
    """A character, where it stands on its line (points from the lower left corner), its size and width."""

    text: str
    x: float
    y: float
    size: float
    width: float


def glyphs(pdf: bytes) -> Iterator[tuple[list[Glyph], tuple[float, float]]]:
    """The characters of each page and the size of its paper; ticks, spaces and the watermark are left out."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        textpage = page.get_textpage()
        found = []
        x, y = ctypes.c_double(), ctypes.c_double()
        for at in range(textpage.count_chars()):
            code = pdfium.FPDFText_GetUnicode(textpage.raw, at)
            size = pdfium.FPDFText_GetFontSize(textpage.raw, at)
            if not code or chr(code).isspace() or chr(code) in "\ufffe\u0002□√" or size > WATERMARK:
                continue
            pdfium.FPDFText_GetCharOrigin(textpage.raw, at, x, y)
            left, _, right, _ = textpage.get_charbox(at, loose=True)
            found.append(Glyph(chr(code), x.value, y.value, size, right - left))
        yield found, page.get_size()
        textpage.close()
        page.close()
    document.close()


def faults(pdf: bytes, *, least: float = 9.0) -> list[str]:
    """Characters that lie over others, leave the paper, or are set smaller than ``least`` points."""
    result = []
    for number, (page, (width, height)) in enumerate(glyphs(pdf), start=1):
        near: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        for one in page:
            if one.size < least - 0.1:
                result.append(f"page {number}: {one.text} is {one.size:.1f} pt")
            if one.x < 2 or one.x + one.width / 2 > width or one.y < 1 or one.y + one.size * 0.8 > height:
                result.append(f"page {number}: {one.text} leaves the paper")
            across, down = int(one.x // 12), int(one.y // 12)
            for other in (o for dx in (-1, 0, 1) for dy in (-1, 0, 1) for o in near[across + dx, down + dy]):
                if _over(one, other) and other.text + one.text not in CLOSED_UP:
                    result.append(f"page {number}: {other.text} and {one.text} lie over each other")
            near[across, down].append(one)
    return result


def _over(one: Glyph, other: Glyph) -> bool:
    small = min(one.size, other.size)
    beside = abs(one.x - other.x) < 0.5 * max(2.0, min(one.width, other.width))
    return beside and abs(one.y - other.y) < 0.6 * small
