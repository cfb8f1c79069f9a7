"""Headquarters' folder: keys, the central database, the store of originals, receipts; made whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from inspector_app.bundle.files import drive_fault, write_whole
from inspector_app.bundle.keys import Identity, SigningKey
from inspector_app.bundle.letters import Enrolment, read_letter, save_letter
from inspector_app.fault import Fault
from inspector_app.headquarters import keys
from inspector_app.headquarters.schema import migrations

ENROLMENT = "enrolment.json"
DATABASE = "central.db"


class Headquarters:
    """An existing folder, opened by its own enrolment letter; ``folder`` that is none is a Fault (``not_headquarters``)."""

    def __init__(self, folder: Path) -> None:
        if not (folder / ENROLMENT).is_file() or not (folder / DATABASE).is_file():
            todo = "请先运行 inspector hq init"
            raise Fault(f"{folder} 不是总部收件文件夹", todo=todo, code="not_headquarters")
        self.folder = folder
        self.enrolment: Enrolment = read_letter(folder / ENROLMENT, "enrolment")

    @property
    def store(self) -> Path:
        """Where originals and PDFs lie by their SHA-256."""
        return self.folder / "store"

    @property
    def receipts(self) -> Path:
        """Where receipts are written unless the caller says otherwise."""
        return self.folder / "receipts"

    @property
    def packs(self) -> Path:
        """Where a copy of every signed pack is kept."""
        return self.folder / "packs"

    @property
    def workplace(self) -> Path:
        """Where a bundle is decrypted into a nameless file while it is checked."""
        return self.folder / "quarantine"

    @contextmanager
    def database(self) -> Iterator[Any]:
        """Open the central database, brought up to this version's schema; the system's errors become Faults."""
        with database(self.folder / DATABASE) as db:
            yield db


@contextmanager
def database(path: Path) -> Iterator[Any]:
    """Open a central database file. Faults: ``database`` (damaged), ``newer``, ``busy``, ``disk_full``."""
    from sqlite_utils import Database

    try:
        connection = sqlite3.connect(path, timeout=10)
    except sqlite3.Error as error:
        raise _database_fault(error) from error
    try:
        connection.executescript("PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;")
        db = Database(connection)
        known = {migration.name for migration in migrations._migrations}
        if unknown := [m.name for m in migrations.applied(db) if m.name not in known]:
            raise Fault(f"中心数据库由更新的版本建立（{unknown[-1]}）", todo="请升级本程序", code="newer")
        migrations.apply(db)
        connection.execute("PRAGMA foreign_keys=ON")
        yield db
    except sqlite3.Error as error:
        raise _database_fault(error) from error
    finally:
        connection.close()


def _database_fault(error: sqlite3.Error) -> Fault:
    kept = "数据库没有改动"
    text = str(error)
    if "locked" in text or "busy" in text:
        return Fault("中心数据库正被另一个程序使用", kept=kept, todo="请稍后重试", code="busy")
    if "full" in text:
        return Fault("磁盘空间不足，未能写入中心数据库", kept=kept, todo="请清理空间后重试", code="disk_full")
    return Fault(f"中心数据库无法使用（{text}）", kept=kept, todo="请从备份恢复 central.db", code="database")


@contextmanager
def writing(db: Any) -> Iterator[None]:
    """One transaction that is the only writer from its first moment; rolled back by whatever is raised inside."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.conn.execute("ROLLBACK")
        raise


def initialise(folder: Path, name: str, *, at: datetime) -> Headquarters:
    """Make headquarters in ``folder``, which must not exist or be empty: keys, database, enrolment letter.

    Faults: ``target_exists``, ``name``, those of ``files.drive_fault``. Nothing is left behind when it fails.
    """
    if not name.strip():
        raise Fault("总部名称不能为空", code="name")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Fault(f"{folder} 已有内容，不会覆盖", todo="请换一个空文件夹", code="target_exists")
    temporary = folder.with_name(f".{folder.name}.partial")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if temporary.exists():
            shutil.rmtree(temporary)
        temporary.mkdir(mode=0o700)
        _fill(temporary, name.strip(), at)
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
    except BaseException as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if isinstance(error, OSError):
            raise drive_fault(error, folder) from error
        raise
    return Headquarters(folder)


def _fill(folder: Path, name: str, at: datetime) -> None:
    for inner in ("keys", "recovery", "store", "receipts", "quarantine"):
        (folder / inner).mkdir(mode=0o700)
    duty, recovery, signing = Identity.generate(), Identity.generate(), SigningKey.generate()
    write_whole(folder / keys.DUTY, duty.file_text(f"值班私钥：{name}").encode(), private=True)
    write_whole(folder / keys.RECOVERY, recovery.file_text(f"恢复私钥（请离线保管）：{name}").encode(), private=True)
    write_whole(folder / keys.RECOVERY_NOTE, keys.RECOVERY_ADVICE.encode())
    write_whole(folder / keys.SIGNING, signing.to_bytes(), private=True)
    write_whole(folder / "keys" / "signing.pub", signing.public.file_text.encode())
    enrolment = Enrolment(
        hq_id=f"HQ-{signing.key_id}",
        name=name,
        duty_recipient=duty.recipient,
        recovery_recipient=recovery.recipient,
        signing_key=signing.public.text,
        created=at,
    )
    save_letter(enrolment, signing, folder / ENROLMENT)
    with database(folder / DATABASE):
        pass
