"""A connection to the encrypted database, with its pragmas set and asserted.

sqlcipher3's exceptions are not those of the standard library: they are caught here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from sqlite_utils import Database

from inspector_app.fault import Fault

Connection = Any
DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError

_PRAGMAS = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
)


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Connection:
    """Open the database with its raw 256-bit key; the connection belongs to the calling thread."""
    try:
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=True, timeout=10)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_memory_security = OFF")
        for name, wanted, expected in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {wanted}")
            (found,) = connection.execute(f"PRAGMA {name}").fetchone()
            if found != expected:
                raise Fault(f"数据库设置 {name} 应为{expected}，实为{found}", code="pragma")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
    except DatabaseError as error:
        raise database_fault(error) from error
    return connection


def database(connection: Connection) -> Database:
    """Wrap a connection for sqlite-utils without its plugins, which would only cost start-up time."""
    return Database(connection, execute_plugins=False)


def database_fault(error: Exception) -> Fault:
    """Turn an error of the environment into what a person can act on."""
    text = str(error)
    if "disk is full" in text:
        return Fault("磁盘已满，这一笔没有保存", kept="之前保存的都在", todo="请腾出空间后再做一次", code="disk_full")
    if "locked" in text or "busy" in text:
        return Fault("数据库正忙，这一笔没有保存", kept="之前保存的都在", todo="请再做一次", code="vault_busy")
    if "not a database" in text or "malformed" in text:
        return Fault(
            "数据库文件已损坏或与密钥不相配",
            kept="没有改动",
            todo="请运行自检（inspector doctor），必要时从备份恢复",
            code="vault_damaged",
        )
    if "readonly" in text or "unable to open" in text or "disk I/O" in text:
        return Fault(
            f"数据库文件读写失败（{text}）", kept="之前保存的都在", todo="请检查磁盘和文件夹权限", code="vault_io"
        )
    return Fault(
        f"数据库出错（{text}）", kept="之前保存的都在", todo="请再做一次，仍不行请运行自检", code="vault_error"
    )
