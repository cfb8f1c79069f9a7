"""Looking at a photo before it is taken in: what it is, whether it is whole, what it says about time and place."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import msgspec
from PIL import Image

from inspector_app.evidence.exif import read_exif
from inspector_app.evidence.pictures import open_picture
from inspector_app.evidence.signature import Kind, claimed_size, kind_of, name_of_other, reaches_its_end
from inspector_app.fault import Fault
from inspector_app.records.evidence import Exif, MediaType

MAX_BYTES = 200 * 1024 * 1024
"""The largest photo file taken in, in bytes; a phone's 200-megapixel photo has about 60 MiB."""

MAX_PIXELS: dict[Kind, int] = {"jpeg": 220_000_000, "png": 120_000_000, "heic": 120_000_000}
"""The most pixels decoded: a JPEG is checked at an eighth of its size, the others need three or four bytes a pixel."""

_TYPES: dict[Kind, tuple[MediaType, str]] = {
    "jpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "heic": ("image/heic", "heic"),
}
_NOTHING_CHANGED = "没有存入证据，原文件未改动"


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that is whole and may be stored: ``content`` is untouched, sizes are in bytes and pixels as stored."""

    content: bytes
    original_name: str
    media_type: MediaType
    extension: str
    size: int
    width: int
    height: int
    exif: Exif | None
    file_modified_at: datetime | None = None


def examine(source: Path | bytes, name: str = "") -> Examined:
    """Judge a file (or pasted bytes under a ``name``) by its content and decode it to its end.

    Raises Fault with the code ``photo_missing``, ``photo_is_folder``, ``photo_unreadable``, ``photo_empty``,
    ``photo_too_large``, ``photo_wrong_type``, ``photo_too_many_pixels`` or ``photo_damaged``.
    """
    modified = None
    if isinstance(source, Path):
        name = name or source.name
        content, modified = _read(source, name)
    else:
        name, content = name or "粘贴的图片", source
    if not content:
        _refuse(f"“{name}”是空文件（0 字节）", "请重新拷贝或重新拍摄", "photo_empty")
    if len(content) > MAX_BYTES:
        _refuse_large(name, len(content))
    kind = kind_of(content)
    if kind is None:
        _refuse(
            f"“{name}”不是可接收的照片，内容是{name_of_other(content)}",
            "请选择 JPEG、PNG 或 HEIC 照片",
            "photo_wrong_type",
        )
    size = claimed_size(content, kind)
    if size is not None and size[0] * size[1] > MAX_PIXELS[kind]:
        _refuse(
            f"“{name}”标称 {size[0]}×{size[1]} 像素，超过 {MAX_PIXELS[kind] // 10_000:,} 万像素的上限",
            "请核对文件来源，或换用相机的普通尺寸重新拍摄",
            "photo_too_many_pixels",
        )
    if size is None or 0 in size or not reaches_its_end(content, kind):
        _refuse_damaged(name)
    try:
        image = open_picture(content, kind)
        exif = read_exif(image)
        width, height = image.size
        _decode(image, kind)
    except Exception as error:
        raise _damaged(name) from error
    media_type, extension = _TYPES[kind]
    return Examined(
        content=content,
        original_name=name,
        media_type=media_type,
        extension=extension,
        size=len(content),
        width=width,
        height=height,
        exif=exif,
        file_modified_at=modified,
    )


def _decode(image: Image.Image, kind: Kind) -> None:
    if kind == "jpeg":
        # An eighth of the size still walks through every coded byte, in a sixty-fourth of the memory.
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
    image.load()


def _read(path: Path, name: str) -> tuple[bytes, datetime]:
    try:
        if path.is_dir():
            _refuse(f"“{name}”是文件夹，不是照片", "请选择照片文件", "photo_is_folder")
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > MAX_BYTES:
                _refuse_large(name, status.st_size)
            return stream.read(MAX_BYTES + 1), datetime.fromtimestamp(status.st_mtime, tz=UTC)
    except FileNotFoundError as error:
        raise _fault(f"找不到文件“{name}”", "请检查存储卡是否仍然插好", "photo_missing") from error
    except (OSError, ValueError) as error:
        raise _fault(f"“{name}”无法读取", "请检查存储卡、数据线和文件权限", "photo_unreadable") from error


def _fault(what: str, todo: str, code: str) -> Fault:
    return Fault(what, kept=_NOTHING_CHANGED, todo=todo, code=code)


def _refuse(what: str, todo: str, code: str) -> NoReturn:
    raise _fault(what, todo, code)


def _refuse_large(name: str, size: int) -> NoReturn:
    _refuse(
        f"“{name}”有 {size / 1024 / 1024:.0f} MB，超过 {MAX_BYTES // 1024 // 1024} MB 的上限",
        "请换用相机的普通尺寸重新拍摄",
        "photo_too_large",
    )


def _damaged(name: str) -> Fault:
    return _fault(f"“{name}”不完整或已损坏，照片数据没有读到结尾", "请从相机重新拷贝，或重新拍摄", "photo_damaged")


def _refuse_damaged(name: str) -> NoReturn:
    raise _damaged(name)
