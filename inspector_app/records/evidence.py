"""Evidence: an original as it was taken in, its links to inspection items, and what was made from it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Source = Literal["file", "paste", "drag", "camera"]
"""How an original came in: chosen as a file, pasted, dragged onto the window, or taken with a camera."""

MediaType = Literal["image/jpeg", "image/png", "image/heic"]
"""What an original is, judged by its content and never by its name."""


class Exif(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the camera says about a photo, kept because a court asks when and where it was taken.

    Nothing here is corrected: ``datetime_original`` (``2026:03:05 09:12:33``) and ``offset`` (``+08:00``) are the
    camera's own strings. Degrees are decimal (WGS 84 unless ``raw`` says otherwise), ``altitude`` and
    ``gps_accuracy`` are metres. What is absent is ``None``: a receiver without a fix that writes 0,0 has no place.
    ``raw`` holds every string, number and fraction as given, by ``Group.TagName``.
    """

    datetime_original: str | None = None
    offset: str | None = None
    make: str | None = None
    model: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    gps_accuracy: float | None = None
    orientation: int | None = None
    raw: dict[str, str] = {}


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One untouched original, known by the SHA-256 of its bytes (lower-case hex; ``sm3``, GB/T 32905, beside it).

    ``size`` is in bytes, ``width`` and ``height`` in pixels as stored, before any rotation the EXIF asks for
    (a HEIC's container turns its picture itself: there they are as shown).
    ``original_name`` is metadata only: the stored name is the hash. ``taken_in_at`` is the laptop's clock with its
    zone, ``file_modified_at`` the source file's own time; ``clock_note`` says in words where the clocks disagree.
    """

    sha256: str
    sm3: str
    size: int
    media_type: MediaType
    extension: str
    original_name: str
    source: Source
    taken_in_at: datetime
    taken_in_by: str
    width: int
    height: int
    exif: Exif | None = None
    clock_note: str = ""
    file_modified_at: datetime | None = None


class EvidenceLink(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """That an original supports one item of one inspection, under the ``label`` printed on paper (``P-003``).

    A link is never deleted: ``withdrawn_reason`` says why it no longer counts, and the original stays.
    """

    id: str
    inspection_id: str
    item_id: str
    sha256: str
    label: str
    linked_at: datetime
    linked_by: str
    note: str = ""
    withdrawn_reason: str | None = None

    @property
    def withdrawn(self) -> bool:
        """Return whether the link no longer counts."""
        return self.withdrawn_reason is not None


class Derivative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file made from an original (``parent_sha256``) by a named ``recipe``; a statement about it, never the thing."""

    sha256: str
    parent_sha256: str
    recipe: str
    made_at: datetime
    media_type: str
    size: int
