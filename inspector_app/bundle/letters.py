"""The small signed letters that laptop and headquarters exchange: enrolment, device registration, receipt.

A letter is one JSON object with ``kind``, ``version``, its own fields and ``signature``: a detached minisign signature
over the canonical JSON (RFC 8785) of the letter without ``signature``.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Literal, overload

import msgspec

from inspector_app.bundle.canonical import canonical, read_json
from inspector_app.bundle.consignment import FORMAT
from inspector_app.bundle.files import read_small, write_whole
from inspector_app.bundle.keys import PublicKey, SigningKey, read_recipient
from inspector_app.bundle.names import check_identifier
from inspector_app.fault import Fault

_LIMIT = 8 * 1024**2
_NAMES = {"enrolment": "总部登记信", "device": "设备登记信", "receipt": "回执"}


class Enrolment(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="enrolment"):
    """Headquarters to laptop: where to seal to and whose receipts to believe. Signed with its own ``signing_key``.

    Anyone can write such a letter: it counts once a person has compared ``PublicKey.fingerprint`` with headquarters.
    """

    hq_id: str
    name: str
    duty_recipient: str
    recovery_recipient: str
    signing_key: str
    created: datetime

    @property
    def signer(self) -> PublicKey:
        """Headquarters' key."""
        return PublicKey.read(self.signing_key)

    @property
    def recipients(self) -> list[str]:
        """What ``seal`` takes."""
        return [self.duty_recipient, self.recovery_recipient]


class DeviceLetter(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="device"):
    """Laptop to headquarters: the key its bundles will be signed with. Signed with that key."""

    device_id: str
    device_name: str
    organisation: str
    signing_key: str
    created: datetime

    @property
    def signer(self) -> PublicKey:
        """The device's key."""
        return PublicKey.read(self.signing_key)


Result = Literal["stored", "already", "conflict"]


class ReceiptEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one revision of one record at headquarters."""

    id: str
    revision: int
    digest: str
    result: Result


class EvidenceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many originals and documents of the bundle headquarters holds, and how many of them were new."""

    files: int
    new: int
    bytes: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="receipt"):
    """Headquarters to laptop: what arrived. Only this makes a bundle delivered."""

    receipt_id: str
    hq_id: str
    bundle_id: str
    device_id: str
    counter: int
    at: datetime
    entries: list[ReceiptEntry]
    evidence: EvidenceCounts


Letter = Enrolment | DeviceLetter | Receipt


def write_letter(letter: Letter, key: SigningKey) -> bytes:
    """Sign a letter and return its file. Enrolment and device letters must be signed with the key they announce."""
    if not isinstance(letter, Receipt) and letter.signer != key.public:
        raise Fault("登记信必须用它所登记的密钥签名", code="bad_signature")
    body: dict[str, Any] = {**msgspec.to_builtins(letter), "version": FORMAT}
    body["signature"] = key.sign(canonical(body), f"letter={body['kind']}").decode("ascii")
    return msgspec.json.format(msgspec.json.encode(body), indent=2) + b"\n"


def save_letter(letter: Letter, key: SigningKey, target: Path) -> Path:
    """Write a signed letter to a file, whole or not at all."""
    write_whole(target, write_letter(letter, key))
    return target


@overload
def read_letter(source: Path | bytes, expect: Literal["enrolment"], signer: PublicKey | None = None) -> Enrolment: ...
@overload
def read_letter(source: Path | bytes, expect: Literal["device"], signer: PublicKey | None = None) -> DeviceLetter: ...
@overload
def read_letter(source: Path | bytes, expect: Literal["receipt"], signer: PublicKey | None = None) -> Receipt: ...
def read_letter(source: Path | bytes, expect: str, signer: PublicKey | None = None) -> Letter:
    """Read a letter of the kind ``expect`` and check its signature.

    Enrolment and device letters carry their own key; with ``signer`` they must be from exactly that key. A receipt
    always needs ``signer``: headquarters' key as enrolled. Faults: ``not_found``, ``too_large``, ``schema``, ``wrong_kind``,
    ``version``, ``bad_signature``, ``unknown_signer``, ``bad_key``.
    """
    name = source.name if isinstance(source, Path) else _NAMES[expect]
    data = read_small(source, _LIMIT, _NAMES[expect]) if isinstance(source, Path) else source
    body = read_json(data, name)
    if (
        not isinstance(body, dict)
        or not isinstance(body.get("signature"), str)
        or not isinstance(body.get("kind"), str)
    ):
        raise Fault(f"{name} 不是{_NAMES[expect]}", code="schema")
    if body["kind"] != expect:
        found = _NAMES.get(body["kind"], "其他文件")
        raise Fault(f"{name} 是{found}，这里需要的是{_NAMES[expect]}", code="wrong_kind")
    version = str(body.get("version", ""))
    if version.partition(".")[0] != FORMAT.partition(".")[0]:
        raise Fault(f"{name} 的格式版本是 {version[:20]}，本程序只支持 {FORMAT.partition('.')[0]}.x", code="version")
    types: dict[str, type[Letter]] = {"enrolment": Enrolment, "device": DeviceLetter, "receipt": Receipt}
    try:
        letter = msgspec.convert(body, types[expect])
    except msgspec.ValidationError as error:
        raise Fault(f"{name} 缺少必要内容（{error}）", code="schema") from error
    _check_key(letter, body, signer, name)
    _check_fields(letter, name)
    return letter


def _check_key(letter: Letter, body: dict[str, Any], signer: PublicKey | None, name: str) -> None:
    if isinstance(letter, Receipt):
        if signer is None:
            raise Fault(f"无法核对{name}:尚未登记总部", todo="请先导入总部登记信", code="unknown_signer")
        key = signer
    else:
        key = letter.signer
        if signer is not None and key != signer:
            raise Fault(f"{name} 不是用预期的密钥签名的", code="unknown_signer")
    signature = body["signature"].encode("ascii", "replace")
    try:
        key.verify(canonical({k: v for k, v in body.items() if k != "signature"}), signature)
    except Fault as error:
        if error.code == "unknown_signer":
            raise Fault(f"{name} 不是由已登记的总部签发的", code="unknown_signer") from error
        raise Fault(f"{name} 的签名与内容不符，内容可能被改动", code="bad_signature") from error


def _check_fields(letter: Letter, name: str) -> None:
    if isinstance(letter, Enrolment):
        check_identifier(letter.hq_id, "总部编号")
        keys = {str(read_recipient(text)) for text in letter.recipients}
        if len(keys) != 2:
            raise Fault(f"{name} 的值班公钥与恢复公钥相同", code="schema")
        moment = letter.created
    elif isinstance(letter, DeviceLetter):
        check_identifier(letter.device_id, "设备编号")
        moment = letter.created
    else:
        moment = letter.at
    if moment.tzinfo is None:
        raise Fault(f"{name} 的时间缺少时区", code="schema")
