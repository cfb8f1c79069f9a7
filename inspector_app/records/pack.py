"""What headquarters sends in packs, as the laptop keeps it: which packs were installed, which files they hold, which numbers they give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from inspector_app.catalog.kinds import Kind

PackKind = Literal["forms", "laws", "calendars", "wording", "words", "numbers", "tasks"]
PACK_WORDS: dict[PackKind, str] = {
    "forms": "表单包",
    "laws": "法规包",
    "calendars": "节假日包",
    "wording": "用语包",
    "words": "文种字包",
    "numbers": "号段包",
    "tasks": "任务包",
}


class PackFile(msgspec.Struct, frozen=True, kw_only=True):
    """One form or law file inside; ``path`` is where it lies below ``forms/``, ``digest`` the SHA-256 of its bytes."""

    path: str
    kind: Kind
    code: str
    version: str
    digest: str


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """A range of document numbers for one laptop; an empty ``organisation_word`` means the laptop's own."""

    id: str
    document_word: str
    year: int
    first: int
    last: int
    organisation_word: str = ""


class InstalledPack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that was installed here. It is never taken away: records made with its rules name them by digest.

    ``sha256`` and ``size`` (bytes) are of the pack file as headquarters signed it, kept in the file store.
    """

    id: str
    kind: PackKind
    code: str
    version: int
    title: str
    issuer: str
    created: datetime
    effective: date
    expires: date | None
    note: str
    sha256: str
    size: int
    files: tuple[PackFile, ...]
    installed_at: datetime
    installed_by: str

    @property
    def origin(self) -> str:
        """How a list names it: ``某省裁量基准 第 2 版（某省药监局）``."""
        return f"{self.title} 第 {self.version} 版（{self.issuer}）"


def overlap(one: NumberRange, other: NumberRange) -> bool:
    """Whether two ranges could ever give the same number; a range without an office's word may meet any office's."""
    same = (one.document_word, one.year) == (other.document_word, other.year)
    office = "" in (one.organisation_word, other.organisation_word) or one.organisation_word == other.organisation_word
    return same and office and one.first <= other.last and other.first <= one.last
