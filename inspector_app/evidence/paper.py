"""Paper that comes back as a file: a photo of one page, or a PDF of several, as pictures that can be read.

The file is only looked at. A photo's bytes are the original; a page of a PDF becomes a JPEG that names its PDF.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Self

import msgspec
from PIL import Image

from inspector_app.evidence.exif import read_exif
from inspector_app.evidence.intake import MAX_BYTES, examine
from inspector_app.evidence.pdfium import PDFIUM
from inspector_app.evidence.pictures import open_picture, upright
from inspector_app.evidence.signature import kind_of
from inspector_app.fault import Fault

MAX_PAGES = 200
"""The most pages of one PDF; a day's signed papers have some dozens, a file of 500 is something else."""
DPI = 200
"""At which a page of a PDF is drawn: a square of the code is then more than four pixels."""
LONGEST = 5200
"""The most pixels a side that are looked at; a phone's 50-megapixel photo is brought down to it."""
_JPEG_QUALITY = 90
_PAPER, _INK, _SPECKS = 160, 40, 2000
"""Paper is lighter than this; ink is darker than its paper by that; one dot in so many is dust."""
_PASSWORD = 4  # FPDF_ERR_PASSWORD of pdfium's public interface
_KEPT = "没有收进来，原文件未改动"


class Sheet(msgspec.Struct, frozen=True):
    """One page of a file: ``number`` counts from 1, ``image`` is upright as far as the camera knew."""

    number: int
    image: Image.Image


class Pile:
    """An opened file: how many pages, and each as a picture when it is asked for. Close it, or use it in ``with``."""

    def __init__(self, source: Path | bytes, name: str = "") -> None:
        """Open a file, or bytes under a ``name``.

        Raises Fault: what :func:`inspector_app.evidence.intake.examine` raises for photos, and for a PDF ``pdf_locked``,
        ``pdf_torn``, ``pdf_too_many_pages`` or ``photo_too_large``.
        """
        self.name = name or (source.name if isinstance(source, Path) else "粘贴的图片")
        self._document: Any = None
        pdf = _pdf_of(source, self.name)
        self.is_pdf = pdf is not None
        if pdf is None:
            self.content = examine(source, self.name).content
            self.count = 1
        else:
            self.content = pdf
            self._open_pdf(pdf)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def title(self, number: int) -> str:
        """Return how a page is named to a person: the file, and its page where it has several."""
        return f"{self.name} 第{number}页" if self.count > 1 else self.name

    def sheet(self, number: int) -> Sheet:
        """Return one page (from 1) as a picture. A page that cannot be drawn is a Fault (``page_unreadable``)."""
        image = self._photo() if self._document is None else self._page(number)
        return Sheet(number, image)

    def close(self) -> None:
        """Let the file go; twice is fine."""
        if self._document is not None:
            with PDFIUM:
                self._document.close()
            self._document = None

    def _photo(self) -> Image.Image:
        kind = kind_of(self.content)
        assert kind is not None
        try:
            image = open_picture(self.content, kind)
            exif = read_exif(image)
            if max(image.size) > LONGEST:
                image.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR, reducing_gap=2.0)
            turned = upright(image, kind, exif.orientation if exif else None)
            return flat(turned)
        except Exception as error:
            raise _unreadable(self.name) from error

    def _open_pdf(self, content: bytes) -> None:
        import pypdfium2

        torn = Fault(f"“{self.name}”不完整或已损坏，打不开", kept=_KEPT, todo="请重新扫描或重新拷贝", code="pdf_torn")
        # A reader that repairs would open a file that was cut off, without the pages that are gone.
        if b"%%EOF" not in content[-2048:]:
            raise torn
        with PDFIUM:
            try:
                document = pypdfium2.PdfDocument(content)
                self.count = len(document)
            except pypdfium2.PdfiumError as error:
                if error.err_code == _PASSWORD:
                    raise Fault(
                        f"“{self.name}”加了密码，打不开",
                        kept=_KEPT,
                        todo="请另存为不加密的 PDF 再试",
                        code="pdf_locked",
                    ) from error
                raise torn from error
            if 0 < self.count <= MAX_PAGES:
                self._document = document
                return
            document.close()
        if not self.count:
            raise torn
        raise Fault(
            f"“{self.name}”有{self.count}页，一次最多认{MAX_PAGES}页",
            kept=_KEPT,
            todo="请拆成几个文件再试",
            code="pdf_too_many_pages",
        )

    def _page(self, number: int) -> Image.Image:
        import pypdfium2

        assert self._document is not None
        with PDFIUM:
            try:
                page = self._document[number - 1]
                try:
                    wide, high = page.get_size()
                    bitmap = page.render(scale=min(DPI / 72, LONGEST / max(wide, high, 1.0)))
                    try:
                        # The picture must own its bytes before pdfium takes its buffer back.
                        image: Image.Image = bitmap.to_pil().copy()
                    finally:
                        bitmap.close()
                finally:
                    page.close()
            except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
                raise _unreadable(self.title(number)) from error
        return flat(image)


def flat(image: Image.Image) -> Image.Image:
    """Return the picture in colour or grey at eight bits, on white where it is transparent."""
    if image.mode in ("RGB", "L"):
        image.load()
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def is_blank(image: Image.Image) -> bool:
    """Whether a page has nothing on it: the back of a sheet that a scanner took along. The shade of the paper itself does not count."""
    small = image.convert("L").resize((240, 340), Image.Resampling.BOX)
    inner = small.crop((8, 8, 232, 332)).histogram()
    total = sum(inner)
    paper = max(range(256), key=inner.__getitem__)
    return paper > _PAPER and sum(inner[: paper - _INK]) * _SPECKS <= total


def as_jpeg(image: Image.Image, quality: int = _JPEG_QUALITY) -> bytes:
    """Return a picture as JPEG without metadata; the same picture gives the same bytes."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


def page_recipe(number: int) -> str:
    """Return the words by which a derivative's row says which page of its PDF it is."""
    return f"pdf-page;page={number};dpi={DPI};jpeg"


def _pdf_of(source: Path | bytes, name: str) -> bytes | None:
    """Return the bytes of a PDF, or None for anything else; what cannot be read is left to the intake of photos to say."""
    if isinstance(source, bytes):
        return source if b"%PDF-" in source[:1024] else None
    try:
        with source.open("rb") as stream:
            head = stream.read(1024)
            if b"%PDF-" not in head:
                return None
            content = head + stream.read(MAX_BYTES + 1 - len(head))
    except (OSError, ValueError):
        return None
    if len(content) > MAX_BYTES:
        raise Fault(
            f"“{name}”超过 {MAX_BYTES // 1024 // 1024} MB 的上限",
            kept=_KEPT,
            todo="请拆成几个文件，或降低扫描的精度",
            code="photo_too_large",
        )
    return content


def _unreadable(name: str) -> Fault:
    return Fault(f"“{name}”显示不出来，可能已损坏", kept=_KEPT, todo="请重新拍照或扫描", code="page_unreadable")
