"""Opening: decrypt into a nameless file, check everything, and only then let anybody read.

Order matters. Names and sizes are judged before any content, the signature and the hashes before anything is parsed,
the journals and records before they are handed out. Nothing is unpacked until all of it holds.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyrage

from inspector_app.bundle.bag import Facts, read_info
from inspector_app.bundle.canonical import read_canonical
from inspector_app.bundle.consignment import Entry, Envelope
from inspector_app.bundle.container import Container
from inspector_app.bundle.contents import check_entry, check_heads, last_hash, parse_record
from inspector_app.bundle.files import drive_fault, read_fault, sync_folder, write_fully
from inspector_app.bundle.keys import Identity, PublicKey
from inspector_app.bundle.names import ENVELOPE, EVIDENCE, README, Limits, check_identifier, journal_path
from inspector_app.bundle.tags import BUNDLE_FORMAT, Progress, check_payload, check_tags, check_version
from inspector_app.fault import Fault

_AGE = b"age-encryption.org/v1\n"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a bundle that holds. ``size`` is the payload in bytes, ``files`` its number of files.

    ``trusted`` says whether the signer was among the keys the caller trusts; without such keys only the bundle's own
    claim was checked, and the fingerprint must be compared by a person.
    """

    bundle_id: str
    device_id: str
    device_name: str
    counter: int
    created: datetime
    sender: list[str]
    signer_key: str
    signer_key_id: str
    signer_fingerprint: str
    trusted: bool
    format: str
    entries: list[Entry]
    files: int
    size: int
    evidence: int
    documents: int


class OpenedBundle:
    """A bundle that passed every check; readable until the ``with`` block of ``open_bundle`` ends."""

    def __init__(self, container: Container, report: Report, envelope: Envelope, facts: Mapping[str, Facts]) -> None:
        self._container = container
        self.report = report
        self.envelope = envelope
        self.facts = facts
        """Every payload file's path with its size and hashes."""

    @property
    def entries(self) -> list[Entry]:
        """The records inside, as the envelope lists them."""
        return self.envelope.entries

    def record(self, entry: Entry) -> dict[str, Any]:
        """Return one record."""
        return parse_record(entry, self.read(entry.record_path))

    def journal(self, entry: Entry) -> list[bytes]:
        """Return the journal lines of a record, oldest first, without line ends."""
        return self.read(journal_path(entry.id)).split(b"\n")[:-1]

    def evidence(self) -> dict[str, Facts]:
        """Return the paths of the originals with their size and hashes."""
        return {path: facts for path, facts in self.facts.items() if EVIDENCE.match(path)}

    def documents(self) -> dict[str, Facts]:
        """Return the paths of the issued documents with their size and hashes."""
        return {path: facts for path, facts in self.facts.items() if path.startswith("data/documents/")}

    def read(self, path: str) -> bytes:
        """Read one small file of the bag whole (records, journals, letters)."""
        return self._container.read(path, Limits().json)

    def pieces(self, path: str) -> Iterator[bytes]:
        """Yield one file of the bag in pieces, however large it is."""
        return self._container.pieces(path)

    def extract(self, target: Path) -> Path:
        """Unpack the whole bag into the new folder ``target``; it appears complete or not at all.

        Faults: ``target_exists`` and those of ``files.drive_fault``.
        """
        if target.exists():
            raise Fault(f"{target} 已存在，不会覆盖", todo="请换一个新文件夹", code="target_exists")
        temporary = target.with_name(f".{target.name}.partial")
        try:
            if temporary.exists():
                shutil.rmtree(temporary)
            temporary.mkdir()
            for name in self._container.sizes:
                place = temporary / self._container.root / Path(*name.split("/"))
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as stream:
                    for data in self._container.pieces(name):
                        stream.write(data)
            temporary.rename(target)
            sync_folder(target.parent)
        except BaseException as error:
            with suppress(OSError):
                shutil.rmtree(temporary)
            if isinstance(error, OSError):
                raise drive_fault(error, target) from error
            raise
        return target / self._container.root


