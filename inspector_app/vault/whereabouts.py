"""Where a vault lies, told without rights of an administrator, and what this user's profile saw of its numbers.

Two things stand outside the vault, in the user's own configuration folder, so that a copied vault does not carry them along: a random
identity of the profile, and for each vault the next number of each block. An older copy that is put back is known by that.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from inspector_app import places
from inspector_app.fault import Fault
from inspector_app.records.home import Place

_PROFILE = "profile.id"
_MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_WAIT = 10
"""Seconds: another window burns its number in milliseconds."""


def here(folder: Path, vault_id: str, database: Path) -> Place:
    """Return the place of a vault; what the system does not tell is empty and tells nothing apart.

    The identities are hashed with the vault's own: what two vaults say of one machine cannot be compared.
    """

    def told(what: str) -> str:
        return hashlib.sha256(f"{vault_id} {what}".encode()).hexdigest()[:32] if what else ""

    return Place(
        machine=told(_machine()),
        profile=told(_profile()),
        folder=str(folder.resolve()),
        file=told(_file(database)),
        host=platform.node(),
    )


def _machine() -> str:
    """The identity the system gave itself when it was installed; another after a new installation."""
    if sys.platform == "win32":
        import winreg

        with (
            suppress(OSError),
            winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    for name in _MACHINE_FILES:
        with suppress(OSError):
            return Path(name).read_text("ascii", "replace").strip()
    return ""


def _profile() -> str:
    """The random identity of this user's profile, made when it is first asked for; empty where nothing can be kept."""
    path = places.profile_folder() / _PROFILE
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), path.open("x", encoding="ascii") as stream:
            stream.write(secrets.token_hex(16))
        return path.read_text("ascii").strip()
    return ""


def _file(path: Path) -> str:
    """The file on its disk: kept when a folder is renamed or moved on the disk, another in every copy."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_dev}:{status.st_ino}" if status.st_ino else ""


class Witness:
    """What this user's profile saw of the numbers of one vault: the next number of each block, by a digest of the block.

    It is a second pair of eyes and never a hindrance: where it cannot be read or written, the vault alone counts.
    """

    def __init__(self, vault_id: str) -> None:
        self._vault_id = vault_id
        self._read: tuple[tuple[int, int], dict[str, int]] | None = None

    @property
    def _path(self) -> Path:
        return places.profile_folder() / "numbers" / f"{self._vault_id}.json"

    def next_of(self, block: str) -> int:
        """Return the next number of a block as it was last seen here; 0 where it never was."""
        return self._seen().get(self._key(block), 0)

    def note(self, seen: dict[str, int]) -> None:
        """Remember next numbers; they only ever go up."""
        known = self._seen()
        new = {self._key(block): number for block, number in seen.items() if number > known.get(self._key(block), 0)}
        if not new:
            return
        part = self._path.with_suffix(".part")
        with suppress(OSError):
            part.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                stream.write(msgspec.json.encode(known | new))
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(self._path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other window of this user from burning a number of the same data until this one is burnt."""
        lock = FileLock(self._path.with_suffix(".lock"))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_WAIT)
        except Timeout:
            raise Fault(
                "另一个窗口正在取号", kept="草稿还在，文号没有用掉", todo="请再印发一次", code="numbers_busy"
            ) from None
        except OSError:
            yield
            return
        try:
            yield
        finally:
            lock.release()

    def _key(self, block: str) -> str:
        return hashlib.sha256(f"{self._vault_id} {block}".encode()).hexdigest()[:32]

    def _seen(self) -> dict[str, int]:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, msgspec.json.decode(self._path.read_bytes(), type=dict[str, int]))
        except (OSError, msgspec.MsgspecError):
            return {}
        return self._read[1]
