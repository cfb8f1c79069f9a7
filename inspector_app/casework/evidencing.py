"""Taking photos in: the file is on the disk before its row, the original is never touched, the same photo is one file."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case
from inspector_app.records.evidence import Derivative, Evidence, EvidenceLink, Source
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import inspecting
from .desk import Desk

THUMBNAIL_PX = 256
VIEW_PX = 2400


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """An original at the item it proves something about."""

    link: EvidenceLink
    evidence: Evidence


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file: its photo, whether it was there already, which photo it resembles, or why it was refused."""

    name: str
    photo: Photo | None = None
    already: bool = False
    near: str = ""
    fault: str = ""


def take_in(
    desk: Desk, inspection_id: str, item_id: str, source: Path | bytes, *, name: str = "", how: Source = "file"
) -> TakenIn:
    """Take one photo in and link it to an item; a second link to the same bytes costs no second file.

    ``inspection_id`` may be the id of a case: its photos and signed pages lie in its own chain.
    """
    from inspector_app.evidence import derive
    from inspector_app.evidence.exif import clock_note
    from inspector_app.evidence.intake import examine

    owner = desk.read.get(Case, inspection_id) or inspecting.load(desk, inspection_id)
    if owner.state in {"exported", "delivered"} and not item_id.startswith("document:"):
        raise Fault(
            "这次检查或案件已经封存，不能再加照片",
            kept="照片没有收进来",
            todo="请先重新打开并写明理由",
            code="finalised",
        )
    examined = examine(source, name)
    stored = desk.vault.files.put_bytes(examined.content)
    thumbnail = desk.vault.files.put_bytes(derive.thumbnail(examined.content, THUMBNAIL_PX))
    at = desk.now()
    result: list[Photo] = []

    def decide(reader: Reader) -> Act:
        original = reader.get(Evidence, stored.sha256) or Evidence(
            sha256=stored.sha256,
            sm3=stored.sm3,
            size=stored.size,
            media_type=examined.media_type,
            extension=examined.extension,
            original_name=examined.original_name,
            source=how,
            taken_in_at=at,
            taken_in_by=desk.who,
            width=examined.width,
            height=examined.height,
            exif=examined.exif,
            clock_note=clock_note(examined.exif, at),
            file_modified_at=examined.file_modified_at,
        )
        twin = reader.find(
            EvidenceLink, "inspection_id = ? AND item_id = ? AND sha256 = ?", (inspection_id, item_id, stored.sha256)
        )
        standing = [one for one in twin if one.withdrawn_reason is None]
        link = standing[0] if standing else _new_link(reader, inspection_id, item_id, stored.sha256, desk)
        small = Derivative(
            sha256=thumbnail.sha256,
            parent_sha256=stored.sha256,
            recipe=derive.recipe("thumbnail", THUMBNAIL_PX),
            made_at=at,
            media_type="image/jpeg",
            size=thumbnail.size,
        )
        kept = reader.get(Derivative, thumbnail.sha256) or small
        result.append(Photo(link=link, evidence=original))
        return Act(action=f"收进照片 {link.label}", chain=inspection_id, puts=(original, kept, link))

    near = _resembles(desk, inspection_id, stored.sha256, examined.content)
    desk.record(decide)
    return TakenIn(name=examined.original_name, photo=result[0], already=stored.already, near=near)


def _resembles(desk: Desk, inspection_id: str, sha256: str, content: bytes) -> str:
    """Return the label of a photo of the same inspection that looks the same but has other bytes."""
    from inspector_app.evidence.doubles import NEAR, dhash, distance

    mine = desk.hashes.setdefault(sha256, dhash(content))
    for photo in photos(desk, inspection_id):
        other = photo.evidence.sha256
        if other == sha256:
            continue
        if other not in desk.hashes:
            desk.hashes[other] = dhash(thumbnail(desk, other))
        if distance(mine, desk.hashes[other]) <= NEAR:
            return photo.link.label
    return ""


