"""Which law packs a case is decided by, each file bound by the digest of its bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class LawFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the law packs, bound by the digest of its bytes."""

    kind: Literal["law", "violation", "discretion", "procedure"]
    code: str
    version: str
    digest: str


class LawEdition(msgspec.Struct, frozen=True, kw_only=True):
    """The law packs a case is decided by, from ``since`` on; the last edition holds for what is not decided yet.

    ``procedures`` are those the case was begun by, for where later ones cannot follow it. ``late``: bound afterwards, because the case is older than this record. ``declined`` is the fingerprint of newer packs that an officer
    decided not to take, with who, when and why.
    """

    id: str
    case_id: str
    position: int
    files: tuple[LawFile, ...]
    procedures: tuple[LawFile, ...] = ()
    since: datetime
    by: str
    reason: str = ""
    late: bool = False
    declined: str = ""
    declined_by: str = ""
    declined_at: datetime | None = None
    declined_reason: str = ""
