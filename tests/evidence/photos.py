"""Photos drawn for the tests: real JPEG and PNG bytes with the metadata a camera would write."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

HEIC = Path(__file__).parent / "data" / "sample.heic"
ROTATED_HEIC = Path(__file__).parent / "data" / "rotated.heic"


def drawing(size=(320, 240)) -> Image.Image:
    """A picture whose upper left corner is red, so that turning it shows."""
    image = Image.new("RGB", size, (200, 220, 240))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, 0, width // 4, height // 4), fill=(200, 20, 20))
    draw.ellipse((width // 2, height // 3, width - 10, height - 10), fill=(20, 120, 60))
    return image


def camera_exif(*, orientation=None, gps=True, when="2026:03:05 09:12:33", offset="+08:00") -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Fictional", "Phone 1"
    if orientation is not None:
        exif[0x0112] = orientation
    shot = exif.get_ifd(0x8769)
    if when is not None:
        shot[0x9003] = when
    if offset is not None:
        shot[0x9011] = offset
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (31.0, 14.0, 13.2)
        place[3], place[4] = "E", (121.0, 28.0, 26.4)
        place[5], place[6], place[0x1F] = b"\x00", 12.5, 4.8
    return exif


def jpeg(image=None, exif=None, **options) -> bytes:
    target = io.BytesIO()
    (image or drawing()).save(target, "JPEG", quality=90, exif=exif or Image.Exif(), **options)
    return target.getvalue()


def png(image=None, exif=None) -> bytes:
    target = io.BytesIO()
    (image or drawing()).save(target, "PNG", exif=exif or Image.Exif())
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A well-formed PNG that promises a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG whose frame header was rewritten to promise another size."""
    content = bytearray(jpeg())
    place = content.find(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)
