"""One program at a time on a vault; a second one is told who holds it."""

from __future__ import annotations

import getpass
import os
import platform
from datetime import datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from inspector_app.fault import Fault


class Holder(msgspec.Struct, frozen=True):
    """Who holds a vault."""

    pid: int
    host: str
    user: str
    since: str


class VaultLock:
    """The lock of a vault folder. The system frees it when the process dies, so a crash never leaves it locked."""

    def __init__(self, folder: Path, at: datetime) -> None:
        # Opened on one thread and closed on another: by default the lock would belong to the first and never be freed.
        self._lock = FileLock(folder / "vault.lock", thread_local=False)
        self._note = folder / "vault.holder"
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise self._held() from None
        except OSError as error:
            raise Fault(
                f"不能在这个文件夹里写入（{error.strerror}）", todo="请检查文件夹权限", code="vault_readonly"
            ) from None
        holder = Holder(os.getpid(), platform.node(), _user(), at.isoformat(timespec="seconds"))
        self._note.write_bytes(msgspec.json.encode(holder))

    def _held(self) -> Fault:
        try:
            holder = msgspec.json.decode(self._note.read_bytes(), type=Holder)
            who = f"{holder.user}（{holder.host}，进程{holder.pid}，{holder.since.replace('T', ' ')[:16]}起）"
        except (OSError, msgspec.MsgspecError):
            who = "另一个程序"
        return Fault(f"数据库正由{who}使用", kept="没有改动", todo="请先关闭那个窗口，再打开", code="vault_locked")

    def release(self) -> None:
        """Give the vault free."""
        self._note.unlink(missing_ok=True)
        self._lock.release()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知用户"
