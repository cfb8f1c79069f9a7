"""Packs that headquarters makes: checked as ``inspector forms check`` does, signed, entered in the register, kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from inspector_app import places
from inspector_app.bundle.files import write_whole
from inspector_app.bundle.pack import HOLDS, SUFFIX, Pack, load_pack, write_pack
from inspector_app.catalog import packfile
from inspector_app.catalog.compiling import compile_pack
from inspector_app.catalog.kinds import FOLDERS, WORDS, head_of, kind_of, type_of
from inspector_app.catalog.laid import Laid
from inspector_app.catalog.library import Library
from inspector_app.catalog.survey import check_laid
from inspector_app.fault import Fault, UsageFault
from inspector_app.headquarters import keys, numbers
from inspector_app.headquarters.folder import Headquarters, writing
from inspector_app.records.pack import PACK_WORDS, PackFile, PackKind
from inspector_app.records.task import TaskOrder


class MadePack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack as the register has it, and where its file was written."""

    pack: Pack
    sha256: str
    path: Path


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the register of packs."""

    code: str
    version: int
    kind: PackKind
    title: str
    device_id: str
    sha256: str
    at: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a pack is to be called and from when to when it is to be used; without ``version`` the next one is taken."""

    code: str
    title: str
    effective: date
    expires: date | None = None
    version: int | None = None
    note: str = ""


def make(
    headquarters: Headquarters, kind: PackKind, folder: Path, order: Order, *, at: datetime, out: Path | None = None
) -> MadePack:
    """Make a pack of the YAML files below ``folder``, after the same checks as ``inspector forms check``.

    They are checked as they will lie: over the shipped forms and the newest of every other pack.

    Faults: ``path-missing``, ``path-empty``, ``pack_kind`` (a file that such a pack cannot hold), ``pack_invalid`` (its first fault with
    file, line and key), ``pack_version``, and those of the drive.
    """
    sources = dict(_sources(kind, folder))
    _check(headquarters, order.code, sources)
    files = tuple(
        PackFile(
            path=path,
            kind=file_kind,
            code=(head := head_of(file_kind, compile_pack(file_kind, data, Path(path).name, type_of(file_kind)))).code,
            version=head.version,
            digest=hashlib.sha256(data).hexdigest(),
        )
        for path, (file_kind, data) in sorted(sources.items())
    )
    return _sign(
        headquarters,
        partial(_pack, headquarters, kind, order, at=at, files=files),
        order,
        {path: data for path, (_, data) in sources.items()},
        out,
    )


def numbers_pack(headquarters: Headquarters, device_id: str, *, at: datetime, out: Path | None = None) -> MadePack:
    """Make the pack of all ranges that were given to a laptop; each call is a new version."""
    order = Order(code=f"numbers-{device_id}", title="文号号段", effective=at.date())

    def pack(db: Any, version: int) -> Pack:
        given = tuple(numbers.of_device(db, device_id))
        if not given:
            raise Fault(
                f"还没有给设备 {device_id} 分过号段", todo="请先用 inspector hq numbers allot", code="number_none"
            )
        return _pack(headquarters, "numbers", order, db, version, at=at, device_id=device_id, numbers=given)

    return _sign(headquarters, pack, order, {}, out)


def tasks_pack(
    headquarters: Headquarters, device_id: str, tasks: tuple[TaskOrder, ...], *, at: datetime, out: Path | None = None
) -> MadePack:
    """Make the pack of all tasks a laptop has to do; what an earlier one listed and this one does not is taken back."""
    order = Order(code=f"tasks-{device_id}", title="检查任务", effective=at.date())
    codes = set(Library(places.forms_folder()).codes("checklist"))
    if unknown := sorted({one.checklist for one in tasks} - codes):
        raise UsageFault(
            f"没有代码为“{unknown[0]}”的检查表", todo="可用的：" + "、".join(sorted(codes)), code="checklist-unknown"
        )

    def pack(db: Any, version: int) -> Pack:
        numbers.require_device(db, device_id)
        return _pack(headquarters, "tasks", order, db, version, at=at, device_id=device_id, tasks=tasks)

    return _sign(headquarters, pack, order, {}, out)


def register(headquarters: Headquarters) -> list[Listed]:
    """List every pack that was signed, the newest last."""
    with headquarters.database() as db:
        sql = "SELECT code, version, kind, title, device_id, sha256, at FROM pack ORDER BY at, code, version"
        return [Listed(**row) for row in db.query(sql)]