def verify(
    path: Path,
    identity: str | Path | Identity,
    signers: Mapping[str, str | PublicKey] | None,
    *,
    limits: Limits | None = None,
    workplace: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a bundle completely and return what it is; a Fault says why it must not be believed (see ``open_bundle``)."""
    with open_bundle(path, identity, signers, limits=limits, workplace=workplace, progress=progress) as opened:
        return opened.report


@contextmanager
def open_bundle(
    path: Path,
    identity: str | Path | Identity,
    signers: Mapping[str, str | PublicKey] | None,
    *,
    limits: Limits | None = None,
    workplace: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[OpenedBundle]:
    """Decrypt ``path``, check all of it, and hand it out for reading.

    ``identity`` is an age secret key or its file; ``signers`` the trusted keys by key id (``None``: only the bundle's own
    claim is checked, ``Report.trusted`` is false). The plaintext lives in a nameless file under ``workplace`` (the system's
    temporary folder otherwise) that vanishes with the process. Fault codes: ``not_found``, ``not_age``,
    ``wrong_identity``, ``damaged``, ``bad_container``, ``unsafe_name``, ``too_large``, ``bad_manifest``, ``unlisted``, ``missing``,
    ``hash_mismatch``, ``unknown_signer``, ``bad_signature``, ``version``, ``schema``, ``chain_broken``, ``evidence_missing``,
    ``document_missing``, ``disk_full``.
    """
    limits = limits or Limits()
    key = Identity.read(identity)
    try:
        quarantine = tempfile.TemporaryFile(dir=workplace, buffering=0)  # noqa: SIM115 - entered just below
    except OSError as error:
        raise drive_fault(error, workplace or Path(tempfile.gettempdir())) from error
    with quarantine:
        _decrypt(path, key, quarantine)
        container = Container(quarantine, limits)
        signer, trusted, tags = check_tags(container, signers, BUNDLE_FORMAT)
        facts = check_payload(container, tags, progress)
        envelope = _check_envelope(container, tags, facts, limits)
        report = Report(
            bundle_id=envelope.bundle_id,
            device_id=envelope.device.id,
            device_name=envelope.device.name,
            counter=envelope.counter,
            created=envelope.created,
            sender=envelope.sender,
            signer_key=signer.text,
            signer_key_id=signer.key_id,
            signer_fingerprint=signer.fingerprint,
            trusted=trusted,
            format=envelope.format,
            entries=envelope.entries,
            files=len(facts),
            size=sum(f.size for f in facts.values()),
            evidence=envelope.counts.evidence,
            documents=envelope.counts.documents,
        )
        yield OpenedBundle(container, report, envelope, facts)


class _Quarantine:
    """Writes on, and keeps the first error, which the age library would wrap."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            write_fully(self._stream, data)
        except OSError as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """The stream is flushed once, at the end."""


def _decrypt(path: Path, key: Identity, quarantine: BinaryIO) -> None:
    place = Path(tempfile.gettempdir()) / "plaintext"
    target = _Quarantine(quarantine)
    try:
        with path.open("rb") as source:
            if source.read(len(_AGE)) != _AGE:
                raise Fault(f"{path.name} 不是导出包（没有 age 加密的文件头）", code="not_age")
            source.seek(0)
            pyrage.decrypt_io(source, target, [key.native])
        quarantine.flush()
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise Fault(
                f"这把密钥打不开 {path.name}:它不是封给这把密钥的，或文件头已损坏", code="wrong_identity"
            ) from error
        raise Fault(f"{path.name} 已损坏或被改动，无法解密", todo="请向送出设备重新要一份", code="damaged") from error
    except OSError as error:
        if target.error:
            raise drive_fault(target.error, place) from error
        if error.errno is None:  # age reports a failed authentication of the body without an errno
            raise Fault(
                f"{path.name} 已损坏或被改动，无法解密", todo="请向送出设备重新要一份", code="damaged"
            ) from error
        raise read_fault(error, path) from error


def _check_envelope(
    container: Container, tags: Mapping[str, bytes], facts: dict[str, Facts], limits: Limits
) -> Envelope:
    for needed in (ENVELOPE, README):
        if needed not in facts:
            raise Fault(f"导出包缺少 {needed}", code="missing")
    value = read_canonical(container.read(ENVELOPE, limits.json), ENVELOPE)
    if isinstance(value, dict):
        check_version(str(value.get("format", "")))
    try:
        envelope = msgspec.convert(value, Envelope)
    except msgspec.ValidationError as error:
        raise Fault(f"{ENVELOPE} 缺少必要内容（{error}）", code="schema") from error
    check_identifier(envelope.device.id, "设备编号")
    check_identifier(envelope.bundle_id, "导出包编号")
    info = read_info(tags["bag-info.txt"])
    claimed = (info.get("External-Identifier"), info.get("Bundle-Device"), info.get("Bundle-Counter"))
    if claimed != (envelope.bundle_id, envelope.device.id, str(envelope.counter)):
        raise Fault("信封与 bag-info.txt 的编号不一致", code="schema")
    if container.root != f"bundle-{envelope.device.id}-{envelope.counter}" or envelope.created.tzinfo is None:
        raise Fault("信封与文件夹名不一致，或封存时间缺少时区", code="schema")
    revisions = [(e.id, e.revision) for e in envelope.entries]
    if not revisions or len(set(revisions)) != len(revisions):
        raise Fault("信封没有列出记录，或同一修订列了两次", code="schema")
    last: dict[str, str] = {}
    for entry in envelope.entries:
        record = container.read(entry.record_path, limits.json)
        journal = container.read(journal_path(entry.id), limits.json)
        check_entry(entry, record, journal, facts)
        last[entry.id] = last_hash(journal)
    check_heads(envelope.entries, last)
    listed = {e.record_path for e in envelope.entries}
    if stray := sorted(n for n in facts if n.startswith("data/records/") and n not in listed):
        raise Fault(f"{stray[0]} 没有列在信封中", code="unlisted")
    return envelope
