"""Which laptops headquarters believes: registered by letter and fingerprint, revoked when lost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.bundle.keys import PublicKey
from inspector_app.bundle.letters import DeviceLetter, read_letter
from inspector_app.bundle.opening import Report
from inspector_app.fault import Fault
from inspector_app.headquarters.folder import Headquarters, writing


class RegisteredDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A laptop as headquarters knows it.

    ``revoked_from`` is empty when nothing more is taken from a revoked device; else bundles sealed before it still are.
    ``missing`` lists counters that never arrived below the highest one that did.
    """

    id: str
    name: str
    organisation: str
    fingerprint: str
    key_id: str
    registered_at: str
    revoked_at: str
    revoked_from: str
    bundles: int
    missing: list[int]


def register(headquarters: Headquarters, letter: Path, *, at: datetime, fingerprint: str = "") -> RegisteredDevice:
    """Register the laptop of a device letter; doing it twice changes nothing.

    ``fingerprint`` as read out by the laptop's owner must match when given. Faults: those of ``read_letter``,
    ``fingerprint``, ``device_known`` (the id belongs to another key), ``revoked``.
    """
    found: DeviceLetter = read_letter(letter, "device")
    key = found.signer
    if fingerprint and _plain(fingerprint) != _plain(key.fingerprint):
        raise Fault(f"指纹不符：登记信的指纹是 {key.fingerprint}", kept="没有登记该设备", code="fingerprint")
    with headquarters.database() as db, writing(db):
        known = list(db.query("SELECT * FROM device WHERE id = ? OR key_id = ?", [found.device_id, key.key_id]))
        if any(row["revoked_at"] for row in known):
            raise Fault(f"设备 {found.device_id} 已被注销", todo="请让设备重新生成密钥和登记信", code="revoked")
        if any(row["id"] != found.device_id or row["public_key"] != key.text for row in known):
            raise Fault(
                f"设备编号 {found.device_id} 已用另一把密钥登记", todo="请先核实，再注销原设备", code="device_known"
            )
        if not known:
            db["device"].insert(
                {
                    "id": found.device_id,
                    "name": found.device_name,
                    "organisation": found.organisation,
                    "public_key": key.text,
                    "key_id": key.key_id,
                    "fingerprint": key.fingerprint,
                    "registered_at": at.isoformat(),
                    "revoked_at": "",
                    "revoked_from": "",
                }
            )
    return next(d for d in devices(headquarters) if d.id == found.device_id)


def _plain(text: str) -> str:
    return "".join(text.split()).upper()


def devices(headquarters: Headquarters) -> list[RegisteredDevice]:
    """List the laptops with the number of bundles received and the counters that are missing in between."""
    with headquarters.database() as db:
        counters: dict[str, list[int]] = {}
        for row in db.query("SELECT device_id, counter FROM bundle"):
            counters.setdefault(row["device_id"], []).append(row["counter"])
        rows = list(db.query("SELECT * FROM device ORDER BY registered_at, id"))
    return [
        RegisteredDevice(
            id=row["id"],
            name=row["name"],
            organisation=row["organisation"],
            fingerprint=row["fingerprint"],
            key_id=row["key_id"],
            registered_at=row["registered_at"],
            revoked_at=row["revoked_at"],
            revoked_from=row["revoked_from"],
            bundles=len(counters.get(row["id"], [])),
            missing=_gaps(counters.get(row["id"], [])),
        )
        for row in rows
    ]


def _gaps(counters: list[int]) -> list[int]:
    """Name the counters that never came; a list cut at a hundred says enough."""
    have, gaps, expected = sorted(set(counters)), list[int](), 1
    for counter in have:
        gaps.extend(range(expected, min(counter, expected + 100)))
        expected = counter + 1
    return gaps[:100]


def revoke(headquarters: Headquarters, device_id: str, *, at: datetime, since: datetime | None = None) -> None:
    """Take nothing more from a device (lost, stolen, retired); with ``since``, bundles sealed before then are still taken.

    What was imported stays. A thief can write any date into a bundle, so ``since`` is for a device that is in safe hands.
    """
    with headquarters.database() as db, writing(db):
        if not list(db.query("SELECT id FROM device WHERE id = ?", [device_id])):
            raise Fault(f"没有登记过设备 {device_id}", code="unknown_device")
        db["device"].update(
            device_id, {"revoked_at": at.isoformat(), "revoked_from": since.isoformat() if since else ""}
        )


def signers(db: Any) -> dict[str, PublicKey]:
    """Return every registered key by its id, revoked ones too: ``admit`` decides about those."""
    return {row["key_id"]: PublicKey(row["public_key"]) for row in db.query("SELECT key_id, public_key FROM device")}


def admit(db: Any, report: Report) -> None:
    """See that a bundle's signer is the device it names, and may still send. Faults: ``device_mismatch``, ``revoked``."""
    row = next(db.query("SELECT * FROM device WHERE key_id = ?", [report.signer_key_id]), None)
    if row is None or row["id"] != report.device_id:
        raise Fault(f"导出包自称来自设备 {report.device_id}，签名却是另一台设备的", code="device_mismatch")
    if row["revoked_at"]:
        since = row["revoked_from"]
        if not since or report.created >= datetime.fromisoformat(since):
            raise Fault(f"设备 {row['id']} 已于 {row['revoked_at'][:10]} 注销", kept="没有导入任何内容", code="revoked")
