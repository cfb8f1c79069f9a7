"""The tag files of a BagIt 1.0 bag (RFC 8493): declaration, bag-info and manifests, written and strictly read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives import hashes

from inspector_app.fault import Fault

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64})  ([!-~]+)\Z")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one file: size in bytes, SHA-256 and SM3 (GB/T 32905) in lower-case hex."""

    size: int
    sha256: str
    sm3: str


class Measure:
    """Takes the bytes of one file as they pass and yields its facts; never holds more than one piece."""

    def __init__(self) -> None:
        self._sha256, self._sm3, self._size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(piece)
        self._sm3.update(piece)
        self._size += len(piece)

    def facts(self) -> Facts:
        """Finish; nothing can be added afterwards."""
        return Facts(size=self._size, sha256=self._sha256.hexdigest(), sm3=self._sm3.finalize().hex())


def measure(stream: BinaryIO, piece: int = 1 << 20) -> Facts:
    """Measure a whole stream in pieces."""
    measured = Measure()
    while data := stream.read(piece):
        measured.add(data)
    return measured.facts()


def write_manifest(digests: Mapping[str, str]) -> bytes:
    """Write a manifest in the form that ``sha256sum -c`` reads too, sorted by path."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode("ascii")


def read_manifest(data: bytes, name: str) -> dict[str, str]:
    """Read a manifest of this format; any other line, or a path listed twice, is a Fault (``bad_manifest``)."""
    digests: dict[str, str] = {}
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Fault(f"{name} 含有不允许的字符", code="bad_manifest") from error
    if lines.pop() != "":
        raise Fault(f"{name} 不完整", code="bad_manifest")
    for number, line in enumerate(lines, 1):
        found = _LINE.match(line)
        if not found or found[2] in digests:
            raise Fault(f"{name} 第 {number} 行无法识别或重复", code="bad_manifest")
        digests[found[2]] = found[1]
    return digests


def write_info(fields: Mapping[str, str]) -> bytes:
    """Write ``bag-info.txt``; values are one line each, whatever they held before."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in fields.items()).encode(
        "utf-8", "replace"
    )


def read_info(data: bytes) -> dict[str, str]:
    """Read ``bag-info.txt`` as ``write_info`` writes it; a Fault (``bad_manifest``) otherwise."""
    fields: dict[str, str] = {}
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Fault("bag-info.txt 不是 UTF-8 文本", code="bad_manifest") from error
    for line in lines[:-1]:
        label, separator, value = line.partition(": ")
        if not separator or label in fields:
            raise Fault("bag-info.txt 有无法识别的行", code="bad_manifest")
        fields[label] = value
    return fields
