"""Opening the day: a new vault for this laptop, or the one it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app import places
from inspector_app.fault import Fault
from inspector_app.records.person import Officer, Organisation

from .desk import Clock, Desk, wall_clock

if TYPE_CHECKING:
    from inspector_app.vault.vault import Vault

# The store, the packs and the keys are imported where they are used: the first window asks only whether there is a vault.


def vault_exists(folder: Path) -> bool:
    """Whether there is a vault to open in this folder."""
    return (folder / places.KEY_FILE).exists()


def warm() -> None:
    """Load what opening a vault needs, while somebody is still typing the passphrase."""
    import inspector_app.catalog.library
    import inspector_app.vault.vault

    assert inspector_app.catalog.library
    assert inspector_app.vault.vault


def create_desk(
    folder: Path,
    passphrase: str,
    *,
    organisation: Organisation,
    officers: Sequence[Officer],
    device_name: str,
    clock: Clock = wall_clock,
) -> Desk:
    """Make the vault of a new laptop, with its office, its officers and the key that signs its bundles."""
    from inspector_app.catalog.library import Library
    from inspector_app.vault.vault import Act, Vault

    from . import home

    if not organisation.name.strip():
        raise Fault("还没有填写机关名称", todo="请填写后再建立", code="organisation_missing")
    vault = Vault.create(folder, passphrase, at=clock())
    desk = Desk(
        vault,
        Library(places.forms_folder(), vault, wording=folder / "wording"),
        clock,
        officers[0] if officers else None,
    )
    device = home.new_device(device_name.strip() or "执法终端")
    desk.record(lambda _: Act(action="建立数据库", puts=(organisation, device, *officers, home.first(desk))))
    return desk


def open_desk(folder: Path, passphrase: str, *, clock: Clock = wall_clock) -> Desk:
    """Open this laptop's vault; the first officer on file acts until another is chosen."""
    from inspector_app.vault.vault import Vault

    return _settled(Vault.open(folder, passphrase, at=clock()), clock)


def recover_desk(folder: Path, identity: str, passphrase: str, *, clock: Clock = wall_clock) -> Desk:
    """Open a vault whose passphrase is lost with headquarters' recovery key, and give it a new passphrase."""
    from inspector_app.vault.vault import Vault

    vault = Vault.open_by_recovery(folder, identity, at=clock())
    try:
        vault.set_passphrase(passphrase)
    except BaseException:
        vault.close()
        raise
    return _settled(vault, clock)


def _settled(vault: Vault, clock: Clock) -> Desk:
    """A desk on an opened vault, with its packs, who acts, and what is noted each time; on failure the vault is free again."""
    from inspector_app.catalog.library import Library

    from . import case_laws, home, numbers, pack_shelf, wording_record

    try:
        desk = Desk(vault, Library(places.forms_folder(), vault, wording=vault.folder / "wording"), clock)
        pack_shelf.lay(desk)
        last = vault.bookmarked("actor")
        officers = [o for o in desk.read.find(Officer) if not o.retired]
        desk.actor = next((o for o in officers if o.id == last), officers[0] if officers else None)
        case_laws.bind_old(desk)
        home.arrive(desk)
        numbers.witness(desk)
        wording_record.notice(desk)
    except BaseException:
        vault.close()
        raise
    return desk


def act_as(desk: Desk, officer: Officer) -> None:
    """Let another officer act from now on."""
    desk.actor = officer
    desk.vault.bookmark("actor", officer.id)
