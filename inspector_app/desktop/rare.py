"""Rare characters in names (𠮷, 𬭸 …) on the screen: the few blocks that are needed are loaded when they are first seen."""

from __future__ import annotations

import lzma

from PySide6.QtGui import QFontDatabase

from inspector_app import places

BITS = 12
_FAMILY = "HanaMinB"
_loaded: dict[int, str] = {}


def blocks_of(text: str) -> set[int]:
    """Return the blocks of 4,096 code points beyond the basic plane that a text needs."""
    return {ord(c) >> BITS for c in text if ord(c) > 0xFFFF}


def provide(text: str) -> bool:
    """Load what the text needs; say whether anything was loaded, so that the fonts must be set again."""
    new = [block for block in sorted(blocks_of(text)) if block not in _loaded]
    for block in new:
        _loaded[block] = _load(block)
    return any(_loaded[block] for block in new)


def families() -> list[str]:
    """Return the families loaded so far, to stand behind the ordinary ones."""
    return [name for name in _loaded.values() if name]


def _load(block: int) -> str:
    path = places.resources_folder() / "fonts" / f"rare-{block:x}.ttf.xz"
    if not path.is_file():
        return ""
    data = lzma.decompress(path.read_bytes())
    # Every block carries the same family name and Qt keeps one font a name: each gets its own, of the same length.
    own = f"HanaM{block:x}"[: len(_FAMILY)].ljust(len(_FAMILY), "x")
    for coding in ("utf-16-be", "ascii"):
        data = data.replace(_FAMILY.encode(coding), own.encode(coding))
    number = QFontDatabase.addApplicationFontFromData(data)
    found = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return found[0] if found else ""
