"""Sheets into PDF pages: the only module that speaks to the PDF library's canvas.

Text is written as whole lines with its spacing, not glyph by glyph; the same sheets give the same bytes.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from inspector_app.documents.fonts import font
from inspector_app.documents.sheet import MM, Sheet, Text, Tick

QR_SIDE = 18 * MM
WATERMARK = "草稿"
_GREY = 0.9

_ONE_AT_A_TIME = threading.Lock()
"""Fonts keep what a document uses of them until it is written."""


def draw(sheets: Sequence[Sheet], codes: Sequence[list[list[bool]]], *, title: str, watermark: bool) -> bytes:
    """Write the sheets as a PDF, one page each, with its code at the foot of the page."""
    target = io.BytesIO()
    with _ONE_AT_A_TIME:
        font("fangsong")
        # Compression is left to the archive step, which writes the file once more.
        canvas = Canvas(
            target,
            pagesize=(sheets[0].width, sheets[0].height),
            invariant=1,
            pageCompression=0,
            initialFontName="fangsong",
            initialFontSize=16,
            lang="zh-CN",
        )
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setSubject(title)
        canvas.setCreator("Inspector")
        canvas.setProducer("Inspector")
        for sheet, code in zip(sheets, codes, strict=True):
            if watermark:
                _watermark(canvas, sheet)
            _sheet(canvas, sheet)
            _code(canvas, sheet, code)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


def _watermark(canvas: Any, sheet: Sheet) -> None:
    font("song-bold")
    canvas.saveState()
    canvas.setFillGray(_GREY)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(40)
    canvas.setFont("song-bold", 150)
    canvas.drawCentredString(0, -50, WATERMARK)
    canvas.restoreState()


def _sheet(canvas: Any, sheet: Sheet) -> None:
    code: list[str] = ["BT"]
    now: tuple[str, float] | None = None
    spacing = 0.0
    for text in sheet.texts:
        for name, x, array in _pieces(canvas, text):
            if (name, text.size) != now:
                code.append(f"{name} {text.size:g} Tf")
                now = (name, text.size)
            if text.spacing != spacing:
                code.append(f"{text.spacing:.3f} Tc")
                spacing = text.spacing
            shown = f"1 0 0 1 {x:.3f} {sheet.height - text.baseline:.3f} Tm [{array}] TJ"
            code.append(f"3 Tr {shown} 0 Tr" if text.hidden else shown)
    code += ["0 Tc", "ET"]
    width = 0.0
    for rule in sheet.rules:
        if rule.width != width:
            code.append(f"{rule.width:g} w")
            width = rule.width
        code.append(f"{rule.x0:.3f} {sheet.height - rule.y0:.3f} m {rule.x1:.3f} {sheet.height - rule.y1:.3f} l S")
    code += [_tick(tick, sheet.height) for tick in sheet.ticks]
    canvas._code.append("\n".join(code))


def _tick(tick: Tick, height: float) -> str:
    side, x, y = tick.size * 0.72, tick.x + tick.size * 0.14, height - tick.baseline - tick.size * 0.02
    box = f"0.8 w {x:.3f} {y:.3f} {side:.3f} {side:.3f} re S"
    if not tick.ticked:
        return box
    return (
        f"{box} 1.4 w {x + side * 0.16:.3f} {y + side * 0.5:.3f} m {x + side * 0.42:.3f} {y + side * 0.2:.3f} l "
        f"{x + side * 0.95:.3f} {y + side * 0.98:.3f} l S"
    )


def _pieces(canvas: Any, text: Text) -> Iterator[tuple[str, float, str]]:
    """Cut a run into what one font subset can write: the subset's name, its place, its array of strings and spaces."""
    document = canvas._doc
    face = font(text.font)
    items = iter(text.items)
    x = text.x
    for subset, codes in face.splitString("".join(item.text for item in text.items), document):
        start, array = x, ""
        for byte in codes:
            item = next(items)
            array += f"{byte:02x}"
            if item.gap:
                array += f"> {-item.gap * 1000 / text.size:.1f} <"
            x += item.width + text.extra
        yield face.getSubsetInternalName(subset, document), start, f"<{array}>"


def _code(canvas: Any, sheet: Sheet, modules: list[list[bool]]) -> None:
    """Draw a code as squares, each row's neighbours joined, so that it stays sharp at any size."""
    step = QR_SIDE / len(modules)
    left, top = sheet.code
    code: list[str] = []
    for number, row in enumerate(modules):
        y = sheet.height - top - (number + 1) * step
        at = 0
        while at < len(row):
            if not row[at]:
                at += 1
                continue
            end = at
            while end < len(row) and row[end]:
                end += 1
            code.append(f"{left + at * step:.3f} {y:.3f} {(end - at) * step:.3f} {step:.3f} re")
            at = end
    canvas._code.append("\n".join([*code, "f"]))
