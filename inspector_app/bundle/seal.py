"""Sealing: a consignment becomes one encrypted file on the target drive, or nothing at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import pyrage

import inspector_app
from inspector_app.bundle.bag import Facts, Measure
from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.consignment import FORMAT, Consignment, Part, describe
from inspector_app.bundle.container import PIECE, Piece, write_zip
from inspector_app.bundle.contents import check_entry, check_heads, last_hash
from inspector_app.bundle.files import drive_fault, place, write_fully
from inspector_app.bundle.keys import SigningKey, read_recipient
from inspector_app.bundle.names import ENVELOPE, EVIDENCE, README, Limits, check_identifier, check_names, journal_path
from inspector_app.bundle.page import write_page
from inspector_app.bundle.tags import Progress, sign_tags
from inspector_app.fault import Fault

Cancelled = Callable[[], bool]


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that stands on its drive: ``sha256`` and ``size`` (bytes) are of the encrypted file, as read back."""

    path: Path
    sha256: str
    size: int
    bundle_id: str
    counter: int


class _Watch:
    """Counts the bytes that were worked through and stops when the person says so."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._total, self._progress, self._cancelled, self._done = total, progress, cancelled, 0

    def add(self, count: int) -> None:
        if self._cancelled and self._cancelled():
            raise Fault("已取消封存", kept="没有留下任何文件", code="cancelled")
        self._done = min(self._done + count, self._total)
        if self._progress:
            self._progress(self._done, self._total)

    def finish(self) -> None:
        self.add(self._total - self._done)


class _Pull:
    """What age reads from: takes the next bytes of the zip only when they are wanted, and keeps the first error."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source, self._held, self._at = source, b"", 0
        self.error: BaseException | None = None

    def read(self, count: int = -1) -> bytes:
        try:
            while self._at >= len(self._held):
                self._held, self._at = next(self._source), 0
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        end = len(self._held) if count < 0 else self._at + count
        data, self._at = self._held[self._at : end], min(end, len(self._held))
        return data


