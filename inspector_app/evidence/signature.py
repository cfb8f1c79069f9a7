"""What a file really is, how large it claims to be, and whether it reaches its end: read from the bytes alone.

Pillow would say the same, but only after it has met the size; a header that promises 30,000 × 30,000 pixels must be
refused before anything is allocated.
"""

from __future__ import annotations

import struct
import zlib
from typing import Literal

Kind = Literal["jpeg", "png", "heic"]

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "PDF 文件"),
    (0, b"GIF8", "GIF 图片"),
    (0, b"BM", "BMP 图片"),
    (0, b"II*\x00", "TIFF 图片"),
    (0, b"MM\x00*", "TIFF 图片"),
    (8, b"WEBP", "WebP 图片"),
    (8, b"WAVE", "录音"),
    (8, b"AVI ", "视频"),
    (0, b"PK\x03\x04", "压缩包或办公文档"),
    (0, b"\xd0\xcf\x11\xe0", "办公文档"),
    (0, b"ID3", "录音"),
    (4, b"ftypavif", "AVIF 图片"),
    (4, b"ftyp", "视频"),
)
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def kind_of(content: bytes) -> Kind | None:
    """Return which kind of photo the bytes are, or None if they are no photo this product takes in."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(_PNG_HEAD):
        return "png"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS and b"avif" not in content[16:48]:
        return "heic"
    return None


def name_of_other(content: bytes) -> str:
    """Return in Chinese what bytes that are no photo seem to be, so that the person understands the refusal."""
    for offset, mark, name in _OTHERS:
        if content.startswith(mark, offset):
            return name
    head = content[:4096]
    for encoding in ("utf-8", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 4:
                continue
            text = head[: error.start].decode(encoding)
        if not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text):
            return "文字"
    return "不认识的格式"


def claimed_size(content: bytes, kind: Kind) -> tuple[int, int] | None:
    """Return width and height in pixels as the header claims them, or None where the header says nothing usable."""
    if kind == "png":
        return struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" and len(content) >= 24 else None
    if kind == "jpeg":
        frame, _ = _jpeg_frame_and_scan(content)
        return frame
    return _largest_ispe(content)


def reaches_its_end(content: bytes, kind: Kind) -> bool:
    """Return whether the file's own structure is closed: the end marker of a JPEG, every chunk of a PNG.

    Decoders forgive a missing end; an evidence photo without one was cut off on its way. HEIC says where its data lie,
    so its decoder notices by itself.
    """
    if kind == "jpeg":
        _, scan = _jpeg_frame_and_scan(content)
        return scan is not None and content.rfind(b"\xff\xd9") > scan
    return _png_is_whole(content) if kind == "png" else True


def _jpeg_frame_and_scan(content: bytes) -> tuple[tuple[int, int] | None, int | None]:
    """Walk the segments: the size of the first frame, and where the first scan starts."""
    place, frame = 2, None
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return frame, None
        marker = content[place + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:  # fill bytes and markers without a length
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in _SIZE_MARKERS and frame is None and place + 9 <= len(content):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            frame = (width, height)
        if marker == 0xDA:
            return frame, place + 2 + length
        if length < 2:
            return frame, None
        place += 2 + length
    return frame, None


def _png_is_whole(content: bytes) -> bool:
    place = len(_PNG_HEAD)
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        end = place + 12 + length
        if end > len(content):
            return False
        (expected,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(memoryview(content)[place + 4 : end - 4]) != expected:
            return False
        if content[place + 4 : place + 8] == b"IEND":
            return True
        place = end
    return False


def _largest_ispe(content: bytes) -> tuple[int, int] | None:
    """Find the image size properties of a HEIF file (ISO/IEC 23008-12, 6.5.3) and return the largest."""
    largest: tuple[int, int] | None = None
    place = content.find(b"ispe")
    while place != -1 and place + 16 <= len(content):
        if content[place - 4 : place] == b"\x00\x00\x00\x14":
            width, height = struct.unpack(">II", content[place + 8 : place + 16])
            if largest is None or width * height > largest[0] * largest[1]:
                largest = (width, height)
        place = content.find(b"ispe", place + 4)
    return largest
