"""The two kinds of keys: age pairs that keep a bundle secret, Ed25519 keys in minisign form that say who made it.

Files have the forms of the tools ``age-keygen`` and ``minisign`` (unencrypted secret key), so those tools can use
them as they are. Whoever stores a secret key decides how it is protected: the laptop keeps its own in the vault.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Self

import minisign
import pyrage

from inspector_app.bundle.files import read_small
from inspector_app.fault import Fault

_KEY_FILE_LIMIT = 64 * 1024
_SECRET_PREFIX = "AGE-SECRET-KEY-1"  # noqa: S105 - the public prefix of age's text form


def grouped(hexadecimal: str) -> str:
    """Write a hexadecimal string in capital groups of four, as it is read over the telephone."""
    text = hexadecimal.upper()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def fingerprint(data: bytes) -> str:
    """Return the first 128 bits of SHA-256 in eight groups of four; enough to compare by voice, too many to forge."""
    return grouped(hashlib.sha256(data).hexdigest()[:32])


@dataclass(frozen=True)
class PublicKey:
    """Somebody's Ed25519 public key; ``text`` is the base64 line that ``minisign -V -P`` takes."""

    text: str

    def __post_init__(self) -> None:
        _ = self._key

    @cached_property
    def _key(self) -> minisign.PublicKey:
        try:
            return minisign.PublicKey.from_base64(self.text)
        except ValueError as error:
            raise Fault("不是有效的签名公钥（minisign）", code="bad_key") from error

    @classmethod
    def read(cls, source: str | Path) -> Self:
        """Take a key from its text (one line or minisign's two lines) or from a ``.pub`` file."""
        text = (
            read_small(source, _KEY_FILE_LIMIT, "公钥文件").decode("utf-8", "replace")
            if isinstance(source, Path)
            else source
        )
        lines = [
            line.strip() for line in text.splitlines() if line.strip() and not line.startswith("untrusted comment:")
        ]
        if len(lines) != 1:
            raise Fault("不是有效的签名公钥（minisign）", code="bad_key")
        return cls(lines[0])

    @property
    def key_id(self) -> str:
        """The id as the ``minisign`` tool prints it: 16 hexadecimal digits, most significant first."""
        return str(self._key._keynum_pk.key_id[::-1].hex().upper())

    @property
    def fingerprint(self) -> str:
        """What two people compare before they trust the key."""
        return fingerprint(self._key._keynum_pk.public_key)

    @property
    def file_text(self) -> str:
        """The content of a ``.pub`` file for the ``minisign`` tool."""
        return f"untrusted comment: minisign public key {self.key_id}\n{self.text}\n"

    def verify(self, data: bytes | BinaryIO, signature: bytes) -> str:
        """Check a detached signature and return its trusted comment; a Fault (``bad_signature``) if it does not hold.

        Only the one spelling that ``SigningKey.sign`` writes is accepted, so that no bit of it can change unnoticed.
        """
        try:
            parsed = minisign.Signature.from_bytes(signature)
            if parsed._key_id[::-1].hex().upper() != self.key_id:
                raise Fault("签名不是用这把密钥作出的", code="unknown_signer")
            self._key.verify(data, parsed)
        except ValueError as error:
            raise Fault("签名与内容不符", code="bad_signature") from error
        if bytes(parsed) + b"\n" != signature or parsed.untrusted_comment != _UNTRUSTED:
            raise Fault("签名文件的写法被改动过", code="bad_signature")
        return str(parsed.trusted_comment)


_UNTRUSTED = "signature of an Inspector bundle or letter"


@dataclass(frozen=True, repr=False)
class SigningKey:
    """An Ed25519 signing key; its bytes are the content of an unencrypted minisign secret key file."""

    data: bytes

    def __post_init__(self) -> None:
        _ = self._key

    @cached_property
    def _key(self) -> minisign.SecretKey:
        try:
            key = minisign.SecretKey.from_bytes(self.data)
            encrypted = key.is_encrypted()
        except ValueError as error:
            raise Fault("不是有效的签名私钥（minisign）", code="bad_key") from error
        if encrypted:
            raise Fault("签名私钥带有口令保护，请先去除口令", code="bad_key")
        return key

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the system's randomness."""
        return cls.from_bytes(bytes(minisign.KeyPair.generate().secret_key) + b"\n")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Take a key back from ``to_bytes``; anything else is a Fault (``bad_key``)."""
        return cls(data)

    def to_bytes(self) -> bytes:
        """Return the secret key file; the caller protects it."""
        return self.data

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey(self._key.get_public_key().to_base64().decode("ascii"))

    @property
    def key_id(self) -> str:
        """The id of the key, as in ``PublicKey.key_id``."""
        return self.public.key_id

    def sign(self, data: bytes | BinaryIO, comment: str) -> bytes:
        """Sign (prehashed form) with a trusted comment of printable ASCII; returns the ``.minisig`` file."""
        signature = self._key.sign(data, prehash=True, untrusted_comment=_UNTRUSTED, trusted_comment=comment)
        return bytes(signature) + b"\n"


def signature_key_id(signature: bytes) -> str:
    """Read which key a signature claims to be from; a Fault (``bad_signature``) if it is no signature."""
    try:
        return str(minisign.Signature.from_bytes(signature)._key_id[::-1].hex().upper())
    except ValueError as error:
        raise Fault("签名文件无法识别", code="bad_signature") from error


@dataclass(frozen=True, repr=False)
class Identity:
    """An age X25519 pair: ``text`` (AGE-SECRET-KEY-1…) opens what was sealed to ``recipient`` (age1…)."""

    text: str

    def __post_init__(self) -> None:
        _ = self.native

    @cached_property
    def native(self) -> pyrage.x25519.Identity:
        """The library's object."""
        try:
            return pyrage.x25519.Identity.from_str(self.text)
        except pyrage.IdentityError as error:
            raise Fault("不是有效的 age 私钥", code="bad_key") from error

    @classmethod
    def generate(cls) -> Self:
        """Make a new pair from the system's randomness."""
        return cls(str(pyrage.x25519.Identity.generate()))

    @classmethod
    def read(cls, source: str | Path | Identity) -> Identity:
        """Take a key from its text or from an identity file as ``age-keygen`` writes it.

        A public key, a wrong file or a missing one is a Fault that says so (``bad_key``, ``not_found``).
        """
        if isinstance(source, Identity):
            return source
        if isinstance(source, str) and source.strip().startswith(_SECRET_PREFIX):
            return cls(source.strip())
        path = Path(source)
        text = read_small(path, _KEY_FILE_LIMIT, "密钥文件").decode("utf-8", "replace")
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        secret = [line for line in lines if line.startswith(_SECRET_PREFIX)]
        if len(secret) == 1 and len(lines) == 1:
            return cls(secret[0])
        if any(line.startswith("age1") for line in lines):
            raise Fault(f"{path.name} 是公钥，打开导出包需要私钥", code="bad_key")
        raise Fault(f"{path.name} 不是 age 私钥文件", code="bad_key")

    @property
    def recipient(self) -> str:
        """The public half: what a bundle is sealed to."""
        return str(self.native.to_public())

    def file_text(self, comment: str) -> str:
        """Return the content of an identity file for ``age -d -i``; ``comment`` says whose key it is."""
        return f"# {comment}\n# public key: {self.recipient}\n{self.text}\n"


def read_recipient(text: str) -> pyrage.x25519.Recipient:
    """Parse ``age1…``; anything else is a Fault (``bad_key``)."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise Fault(f"不是有效的 age 公钥：{text[:20]}", code="bad_key") from error
