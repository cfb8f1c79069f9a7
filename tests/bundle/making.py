"""Consignments for tests: real records, real journals, real files."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives import hashes

from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.consignment import Consignment, FormVersion, Part, Section, pack_record
from inspector_app.bundle.keys import Identity, SigningKey
from inspector_app.bundle.names import document_path, evidence_path
from inspector_app.records.journal import GENESIS, make_entry

AT = datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))
DUTY, RECOVERY, DEVICE = Identity.generate(), Identity.generate(), SigningKey.generate()
RECIPIENTS = [DUTY.recipient, RECOVERY.recipient]
SIGNERS = {DEVICE.key_id: DEVICE.public}


def sm3(data: bytes) -> str:
    h = hashes.Hash(hashes.SM3())
    h.update(data)
    return h.finalize().hex()


def journal(chain: str, length: int) -> list[str]:
    lines, prev = [], GENESIS
    for seq in range(1, length + 1):
        entry = make_entry(
            chain=chain, seq=seq, at=AT, elapsed=seq, actor="张三", action="answer", prev=prev,
            changes=[{"kind": "answer", "id": f"i{seq}", "before": None, "after": {"code": "compliant"}}],
        )  # fmt: skip
        prev = entry["hash"]
        lines.append(canonical(entry).decode())
    return lines


def record(
    identifier: str = "I1",
    revision: int = 1,
    *,
    evidence: list[bytes] = (),
    pdfs: dict[str, bytes] | None = None,
    **more,
) -> dict:
    return {
        "id": identifier,
        "revision": revision,
        "checklist": {"code": "gsp-retail", "version": "2016", "digest": "c" * 64},
        "enterprise": {"name": "示例大药房 A&B<药业>𠮷", "uscc": "91330000000000000X"},
        "officers": [{"name": "张三", "certificate": "浙A001"}, {"name": "李四", "certificate": "浙A002"}],
        "state": "finalised",
        "started": "2026-03-05T09:00:00+08:00",
        "verdict": {"code": "rectify", "label": "限期整改"},
        "answers": [
            {"item_id": "i1", "code": "compliant", "text": ""},
            {"item_id": "i2", "code": "non_compliant", "text": "冷藏柜温度 12.5 ℃", "severity": "major"},
        ],
        "findings": [{"item_id": "i2", "severity": "major", "text": "冷藏柜温度 12.5 ℃"}],
        "evidence": [
            {"sha256": hashlib.sha256(e).hexdigest(), "sm3": sm3(e), "size": len(e), "media_type": "image/jpeg", "item_id": "i2", "label": f"照片{n}"}
            for n, e in enumerate(evidence, 1)
        ],
        "documents": [
            {"id": i, "code": "xcbl", "name": "现场笔录", "number": "浙药监笔〔2026〕1号", "sha256": hashlib.sha256(d).hexdigest(), "issued_at": AT.isoformat()}
            for i, d in (pdfs or {}).items()
        ],
        **more,
    }  # fmt: skip


def consignment(
    records: list[dict] | None = None,
    *,
    evidence: list[bytes] = (b"\xff\xd8 photo one", b""),
    pdfs: dict[str, bytes] | None = None,
    counter: int = 1,
    device: str = "laptop-7",
    chain_length: int = 3,
    bundle_id: str | None = None,
) -> Consignment:
    pdfs = {"D1": b"%PDF-1.7 one"} if pdfs is None else pdfs
    records = [record(evidence=list(evidence), pdfs=pdfs)] if records is None else records
    entries, parts = [], {}
    for value in records:
        entry, own = pack_record(value, journal(value["id"], chain_length), title="示例大药房 <b>检查</b>")
        entries.append(entry)
        parts.update({p.path: p for p in own})
    for data in evidence:
        path = evidence_path(hashlib.sha256(data).hexdigest(), "jpg")
        parts[path] = Part.of_bytes(path, data)
    for identifier, data in pdfs.items():
        parts[document_path(identifier)] = Part.of_bytes(document_path(identifier), data)
    return Consignment(
        bundle_id=bundle_id or f"B{counter}-{device}",
        device_id=device,
        device_name="执法一队 笔记本",
        counter=counter,
        created=AT,
        entries=entries,
        parts=list(parts.values()),
        sender=["张三", "李四"],
        form_versions=[FormVersion(kind="checklist", code="gsp-retail", version="2016", digest="c" * 64)],
        summary=[Section(heading="检查<概况>", rows=[["企业", "示例大药房 A&B<药业>𠮷"], ["结论", "限期整改"]])],
    )


def plain(path: Path, identity: Identity = DUTY) -> dict[str, bytes]:
    """Open a bundle with nothing of the product: name inside the bag -> bytes."""
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity.native]))) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


def rewrap(data: bytes, path: Path) -> Path:
    """Encrypt a plaintext zip to headquarters, as anybody who knows the public key could."""
    path.write_bytes(pyrage.encrypt(data, [DUTY.native.to_public(), RECOVERY.native.to_public()]))
    return path


def zipped(files: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return stream.getvalue()