class _Drive:
    """What age writes to: the target file, hashed as it is written; keeps the first error."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._hash, self.size = stream, hashlib.sha256(), 0
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            write_fully(self._stream, data)
        except BaseException as error:
            self.error = error
            raise
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """The stream is flushed and synced once, at the end."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def seal(
    consignment: Consignment,
    *,
    recipients: list[str],
    signing_key: SigningKey,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Sealed:
    """Write the bundle to ``target`` for ``recipients`` (age1…), signed by the device; read it back before it counts.

    Writing goes to a hidden ``.partial`` beside the target and is renamed at the end. Whatever goes wrong removes it
    and is a Fault: ``target_exists``, ``disk_full``, ``file_too_big``, ``drive_gone``, ``drive_error``,
    ``not_writable``, ``read_back`` (the drive gave back other bytes), ``cancelled``, ``source_changed``,
    ``source_unreadable``, or one of ``contents.check_entry``. ``progress`` gets bytes done and in all, reading back included.
    """
    if len(set(recipients)) < 2:
        raise Fault("封存需要总部的两把公钥（值班与恢复）", todo="请先导入总部的登记信", code="recipients")
    readers = [read_recipient(text) for text in recipients]
    if target.exists():
        raise Fault(f"{target.name} 已存在，不会覆盖", todo="请换一个文件名", code="target_exists")
    _check_plan(consignment)
    envelope = Part.of_bytes(ENVELOPE, canonical(msgspec.to_builtins(describe(consignment))))
    parts = [envelope, *consignment.parts, Part.of_bytes(README, write_page(consignment))]
    _check_entries(consignment, {p.path: None for p in parts})
    watch = _Watch(2 * sum(p.size for p in parts), progress, cancelled)
    temporary = target.with_name(f".{target.name}.partial")
    try:
        with temporary.open("wb", buffering=0) as stream:
            drive = _Drive(stream)
            _encrypt(_Pull(write_zip(_pieces(consignment, parts, signing_key, watch))), drive, readers)
            os.fsync(stream.fileno())
        _read_back(temporary, drive, watch)
        watch.finish()
        if target.exists():
            raise Fault(f"{target.name} 已存在，不会覆盖", todo="请换一个文件名", code="target_exists")
        place(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise drive_fault(error, target) from error
        raise
    return Sealed(
        path=target, sha256=drive.sha256, size=drive.size, bundle_id=consignment.bundle_id, counter=consignment.counter
    )


def _encrypt(source: _Pull, drive: _Drive, readers: list[pyrage.x25519.Recipient]) -> None:
    """Run age over the stream; the library wraps every error, the one that was first is raised again as it was."""
    try:
        pyrage.encrypt_io(source, drive, readers)
    except (pyrage.EncryptError, OSError) as error:
        raise (source.error or drive.error or error) from error


def _read_back(temporary: Path, drive: _Drive, watch: _Watch) -> None:
    """Read what the drive really holds, past the system's memory of it where the system allows that."""
    with temporary.open("rb", buffering=0) as stream:
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        found = hashlib.sha256()
        while data := stream.read(PIECE):
            found.update(data)
            watch.add(len(data))
    if found.hexdigest() != drive.sha256:
        raise Fault("存储设备读回的内容与写入的不一致", kept="没有留下文件", todo="请换一个存储设备", code="read_back")


def _check_plan(consignment: Consignment) -> None:
    """Refuse at once what an opener would refuse later."""
    check_identifier(consignment.device_id, "设备编号")
    check_identifier(consignment.bundle_id, "导出包编号")
    if consignment.created.tzinfo is None:
        raise Fault("封存时间缺少时区", code="schema")
    revisions = [(e.id, e.revision) for e in consignment.entries]
    if not revisions or len(set(revisions)) != len(revisions):
        raise Fault("导出包没有记录，或同一修订列了两次", code="schema")
    paths = [part.path for part in consignment.parts]
    check_names([ENVELOPE, README, *paths])
    records = {entry.record_path for entry in consignment.entries}
    for path in paths:
        folder = path.split("/")[1] if path.startswith("data/") else ""
        if (
            not folder
            or (folder == "evidence" and not EVIDENCE.match(path))
            or (folder == "records" and path not in records)
        ):
            raise Fault(f"{path} 不能放进导出包：位置不合规定", code="unsafe_name")
    if missing := sorted((records | {journal_path(e.id) for e in consignment.entries}) - set(paths)):
        raise Fault(f"导出包缺少 {missing[0]}", code="missing")
    limits, sizes = Limits(), [part.size for part in consignment.parts]
    if len(sizes) + 8 > limits.entries or sum(sizes) > limits.total or max(sizes) > limits.file:
        raise Fault("内容过多，请分几个导出包", code="too_large")


def _check_entries(consignment: Consignment, files: dict[str, Facts | None]) -> None:
    parts = {part.path: part for part in consignment.parts}
    last = {}
    for entry in consignment.entries:
        record, journal = _whole(parts[entry.record_path]), _whole(parts[journal_path(entry.id)])
        check_entry(entry, record, journal, files)
        last[entry.id] = last_hash(journal)
    check_heads(consignment.entries, last)


def _whole(part: Part) -> bytes:
    if part.size > Limits().json:
        raise Fault(f"{part.path} 过大", code="too_large")
    return b"".join(_content(part))


def _content(part: Part) -> Iterator[bytes]:
    """Yield a part's bytes and see that they are as many, and those, that were announced."""
    found, size = hashlib.sha256(), 0
    try:
        with part.open() as stream:
            while data := stream.read(PIECE):
                found.update(data)
                size += len(data)
                if size > part.size:
                    break
                yield data
    except OSError as error:
        reason = error.strerror or str(error)
        raise Fault(f"读取 {part.path} 时出错（{reason}）", kept="没有留下导出包", code="source_unreadable") from error
    evidence = EVIDENCE.match(part.path)
    expected = {d for d in (part.sha256, evidence[2] if evidence else None) if d}
    if size != part.size or expected - {found.hexdigest()}:
        todo = "请运行 inspector doctor 检查本机数据"
        raise Fault(f"{part.path} 与登记的内容不一致", kept="没有留下导出包", todo=todo, code="source_changed")


def _pieces(consignment: Consignment, parts: list[Part], key: SigningKey, watch: _Watch) -> Iterator[Piece]:
    """Yield the whole bag in writing order: payload first, then the tag files that need its hashes, the signature last."""
    root = consignment.name
    facts: dict[str, Facts | None] = {}
    manifest: dict[str, str] = {}
    manifest_sm3: dict[str, str] = {}

    def measured(part: Part) -> Iterator[bytes]:
        measured_here = Measure()
        for data in _content(part):
            measured_here.add(data)
            watch.add(len(data))
            yield data
        found = measured_here.facts()
        facts[part.path], manifest[part.path], manifest_sm3[part.path] = found, found.sha256, found.sm3

    for part in parts:
        yield Piece(f"{root}/{part.path}", part.size, measured(part))
    _check_entries(consignment, facts)
    comment = f"bundle={consignment.bundle_id} device={consignment.device_id} counter={consignment.counter}"
    info = _info(consignment, key, sum(p.size for p in parts), len(parts))
    tags = sign_tags(info, manifest, manifest_sm3, key, f"{comment} at={_stamp(consignment.created)}")
    for name, data in tags.items():
        yield Piece(f"{root}/{name}", len(data), [data])


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _info(consignment: Consignment, key: SigningKey, octets: int, files: int) -> dict[str, str]:
    return {
        "External-Identifier": consignment.bundle_id,
        "Bagging-Date": consignment.created.date().isoformat(),
        "Bag-Software-Agent": f"inspector {inspector_app.__version__}",
        "Payload-Oxum": f"{octets}.{files}",
        "Bundle-Format": FORMAT,
        "Bundle-Device": consignment.device_id,
        "Bundle-Counter": str(consignment.counter),
        "Signer-Key": key.public.text,
    }
