"""Small pictures made from an original for the screen and for paper: always new bytes, never the evidence itself."""

from __future__ import annotations

import io

from PIL import Image

from inspector_app.evidence.exif import read_exif
from inspector_app.evidence.pictures import open_picture, upright
from inspector_app.evidence.signature import kind_of
from inspector_app.fault import Fault

THUMBNAIL_PX = 256
PREVIEW_PX = 1600


def recipe(purpose: str, max_px: int) -> str:
    """Return the words by which a derivative's row says how it was made (``thumbnail;max=256;upright;jpeg``)."""
    return f"{purpose};max={max_px};upright;jpeg"


def thumbnail(original: bytes, max_px: int = THUMBNAIL_PX) -> bytes:
    """Return a JPEG of at most ``max_px`` pixels a side, upright, without any metadata."""
    return _scaled(original, max_px, quality=80)


def preview(original: bytes, max_px: int = PREVIEW_PX) -> bytes:
    """Return a JPEG for the viewer and for printing: larger and finer than a thumbnail, upright, without metadata."""
    return _scaled(original, max_px, quality=88)


def small_upright(original: bytes, max_px: int) -> Image.Image:
    """Return an RGB or grey image that fits ``max_px`` pixels a side, turned as its EXIF asks.

    The bytes are expected to have passed :func:`inspector_app.evidence.intake.examine`; others raise a Fault.
    """
    kind = kind_of(original)
    if kind is None:
        raise Fault("这份证据不是照片，不能生成缩略图", kept="原件未改动", code="not_a_picture")
    try:
        image = open_picture(original, kind)
        exif = read_exif(image)
        image.thumbnail((max_px, max_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return upright(_plain(image), kind, exif.orientation if exif else None)
    except Exception as error:
        raise Fault("照片无法显示", kept="原件未改动", todo="请检查该证据文件", code="picture_unreadable") from error


def _scaled(original: bytes, max_px: int, quality: int) -> bytes:
    target = io.BytesIO()
    small_upright(original, max_px).save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """Drop transparency onto white paper and odd depths to eight bits, so that a JPEG can hold the picture."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image if image.mode in ("RGB", "L") else image.convert("RGB")
