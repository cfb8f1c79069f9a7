"""The bundled fonts: which one draws which character, how wide it is, and which characters none of them has.

Fonts are opened when first needed and kept for the life of the process. A style is a chain of fonts tried glyph by glyph.
"""

from __future__ import annotations

import functools
import io
import lzma
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from inspector_app.fault import Fault
from inspector_app.places import resources_folder

Style = Literal["text", "title", "black", "apart"]
"""仿宋 for text, 小标宋 class for titles, 黑体 for leads and table heads, 宋体 for a slash or bracket set apart."""

CHAINS: dict[Style, tuple[str, ...]] = {
    "text": ("fangsong", "song"),
    "title": ("song-bold", "song"),
    "black": ("window", "song"),
    "apart": ("song",),
}
RARE_BITS = 12
"""One rare-character file holds 4,096 code points; ``rare-20`` is U+20000 to U+20FFF."""

DRAWN = frozenset("□☐☑☒")
"""Tick boxes are drawn as lines, whatever the fonts have."""

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Categories of characters that leave no mark on paper: a document must not hold what nobody sees."""

_OPENING = threading.RLock()


class _Slices:
    """A table of a font file that is cut, not copied: a copy of 15 MB of outlines for every page would cost 5 ms."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Face(TTFontFace):  # type: ignore[misc]
    """A typeface that hands out its outlines without copying all of them."""

    def get_table(self, tag: str) -> Any:
        if tag == "glyf":
            return _Slices(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)


class _Font(TTFont):  # type: ignore[misc]
    """A font whose text can be copied and searched beyond the basic plane, where the library writes invalid code points."""

    def __init__(self, name: str, source: Path | io.BytesIO) -> None:
        super().__init__(
            name, source if isinstance(source, io.BytesIO) else str(source), asciiReadable=False, shapable=False
        )
        self.face.__class__ = _Face  # the constructor offers no other way to choose the class
        if name.startswith("rare-"):  # files of one face: the library would take two of them in one document for one
            self.face.name += f"-{name[5:]}".encode()

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - the library's name
        super().addObjects(doc)
        for key, entry in doc.idToObject.items():
            if str(key).startswith("toUnicodeCMap:"):
                entry.content = _BEYOND.sub(_surrogates, entry.content)


_BEYOND = re.compile(r"(?<=> <)([0-9A-F]{5,6})(?=>)")


def _surrogates(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)).encode("utf-16-be").hex().upper()


def fonts_folder() -> Path:
    """Where the bundled fonts lie."""
    return resources_folder() / "fonts"


_opened: dict[str, TTFont] = {}


def font(name: str) -> TTFont:
    """Open and register a bundled font, once a process; raises ``Fault`` when its file is missing or broken.

    A second thread that asks at the same moment gets the same object: two of one name in one file would contradict each other.
    """
    known = _opened.get(name)
    if known is not None:
        return known
    path = fonts_folder() / f"{name}.ttf"
    packed = path.with_suffix(".ttf.xz")
    with _OPENING:
        if name in _opened:
            return _opened[name]
        try:
            source = io.BytesIO(lzma.decompress(packed.read_bytes())) if name.startswith("rare-") else path
            opened = _Font(name, source)
        except Exception as error:
            raise Fault(
                f"字体文件 {path.name} 打不开（{type(error).__name__}）",
                kept="没有打印任何内容",
                todo="请重新安装本程序，或从安装介质恢复 resources/fonts",
                code="font-missing",
            ) from error
        pdfmetrics.registerFont(opened)
        _opened[name] = opened
    return opened


@functools.cache
def _rare_blocks() -> frozenset[int]:
    return frozenset(int(path.name[5:].split(".")[0], 16) for path in fonts_folder().glob("rare-*.ttf.xz"))


@functools.cache
def _chain(style: Style) -> list[tuple[str, dict[int, int], dict[int, float]]]:
    chain = []
    for name in CHAINS[style]:
        face = font(name).face
        chain.append((name, face.charToGlyph, face.charWidths))
    return chain


@functools.lru_cache(maxsize=65536)
def glyph(style: Style, character: str) -> tuple[str, float] | None:
    """Which font draws this character in this style, and its width in ems; None when no font has it.

    Control characters and marks of writing direction count as missing, though fonts have empty glyphs for some.
    """
    if unicodedata.category(character) in _UNSEEN:
        return None
    code = ord(character)
    if code <= 0xFFFF or code >> RARE_BITS not in _rare_blocks():
        chain = _chain(style)
    else:
        name = f"rare-{code >> RARE_BITS:x}"
        face = font(name).face
        chain = [*_chain(style), (name, face.charToGlyph, face.charWidths)]
    for name, glyphs, widths in chain:
        if glyphs.get(code):
            return name, widths[code] / 1000
    return None


def missing_characters(text: str) -> list[str]:
    """Characters of a text that no bundled font has, each once, in order; line ends are not characters."""
    seen: dict[str, None] = {}
    for character in text:
        if character not in "\n\r\t" and character not in DRAWN and glyph("text", character) is None:
            seen.setdefault(character)
    return list(seen)


def name_character(character: str) -> str:
    """Name a character for a message: itself where it can be shown, its code point always."""
    shown = f"“{character}”" if unicodedata.category(character)[0] in "LNPS" else ""
    return f"{shown}（U+{ord(character):04X}）"


def split(style: Style, text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into runs of one font each; a character no font has raises ``Fault``: never an empty box on paper."""
    current, start = "", 0
    for at, character in enumerate(text):
        found = glyph(style, character)
        if found is None:
            raise missing_fault([character])
        if found[0] != current:
            if at > start:
                yield current, text[start:at]
            current, start = found[0], at
    if text:
        yield current, text[start:]


def missing_fault(characters: Iterable[str]) -> Fault:
    """The fault that names characters which cannot be printed."""
    named = "、".join(name_character(one) for one in characters)
    return Fault(
        f"字库里没有这些字：{named}",
        kept="没有打印任何内容",
        todo="请改用可以打印的字，或手写填入",
        code="glyph-missing",
    )


def width(style: Style, text: str, size: float) -> float:
    """Width of a text in points, without extra spacing; raises ``Fault`` for a character no font has."""
    total = 0.0
    for character in text:
        found = glyph(style, character)
        if found is None:
            raise missing_fault([character])
        total += found[1]
    return total * size
