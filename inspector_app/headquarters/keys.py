"""Headquarters' three keys: duty and recovery (age) to open bundles, signing (minisign form) for letters and receipts."""

from __future__ import annotations

from pathlib import Path

from inspector_app.bundle.files import read_small
from inspector_app.bundle.keys import Identity, SigningKey
from inspector_app.fault import Fault

DUTY = Path("keys", "duty.age-identity")
SIGNING = Path("keys", "signing.minisign")
RECOVERY = Path("recovery", "recovery.age-identity")
RECOVERY_NOTE = Path("recovery", "请离线保管.txt")
RECOVERY_ADVICE = (
    "recovery.age-identity 是恢复私钥：值班私钥遗失时，用它打开导出包；执法人员忘记口令时，用它解开设备。\n"
    "请把本文件夹复制到两个离线存储设备，分别锁在不同地点，核对能读出后，从这台电脑上删除。\n"
    "持有它的人能打开全部导出包。它遗失而值班私钥也遗失时，导出包将永远无法打开。\n"
)


def duty_identity(folder: Path) -> Identity:
    """Return the key that opens bundles from day to day; a Fault (``not_found``, ``bad_key``) if it is not there."""
    return Identity.read(folder / DUTY)


def recovery_identity(folder: Path, file: Path | None = None) -> Identity:
    """Return the recovery key, from ``file`` where it is kept offline as it should be; a Fault says where to look."""
    path = file or folder / RECOVERY
    if not path.exists():
        todo = "请从离线保管的存储设备读取 recovery.age-identity"
        raise Fault(f"恢复私钥不在 {path.parent}", todo=todo, code="not_found")
    return Identity.read(path)


def signing_key(folder: Path) -> SigningKey:
    """Return the key that signs receipts and letters; a Fault (``not_found``, ``bad_key``) if it is not there."""
    return SigningKey.from_bytes(read_small(folder / SIGNING, 64 * 1024, "签名私钥"))
