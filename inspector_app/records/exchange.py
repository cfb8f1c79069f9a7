"""What goes to headquarters and what comes back."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Headquarters(msgspec.Struct, frozen=True, kw_only=True):
    """Headquarters as enrolled by its letter: where bundles are sealed to and whose receipts are believed."""

    id: str
    name: str
    duty_recipient: str
    recovery_recipient: str
    signing_key: str
    fingerprint: str
    enrolled_at: datetime


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """This laptop: its name, the key its bundles are signed with, the counter of its bundles."""

    id: str
    name: str
    signing_key: str
    public_key: str
    last_counter: int = 0


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one record inside one bundle."""

    id: str
    revision: int
    digest: str


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was sealed here; it counts as delivered only by a receipt that headquarters signed."""

    id: str
    counter: int
    file_name: str
    sha256: str
    size: int
    sealed_at: datetime
    sealed_by: str
    entries: tuple[Sent, ...]
    receipt_id: str = ""
    received_at: datetime | None = None
