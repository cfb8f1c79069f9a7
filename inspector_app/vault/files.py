"""The encrypted file store: every original and derivative under the SHA-256 of its plain bytes, in age form.

Any age tool opens a file of this store with the vault's identity. A file is complete and synced under its final name,
or it is not there: the row that speaks of it is written afterwards, by others.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import pyrage
from cryptography.hazmat.primitives import hashes

from inspector_app.fault import Fault

_DIGEST = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_RENAME_TRIES = 6  # a virus scanner holds a fresh file for a moment on Windows


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What the store now holds: digests in lower-case hex, ``size`` in bytes, ``already`` true if it was there before."""

    sha256: str
    sm3: str
    size: int
    already: bool


class FileStore:
    """Originals and derivatives on disk, encrypted to the vault's own X25519 identity (age, C2SP age-encryption.org/v1).

    ``folder`` is the vault's ``evidence`` folder; ``identity`` the ``AGE-SECRET-KEY-1…`` line of the unlocked vault.
    Every method raises :class:`Fault` with a stable code: ``disk_full``, ``store_unwritable``, ``source_unreadable``,
    ``source_changed``, ``evidence_missing``, ``evidence_damaged``, ``evidence_foreign_key``, ``bad_digest``.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._identity = pyrage.x25519.Identity.from_str(identity)
        self._recipient = self._identity.to_public()

    def put(self, source: BinaryIO | Path) -> Stored:
        """Take in one file as it is and return its digests; the same bytes twice are one file.

        A path is read a second time and compared, because sticks and card readers lie; what was written is decrypted
        and compared too. A stored copy found damaged is replaced by the good bytes at hand.
        """
        if not isinstance(source, Path):
            return self._take_in(source, str(getattr(source, "name", "") or "内容"))
        try:
            with source.open("rb") as stream:
                stored = self._take_in(stream, source.name, reread=source)
        except OSError as error:
            raise _unreadable(source.name, error) from error
        return stored

    def put_bytes(self, content: bytes) -> Stored:
        """Take in bytes that are already in memory (a paste, a derivative)."""
        return self.put(io.BytesIO(content))

    def read(self, sha256: str) -> bytes:
        """Return the plain bytes, after their digest was compared with the name."""
        target = io.BytesIO()
        self.copy_to(sha256, target)
        return target.getvalue()

    def open(self, sha256: str) -> BinaryIO:
        """Return the plain bytes as a seekable stream in memory; nothing decrypted touches a disk."""
        return io.BytesIO(self.read(sha256))

    def copy_to(self, sha256: str, target: BinaryIO) -> None:
        """Write the plain bytes to ``target``; on a Fault the caller throws away what ``target`` got."""
        path = self.path(sha256)
        sink = _HashingWriter(target)
        try:
            with path.open("rb") as stream:
                self._decrypt(stream, sink, sha256)
        except FileNotFoundError as error:
            raise Fault(
                f"证据文件 {sha256[:12]} 不在证据库中",
                kept="记录仍在",
                todo="请从备份或原始存储卡恢复该文件",
                code="evidence_missing",
            ) from error
        except OSError as error:
            raise Fault(
                f"证据文件 {sha256[:12]} 读取失败（{_reason(error)}）", todo="请检查磁盘后重试", code="store_unreadable"
            ) from error
        if sink.sha256() != sha256:
            raise _damaged(sha256)

    def check(self, sha256: str) -> Fault | None:
        """Return what is wrong with one stored file (missing, damaged, foreign key), or None if it is whole."""
        try:
            self.copy_to(sha256, cast("BinaryIO", _Nowhere()))
        except Fault as fault:
            return fault
        return None

    def holds(self, sha256: str) -> bool:
        """Return whether a file of that name exists, without opening it."""
        return self.path(sha256).is_file()

    def path(self, sha256: str) -> Path:
        """Return where the encrypted file of that digest lies; refuses anything that is not a SHA-256 in hex."""
        if not _DIGEST.fullmatch(sha256):
            raise Fault(f"证据编号“{sha256[:80]}”不是 SHA-256 摘要", code="bad_digest")
        return self._folder / sha256[:2] / f"{sha256}.age"

    def names(self) -> Iterator[str]:
        """Yield the SHA-256 of every stored file, sorted."""
        for path in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*.age")):
            if _DIGEST.fullmatch(path.stem) and path.parent.name == path.stem[:2]:
                yield path.stem

    def sweep(self) -> int:
        """Remove what a crash left half-written and return how many; call it only under the vault's lock."""
        left = list(self._incoming.glob("*.part"))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _take_in(self, stream: BinaryIO, name: str, reread: Path | None = None) -> Stored:
        part = self._incoming / f"{secrets.token_hex(16)}.part"
        reader = _HashingReader(stream)
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            with part.open("xb") as target:
                self._encrypt(reader, target, name)
                target.flush()
                os.fsync(target.fileno())
            stored = reader.stored()
            if reread is not None and _digest(reread, name) != stored.sha256:
                raise Fault(
                    f"“{name}”两次读取的内容不一致",
                    kept="没有写入证据库，原文件未改动",
                    todo="请检查存储卡或数据线后重新导入",
                    code="source_changed",
                )
            with part.open("rb") as written:
                sink = _HashingWriter(_Nowhere())
                self._decrypt(written, sink, stored.sha256)
            if sink.sha256() != stored.sha256:
                raise _damaged(stored.sha256)
            final = self.path(stored.sha256)
            if final.exists() and self.check(stored.sha256) is None:
                return msgspec.structs.replace(stored, already=True)
            final.parent.mkdir(exist_ok=True)
            _rename(part, final)
            for folder in (final.parent, self._folder):
                _sync_folder(folder)
            return stored
        except OSError as error:
            raise _unwritable(name, error) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _encrypt(self, reader: _HashingReader, target: BinaryIO, name: str) -> None:
        writer = _Writer(target)
        try:
            pyrage.encrypt_io(reader, writer, [self._recipient])
        except (pyrage.EncryptError, OSError) as error:
            # The library passes our own errors on as text; the real one says which side failed.
            if reader.error is not None:
                raise _unreadable(name, reader.error) from error
            raise (writer.error or error) from None

    def _decrypt(self, stream: BinaryIO, sink: _HashingWriter, sha256: str) -> None:
        source = _HashingReader(stream)
        try:
            pyrage.decrypt_io(source, sink, [self._identity])
        except (pyrage.DecryptError, OSError) as error:
            if source.error is not None:
                raise source.error from None
            if sink.error is not None:
                raise _unwritable(f"证据文件 {sha256[:12]}", sink.error) from error
            if "No matching keys" in str(error):
                raise Fault(
                    f"证据文件 {sha256[:12]} 不是用本证据库的密钥加密的",
                    kept="文件未改动",
                    todo="请用它原来的证据库打开",
                    code="evidence_foreign_key",
                ) from error
            raise _damaged(sha256) from error


