"""Checking packs before they are used: one file, a folder, or everything installed, every problem of every file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from inspector_app.catalog import manifest, packfile, procedure_book
from inspector_app.catalog.compiling import check_pack, problems_of
from inspector_app.catalog.kinds import FOLDERS
from inspector_app.catalog.laid import Laid
from inspector_app.catalog.lawbook import cross_faults
from inspector_app.catalog.library import Library
from inspector_app.catalog.wording_shelf import pack_faults
from inspector_app.fault import Fault, UsageFault


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One pack file and what is wrong with it, in the order found."""

    path: str
    problems: tuple[str, ...]


def check(path: Path) -> list[Checked]:
    """Check a pack file, or every pack below a folder; a folder with a manifest is compared with it as well."""
    if path.is_file():
        return [_checked(path.name, check_pack(path) or _crossed(path))]
    if not path.is_dir():
        raise UsageFault(f"找不到 {path}", code="path-missing")
    below = [path / one for one in FOLDERS.values() if (path / one).is_dir()]
    files = sorted(one for folder in below or [path] for one in folder.glob("*.yaml") if one.is_file())
    found = {file.relative_to(path).as_posix(): check_pack(file) for file in files}
    if below:
        for fault in Library(path).faults():
            # What is wrong inside a file has been said above; here only what its bytes have to do with the manifest.
            if fault.code in ("pack-altered", "manifest-damaged"):
                name = next((one for one in found if one in fault.what), manifest.FILE_NAME)
                found.setdefault(name, []).append(fault)
        for name, fault in _together(Library(path)):
            found.setdefault(name, []).append(fault)
    if not found:
        raise UsageFault(f"{path} 里没有表单文件（*.yaml）", code="path-empty")
    return [_checked(name, faults) for name, faults in sorted(found.items())]


def check_laid(library: Library, files: Sequence[Laid]) -> list[Checked]:
    """Check files of a pack as they would lie over a library: each by itself, then what they newly contradict in all of it.

    The library itself is left as it was.
    """
    found: dict[str, list[Fault]] = {}
    for one in files:
        kind = next(kind for kind, below in FOLDERS.items() if below == one.path.rpartition("/")[0])
        try:
            data = packfile.parse(one.read(), Path(one.path).name)
            found[one.path] = list(problems_of(kind, data))
        except Fault as fault:
            found[one.path] = [fault]
    if not any(found.values()):
        kept = library.laid
        before = {fault.what for _, fault in _together(library)}
        paths = {one.path for one in files}
        library.lay([*(one for one in kept if one.path not in paths), *files])
        try:
            for name, new in _together(library):
                if new.what not in before:
                    found.setdefault(name, []).append(new)
        finally:
            library.lay(kept)
    return [_checked(name, faults) for name, faults in sorted(found.items())]


def _together(library: Library) -> Iterator[tuple[str, Fault]]:
    """What the packs of a library contradict among each other."""
    yield from _wording_faults(library)
    yield from _number_word_faults(library)
    yield from _borrowed_number_faults(library)
    yield from cross_faults(library)
    yield from procedure_book.cross_faults(library)
    years: dict[int, str] = {}
    for one in library.calendars():
        name = f"{FOLDERS['calendar']}/{one.code}.yaml"
        if one.year in years:
            yield (
                name,
                Fault(f"{one.code}.yaml：{one.year} 年已有节假日安排（{years[one.year]}）", code="calendar-twice"),
            )
        years[one.year] = one.code


def _wording_faults(library: Library) -> Iterator[tuple[str, Fault]]:
    """What the wording packs of a folder refer to and its forms do not have."""
    if not library.codes("wording"):
        return
    forms = {code: library.form_as_shipped(code) for code in _sound_forms(library)}
    for code in library.codes("wording"):
        try:
            pack = library.definition("wording", code)
        except Fault:
            continue  # said already
        for _, fault in pack_faults(pack, forms.get):
            yield f"{FOLDERS['wording']}/{code}.yaml", fault


def _number_word_faults(library: Library) -> Iterator[tuple[str, Fault]]:
    """Number words of forms that do not exist or bear no number, and two files that give one form of one office different words."""
    packs = [pack for pack, _ in library.number_words()]
    bears = {code: library.form_as_shipped(code).numbered.own for code in _sound_forms(library)} if packs else {}
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for pack in packs:
        for one in pack.doc_words:
            other, word = said.setdefault((pack.organisation_word, one.form), (pack.code, one.word))
            wrong = ""
            if not bears.get(one.form):
                wrong = f"“{one.form}”不带文号" if one.form in bears else f"没有代码为“{one.form}”的文书"
            elif word != one.word:
                wrong = f"文书 {one.form} 在 {other}.yaml 里是另一个文种字“{word}”"
            if wrong:
                fault = Fault(f"{pack.code}.yaml：{wrong}", todo="请改正文种字", code="number-words")
                yield f"{FOLDERS['number_words']}/{pack.code}.yaml", fault


def _borrowed_number_faults(library: Library) -> Iterator[tuple[str, Fault]]:
    """Forms that bear the number of a form which is not there."""
    known = _sound_forms(library)
    for code in known:
        of = library.form_as_shipped(code).numbered.of
        if of and of not in known:
            fault = Fault(f"{code}.yaml：numbered.of 没有代码为“{of}”的文书", todo="请改正 of", code="number-of")
            yield f"{FOLDERS['document']}/{code}.yaml", fault


def _sound_forms(library: Library) -> list[str]:
    return [one.code for one in library.entries() if one.kind == "document"]


def _crossed(path: Path) -> list[Fault]:
    """What a law pack that lies among others contradicts there: it cites laws and violations of its neighbours."""
    folder = path.resolve().parent.parent
    if folder.name != "laws":
        return []
    name = f"laws/{path.parent.name}/{path.name}"
    return [fault for one, fault in cross_faults(Library(folder.parent)) if one == name]


def _checked(name: str, faults: list[Fault]) -> Checked:
    return Checked(path=name, problems=tuple(one.what for one in faults))
