"""The keys of a vault: a random data key, wrapped by the passphrase and by headquarters' recovery key."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

import msgspec
import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from inspector_app.fault import Fault
from inspector_app.places import KEY_FILE

FORMAT = 1
FILE_NAME = KEY_FILE
_KEY_BYTES = 32


class PassphraseSlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data key wrapped by Argon2id (RFC 9106, second recommended option) and AES-256-GCM."""

    salt: str
    memory_kib: int
    iterations: int
    lanes: int
    nonce: str
    wrapped: str
    algorithm: str = "argon2id+aes-256-gcm"


class RecoverySlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data key sealed with age to headquarters' recovery recipient."""

    recipient: str
    sealed: str
    algorithm: str = "age-x25519"


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What lies beside the database. ``evidence`` is the file store's age identity, wrapped by the data key."""

    format: int
    vault_id: str
    passphrase: PassphraseSlot
    evidence_nonce: str
    evidence: str
    recovery: RecoverySlot | None = None


class Keys(msgspec.Struct, frozen=True):
    """The opened keys; they live in memory only."""

    data_key: bytes
    evidence_identity: str


def _b(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _u(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _wrapping_key(passphrase: str, slot: PassphraseSlot) -> bytes:
    kdf = Argon2id(
        salt=_u(slot.salt), length=_KEY_BYTES, iterations=slot.iterations, lanes=slot.lanes, memory_cost=slot.memory_kib
    )
    return kdf.derive(passphrase.encode())


def _passphrase_slot(passphrase: str, data_key: bytes, vault_id: str) -> PassphraseSlot:
    empty = PassphraseSlot(
        salt=_b(secrets.token_bytes(16)), memory_kib=64 * 1024, iterations=3, lanes=4, nonce="", wrapped=""
    )
    nonce = secrets.token_bytes(12)
    wrapped = AESGCM(_wrapping_key(passphrase, empty)).encrypt(nonce, data_key, vault_id.encode())
    return msgspec.structs.replace(empty, nonce=_b(nonce), wrapped=_b(wrapped))


def require_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that could be guessed at once: at least eight characters."""
    if len(passphrase) < 8:
        raise Fault("口令太短", todo="请用至少8个字符的口令", code="passphrase_short")


def make_keys(passphrase: str, vault_id: str) -> tuple[KeyFile, Keys]:
    """Make the keys of a new vault and the file that wraps them."""
    require_passphrase(passphrase)
    data_key = secrets.token_bytes(_KEY_BYTES)
    identity = str(pyrage.x25519.Identity.generate())
    nonce = secrets.token_bytes(12)
    evidence = AESGCM(data_key).encrypt(nonce, identity.encode(), vault_id.encode())
    slot = _passphrase_slot(passphrase, data_key, vault_id)
    return (
        KeyFile(format=FORMAT, vault_id=vault_id, passphrase=slot, evidence_nonce=_b(nonce), evidence=_b(evidence)),
        Keys(data_key=data_key, evidence_identity=identity),
    )


def _open(key_file: KeyFile, data_key: bytes) -> Keys:
    identity = AESGCM(data_key).decrypt(_u(key_file.evidence_nonce), _u(key_file.evidence), key_file.vault_id.encode())
    return Keys(data_key=data_key, evidence_identity=identity.decode())


def unlock(key_file: KeyFile, passphrase: str) -> Keys:
    """Open the keys by passphrase; a wrong one is a Fault with code ``passphrase_wrong``."""
    slot = key_file.passphrase
    try:
        data_key = AESGCM(_wrapping_key(passphrase, slot)).decrypt(
            _u(slot.nonce), _u(slot.wrapped), key_file.vault_id.encode()
        )
        return _open(key_file, data_key)
    except InvalidTag:
        raise Fault(
            "口令不对，数据没有打开",
            kept="保存的内容都在，没有改动",
            todo="请重新输入口令；忘记口令时请总部用恢复密钥重设",
            code="passphrase_wrong",
        ) from None


def unlock_by_recovery(key_file: KeyFile, identity: str) -> Keys:
    """Open the keys with headquarters' recovery identity (an ``AGE-SECRET-KEY-…`` line)."""
    if key_file.recovery is None:
        raise Fault("这台电脑没有登记总部的恢复公钥，不能用恢复密钥打开", code="recovery_absent")
    try:
        data_key = pyrage.decrypt(_u(key_file.recovery.sealed), [pyrage.x25519.Identity.from_str(identity.strip())])
        return _open(key_file, data_key)
    except (pyrage.DecryptError, pyrage.IdentityError, InvalidTag):
        raise Fault(
            "恢复密钥与这个数据库不相配",
            kept="保存的内容没有改动",
            todo="请核对总部的恢复密钥文件",
            code="recovery_wrong",
        ) from None


def with_passphrase(key_file: KeyFile, keys: Keys, passphrase: str) -> KeyFile:
    """Wrap the same data key by a new passphrase."""
    require_passphrase(passphrase)
    return msgspec.structs.replace(key_file, passphrase=_passphrase_slot(passphrase, keys.data_key, key_file.vault_id))


def with_recovery(key_file: KeyFile, keys: Keys, recipient: str) -> KeyFile:
    """Wrap the data key for headquarters' recovery recipient (an ``age1…`` line)."""
    try:
        sealed = pyrage.encrypt(keys.data_key, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError:
        raise Fault("总部的恢复公钥不是有效的 age 公钥", code="recovery_recipient") from None
    return msgspec.structs.replace(key_file, recovery=RecoverySlot(recipient=recipient, sealed=_b(sealed)))


def read_key_file(folder: Path) -> KeyFile:
    """Read the key file of a vault folder; absent, torn or newer ones are Faults of their own."""
    path = folder / FILE_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Fault("这个文件夹里没有数据库", todo="请先新建，或选择正确的文件夹", code="vault_absent") from None
    except OSError as error:
        raise Fault(f"读不到密钥文件（{error.strerror}）", code="vault_unreadable") from None
    try:
        version = msgspec.json.decode(raw, type=dict)["format"]
        if not isinstance(version, int):
            raise TypeError
        if version > FORMAT:
            raise Fault(
                f"数据库由更新的版本建立（格式{version}，本程序只认到{FORMAT}）",
                kept="没有改动",
                todo="请升级本程序再打开",
                code="vault_newer",
            )
        return msgspec.json.decode(raw, type=KeyFile)
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeDecodeError):
        raise Fault(
            "密钥文件已损坏，打不开数据库",
            kept="数据库本身没有改动",
            todo=f"请用备份里的 {FILE_NAME} 替换",
            code="keys_torn",
        ) from None


def write_key_file(folder: Path, key_file: KeyFile) -> None:
    """Write the key file so that either the old one or the whole new one is there after a crash."""
    target = folder / FILE_NAME
    part = folder / (FILE_NAME + ".part")
    with part.open("wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(key_file), indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(target)
