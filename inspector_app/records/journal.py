"""The journal (留痕): what changed, by whom, when, chained by hashes so that nothing can be taken out unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import rfc8785

GENESIS = "0" * 64


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One record's change: what was (None where it is new) and what is (None where it was taken away)."""

    kind: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one chain. ``at`` is the wall clock as given, ``elapsed`` the monotonic seconds since the program started."""

    chain: str
    seq: int
    at: str
    elapsed: str
    actor: str
    action: str
    changes: tuple[Change, ...]
    reverses: int | None
    prev: str
    hash: str


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Hash an entry over its canonical JSON (RFC 8785) without the ``hash`` key itself."""
    return hashlib.sha256(rfc8785.dumps({k: v for k, v in entry.items() if k != "hash"})).hexdigest()


def make_entry(
    *,
    chain: str,
    seq: int,
    at: datetime,
    elapsed: float,
    actor: str,
    action: str,
    changes: Iterable[Mapping[str, Any]],
    prev: str,
    reverses: int | None = None,
) -> dict[str, Any]:
    """Build the next entry of a chain as plain JSON values, its hash included."""
    entry: dict[str, Any] = {
        "chain": chain,
        "seq": seq,
        "at": at.isoformat(timespec="milliseconds"),
        "elapsed": f"{elapsed:.3f}",
        "actor": actor,
        "action": action,
        "changes": list(changes),
        "reverses": reverses,
        "prev": prev,
    }
    entry["hash"] = entry_hash(entry)
    return entry


def first_break(entries: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the position of the first entry that does not follow from the one before it, or None for a whole chain."""
    prev, position = GENESIS, 0
    for position, entry in enumerate(entries, 1):
        if entry.get("seq") != position or entry.get("prev") != prev or entry_hash(entry) != entry.get("hash"):
            return position
        prev = str(entry["hash"])
    return None
