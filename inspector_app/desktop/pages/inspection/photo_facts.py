"""What is known about a photo, as lines: what the camera said stands apart from what this laptop saw."""

from __future__ import annotations

from PySide6.QtCore import QObject

from inspector_app.casework.evidencing import Photo
from inspector_app.desktop.moments import second_text
from inspector_app.desktop.widgets.panels import bytes_text

Fact = tuple[str, str, bool]


def grouped(digest: str, size: int = 8) -> str:
    """Return a digest in groups, so that it can be read out and compared."""
    return " ".join(digest[at : at + size] for at in range(0, len(digest), size))


def facts_of(speaker: QObject, photo: Photo) -> list[Fact]:
    """Return name, value and whether the value is set in a fixed face; what is not known says so."""
    tr, evidence, exif = speaker.tr, photo.evidence, photo.evidence.exif
    unknown = tr("照片没有带")
    taken = " ".join(part for part in (exif.datetime_original, exif.offset) if part) if exif else ""
    camera = " ".join(part for part in (exif.make, exif.model) if part) if exif else ""
    place = unknown
    if exif and exif.latitude is not None and exif.longitude is not None:
        place = f"{exif.latitude:.6f}, {exif.longitude:.6f}"
        if exif.gps_accuracy is not None:
            place += tr("（±{n:.0f} 米）").format(n=exif.gps_accuracy)
    facts: list[Fact] = [
        (tr("文件名"), evidence.original_name, False),
        (tr("拍摄时间"), (taken + tr("（相机所记）")) if taken else unknown, False),
        (tr("拍摄地点"), place, False),
        (tr("相机"), camera or unknown, False),
        (tr("收进时间"), second_text(evidence.taken_in_at), False),
        (tr("收进人"), evidence.taken_in_by, False),
        (tr("关联人"), photo.link.linked_by, False),
        (tr("大小"), f"{evidence.width} × {evidence.height} · {bytes_text(evidence.size)}", False),
        (tr("SHA-256"), grouped(evidence.sha256), True),
        (tr("SM3"), grouped(evidence.sm3), True),
    ]
    if evidence.clock_note:
        facts.insert(5, (tr("时钟"), evidence.clock_note, False))
    if photo.link.note:
        facts.insert(1, (tr("说明"), photo.link.note, False))
    return facts
