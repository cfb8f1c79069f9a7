"""Checking packs before they are used: one file, a folder, or everything installed, every problem of every file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from inspector_app.catalog import manifest, procedure_book
from inspector_app.catalog.kinds import FOLDERS
from inspector_app.catalog.lawbook import cross_faults
from inspector_app.catalog.library import Library, check_pack
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
        for name, fault in _wording_faults(Library(path)):
            found.setdefault(name, []).append(fault)
        for name, fault in (*cross_faults(Library(path)), *procedure_book.cross_faults(Library(path))):
            found.setdefault(name, []).append(fault)
    if not found:
        raise UsageFault(f"{path} 里没有表单文件（*.yaml）", code="path-empty")
    return [_checked(name, faults) for name, faults in sorted(found.items())]


def _wording_faults(library: Library) -> Iterator[tuple[str, Fault]]:
    """What the wording packs of a folder refer to and its forms do not have."""
    if not (library.folder / FOLDERS["wording"]).is_dir():
        return
    forms = {code: library.form_as_shipped(code) for code in _sound_forms(library)}
    for code in library.codes("wording"):
        try:
            pack = library.definition("wording", code)
        except Fault:
            continue  # said already
        for _, fault in pack_faults(pack, forms.get):
            yield f"{FOLDERS['wording']}/{code}.yaml", fault


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
