"""Which names and sizes a bundle may contain: what is safe to write on any file system, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from inspector_app.fault import Fault

TAG_FILES = (
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "sm3-manifest.txt",
    "tagmanifest-sha256.txt",
    "signature.minisig",
)
ENVELOPE = "data/envelope.json"
README = "data/readme-zh.html"

_COMPONENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?\Z")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
_MAX_DEPTH, _MAX_PATH = 6, 240
EVIDENCE = re.compile(r"data/evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})\.([a-z0-9]{1,8})\Z")


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much an opener is willing to take in; sizes in bytes."""

    entries: int = 50_000
    file: int = 64 * 1024**3
    total: int = 256 * 1024**3
    json: int = 64 * 1024**2
    directory: int = 32 * 1024**2


def record_path(identifier: str, revision: int) -> str:
    """Return where revision ``revision`` of a record lies in a bag."""
    return f"data/records/{identifier}-r{revision}.json"


def journal_path(identifier: str) -> str:
    """Return where the journal of a record lies in a bag."""
    return f"data/journal/{identifier}.jsonl"


def evidence_path(sha256: str, extension: str) -> str:
    """Return where an original lies in a bag: by its content, never by the name it once had."""
    return f"data/evidence/{sha256[:2]}/{sha256}.{extension.lstrip('.').lower()}"


def document_path(identifier: str) -> str:
    """Return where an issued document's PDF lies in a bag."""
    return f"data/documents/{identifier}.pdf"


def check_identifier(text: str, what: str) -> None:
    """Insist on an id that can be part of a file name: ASCII letters, digits, ``-`` and ``_``, at most 64."""
    if not _IDENTIFIER.match(text) or text.lower() in _RESERVED:
        raise Fault(f"{what}“{text[:80]}”只能由字母、数字、“-”和“_”组成", code="unsafe_name")


def _refuse(name: str, why: str) -> Fault:
    shown = name[:80].encode("unicode_escape").decode("ascii")
    return Fault(f"文件包中的文件名“{shown}”{why}", code="unsafe_name")


def check_name(name: str) -> None:
    """Refuse a name that could leave the folder, clash, or not exist on some system; Fault ``unsafe_name``."""
    if "\\" in name:
        raise _refuse(name, "含有反斜杠")
    if name.startswith("/"):
        raise _refuse(name, "是绝对路径")
    if re.match(r"[A-Za-z]:", name):
        raise _refuse(name, "带有盘符")
    components = name.split("/")
    if ".." in components or "." in components:
        raise _refuse(name, "指向文件夹之外")
    if len(components) > _MAX_DEPTH or len(name) > _MAX_PATH:
        raise _refuse(name, "过长或层级过深")
    for component in components:
        if not _COMPONENT.match(component) or component.endswith("."):
            raise _refuse(name, "含有不允许的字符")
        if component.split(".")[0].lower() in _RESERVED:
            raise _refuse(name, "是系统保留名")


def check_names(names: Iterable[str]) -> None:
    """Check every name, and that no two are the same, differ in case only, or use a file as a folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        check_name(name)
        folded = name.lower()
        if folded in seen:
            raise _refuse(name, "重复，或与另一文件仅大小写不同")
        seen.add(folded)
        parts = folded.split("/")
        folders.update("/".join(parts[:i]) for i in range(1, len(parts)))
    if clash := sorted(seen & folders):
        raise _refuse(clash[0], "既是文件又是文件夹")
