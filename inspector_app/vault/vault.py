"""The vault: one encrypted database, one writer thread, one gate through which every change goes."""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec
import rfc8785

from inspector_app.fault import Fault
from inspector_app.records.home import Place
from inspector_app.records.journal import GENESIS, first_break, make_entry

from . import keys as keyring
from .connection import Connection, DatabaseError, connect, database, database_fault
from .files import FileStore
from .lock import VaultLock
from .reader import Reader
from .schema import migrate
from .shelf import SHELVES, plain, row_of
from .whereabouts import Witness, here

T = TypeVar("T")
DATABASE_NAME = "vault.db"
OFFICE_CHAIN = "office"
LOW_SPACE = 512 * 1024 * 1024
BACKUP_MARK = "backup.json"
"""Lies in every backup and nowhere else: a vault that has it was restored, and what was done after it is not in it."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What one act changes. ``chain`` is the inspection it belongs to, or the office's own chain."""

    action: str
    chain: str = OFFICE_CHAIN
    puts: tuple[Any, ...] = ()
    drops: tuple[tuple[type, str], ...] = ()
    reverses: int | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt of an act: it is on the disk."""

    chain: str
    seq: int
    hash: str


class Vault:
    """An opened vault. ``record`` is the only way anything changes; reading is free from any thread."""

    def __init__(self, folder: Path, key_file: keyring.KeyFile, keys: keyring.Keys, lock: VaultLock) -> None:
        self.folder = folder
        self.files = FileStore(folder / "evidence", keys.evidence_identity)
        self._key_file, self._keys, self._lock = key_file, keys, lock
        self.witness = Witness(key_file.vault_id)
        self._place: Place | None = None
        self._started = time.monotonic()
        self._heads: dict[str, tuple[int, str]] = {}
        self._readers = threading.local()
        self._closed = False
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault-writer")
        try:
            self._connection: Connection = self._writer.submit(self._open).result()
        except BaseException:
            self._writer.shutdown()
            lock.release()
            raise

    # Opening and closing

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, at: datetime) -> Vault:
        """Make a vault in an empty or new folder; what is already there is never overwritten."""
        if (folder / keyring.FILE_NAME).exists() or (folder / DATABASE_NAME).exists():
            raise Fault(
                "这个文件夹里已经有数据库", kept="没有改动", todo="请直接打开，或换一个文件夹", code="vault_exists"
            )
        keyring.require_passphrase(passphrase)
        try:
            for part in (folder, folder / "evidence", folder / "backup", folder / "log"):
                part.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Fault(f"不能建立文件夹（{error.strerror}）", todo="请换一个位置", code="vault_folder") from None
        lock = VaultLock(folder, at)
        key_file, keys = keyring.make_keys(passphrase, uuid.uuid4().hex)
        try:
            keyring.write_key_file(folder, key_file)
        except OSError as error:
            lock.release()
            (folder / keyring.FILE_NAME).unlink(missing_ok=True)
            raise Fault(f"密钥文件写不进去（{error.strerror}）", todo="请检查磁盘", code="disk_full") from None
        return cls(folder, key_file, keys, lock)

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, at: datetime) -> Vault:
        """Open a vault by its passphrase."""
        key_file = keyring.read_key_file(folder)
        return cls._unlocked(folder, key_file, keyring.unlock(key_file, passphrase), at)

    @classmethod
    def open_by_recovery(cls, folder: Path, identity: str, *, at: datetime) -> Vault:
        """Open a vault whose passphrase is lost, with headquarters' recovery identity."""
        key_file = keyring.read_key_file(folder)
        return cls._unlocked(folder, key_file, keyring.unlock_by_recovery(key_file, identity), at)

    @classmethod
    def _unlocked(cls, folder: Path, key_file: keyring.KeyFile, keys: keyring.Keys, at: datetime) -> Vault:
        if not (folder / DATABASE_NAME).is_file():
            raise Fault("数据库文件不见了", kept="密钥文件还在", todo="请从备份恢复", code="vault_absent")
        return cls(folder, key_file, keys, VaultLock(folder, at))

    def close(self) -> None:
        """Finish what is being written and let the vault go; closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        self._writer.submit(self._connection.close).result()
        self._writer.shutdown()
        reader = getattr(self._readers, "connection", None)
        if reader is not None:
            reader.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> Connection:
        connection = connect(self.folder / DATABASE_NAME, self._keys.data_key)
        try:
            migrate(database(connection))
        except DatabaseError as error:
            connection.close()
            raise database_fault(error) from error
        except BaseException:
            connection.close()
            raise
        return connection

    # The gate

    def record(self, actor: str, at: datetime, decide: Callable[[Reader], Act | None]) -> Recorded | None:
        """Change the state and write the journal in one transaction, on the disk when this returns.

        ``decide`` sees the state as it is and says what becomes of it; it runs on the writer thread inside the transaction.
        An act that changes nothing leaves no entry and gives None. A Fault raised in ``decide`` leaves everything as it was.
        """
        return self._write(lambda: self._record(actor, at, decide))

    def _record(self, actor: str, at: datetime, decide: Callable[[Reader], Act | None]) -> Recorded | None:
        connection = self._connection
        with database(connection).atomic():
            reader = Reader(connection)
            act = decide(reader)
            changes = [] if act is None else self._apply(connection, reader, act)
            if act is None or not changes:
                return None
            seq, prev = self._heads.get(act.chain) or reader.head(act.chain)
            entry = make_entry(
                chain=act.chain,
                seq=seq + 1,
                at=at,
                elapsed=time.monotonic() - self._started,
                actor=actor,
                action=act.action,
                changes=changes,
                reverses=act.reverses,
                prev=prev,
            )
            connection.execute(
                "INSERT INTO journal(chain, seq, at, actor, action, hash, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (act.chain, seq + 1, entry["at"], actor, act.action, entry["hash"], rfc8785.dumps(entry).decode()),
            )
        self._heads[act.chain] = (seq + 1, str(entry["hash"]))
        return Recorded(chain=act.chain, seq=seq + 1, hash=str(entry["hash"]))

    @staticmethod
    def _apply(connection: Connection, reader: Reader, act: Act) -> list[dict[str, Any]]:
        changes: list[dict[str, Any]] = []
        for kind, key in act.drops:
            before: Any = reader.get(kind, key)
            if before is not None:
                connection.execute(f"DELETE FROM {SHELVES[kind].table} WHERE id = ?", (key,))  # noqa: S608
                changes.append({"kind": SHELVES[kind].table, "id": key, "before": plain(before), "after": None})
        for record in act.puts:
            shelf, row = SHELVES[type(record)], row_of(record)
            before = reader.get(type(record), str(row["id"]))
            if before == record:
                continue
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
            connection.execute(
                f"INSERT INTO {shelf.table}({names}) VALUES ({marks}) ON CONFLICT(id) DO UPDATE SET {updates}",  # noqa: S608
                tuple(row.values()),
            )
            was = None if before is None else plain(before)
            changes.append({"kind": shelf.table, "id": row["id"], "before": was, "after": plain(record)})
        return changes

    def _write(self, job: Callable[[], T]) -> T:
        if self._closed:
            raise Fault("数据库已经关闭", kept="之前保存的都在", todo="请重新打开", code="vault_closed")
        try:
            return self._writer.submit(job).result()
        except DatabaseError as error:
            raise database_fault(error) from error

    # Reading

    @property
    def read(self) -> Reader:
        """The reader of the calling thread; it sees everything that was committed."""
        if self._closed:
            raise Fault("数据库已经关闭", kept="之前保存的都在", todo="请重新打开", code="vault_closed")
        connection = getattr(self._readers, "connection", None)
        if connection is None:
            connection = connect(self.folder / DATABASE_NAME, self._keys.data_key, read_only=True)
            self._readers.connection = connection
        return Reader(connection)

    def broken_chains(self) -> list[tuple[str, int]]:
        """Recompute every chain of the journal; return those that do not hold, with the first entry that breaks."""
        faults = []
        for (chain,) in self.read.rows("SELECT DISTINCT chain FROM journal"):
            position = first_break(self.read.journal(str(chain)))
            if position is not None:
                faults.append((str(chain), position))
        return faults

    def database_faults(self) -> list[str]:
        """Ask the database for damage: page authentication first, then structure and references."""
        found: list[str] = []
        for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
            for row in self.read.rows(f"PRAGMA {pragma}"):
                if row != ("ok",):
                    found.append(f"{pragma}: {' '.join(map(str, row))}")
        return found

    # Definitions, keys, backup

    def get(self, digest: str) -> bytes | None:
        """Return a compiled definition by the digest of its file (the catalogue's cache)."""
        rows = self.read.rows("SELECT compiled FROM definitions WHERE digest = ?", (digest,))
        return bytes(rows[0][0]) if rows else None

    def put(self, digest: str, kind: str, code: str, version: str, compiled: bytes) -> None:
        """Keep a compiled definition for ever: records are bound to it by digest."""
        self._write(
            lambda: self._connection.execute(
                "INSERT OR IGNORE INTO definitions(digest, kind, code, version, compiled) VALUES (?, ?, ?, ?, ?)",
                (digest, kind, code, version, compiled),
            ).close()
        )

    def bookmark(self, key: str, place: str) -> None:
        """Remember where somebody stood; not evidence, and so the one thing that leaves no entry in the journal."""
        self._write(
            lambda: self._connection.execute(
                "INSERT INTO bookmarks(id, place) VALUES (?, ?) ON CONFLICT(id) DO UPDATE SET place = excluded.place",
                (key, place),
            ).close()
        )

    def bookmarked(self, key: str) -> str:
        """Return the place remembered under a key, or an empty string."""
        rows = self.read.rows("SELECT place FROM bookmarks WHERE id = ?", (key,))
        return str(rows[0][0]) if rows else ""

    @property
    def recovery_recipient(self) -> str | None:
        """Headquarters' recovery recipient that can open this vault, or None while none is enrolled."""
        return None if self._key_file.recovery is None else self._key_file.recovery.recipient

    def set_passphrase(self, passphrase: str) -> None:
        """Wrap the data key by a new passphrase."""
        self._replace_key_file(keyring.with_passphrase(self._key_file, self._keys, passphrase))

    def enrol_recovery(self, recipient: str) -> None:
        """Let headquarters' recovery key open this vault."""
        self._replace_key_file(keyring.with_recovery(self._key_file, self._keys, recipient))

    def _replace_key_file(self, key_file: keyring.KeyFile) -> None:
        try:
            keyring.write_key_file(self.folder, key_file)
        except OSError as error:
            raise Fault(f"密钥文件写不进去（{error.strerror}）", kept="原来的口令仍然有效", code="disk_full") from None
        self._key_file = key_file

    @property
    def vault_id(self) -> str:
        """The identity of the vault; every copy has the same."""
        return self._key_file.vault_id

    @property
    def place(self) -> Place:
        """Where the vault lies now."""
        if self._place is None:
            self._place = here(self.folder, self.vault_id, self.folder / DATABASE_NAME)
        return self._place

    @property
    def restored_from(self) -> datetime | None:
        """When the backup was made that this vault was restored from; None for a vault that never was a backup.

        A mark that says nothing readable counts by the time it was written: better to ask once too often.
        """
        mark = self.folder / BACKUP_MARK
        try:
            return msgspec.json.decode(mark.read_bytes(), type=dict[str, datetime])["made_at"]
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, KeyError):
            return datetime.fromtimestamp(mark.stat().st_mtime, UTC)

    def back_up(self, target: Path, *, at: datetime | None = None) -> Path:
        """Write a backup into a new folder ``target``: the database (still encrypted), its key file, every stored file.

        ``at`` is the time written into its mark; without it that of the last entry of the journal.
        """
        if target.exists():
            raise Fault(f"“{target.name}”已经存在", kept="没有改动", todo="请换一个名字", code="backup_exists")
        part = target.with_name(target.name + ".part")
        try:
            part.mkdir(parents=True)
            quoted = str(part / DATABASE_NAME).replace("'", "''")
            self._write(lambda: self._connection.execute(f"VACUUM INTO '{quoted}'").close())
            shutil.copy2(self.folder / keyring.FILE_NAME, part / keyring.FILE_NAME)
            shutil.copytree(self.folder / "evidence", part / "evidence", ignore=shutil.ignore_patterns("*.part"))
            for empty in ("backup", "log"):
                (part / empty).mkdir()
            (part / BACKUP_MARK).write_bytes(msgspec.json.encode({"made_at": at or self._last_entry()}))
            part.rename(target)
        except (OSError, Fault) as error:
            shutil.rmtree(part, ignore_errors=True)
            raise Fault(
                f"备份没有完成（{error}）", kept="原来的数据没有改动", todo="请换一个位置再做", code="backup"
            ) from None
        return target

    def _last_entry(self) -> datetime:
        rows = self.read.rows("SELECT at FROM journal ORDER BY rowid DESC LIMIT 1")
        return datetime.fromisoformat(str(rows[0][0])) if rows else datetime.min.replace(tzinfo=UTC)

    def free_space(self) -> int:
        """Bytes free where the vault lies."""
        return shutil.disk_usage(self.folder).free

    def chains(self) -> Iterator[str]:
        """Every chain there is."""
        return (str(chain) for (chain,) in self.read.rows("SELECT DISTINCT chain FROM journal ORDER BY chain"))

    def journal_head(self, chain: str) -> str:
        """The hash of the last entry of a chain; zeros where it has none."""
        return self.read.head(chain)[1] if chain else GENESIS
