"""The store of originals and PDFs: each file once, named by its SHA-256, never changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from inspector_app.bundle.files import drive_fault, place, write_fully
from inspector_app.fault import Fault


def stored_path(sha256: str, extension: str) -> str:
    """Return the place of a file below the store, with forward slashes."""
    return f"{sha256[:2]}/{sha256}.{extension}"


class Shelf:
    """Puts files into the store for one import, and takes the new ones out again if the import fails."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._added: list[Path] = []

    def put(self, name: str, sha256: str, size: int, pieces: Iterable[bytes]) -> bool:
        """Store a file durably under ``name``; returns False when it was there already, whole and right."""
        target = self._store / name
        was_there = target.exists()
        if was_there and _holds(target, sha256, size):
            return False
        temporary = target.with_name(f".{target.name}.partial")
        found = hashlib.sha256()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb", buffering=0) as stream:
                for data in pieces:
                    found.update(data)
                    write_fully(stream, data)
                os.fsync(stream.fileno())
            if found.hexdigest() != sha256:
                raise Fault(f"{name} 在写入途中改变", kept="没有导入任何内容", code="hash_mismatch")
            place(temporary, target)
        except BaseException as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise drive_fault(error, target, kept="没有导入任何内容") from error
            raise
        if not was_there:  # a damaged file that was made good again stays so, whatever becomes of the import
            self._added.append(target)
        return True

    def undo(self) -> None:
        """Remove what this import added; what cannot be removed is harmless, no row names it."""
        for path in self._added:
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()


def _holds(path: Path, sha256: str, size: int) -> bool:
    if path.stat().st_size != size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
