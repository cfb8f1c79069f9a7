"""The packs that were installed: which are in use today, and how their files lie over the shipped ones.

Read at every start, so what checks a signature is imported only where a file has to be read again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from inspector_app.catalog.laid import Laid
from inspector_app.fault import UsageFault
from inspector_app.records.exchange import Headquarters
from inspector_app.records.pack import InstalledPack, PackFile
from inspector_app.vault.reader import Reader

from .desk import Desk

if TYPE_CHECKING:
    from inspector_app.bundle.keys import PublicKey
    from inspector_app.bundle.pack import OpenedPack


def installed(desk: Desk) -> list[InstalledPack]:
    """Return every pack that was ever installed here, the newest first."""
    return desk.read.find(InstalledPack, tail="ORDER BY json_extract(body, '$.installed_at') DESC, version DESC")


def active(desk: Desk) -> list[InstalledPack]:
    """Return of each pack the version in use today: the highest whose effective day has come."""
    return in_use(desk, desk.read)


def in_use(desk: Desk, reader: Reader) -> list[InstalledPack]:
    """The same as a given reader sees it."""
    today = desk.now().date()
    found: dict[str, InstalledPack] = {}
    for one in reader.find(InstalledPack, tail="ORDER BY code, version"):
        if one.effective <= today:
            found[one.code] = one
    return list(found.values())


def waiting(desk: Desk) -> list[InstalledPack]:
    """Return the installed packs whose effective day has not come."""
    return [one for one in installed(desk) if one.effective > desk.now().date()]


def expired(desk: Desk) -> list[InstalledPack]:
    """Return the packs in use that should not be any more; they still work, and say so loudly."""
    return [one for one in active(desk) if one.expires is not None and one.expires < desk.now().date()]


def lay(desk: Desk) -> None:
    """Lay the packs in use over the shipped forms; called when a vault is opened and whenever a pack was installed.

    Every version of a province's rules stays within reach by its name: a case is bound to one of them.
    """
    begun = [one for one in reversed(installed(desk)) if one.effective <= desk.now().date()]
    versions = [_laid(desk, one, file) for one in begun for file in one.files if file.kind == "discretion"]
    desk.library.lay([_laid(desk, one, file) for one in active(desk) for file in one.files], versions)


def _laid(desk: Desk, pack: InstalledPack, file: PackFile) -> Laid:
    return Laid(
        path=file.path,
        digest=file.digest,
        origin=pack.origin,
        read=partial(_source, desk, pack, file.path),
        name=f"{file.code}@{pack.version}",
    )


def _source(desk: Desk, pack: InstalledPack, path: str) -> bytes:
    return open_installed(desk, pack).sources[path]


def open_installed(desk: Desk, pack: InstalledPack) -> OpenedPack:
    """Read an installed pack back from the file store and check it anew, signature included."""
    from inspector_app.bundle.pack import read_pack

    return read_pack(desk.vault.files.read(pack.sha256), signer(desk), pack.title)


def signer(desk: Desk) -> PublicKey | None:
    """Return headquarters' key, None while none is enrolled."""
    from inspector_app.bundle.keys import PublicKey

    known = desk.read.get(Headquarters, "self")
    return PublicKey.read(known.signing_key) if known else None


def require(desk: Desk, pack_id: str) -> InstalledPack:
    """Return one installed pack by its id; an unknown one is a ``UsageFault``."""
    found = desk.read.get(InstalledPack, pack_id)
    if found is None:
        raise UsageFault(f"没有安装过 {pack_id}", code="pack_unknown")
    return found
