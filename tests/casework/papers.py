"""Signed pages as they come back: printed, put on a table, photographed or scanned."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, ImageDraw, ImageEnhance

from inspector_app.casework import issuing


def issue(desk, inspection_id, name="堃祎"):
    """A site record, completed and issued."""
    document = issuing.draft(desk, inspection_id, "site_record")
    for key, value in (
        ("party_name", name),
        ("confirm", "属实"),
        ("ans_cert", "看清楚了"),
        ("ans_recusal", "不申请"),
        ("presence_notice", "到场"),
    ):
        issuing.set_value(desk, document.id, key, value, reason="按证照原件填写")
    return issuing.issue(desk, document.id)


def complete_list(desk, inspection_id):
    """A draft of the list of deficiencies with nothing missing."""
    document = issuing.draft(desk, inspection_id, "deficiency_list")
    issuing.set_value(desk, document.id, "unit_opinion", "无异议")
    issuing.set_value(desk, document.id, "date", "2026-11-21")
    return document.id


def words_of(pdf: bytes) -> str:
    """What a PDF says, without its spaces."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def pictures(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.render(scale=dpi / 72).to_pil().copy() for page in document]
    document.close()
    return found


def jpeg(image: Image.Image, quality: int = 70, exif: Image.Exif | None = None) -> bytes:
    kept = io.BytesIO()
    image.convert("RGB").save(kept, "JPEG", quality=quality, exif=exif or Image.Exif())
    return kept.getvalue()


def photo(page: Image.Image, *, turn: float = 4.0, light: float = 0.5) -> Image.Image:
    """A page on a dark table, seen from an angle, in poor light."""
    wide, high = page.width * 5 // 4, page.height * 6 // 5
    table = Image.new("RGB", (wide, high), (90, 70, 60))
    table.paste(page, ((wide - page.width) // 2, (high - page.height) // 2))
    near = wide * 0.05
    corners = (near, 0, -near / 3, high, wide + near / 3, high, wide - near, high * 0.02)
    seen = table.transform(table.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    seen = seen.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 70, 60))
    return ImageEnhance.Brightness(seen).enhance(light)


def scan(pages: list[Image.Image]) -> bytes:
    """Pages as a scanner puts them into one PDF."""
    kept = io.BytesIO()
    pages[0].convert("RGB").save(kept, "PDF", save_all=True, append_images=[p.convert("RGB") for p in pages[1:]])
    return kept.getvalue()


def code_picture(*texts: str) -> Image.Image:
    """A sheet with other codes on it, such as a web address."""
    from inspector_app.documents.qr import modules

    sheet = Image.new("L", (900, 1200), 255)
    draw = ImageDraw.Draw(sheet)
    for number, text in enumerate(texts):
        for y, row in enumerate(modules(text)):
            for x, dark in enumerate(row):
                if dark:
                    left, top = 60 + number * 420 + x * 8, 300 + y * 8
                    draw.rectangle((left, top, left + 7, top + 7), fill=0)
    return sheet


def locked(pages: int = 1) -> bytes:
    import pikepdf

    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(kept, encryption=pikepdf.Encryption(owner="o", user="u"))
    return kept.getvalue()


def blank_pdf(pages: int) -> bytes:
    import pikepdf

    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(kept)
    return kept.getvalue()
