"""Importing a bundle: verify all of it, merge it in one transaction, sign a receipt.

Idempotent by (id, revision, digest). The same revision with another digest, or a journal that was rewritten, is a
conflict: both are kept and marked, a person decides.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.consignment import Entry
from inspector_app.bundle.files import read_small, write_whole
from inspector_app.bundle.keys import Identity
from inspector_app.bundle.letters import EvidenceCounts, Receipt, ReceiptEntry, Result, write_letter
from inspector_app.bundle.names import document_path
from inspector_app.bundle.opening import OpenedBundle, Report, open_bundle
from inspector_app.fault import Fault, UsageFault
from inspector_app.headquarters import keys
from inspector_app.headquarters.devices import admit, signers
from inspector_app.headquarters.folder import Headquarters, writing
from inspector_app.headquarters.numbers import Doubt, doubts, notice
from inspector_app.headquarters.reading import FileNote, read_record
from inspector_app.headquarters.store import Shelf, stored_path


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: the report of the bundle, the receipt and its signed letter, doubtful document numbers in it."""

    report: Report
    receipt: Receipt
    letter: bytes
    doubts: tuple[Doubt, ...] = ()


def import_bundle(
    headquarters: Headquarters,
    path: Path,
    *,
    at: datetime,
    identity: Identity | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Take in one bundle, all of it or nothing; ``identity`` replaces the duty key (recovery).

    Faults: those of ``open_bundle`` (an unregistered device is ``unknown_signer``), ``device_mismatch``, ``revoked``,
    ``bundle_reused``, ``schema``, ``disk_full``, ``busy``, ``database``.
    """
    signing = keys.signing_key(headquarters.folder)
    key = identity or keys.duty_identity(headquarters.folder)
    shelf = Shelf(headquarters.store)
    with headquarters.database() as db:
        opening = open_bundle(path, key, signers(db), workplace=headquarters.workplace, progress=progress)
        with opening as opened:
            try:
                with writing(db):
                    receipt = _merge(db, headquarters, opened, shelf, at)
                    letter = write_letter(receipt, signing)
                    body = letter.decode("utf-8")
                    db["receipt"].insert(
                        {"id": receipt.receipt_id, "bundle_id": receipt.bundle_id, "at": at.isoformat(), "body": body}
                    )
                    found = doubts(db, {entry.id for entry in opened.entries})
            except BaseException:
                shelf.undo()
                raise
            return Imported(report=opened.report, receipt=receipt, letter=letter, doubts=tuple(found))


def _merge(db: Any, headquarters: Headquarters, opened: OpenedBundle, shelf: Shelf, at: datetime) -> Receipt:
    report = opened.report
    admit(db, report)
    _note_bundle(db, report, at)
    places, fresh = _store_files(db, opened, shelf, at)
    results = [_merge_entry(db, opened, entry, places, at) for entry in opened.entries]
    return Receipt(
        receipt_id=f"R-{at:%Y%m%d}-{secrets.token_hex(6)}",
        hq_id=headquarters.enrolment.hq_id,
        bundle_id=report.bundle_id,
        device_id=report.device_id,
        counter=report.counter,
        at=at,
        entries=[
            ReceiptEntry(id=entry.id, revision=entry.revision, digest=entry.digest, result=result)
            for entry, result in zip(opened.entries, results, strict=True)
        ],
        evidence=EvidenceCounts(files=len(places), new=fresh, bytes=sum(opened.facts[p].size for p in places)),
    )


def _note_bundle(db: Any, report: Report, at: datetime) -> None:
    known = next(db.query("SELECT device_id, counter FROM bundle WHERE id = ?", [report.bundle_id]), None)
    if known is None:
        db["bundle"].insert(
            {
                "id": report.bundle_id,
                "device_id": report.device_id,
                "counter": report.counter,
                "created": report.created.isoformat(),
                "sender": "、".join(report.sender),
                "imported_at": at.isoformat(),
            }
        )
    elif (known["device_id"], known["counter"]) != (report.device_id, report.counter):
        raise Fault(
            f"导出包编号 {report.bundle_id} 已被另一个导出包使用", kept="没有导入任何内容", code="bundle_reused"
        )


def _store_files(db: Any, opened: OpenedBundle, shelf: Shelf, at: datetime) -> tuple[dict[str, str], int]:
    """Put originals and PDFs on disk, then note them; returns path in the bag -> SHA-256, and how many were new."""
    carried = {**opened.evidence(), **opened.documents()}
    fresh = 0
    for path, facts in carried.items():
        row = next(db.query("SELECT path FROM file WHERE sha256 = ?", [facts.sha256]), None)
        name = row["path"] if row else stored_path(facts.sha256, path.rpartition(".")[2].lower())
        added = shelf.put(name, facts.sha256, facts.size, opened.pieces(path))
        fresh += int(row is None)
        if row is None:
            db["file"].insert(
                {
                    "sha256": facts.sha256,
                    "sm3": facts.sm3,
                    "size": facts.size,
                    "path": name,
                    "stored_at": at.isoformat(),
                }
            )
        elif added:
            db["file"].update(facts.sha256, {"stored_at": at.isoformat()})
    return {path: facts.sha256 for path, facts in carried.items()}, fresh


def _merge_entry(db: Any, opened: OpenedBundle, entry: Entry, places: dict[str, str], at: datetime) -> Result:
    forked = _merge_journal(db, opened, entry)
    same = list(
        db.query("SELECT key, digest, conflict FROM record WHERE id = ? AND revision = ?", [entry.id, entry.revision])
    )
    if known := next((row for row in same if row["digest"] == entry.digest), None):
        if forked:
            db["record"].update(known["key"], {"conflict": 1})
        return "conflict" if forked or known["conflict"] else "already"
    conflict = bool(same) or forked
    for row in same:
        db["record"].update(row["key"], {"conflict": 1})
    value = opened.record(entry)
    read = read_record(value)
    key = (
        db["record"]
        .insert(
            {
                "id": entry.id,
                "revision": entry.revision,
                "digest": entry.digest,
                "kind": entry.kind,
                "conflict": int(conflict),
                "journal_head": entry.journal_head,
                "bundle_id": opened.report.bundle_id,
                "stored_at": at.isoformat(),
                "checklist": read.checklist.code,
                "enterprise": read.enterprise.name,
                "uscc": read.enterprise.uscc or "",
                "state": read.state,
                "started": read.started or "",
                "verdict": read.verdict.code if read.verdict else "",
                "verdict_label": read.verdict.label if read.verdict else "",
                "body": canonical(value).decode("utf-8"),
            }
        )
        .last_pk
    )
    failed = [
        {"record_key": key, "item_id": item_id, "severity": item.severity or "", "text": item.text or ""}
        for item_id, item in read.failed_items().items()
    ]
    db["failed_item"].insert_all(failed)
    notice(db, opened.report.device_id, entry.id, ((d.id or "", d.number or "") for d in read.documents))
    files = [_file_row(key, "evidence", note, note.sha256 or "") for note in read.evidence]
    for note in read.documents:
        sha256 = places.get(document_path(note.id or ""), "")
        if sha256:
            files.append(_file_row(key, "document", note, sha256))
    db["record_file"].insert_all([row for row in files if row["sha256"]])
    return "conflict" if conflict else "stored"


def _file_row(key: int, role: str, note: FileNote, sha256: str) -> dict[str, Any]:
    document = role == "document"
    return {
        "record_key": key,
        "sha256": sha256,
        "role": role,
        "item_id": note.item_id or "",
        "label": (note.name if document else note.label) or "",
        "document_id": (note.id or "") if document else "",
        "number": note.number or "",
    }


def _merge_journal(db: Any, opened: OpenedBundle, entry: Entry) -> bool:
    """Add the journal entries that are new; returns True when what came contradicts what is here."""
    known = list(db.query("SELECT seq, hash FROM journal WHERE record_id = ?", [entry.id]))
    hashes, numbers = {row["hash"] for row in known}, {row["seq"] for row in known}
    rows, forked = [], False
    for line in opened.journal(entry):
        link = msgspec.json.decode(line)
        if link["hash"] in hashes:
            continue
        forked = forked or link["seq"] in numbers
        rows.append({"record_id": entry.id, "seq": link["seq"], "hash": link["hash"], "line": line.decode("utf-8")})
    db["journal"].insert_all(rows, ignore=True)
    return forked


def receipt_name(receipt: Receipt) -> str:
    """Name a receipt so that it is recognised on a stick."""
    return f"receipt-{receipt.device_id}-{receipt.counter}.json"


def check_target(target: Path) -> None:
    """See that a receipt may be written to ``target``: its folder is there, and no other file would be replaced."""
    if not target.parent.is_dir():
        raise UsageFault(f"回执的位置 {target.parent} 不存在", kept="没有导入任何内容", code="receipt_target")
    if not target.exists():
        return
    try:
        kind = msgspec.json.decode(read_small(target, 8 * 1024**2, "回执"), type=_Kind).kind
    except (Fault, msgspec.DecodeError, UnicodeDecodeError):
        kind = ""
    if kind != "receipt":
        raise UsageFault(f"{target} 已存在且不是回执，不会覆盖", kept="没有导入任何内容", code="receipt_target")


class _Kind(msgspec.Struct, frozen=True):
    kind: str = ""


def save_receipt(headquarters: Headquarters, imported: Imported, target: Path | None = None) -> Path:
    """Write the signed receipt to ``target``, or into the folder of receipts; an older one of the same bundle is replaced.

    The import stands already: when the drive refuses, the Fault (``receipt_unwritten``) says how to get the receipt again.
    """
    path = target or headquarters.receipts / receipt_name(imported.receipt)
    try:
        write_whole(path, imported.letter)
    except Fault as error:
        todo = "请用 inspector hq receipt --out 再写一份"
        raise Fault(error.what, kept="导出包已入库，回执已留底", todo=todo, code="receipt_unwritten") from error
    return path


def find_receipt(headquarters: Headquarters, bundle_id: str | None = None) -> tuple[Receipt, bytes]:
    """Return the last receipt, or the last one of ``bundle_id``; a Fault (``unknown_bundle``) when there is none."""
    with headquarters.database() as db:
        rows = list(
            db.query(
                "SELECT body FROM receipt WHERE :bundle IS NULL OR bundle_id = :bundle ORDER BY rowid DESC LIMIT 1",
                {"bundle": bundle_id},
            )
        )
    if not rows:
        raise Fault(f"没有导入过导出包 {bundle_id}" if bundle_id else "还没有导入过导出包", code="unknown_bundle")
    body = rows[0]["body"].encode("utf-8")
    return msgspec.json.decode(body, type=Receipt), body
