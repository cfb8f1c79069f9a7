"""What is to be carried: the records, journals and files of a bundle before it is sealed, and what describes them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from inspector_app.bundle.canonical import canonical, digest
from inspector_app.bundle.names import check_identifier, journal_path, record_path

FORMAT = "1.0"
"""Version of the bundle format: a reader refuses a higher major number and ignores what a higher minor one adds."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One file to carry. ``path`` lies inside ``data/``, ``size`` is in bytes and must be exact.

    ``open`` gives a fresh readable stream of the plain bytes each time; ``sha256`` (lower-case hex), where it is known,
    is compared with what was read, so that an original that changed on disk is found before it is sealed.
    """

    path: str
    size: int
    open: Callable[[], BinaryIO]
    sha256: str | None = None

    @classmethod
    def of_bytes(cls, path: str, data: bytes) -> Part:
        """Carry bytes that are already in memory (records, journals)."""
        return cls(path=path, size=len(data), open=lambda: io.BytesIO(data))

    @classmethod
    def of_file(cls, path: str, file: Path, *, sha256: str | None = None) -> Part:
        """Carry a plain file as it is."""
        return cls(path=path, size=file.stat().st_size, open=lambda: file.open("rb"), sha256=sha256)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one record. ``digest`` is the SHA-256 of its canonical JSON, ``journal_head`` the journal's last hash."""

    id: str
    revision: int
    digest: str
    journal_head: str
    record_path: str
    kind: str = "inspection"
    title: str = ""


class FormVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist or document form the records were made with."""

    kind: str
    code: str
    version: str
    digest: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the readable page: a heading, column titles if there are any, and rows of plain text."""

    heading: str
    rows: list[list[str]] = []
    columns: list[str] = []


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one bundle carries. ``counter`` goes up by one with each bundle of a device, so that a gap is seen."""

    bundle_id: str
    device_id: str
    device_name: str
    counter: int
    created: datetime
    entries: list[Entry]
    parts: list[Part]
    sender: list[str] = []
    form_versions: list[FormVersion] = []
    summary: list[Section] = []

    @property
    def name(self) -> str:
        """The folder inside the bundle."""
        return f"bundle-{self.device_id}-{self.counter}"

    @property
    def file_name(self) -> str:
        """The name a sealed bundle usually gets."""
        return f"{self.name}.zip.age"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much a bundle carries, so that a person can compare at a glance."""

    records: int
    journals: int
    evidence: int
    documents: int


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """The laptop a bundle comes from."""

    id: str
    name: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """``data/envelope.json``: what is inside, before anything else is read."""

    format: str
    bundle_id: str
    device: Device
    counter: int
    created: datetime
    sender: list[str]
    entries: list[Entry]
    counts: Counts
    form_versions: list[FormVersion] = []


def describe(consignment: Consignment) -> Envelope:
    """Write the envelope of a consignment."""
    folders = [part.path.split("/")[1] for part in consignment.parts]
    return Envelope(
        format=FORMAT,
        bundle_id=consignment.bundle_id,
        device=Device(id=consignment.device_id, name=consignment.device_name),
        counter=consignment.counter,
        created=consignment.created,
        sender=consignment.sender,
        entries=consignment.entries,
        counts=Counts(
            records=folders.count("records"),
            journals=folders.count("journal"),
            evidence=folders.count("evidence"),
            documents=folders.count("documents"),
        ),
        form_versions=consignment.form_versions,
    )


def pack_record(
    record: dict[str, Any], journal: list[str], *, title: str = "", kind: Literal["inspection", "case"] = "inspection"
) -> tuple[Entry, list[Part]]:
    """Turn one record and its journal lines (canonical JSON, oldest first) into an entry and its two parts.

    ``record`` must carry ``id`` and ``revision``; evidence and documents are added to the parts by the caller.
    """
    identifier, revision = str(record["id"]), int(record["revision"])
    check_identifier(identifier, "记录编号")
    head = str(msgspec.json.decode(journal[-1])["hash"]) if journal else "0" * 64
    place = record_path(identifier, revision)
    lines = "".join(f"{line}\n" for line in journal).encode()
    parts = [Part.of_bytes(place, canonical(record)), Part.of_bytes(journal_path(identifier), lines)]
    entry = Entry(
        id=identifier,
        revision=revision,
        digest=digest(record),
        journal_head=head,
        record_path=place,
        kind=kind,
        title=title,
    )
    return entry, parts
