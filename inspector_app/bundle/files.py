"""Writing files that are either wholly there or not there, and what a drive's refusal means in plain words."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO

from inspector_app.fault import Fault

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_SILENT = {errno.EIO, errno.ENODEV, errno.ENXIO}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def drive_fault(error: OSError, target: Path, *, kept: str = "没有留下写了一半的文件") -> Fault:
    """Say what an error of the operating system on ``target`` means for the person; ``code`` names the cause."""
    if error.errno in _FULL:
        return Fault(
            f"目标磁盘空间不足，未能写入 {target.name}",
            kept=kept,
            todo="请清理空间或换一个存储设备后重试",
            code="disk_full",
        )
    if error.errno == errno.EFBIG:
        todo = "FAT32 格式的 U 盘单个文件不能超过 4 GB，请换用 exFAT 或 NTFS 格式的存储设备"
        return Fault(f"目标磁盘不允许这么大的文件：{target.name}", kept=kept, todo=todo, code="file_too_big")
    if error.errno in _DENIED:
        return Fault(f"没有权限写入 {target}", kept=kept, todo="请检查写保护开关或换一个位置", code="not_writable")
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return Fault(f"位置 {target.parent} 不存在", kept=kept, todo="请确认存储设备仍连接着", code="drive_gone")
    if error.errno in _SILENT:
        what = f"写入 {target.name} 时存储设备没有回应，可能已拔出或损坏"
        return Fault(what, kept=kept, todo="请重新插好，或换一个存储设备后重试", code="drive_error")
    reason = error.strerror or str(error)
    return Fault(f"写入 {target} 时出错（{reason}）", kept=kept, todo="请检查存储设备后重试", code="drive_error")


def read_fault(error: OSError, source: Path) -> Fault:
    """Say why ``source`` cannot be read (``not_found``, ``is_folder`` or ``unreadable``)."""
    if isinstance(error, FileNotFoundError):
        return Fault(f"找不到文件 {source}", code="not_found")
    if isinstance(error, IsADirectoryError) or source.is_dir():
        return Fault(f"{source} 是文件夹，不是文件", code="is_folder")
    return Fault(f"无法读取 {source}（{error.strerror or error}）", code="unreadable")


def read_small(source: Path, limit: int, what: str) -> bytes:
    """Read a file that must be small (keys, letters); larger than ``limit`` bytes is a Fault (``too_large``)."""
    try:
        with source.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise read_fault(error, source) from error
    if len(data) > limit:
        raise Fault(f"{source.name} 太大，不是{what}", code="too_large")
    return data


def write_fully(stream: BinaryIO, data: bytes) -> None:
    """Write all of ``data`` to an unbuffered stream.

    Unbuffered, because a buffer that no longer fits the drive fails a second time when the file is closed, and that
    failure would hide the first; but then the system may take only a part at a time.
    """
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) :]


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable where the system has a way to (POSIX); elsewhere the rename itself is."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def place(temporary: Path, target: Path) -> None:
    """Give a finished temporary file its name, durably; what stood there before is replaced in one step."""
    temporary.replace(target)
    sync_folder(target.parent)


def write_whole(target: Path, data: bytes, *, private: bool = False) -> None:
    """Write a small file so that a crash leaves the old one or the new one; ``private`` keeps it from other users.

    Raises a Fault of ``drive_fault`` and leaves nothing behind when the drive refuses.
    """
    temporary = target.with_name(f".{target.name}.partial")
    try:
        handle = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600 if private else 0o644
        )
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        place(temporary, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise drive_fault(error, target) from error
        raise