def _pack(
    headquarters: Headquarters, kind: PackKind, order: Order, _db: Any, version: int, *, at: datetime, **more: Any
) -> Pack:
    return Pack(
        kind=kind,
        code=order.code,
        version=version,
        title=order.title.strip(),
        hq_id=headquarters.enrolment.hq_id,
        issuer=headquarters.enrolment.name,
        created=at,
        effective=order.effective,
        expires=order.expires,
        note=order.note,
        **more,
    )


def _sign(
    headquarters: Headquarters, pack_of: Any, order: Order, sources: dict[str, bytes], out: Path | None
) -> MadePack:
    """Give the pack its version, sign it, write it, enter it: the register has it only if the file stands."""
    key = keys.signing_key(headquarters.folder)
    with headquarters.database() as db, writing(db):
        rows = list(
            db.query("SELECT version, kind FROM pack WHERE code = ? ORDER BY version DESC LIMIT 1", [order.code])
        )
        last = int(rows[0]["version"]) if rows else 0
        version = order.version if order.version is not None else last + 1
        if version <= last:
            raise UsageFault(
                f"{order.code} 已签发到第 {last} 版，版本只能往上走", todo=f"请用第 {last + 1} 版", code="pack_version"
            )
        pack: Pack = pack_of(db, version)
        if rows and rows[0]["kind"] != pack.kind:
            raise UsageFault(f"代码 {order.code} 已用于{PACK_WORDS[rows[0]['kind']]}", code="pack_kind")
        data = write_pack(pack, sources, key)
        target = out or headquarters.packs / pack.file_name
        if out is not None and target.exists():
            raise UsageFault(f"{target} 已存在，不会覆盖", kept="没有签发", todo="请换一个文件名", code="target_exists")
        headquarters.packs.mkdir(exist_ok=True)
        write_whole(headquarters.packs / pack.file_name, data)
        if out is not None:
            write_whole(target, data)
        sha256 = hashlib.sha256(data).hexdigest()
        db["pack"].insert(
            {
                "code": pack.code,
                "version": version,
                "kind": pack.kind,
                "title": pack.title,
                "device_id": pack.device_id,
                "sha256": sha256,
                "at": pack.created.isoformat(),
                "body": msgspec.json.encode(pack).decode(),
            }
        )
    return MadePack(pack=pack, sha256=sha256, path=target)


def _sources(kind: PackKind, folder: Path) -> Iterator[tuple[str, tuple[Any, bytes]]]:
    """Every YAML file below a folder, with the place it will have below ``forms/``."""
    if not folder.is_dir():
        raise UsageFault(f"找不到文件夹 {folder}", code="path-missing")
    seen: dict[str, Path] = {}
    for path in sorted(one for one in folder.rglob("*.yaml") if one.is_file()):
        data = packfile.read_bytes(path)
        parsed = packfile.parse(data, path.name)
        found = kind_of(path, parsed)
        if found not in HOLDS[kind]:
            can = "、".join(WORDS[one] for one in HOLDS[kind])
            raise UsageFault(
                f"{path.name} 是{WORDS[found]}，{PACK_WORDS[kind]}只能放{can}", kept="没有签发", code="pack_kind"
            )
        place = f"{FOLDERS[found]}/{path.name}"
        if place in seen:
            raise UsageFault(f"{path} 与 {seen[place]} 同名", kept="没有签发", code="pack_kind")
        seen[place] = path
        yield place, (found, data)
    if not seen:
        raise UsageFault(f"{folder} 里没有表单文件（*.yaml）", code="path-empty")


def _check(headquarters: Headquarters, code: str, sources: dict[str, tuple[Any, bytes]]) -> None:
    files = [_laid(path, data) for path, (_, data) in sources.items()]
    library = Library(places.forms_folder())
    library.lay(_issued(headquarters, code))
    wrong = [problem for one in check_laid(library, files) for problem in one.problems]
    if wrong:
        more = f"（共 {len(wrong)} 处，可用 inspector forms check 逐一列出）" if len(wrong) > 1 else ""
        raise Fault(f"{wrong[0]}{more}", kept="没有签发", todo="请按指出的位置改正", code="pack_invalid")


def _issued(headquarters: Headquarters, code: str) -> Iterator[Laid]:
    """The files of the newest version of every pack of another code, from the copies that were kept."""
    newest = {one.code: one for one in register(headquarters) if one.code != code and HOLDS[one.kind]}
    for one in newest.values():
        path = headquarters.packs / f"pack-{one.code}-{one.version}{SUFFIX}"
        if path.is_file():
            opened = load_pack(path, headquarters.enrolment.signer)
            yield from (_laid(place, data) for place, data in opened.sources.items())


def _laid(path: str, data: bytes) -> Laid:
    return Laid(path=path, digest=hashlib.sha256(data).hexdigest(), origin="", read=partial(bytes, data))
