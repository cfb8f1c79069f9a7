"""Which words the office uses, as the journal has it, and which a document is made with.

A pack in use is a file beside the vault. Whatever way it came there, the journal has its digest before a document is made with it.
"""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from inspector_app.catalog.packfile import read_bytes
from inspector_app.catalog.wording import WordingPack, read_wording
from inspector_app.catalog.wording_shelf import FOLDER, Worded
from inspector_app.fault import Fault
from inspector_app.records.document import Document, OfficeWording, Wording
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from .desk import Desk


def recorded(desk: Desk) -> dict[str, OfficeWording]:
    """Return the packs in use as the journal has them, by the names of their files."""
    return {one.file: one for one in desk.read.find(OfficeWording)}


def made_with(desk: Desk, worded: Worded) -> tuple[Wording, ...]:
    """Return the packs a form is laid with now; the office's own are in the journal afterwards, however they came."""
    if any(not one.origin for one in worded.packs):
        notice(desk)
    return tuple(
        Wording(code=one.code, name=one.name, version=one.version, digest=one.digest, origin=one.origin)
        for one in worded.packs
    )


def told(document: Document) -> str:
    """Say with which words a document was made; an empty string for the shipped ones."""
    words = "、".join(one.told + (f"，{one.origin}" if one.origin else "") for one in document.wording)
    if words or "+" not in document.form_version:
        return words
    return f"表单版本 {document.form_version}"  # made before documents named their packs


def note_used(desk: Desk, pack: WordingPack, path: Path) -> None:
    """Enter that a pack was put in use, by whom, with the digest of its file."""
    made = _entry(desk, pack, path, by=desk.who)
    forms = len(made.forms)
    action = f"使用用语包 {made.wording.told}，{forms}件文书，SHA-256 {made.wording.digest}"

    def decide(reader: Reader) -> Act | None:
        known = reader.get(OfficeWording, path.stem)
        same = known is not None and known.wording == made.wording and known.used_by
        return None if same else Act(action=action, puts=(made,))

    desk.record(decide)


def note_removed(desk: Desk, file: str) -> None:
    """Enter that a pack is no longer in use."""

    def decide(reader: Reader) -> Act | None:
        known = reader.get(OfficeWording, file)
        if known is None:
            return None
        return Act(
            action=f"不再使用用语包 {known.wording.told}，SHA-256 {known.wording.digest}",
            drops=((OfficeWording, file),),
        )

    desk.record(decide)


def notice(desk: Desk) -> None:
    """Enter what lies in the folder of packs and the journal does not know: put there, changed, or taken away by hand."""
    known, here = recorded(desk), set()
    for path in sorted((desk.vault.folder / FOLDER).glob("*.yaml")):
        here.add(path.stem)
        try:
            digest = hashlib.sha256(read_bytes(path)).hexdigest()
            if path.stem in known and known[path.stem].wording.digest == digest:
                continue
            made = _entry(desk, read_wording(path), path, by="")
        except Fault:  # not in use: the page of packs says what is wrong with it
            here.discard(path.stem)
            continue
        action = f"发现在用的用语包 {made.wording.told}，留痕里没有使用的记录，SHA-256 {made.wording.digest}"
        desk.record(partial(_found, action, made))
    for file in sorted(set(known) - here):
        note_removed(desk, file)


def _found(action: str, made: OfficeWording, _reader: Reader) -> Act:
    return Act(action=action, puts=(made,))


def _entry(desk: Desk, pack: WordingPack, path: Path, *, by: str) -> OfficeWording:
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    wording = Wording(code=pack.code, name=pack.name, version=pack.version, digest=digest)
    return OfficeWording(
        file=path.stem, wording=wording, forms=tuple(one.form for one in pack.documents), used_at=desk.now(), used_by=by
    )
