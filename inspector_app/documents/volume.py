"""Binding: finished PDFs, pictures and slip sheets into one volume with page numbers and bookmarks.

The parts are copied, never changed: numbers are laid over copies of their pages. The same parts give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from inspector_app.documents.archive import archive
from inspector_app.documents.draw import _ONE_AT_A_TIME as DRAWING  # one lock for all that draws
from inspector_app.documents.fonts import font, missing_characters, split, width
from inspector_app.documents.sheet import MM, PAGE_HEIGHT, PAGE_WIDTH

_MARGIN = 25 * MM
_NUMBER_RIGHT, _NUMBER_TOP = 15 * MM, 14 * MM
"""The number of a page of a dossier stands in its upper right corner."""
_SIZE, _LEADING = 12.0, 20.0
_UNKNOWN = "〓"
"""What printers set for a character they do not have."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One piece to bind. ``numbered`` false: cover and index, which carry no page number.

    ``group`` is the bookmark it lies under; ``reserved`` are pages of paper that follow it in the bound volume and take numbers.
    """

    title: str
    pdf: bytes
    group: str = ""
    numbered: bool = True
    reserved: int = 0


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as read:
        return len(read.pages)


def picture_page(picture: bytes, title: str, lines: Sequence[str]) -> bytes:
    """Lay one picture on a page, as large as it fits, with its title above and what is known of it below."""
    target = io.BytesIO()
    with DRAWING:
        canvas = _canvas(target, title)
        top = PAGE_HEIGHT - _MARGIN
        top = _words(canvas, [title], top, 14.0, style="title")
        bottom = _MARGIN + sum(len(list(_wrapped(line, _SIZE))) for line in lines) * _LEADING + 10
        image = ImageReader(io.BytesIO(picture))
        wide, high = image.getSize()
        scale = min((PAGE_WIDTH - 2 * _MARGIN) / wide, (top - bottom) / high)
        x, y = (PAGE_WIDTH - wide * scale) / 2, top - high * scale
        canvas.drawImage(image, x, y, wide * scale, high * scale)
        _words(canvas, lines, bottom, _SIZE)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def slip_page(title: str, lines: Sequence[str]) -> bytes:
    """Make a sheet that stands for paper which lies behind it in the bound volume."""
    target = io.BytesIO()
    with DRAWING:
        canvas = _canvas(target, title)
        top = _words(canvas, [title], PAGE_HEIGHT - 80 * MM, 18.0, style="title")
        _words(canvas, lines, top - 20, _SIZE)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def bind(pieces: Sequence[Piece], title: str) -> bytes:
    """Bind pieces into one PDF/A-2b with a bookmark each, numbered pages counted from one; raises ``Fault`` when it does not validate."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.new() as volume:
        number = 1
        marks: list[tuple[Piece, int]] = []
        stamps: list[tuple[int, str]] = []
        for piece in pieces:
            marks.append((piece, len(volume.pages)))
            with pikepdf.open(io.BytesIO(piece.pdf)) as part:
                first = len(volume.pages)
                volume.pages.extend(part.pages)
            if not piece.numbered:
                continue
            for at in range(first, len(volume.pages)):
                stamps.append((at, str(number)))
                number += 1
            number += piece.reserved
        if stamps:
            with pikepdf.open(io.BytesIO(_numbers([text for _, text in stamps]))) as numbers:
                for place, (at, text) in enumerate(stamps):
                    _stamp(volume, volume.pages[at], numbers.pages[place], text)
        with volume.open_outline() as outline:
            groups: dict[str, Any] = {}
            for piece, at in marks:
                item = pikepdf.OutlineItem(piece.title, at)
                if not piece.group:
                    outline.root.append(item)
                    continue
                if piece.group not in groups:
                    groups[piece.group] = pikepdf.OutlineItem(piece.group, at)
                    outline.root.append(groups[piece.group])
                groups[piece.group].children.append(item)
        volume.docinfo["/Title"] = title
        volume.docinfo["/Producer"] = "Inspector"
        volume.Root["/Lang"] = pikepdf.String("zh-CN")
        # Compression is left to the archive step, whose level is always the same.
        volume.save(target, deterministic_id=True, compress_streams=False)
    return archive(target.getvalue(), "2b")


def _stamp(volume: Any, page: Any, number: Any, text: str) -> None:
    """Lay a number into the upper right corner of a page, under a name that the same volume always gives it."""
    from pikepdf import Name

    form = volume.copy_foreign(number.as_form_xobject())
    name = page.add_resource(form, Name.XObject, Name(f"/PageNumber{text}"))
    right, top = (float(one) for one in page.mediabox[2:])
    # What the page draws is closed in, so that whatever it left behind does not move the number.
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ q 1 0 0 1 {right - PAGE_WIDTH:.3f} {top - PAGE_HEIGHT:.3f} cm {name} Do Q\n".encode())


def _numbers(texts: Sequence[str]) -> bytes:
    """One transparent page for each number."""
    target = io.BytesIO()
    with DRAWING:
        canvas = _canvas(target, "页号")
        for text in texts:
            canvas.setFont("fangsong", _SIZE)
            x = PAGE_WIDTH - _NUMBER_RIGHT - width("text", text, _SIZE)
            canvas.drawString(x, PAGE_HEIGHT - _NUMBER_TOP, text)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _canvas(target: io.BytesIO, title: str) -> Any:
    font("fangsong")
    canvas = Canvas(
        target,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        pageCompression=0,
        initialFontName="fangsong",
        initialFontSize=_SIZE,
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setProducer("Inspector")
    return canvas


def _words(canvas: Any, lines: Sequence[str], top: float, size: float, *, style: Any = "text") -> float:
    """Write lines from a height downwards, wrapped; return the height below them."""
    at = top
    for line in lines:
        for row in _wrapped(line, size):
            at -= size * _LEADING / _SIZE
            x = _MARGIN
            for name, run in split(style, row):
                font(name)
                canvas.setFont(name, size)
                canvas.drawString(x, at, run)
                x += width(style, run, size)
    return at - 6


def _wrapped(text: str, size: float) -> Iterator[str]:
    """Cut a text into rows that fit the page; a character no font has is set as a geta mark."""
    for one in missing_characters(text):
        text = text.replace(one, _UNKNOWN)
    row = ""
    for character in " ".join(text.split()):
        if row and width("text", row + character, size) > PAGE_WIDTH - 2 * _MARGIN:
            yield row
            row = ""
        row += character
    if row:
        yield row
