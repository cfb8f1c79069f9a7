"""The office's own wording on this laptop: taken from its copy of the official file or from a pack, looked at, put in use, taken away.

A pack in use lies beside the vault. Documents made before keep the words they were made with.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from inspector_app.catalog.library import Library
from inspector_app.catalog.wording import WordingPack, read_wording, write_wording
from inspector_app.catalog.wording_diff import Difference, differences
from inspector_app.catalog.wording_shelf import FOLDER, pack_faults
from inspector_app.documents.wording_adopt import Step, adopt_wording
from inspector_app.documents.wording_form import Adopted
from inspector_app.fault import Fault, UsageFault

from . import wording_record
from .desk import Desk
from .printing import write_whole

OWN = "office"
"""The code of a pack that was taken from a file in the window."""


class Preview(NamedTuple):
    """A pack before it is put in use: what would read differently, what does not fit, what was left as it is and why."""

    pack: WordingPack
    differences: list[Difference]
    faults: list[Fault]
    accounts: list[Adopted]
    missing: list[str]


class InUse(NamedTuple):
    """A pack in use, or a file in its place that cannot be read."""

    code: str
    pack: WordingPack | None
    fault: Fault | None


class Where(NamedTuple):
    """The forms that packs are laid over, and the folder of the packs in use."""

    library: Library
    folder: Path


def where(desk: Desk) -> Where:
    """The forms and the packs in use of a desk: they lie beside the vault."""
    return Where(desk.library, desk.vault.folder / FOLDER)


def adopt(place: Where, path: Path, *, name: str = "", agency: str = "", step: Step | None = None) -> Preview:
    """Take the wording of the office's copy of the official file; nothing is put in use."""
    forms = [place.library.form_as_shipped(code) for code in place.library.codes("document")]
    adoption = adopt_wording(path, forms, code=OWN, name=name or path.stem, agency=agency, step=step)
    found = look(place, adoption.pack)
    return found._replace(accounts=adoption.forms, missing=adoption.missing)


def look(place: Where, pack: WordingPack) -> Preview:
    """What a pack would change here."""
    known = {code: place.library.form_as_shipped(code) for code in place.library.codes("document")}
    faults = dict(pack_faults(pack, known.get))
    fitting = [one.form for one in pack.documents if one.form not in faults]
    found = [one for code in fitting for one in differences(pack, known[code])]
    return Preview(pack, found, list(faults.values()), [], [])


def look_at(place: Where, path: Path) -> Preview:
    """What a pack file would change here; one that cannot be read is a Fault that names line and key."""
    return look(place, read_wording(path))


def install(desk: Desk, pack: WordingPack) -> WordingPack:
    """Put a pack in use, with an entry in the journal; one with the code of another takes its place with a version of its own.

    A pack of which nothing fits these forms is a Fault; what does not fit of one that otherwise does is left out when it is laid.
    """
    place = where(desk)
    found = look(place, pack)
    if pack.documents and len(found.faults) == len(pack.documents):
        raise found.faults[0]
    if not re.fullmatch(r"[A-Za-z0-9_-]+", pack.code):
        raise UsageFault(f"用语包的代码“{pack.code}”只能用字母、数字和横线", code="wording-code")
    before = {one.code: one.pack for one in in_use(place)}.get(pack.code)
    if before is not None and before != pack and before.version == pack.version:
        pack = msgspec.structs.replace(pack, version=_next(pack.version))
    folder = place.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(
            f"用语包没有装上（{error.strerror or '系统错误'}）",
            kept="文书仍用原来的语句",
            todo="请检查数据文件夹的权限",
            code="wording-write",
        ) from None
    wording_record.note_used(desk, pack, write_whole(folder / f"{pack.code}.yaml", write_wording(pack)))
    return pack


def in_use(place: Where) -> list[InUse]:
    """The packs in use, in the order they are laid."""
    found = []
    for path in sorted(place.folder.glob("*.yaml")):
        try:
            found.append(InUse(path.stem, read_wording(path), None))
        except Fault as fault:
            found.append(InUse(path.stem, None, fault))
    return found


def remove(desk: Desk, code: str) -> None:
    """Take a pack out of use, with an entry in the journal: new documents read as shipped, those made with it stay as they are."""
    path = where(desk).folder / f"{code}.yaml"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", code) or not path.is_file():
        raise UsageFault(f"没有代码为“{code}”的用语包", code="wording-unknown")
    try:
        path.unlink()
    except OSError as error:
        raise Fault(
            f"用语包没有移除（{error.strerror or '系统错误'}）",
            kept="仍在使用",
            todo="请稍后再试",
            code="wording-write",
        ) from None
    wording_record.note_removed(desk, code)


def _next(version: str) -> str:
    head, dot, last = version.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else f"{version}.1"