def _new_link(reader: Reader, inspection_id: str, item_id: str, sha256: str, desk: Desk) -> EvidenceLink:
    ((taken,),) = reader.rows("SELECT count(*) FROM evidence_links WHERE inspection_id = ?", (inspection_id,))
    letter = "S" if item_id.startswith("document:") else "P"
    return EvidenceLink(
        id=uuid.uuid4().hex,
        inspection_id=inspection_id,
        item_id=item_id,
        sha256=sha256,
        label=f"{letter}-{int(taken) + 1:03d}",
        linked_at=desk.now(),
        linked_by=desk.who,
    )


def take_in_many(
    desk: Desk,
    inspection_id: str,
    item_id: str,
    paths: Sequence[Path],
    *,
    how: Source = "file",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[TakenIn]:
    """Take several photos in, each whole or not at all; a refused one is named and the others go on."""
    results: list[TakenIn] = []
    for done, path in enumerate(paths):
        if cancelled and cancelled():
            break
        try:
            results.append(take_in(desk, inspection_id, item_id, path, how=how))
        except Fault as fault:
            results.append(TakenIn(name=path.name, fault=str(fault)))
            if fault.code == "disk_full":
                break
        if progress:
            progress(done + 1, len(paths))
    return results


def photos(desk: Desk, inspection_id: str, item_id: str | None = None, *, withdrawn: bool = False) -> list[Photo]:
    """Return the photos of an inspection, or of one item, by label."""
    where, values = "inspection_id = ?", [inspection_id]
    if item_id is not None:
        where, values = where + " AND item_id = ?", [inspection_id, item_id]
    return _with_originals(desk, desk.read.find(EvidenceLink, where, values), withdrawn=withdrawn)


def all_photos(desk: Desk, limit: int = 200, offset: int = 0) -> list[Photo]:
    """Return photos of all inspections, the newest first."""
    links = desk.read.find(
        EvidenceLink, tail=f"ORDER BY json_extract(body, '$.linked_at') DESC LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    return _with_originals(desk, links, withdrawn=True, by_label=False)


def _with_originals(desk: Desk, links: list[EvidenceLink], *, withdrawn: bool, by_label: bool = True) -> list[Photo]:
    found = []
    for link in sorted(links, key=lambda one: one.label) if by_label else links:
        evidence = desk.read.get(Evidence, link.sha256)
        if evidence is not None and (withdrawn or link.withdrawn_reason is None):
            found.append(Photo(link=link, evidence=evidence))
    return found


def thumbnail(desk: Desk, sha256: str, max_px: int = THUMBNAIL_PX) -> bytes:
    """Return a small JPEG of an original; it is a derivative and kept as one."""
    from inspector_app.evidence import derive

    recipe = derive.recipe("thumbnail", max_px)
    kept = desk.read.find(Derivative, "parent_sha256 = ? AND recipe = ?", (sha256, recipe))
    if kept and desk.vault.files.holds(kept[0].sha256):
        return desk.vault.files.read(kept[0].sha256)
    return derive.thumbnail(desk.vault.files.read(sha256), max_px)


def original(desk: Desk, sha256: str) -> bytes:
    """Return the untouched bytes of an original; a damaged file is a Fault."""
    return desk.vault.files.read(sha256)


def viewable(desk: Desk, sha256: str) -> bytes:
    """Return an upright JPEG for the viewer, made in memory; the original stays as it is."""
    from inspector_app.evidence import derive

    return derive.preview(desk.vault.files.read(sha256), VIEW_PX)


def withdraw(desk: Desk, link_id: str, reason: str) -> None:
    """Say that a photo no longer counts, and why; file and link stay."""
    if not reason.strip():
        raise Fault("撤下照片必须写明理由", kept="照片没有改动", code="reason_missing")

    def decide(reader: Reader) -> Act:
        link = reader.get(EvidenceLink, link_id)
        if link is None:
            raise UsageFault("没有这张照片", code="photo_unknown")
        gone = msgspec.structs.replace(link, withdrawn_reason=reason.strip())
        return Act(action=f"撤下照片 {link.label}", chain=link.inspection_id, puts=(gone,))

    desk.record(decide)
