"""From the bytes of one pack file to its typed definition, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from inspector_app.catalog import packfile
from inspector_app.catalog.kinds import FOLDERS, Kind, kind_of, type_of
from inspector_app.fault import Fault

T = TypeVar("T")


def compile_pack(kind: Kind, source: bytes, name: str, wanted: type[T], *, strict: bool = True) -> T:
    """Make the typed definition of a pack's bytes; the first thing wrong with it is a fault with file, line and key.

    ``strict`` false skips the cross-field checks: what was once accepted stays readable.
    """
    data = packfile.parse(source, name)
    found = list(problems_of(kind, data)) if strict else []
    if found:
        raise found[0]
    return packfile.convert(data, wanted)


def check_pack(path: Path) -> list[Fault]:
    """Everything that is wrong with one pack file, whose kind is told by its folder or its keys."""
    try:
        data = packfile.parse(packfile.read_bytes(path), path.name)
        placed = path.parent.name in {Path(one).name for one in FOLDERS.values()}
        return list(problems_of(kind_of(path, data), data, placed=placed))
    except Fault as fault:
        return [fault]


def problems_of(kind: Kind, data: packfile.PackData, *, placed: bool = True) -> Iterator[Fault]:
    """Every problem of a definition; a file that lies where packs are installed must also bear its code as its name."""
    try:
        definition = packfile.convert(data, type_of(kind))
    except Fault as fault:
        yield fault
        return
    if placed and definition.code != Path(data.name).stem:
        key = "$.meta.code" if hasattr(definition, "meta") else "$.code"
        yield data.fault(key, f"代码 {definition.code} 与文件名 {data.name} 不一致")
    if kind != "document":
        yield from (data.fault(problem.path, problem.text) for problem in definition.problems())
    else:
        yield from (data.fault("$", text) for text in definition.validate())
