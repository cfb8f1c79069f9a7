"""Official law texts on this laptop: brought in from a file, checked against the packs' citations, read again beside our summaries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from inspector_app.catalog.citations import Cited, every_citation
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.lawtext import Article, LawText, read_law_text
from inspector_app.catalog.lawtext_shelf import StoredText, TextShelf, WrongCitation, law_of, wrong_citations
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault, UsageFault

from .desk import Desk

_FOLDER = "laws"
_read: dict[Path, tuple[tuple[int, int], StoredText]] = {}
_joined: dict[str, tuple[StoredText, tuple[tuple[str, str], ...]]] = {}


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import found: the law it belongs to, how many citations were checked, those the text does not have."""

    law: str
    text: LawText
    checked: int
    wrong: tuple[WrongCitation, ...]
    notes: tuple[str, ...]
    saved: Path | None


def shelf_of(folder: Path) -> TextShelf:
    """The imported texts that lie beside the vault of a data folder."""
    return TextShelf(folder / _FOLDER)


def shelf(desk: Desk) -> TextShelf:
    """The imported texts of this desk."""
    return shelf_of(desk.vault.folder)


def import_text(
    book: LawBook, path: Path, target: TextShelf | None, law: str = "", *, cited: Sequence[Cited] | None = None
) -> Imported:
    """Read a file into articles, hold the packs' citations against it, and keep it on ``target`` (None only looks).

    ``cited`` are those of every pack (``every_citation``), else the law packs' alone. Citations the text does not have are told and stop nothing; a text no law
    of the catalogue has the title of is a ``UsageFault``.
    """
    text = read_law_text(path)
    found = law_of(book, text, law)
    if found is None:
        raise UsageFault(
            f"法规目录里没有标题为“{text.title}”的法律",
            todo="请先选定是哪一部法规再导入（命令行用 --law 写明代码，代码见 inspector forms show laws）",
            code="law-unknown",
        )
    stored = StoredText(law=found.id, source=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), text=text)
    checked, wrong = wrong_citations(book, stored, cited)
    notes = []
    expected, last = found.current.articles, max(one.number for one in text.articles)
    if expected is not None and last != expected:
        notes.append(f"文本到第 {last} 条为止，法规目录记载 {expected} 条，可能不是同一个版本（{found.current.label}）")
    try:
        saved = target.put(stored) if target is not None else None
    except OSError as error:
        raise Fault(
            f"法规文本没有存成（{error.strerror or '系统错误'}）",
            kept="原来的文本没有改动",
            todo="请检查磁盘空间后再导入",
            code="law-text-write",
        ) from None
    return Imported(law=found.id, text=text, checked=checked, wrong=wrong, notes=tuple(notes), saved=saved)


class ImportedSet(msgspec.Struct, frozen=True, kw_only=True):
    """What became of several files: those that were read, and the name and reason of those that were not."""

    imported: tuple[Imported, ...]
    refused: tuple[tuple[str, str], ...]
    cancelled: bool


def import_set(
    library: Library,
    paths: Sequence[Path],
    target: TextShelf,
    progress: Callable[[int, int, str], None],
    cancelled: Callable[[], bool],
) -> ImportedSet:
    """Import files one after the other; one that cannot be read stops none of the others, cancelling keeps those already read."""
    found: list[Imported] = []
    refused: list[tuple[str, str]] = []
    book, cited = library.lawbook(), every_citation(library)
    for at, path in enumerate(paths):
        if cancelled():
            return ImportedSet(imported=tuple(found), refused=tuple(refused), cancelled=True)
        progress(at, len(paths), path.name)
        try:
            found.append(import_text(book, path, target, cited=cited))
        except Fault as fault:
            refused.append((path.name, fault.what))
    progress(len(paths), len(paths), "")
    return ImportedSet(imported=tuple(found), refused=tuple(refused), cancelled=False)


def stored_text(desk: Desk, law: str) -> StoredText | None:
    """The imported text of a law, None where none was; read from the disk once until it is replaced."""
    own = shelf(desk)
    path = own.folder / f"{law}.json"
    try:
        status = path.stat()
    except OSError:
        return None
    stamp = (status.st_mtime_ns, status.st_size)
    kept = _read.get(path)
    if kept is None or kept[0] != stamp:
        found = own.get(law)
        if found is None:
            return None
        kept = _read[path] = (stamp, found)
    return kept[1]


def held_against(library: Library, stored: StoredText) -> tuple[int, tuple[WrongCitation, ...]]:
    """How many of the packs' citations of a law were looked for in its imported text, and those that are not there."""
    return wrong_citations(library.lawbook(), stored, every_citation(library))


def bodies(desk: Desk) -> dict[str, tuple[tuple[str, str], ...]]:
    """The words of each article of every imported text, by law, for searching; joined once until a text is replaced.

    A damaged text is left out here and told where it is opened.
    """
    found = {}
    for law in shelf(desk).laws():
        try:
            stored = stored_text(desk, law)
        except Fault:
            continue
        if stored is None:
            continue
        kept = _joined.get(law)
        if kept is None or kept[0] is not stored:
            kept = _joined[law] = (stored, tuple((one.key, _words(one)) for one in stored.text.articles))
        found[law] = kept[1]
    return found


def _words(article: Article) -> str:
    parts = []
    for paragraph in article.paragraphs:
        parts += [paragraph.text, *paragraph.points]
        for item in paragraph.items:
            parts += [item.text, *item.points]
    return "".join(parts).lower()
