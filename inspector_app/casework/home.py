"""Where the data are at home: elsewhere they give no number until somebody says whether they were moved or are a copy.

Everything else works everywhere. The demonstration is at home wherever it lies: its numbers are made up.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspector_app import places
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import NumberBlock
from inspector_app.records.home import Answer, Home, Place
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from .desk import Desk

if TYPE_CHECKING:
    from inspector_app.records.exchange import Device

ANSWERS: dict[Answer, str] = {
    "begun": "在这里建立",
    "moved": "搬到这里，原来那一份不再用",
    "travels": "同一块移动盘，在几台电脑上用",
    "copy": "另一份副本，原来那一份还在用",
}


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """The data lie where they were never at home. ``original`` is whether the old folder on this machine still holds them."""

    home: Place
    place: Place
    restored: datetime | None
    original: bool

    @property
    def told(self) -> str:
        """What a person has to know, in a sentence."""
        still = "，原来的文件夹也还在" if self.original else ""
        return f"这份数据原来在{self.home.told}，现在在{self.place.told}{still}"


def exempt(desk: Desk) -> bool:
    """Whether nobody asks where the data lie."""
    return (desk.vault.folder / places.DEMONSTRATION_MARK).is_file()


def away(desk: Desk) -> Away | None:
    """Return what is to be asked before the next number; None at home."""
    if exempt(desk):
        return None
    home, place = desk.read.get(Home, "self"), desk.vault.place
    if home is None or home.holds(place):
        return None
    last = home.places[-1]
    original = last.machine == place.machine and _holds(Path(last.folder), desk.vault.vault_id)
    return Away(home=last, place=place, restored=desk.vault.restored_from, original=original)


def moved_at(desk: Desk) -> datetime | None:
    """When the data were said to have been moved here: numbers are compared with the papers since then, as after a restore."""
    home = desk.read.get(Home, "self")
    return home.since if home is not None and home.answer == "moved" and not exempt(desk) else None


def first(desk: Desk) -> Home:
    """The home of new data."""
    return Home(places=(desk.vault.place,), answer="begun", since=desk.now(), by=desk.who)


def arrive(desk: Desk) -> None:
    """Take note of where the data were opened: the first time, and when their folder was renamed or moved on its disk."""
    if exempt(desk):
        return
    place = desk.vault.place

    def decide(reader: Reader) -> Act | None:
        home = reader.get(Home, "self")
        if home is None:
            return Act(action=f"数据归在{place.told}", puts=(first(desk),))
        if not _moved(home, place):
            return None
        rest = tuple(one for one in home.places if not one.same(place))
        moved = msgspec.structs.replace(home, places=(*rest, place))
        return Act(action=f"数据文件夹现在是{place.told}", puts=(moved,))

    home = desk.read.get(Home, "self")
    if home is None or _moved(home, place):
        desk.record(decide)


def _moved(home: Home, place: Place) -> bool:
    """Whether the folder was renamed or moved on its disk: at home, under another name."""
    return home.holds(place) and not any(one.beside(place) for one in home.places)


def settle(desk: Desk, answer: Answer, reason: str) -> Home:
    """Say what the data are here, with a reason; from then on numbers go on, or (a copy) need blocks of their own.

    A copy gives up what is left of its blocks, for the original goes on with them, and is another laptop to headquarters: it gets a
    new device and has to be registered. A ``Fault`` where nothing was to be said, or no reason was given.
    """
    if answer not in ("moved", "travels", "copy"):
        raise UsageFault(f"没有“{answer}”这种说明", code="home_answer")
    if not reason.strip():
        raise Fault("还没有写理由", kept="没有改动", todo="请写明这份数据是怎么到这里来的", code="reason_missing")
    found = away(desk)
    if found is None:
        raise Fault("这份数据就在原来的地方，不需要说明", kept="没有改动", code="home_here")
    place = found.place

    def decide(reader: Reader) -> Act:
        before = reader.get(Home, "self")
        kept = before.places if before is not None and answer == "travels" else ()
        home = Home(places=(*kept, place), answer=answer, since=desk.now(), by=desk.who, reason=reason.strip())
        more: tuple[object, ...] = ()
        if answer == "copy":
            why = f"这是从{found.home.told}复制的数据，其余的号归原来那一份"
            blocks = [one for one in reader.find(NumberBlock) if one.remaining]
            more = (*(msgspec.structs.replace(one, given_up=why) for one in blocks), *_new_device(reader))
        action = f"说明数据在{place.told}：{ANSWERS[answer]}；理由：{reason.strip()}"
        return Act(action=action, puts=(home, *more))

    desk.record(decide)
    known = desk.read.get(Home, "self")
    assert known is not None
    return known


def new_device(name: str) -> Device:
    """Make a device with a key of its own to sign bundles with."""
    from inspector_app.bundle.keys import SigningKey
    from inspector_app.records.exchange import Device

    key = SigningKey.generate()
    return Device(id=uuid.uuid4().hex[:12], name=name, signing_key=key.to_bytes().decode(), public_key=key.public.text)


def _new_device(reader: Reader) -> tuple[Device, ...]:
    from inspector_app.records.exchange import Device

    known = reader.get(Device, "self")
    return (new_device(f"{known.name}（副本）"),) if known is not None else ()


def _holds(folder: Path, vault_id: str) -> bool:
    """Whether a folder holds the vault of that identity."""
    from inspector_app.vault.keys import read_key_file

    try:
        return read_key_file(folder).vault_id == vault_id
    except Fault:
        return False
