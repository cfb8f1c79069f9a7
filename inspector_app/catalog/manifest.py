"""The list of shipped packs with their SHA-256, in the form ``sha256sum -c`` checks: what is torn or altered is known by it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from inspector_app.fault import Fault

FILE_NAME = "manifest.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\0\\]+)")


def pack_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every pack file below the folder, with its name as the manifest writes it, in a fixed order."""
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.yaml") if path.is_file())
    yield from sorted(found)


def compose(folder: Path) -> str:
    """Return the text of the manifest of all pack files below the folder."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in pack_files(folder))


def write(folder: Path) -> Path:
    """Write the manifest anew and return its path; the file appears whole or not at all."""
    target = folder / FILE_NAME
    fresh = target.with_suffix(".new")
    fresh.write_bytes(compose(folder).encode())
    fresh.replace(target)
    return target


def read(folder: Path) -> dict[str, str]:
    """Return the digest of each listed file; no manifest means nothing is listed, a damaged one is a fault."""
    target = folder / FILE_NAME
    try:
        text = target.read_bytes().decode()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise _damaged("读不出来") from None
    listed: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise _damaged(f"第 {number} 行不完整")
        listed[found[2]] = found[1]
    if text and not text.endswith("\n"):
        raise _damaged("末尾不完整")
    return listed


def _damaged(how: str) -> Fault:
    return Fault(
        f"表单清单 {FILE_NAME} {how}，可能已损坏",
        kept="表单仍可使用，但显示为未登记",
        todo="请重新安装程序",
        code="manifest-damaged",
    )
