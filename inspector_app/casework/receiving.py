"""What a file that came from outside is, told by its content and never by its name; and which of them lie on a stick."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from inspector_app.bundle.files import read_fault, read_small
from inspector_app.bundle.pack import SUFFIX
from inspector_app.fault import Fault

from . import exchange, pack_shelf
from .desk import Desk

Received = Literal["enrolment", "receipt", "pack", "device", "bundle", "other"]
WORDS: dict[Received, str] = {
    "enrolment": "总部登记信",
    "receipt": "回执",
    "pack": "总部下发的包",
    "device": "本机登记信",
    "bundle": "导出包",
    "other": "其他文件",
}
_FOR_HERE: tuple[Received, ...] = ("enrolment", "receipt", "pack")
_LETTER_LIMIT = 8 * 1024**2
_PACK_LIMIT = 80 * 1024**2
_LOOKED_AT = 400
"""How many names are looked at on one stick: what headquarters sends lies on top."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file on a stick that this laptop can receive."""

    path: Path
    kind: Received


class _Kind(msgspec.Struct, frozen=True):
    kind: str = ""
    receipt_id: str = ""
    signing_key: str = ""


def recognise(path: Path) -> Received:
    """Say what a file is; one that cannot be read is a Fault. Whether it may be believed is for whoever takes it in."""
    try:
        with path.open("rb") as stream:
            start = stream.read(32)
            if start.startswith(b"PK\3\4"):
                return "pack"
            if start.startswith(b"age-encryption.org/v1"):
                return "bundle"
            if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                return "other"
            data = start + stream.read(_LETTER_LIMIT)
    except OSError as error:
        raise read_fault(error, path) from error
    try:
        kind = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Kind).kind
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "other"
    return kind if kind in ("enrolment", "receipt", "device") else "other"  # type: ignore[return-value]


def require(path: Path) -> Received:
    """Say what a file is, if it is for this laptop; anything else is a Fault that says what it is instead."""
    kind = recognise(path)
    if kind in _FOR_HERE:
        return kind
    todo = {
        "device": "本机登记信要交给总部，不用接收",
        "bundle": "导出包由总部用 inspector hq import 收下",
    }.get(kind, "能接收的是总部的登记信、回执和下发的包")
    what = f"“{path.name}”是{WORDS[kind]}" if kind != "other" else f"“{path.name}”不是总部发来的文件"
    raise Fault(what, kept="没有改动", todo=todo, code="not_for_here")


def found_on(folder: Path) -> list[Found]:
    """The files on a stick that this laptop can receive: on top, or one folder below."""
    found = []
    for path in itertools.islice(_candidates(folder), _LOOKED_AT):
        try:
            kind = recognise(path)
        except Fault:
            continue
        if kind in _FOR_HERE:
            found.append(Found(path=path, kind=kind))
    return found


def waiting_on(desk: Desk, folder: Path) -> list[Found]:
    """The same without what was received already, so that a stick that stays plugged in offers nothing twice."""
    known = {one.sha256 for one in pack_shelf.installed(desk)}
    known |= {one.receipt_id for one in exchange.exports(desk) if one.receipt_id}
    to = exchange.headquarters(desk)
    known |= {to.signing_key} if to else set()
    return [one for one in found_on(folder) if _mark(one) not in known]


def _mark(found: Found) -> str:
    """What a file is known by once it was received."""
    try:
        data = read_small(found.path, _PACK_LIMIT, WORDS[found.kind])
        if found.kind == "pack":
            return hashlib.sha256(data).hexdigest()
        letter = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Kind)
    except (Fault, msgspec.DecodeError):
        return ""
    return letter.receipt_id if found.kind == "receipt" else letter.signing_key


def _candidates(folder: Path, depth: int = 1) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        name = path.name.lower()
        if name.startswith("."):
            continue
        if name.endswith((SUFFIX, ".json")):
            if path.is_file():
                yield path
        elif depth and path.is_dir():
            yield from _candidates(path, depth - 1)
