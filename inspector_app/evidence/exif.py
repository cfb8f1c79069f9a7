"""What the camera wrote into a photo: time and place as given, nothing corrected, nothing invented."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from PIL import ExifTags, Image

from inspector_app.evidence.pictures import quiet
from inspector_app.records.evidence import Exif

_RAW_LIMIT = 200  # characters of one raw value; maker notes are pictures of memory, not statements
_GROUPS = (("Exif", ExifTags.IFD.Exif, ExifTags.TAGS), ("GPS", ExifTags.IFD.GPSInfo, ExifTags.GPSTAGS))
_LEFT_OUT = {"MakerNote", "ExifOffset", "GPSInfo", "PrintImageMatching", "XMLPacket", "ExifInteroperabilityOffset"}
_CLOCK_TOLERANCE = timedelta(minutes=2)


def read_exif(image: Image.Image) -> Exif | None:
    """Return what an opened image says about itself, or None if it says nothing readable.

    Unreadable metadata is no reason to refuse a photo: the original keeps it byte for byte.
    """
    with quiet():
        try:
            exif = image.getexif()
            groups = [("Image", dict(exif), ExifTags.TAGS)]
            groups += [(name, dict(exif.get_ifd(pointer)), tags) for name, pointer, tags in _GROUPS]
        except Exception:  # noqa: BLE001 - a camera may write anything, and Pillow raises a dozen kinds for it
            return None
    raw: dict[str, str] = {}
    for group, values, tags in groups:
        for number, value in values.items():
            name = str(tags.get(number, f"0x{number:04x}"))
            text = _as_given(value)
            if name not in _LEFT_OUT and text:
                raw[f"{group}.{name}"] = text
    if not raw:
        return None
    main, shot, gps = (values for _, values, _ in groups)
    latitude = _degrees(gps.get(2), gps.get(1), "NS", 90)
    longitude = _degrees(gps.get(4), gps.get(3), "EW", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None  # half a place is none, and 0,0 is a receiver without a fix
    orientation = main.get(0x0112)
    return Exif(
        datetime_original=_text(shot.get(0x9003)),
        offset=_text(shot.get(0x9011)),
        make=_text(main.get(0x010F)),
        model=_text(main.get(0x0110)),
        latitude=latitude,
        longitude=longitude,
        altitude=_altitude(gps.get(6), gps.get(5)),
        gps_accuracy=_number(gps.get(0x1F)),
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else None,
        raw=dict(sorted(raw.items())),
    )


def clock_note(exif: Exif | None, taken_in_at: datetime) -> str:
    """Return in words where the camera's clock and the laptop's cannot both be right, or an empty string.

    A camera that gives no offset is read in the laptop's zone. Flagged, never refused and never corrected.
    """
    if exif is None or exif.datetime_original is None:
        return ""
    given = f"{exif.datetime_original} {exif.offset or ''}".strip()
    try:
        shot = datetime.strptime(exif.datetime_original, "%Y:%m:%d %H:%M:%S").replace(tzinfo=taken_in_at.tzinfo)
        if exif.offset:
            shot = datetime.fromisoformat(f"{shot:%Y-%m-%dT%H:%M:%S}{exif.offset}")
    except ValueError:
        return f"照片自带的拍摄时间无法识别：{given}"
    if shot > taken_in_at + _CLOCK_TOLERANCE:
        return f"照片自带的拍摄时间（{given}）晚于接收时间，请核对相机与电脑的时钟"
    return ""


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    value = value.split("\x00", 1)[0].strip()
    with suppress(UnicodeError):  # Pillow reads EXIF text as Latin-1; Chinese phones write UTF-8
        value = value.encode("latin-1").decode("utf-8")
    return value if value and value.isprintable() else None


def _as_given(value: Any) -> str:
    if isinstance(value, str | bytes):
        text = _text(value)
        if text is None and isinstance(value, bytes):
            text = value[: _RAW_LIMIT // 2].hex()
        return (text or "")[:_RAW_LIMIT]
    if isinstance(value, tuple):
        return " ".join(_as_given(part) for part in value)[:_RAW_LIMIT]
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if numerator is not None and denominator is not None:
        return str(numerator) if denominator == 1 else f"{numerator}/{denominator}"
    return str(value)[:_RAW_LIMIT]


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _degrees(parts: Any, reference: Any, signs: str, limit: int) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_number(part) for part in parts]
    sign = (_text(reference) or "").upper()
    if any(n is None or n < 0 for n in numbers) or sign not in tuple(signs):
        return None
    value = sum((n or 0.0) / 60**power for power, n in enumerate(numbers))
    return round(-value if sign == signs[1] else value, 7) if value <= limit else None


def _altitude(value: Any, reference: Any) -> float | None:
    metres = _number(value)
    below = reference in (1, b"\x01")
    return -metres if metres is not None and below else metres