class _HashingReader:
    """Reads on, counting and hashing, and keeps the first error it met."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._sm3 = hashes.Hash(hashes.SM3())
        self._size = 0
        self.error: OSError | None = None

    def read(self, count: int = -1) -> bytes:
        try:
            block = self._stream.read(count)
        except OSError as error:
            self.error = error
            raise
        self._sha256.update(block)
        self._sm3.update(block)
        self._size += len(block)
        return block

    def stored(self) -> Stored:
        return Stored(
            sha256=self._sha256.hexdigest(), sm3=self._sm3.copy().finalize().hex(), size=self._size, already=False
        )


class _Writer:
    """Writes on and keeps the first error it met."""

    def __init__(self, target: BinaryIO | _Nowhere) -> None:
        self._target = target
        self.error: OSError | None = None

    def write(self, block: bytes) -> int:
        try:
            view = memoryview(block)
            while view:
                view = view[self._target.write(view) :]
        except OSError as error:
            self.error = error
            raise
        return len(block)

    def flush(self) -> None:
        try:
            self._target.flush()
        except OSError as error:
            self.error = error
            raise


class _HashingWriter(_Writer):
    """Writes on and hashes what went through."""

    def __init__(self, target: BinaryIO | _Nowhere) -> None:
        super().__init__(target)
        self._sha256 = hashlib.sha256()

    def write(self, block: bytes) -> int:
        self._sha256.update(block)
        return super().write(block)

    def sha256(self) -> str:
        return self._sha256.hexdigest()


class _Nowhere:
    """Takes bytes and forgets them: checking needs no memory."""

    def write(self, block: bytes | memoryview) -> int:
        return len(block)

    def flush(self) -> None:
        return None


def _digest(path: Path, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise _unreadable(name, error) from error
    return digest.hexdigest()


def _rename(part: Path, final: Path) -> None:
    for attempt in range(_RENAME_TRIES):
        try:
            part.replace(final)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _RENAME_TRIES - 1:
                raise
            time.sleep(0.05 * 2**attempt)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system lets a folder be synced (Windows does not)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _unreadable(name: str, error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        what = f"找不到文件“{name}”"
    elif isinstance(error, IsADirectoryError) or (os.name == "nt" and isinstance(error, PermissionError)):
        what = f"“{name}”不是可读取的文件（可能是文件夹，或没有权限）"
    elif isinstance(error, PermissionError):
        what = f"没有权限读取“{name}”"
    else:
        what = f"“{name}”读取中断（{_reason(error)}）"
    return Fault(what, kept="没有写入证据库", todo="请检查存储卡或数据线后重试", code="source_unreadable")


def _unwritable(name: str, error: OSError) -> Fault:
    if error.errno in _FULL:
        return Fault(
            f"磁盘空间不足，“{name}”没有存入",
            kept="原文件和已保存的内容都在",
            todo="请腾出空间后再导入一次",
            code="disk_full",
        )
    return Fault(
        f"“{name}”无法写入（{_reason(error)}）",
        kept="原文件和已保存的内容都在",
        todo="请检查磁盘是否只读或有无权限",
        code="store_unwritable",
    )


def _damaged(sha256: str) -> Fault:
    return Fault(
        f"证据文件 {sha256[:12]} 已损坏，内容与摘要不符",
        kept="记录与摘要仍在",
        todo="请从备份或原始存储卡重新导入同一文件",
        code="evidence_damaged",
    )
