"""Packs from headquarters: read and held against its key, previewed, installed in one act, laid over the shipped forms.

What was installed stays for ever: records made with a pack's rules name its files by digest and find them in the vault.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from inspector_app.bundle.pack import OpenedPack, Pack, load_pack
from inspector_app.catalog.compiling import compile_pack
from inspector_app.catalog.kinds import Kind, type_of
from inspector_app.catalog.laid import Laid
from inspector_app.catalog.number_words import NumberWords
from inspector_app.catalog.survey import check_laid
from inspector_app.catalog.wording import WordingPack
from inspector_app.fault import Fault
from inspector_app.records.exchange import Device
from inspector_app.records.pack import PACK_WORDS, InstalledPack
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import exchange, number_words, pack_changes, pack_numbers, pack_tasks
from .desk import Desk
from .pack_changes import Change, FileChange, State
from .pack_numbers import RangeLine
from .pack_shelf import in_use, installed, lay, signer
from .pack_tasks import TaskLine

NOTHING = "没有安装任何内容"


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that may be installed: what it is, which version is here, and all it would change. Nothing has changed yet.

    ``state`` is ``same`` where this very file is installed already. ``warnings`` never block.
    """

    path: Path
    pack: Pack
    sha256: str
    state: Literal["new", "update", "same"]
    version_before: int | None
    files: tuple[FileChange, ...]
    numbers: tuple[RangeLine, ...]
    tasks: tuple[TaskLine, ...]
    warnings: tuple[str, ...]

    @property
    def kind_word(self) -> str:
        """What kind of pack it is, in words."""
        return PACK_WORDS[self.pack.kind]


def preview(desk: Desk, path: Path) -> Incoming:
    """Read a pack and say what it would change; a pack that may not be installed is a Fault and changes nothing.

    Fault codes beside those of ``read_pack``: ``pack_older``, ``pack_other_bytes`` (this version is here with other content),
    ``pack_other_device``, ``pack_other_kind``, ``pack_clash`` (a file belongs to another pack), ``pack_invalid``.
    """
    return _preview(desk, path, _opened(desk, path))


def install(desk: Desk, path: Path) -> InstalledPack:
    """Install a pack, all of it or nothing, with one entry in the journal; the same pack twice changes nothing."""
    opened = _opened(desk, path)
    coming = _preview(desk, path, opened)
    pack = opened.pack
    known = desk.read.get(InstalledPack, _key(pack))
    if coming.state == "same" and known is not None:
        return known
    stored = desk.vault.files.put_bytes(opened.data)
    made = InstalledPack(
        id=_key(pack),
        kind=pack.kind,
        code=pack.code,
        version=pack.version,
        title=pack.title,
        issuer=pack.issuer,
        created=pack.created,
        effective=pack.effective,
        expires=pack.expires,
        note=pack.note,
        sha256=stored.sha256,
        size=stored.size,
        files=pack.files,
        installed_at=desk.now(),
        installed_by=desk.who,
    )

    def decide(reader: Reader) -> Act:
        _admit(desk, opened, reader)
        blocks, gone = pack_numbers.taken_over(pack, reader)
        return Act(
            action=f"安装{PACK_WORDS[pack.kind]} {pack.title} 第{pack.version}版",
            puts=(made, *blocks, *pack_tasks.taken_over(pack, reader)),
            drops=gone,
        )

    desk.record(decide)
    lay(desk)
    # Compiled now and kept by digest: records find these rules whatever is installed later.
    desk.library.entries()
    return made


def _key(pack: Pack) -> str:
    return f"{pack.code}#{pack.version}"


def _opened(desk: Desk, path: Path) -> OpenedPack:
    opened = load_pack(path, signer(desk))
    _admit(desk, opened, desk.read)
    return opened


def _admit(desk: Desk, opened: OpenedPack, reader: Reader) -> None:
    """Refuse what may not follow what is here: an older version, the same with other content, another laptop's pack."""
    pack = opened.pack
    here = reader.get(Device, "self")
    if pack.device_id and (here is None or pack.device_id != here.id):
        raise Fault(
            f"这个{PACK_WORDS[pack.kind]}是发给另一台电脑（{pack.device_id}）的",
            kept=NOTHING,
            todo="请交给那台电脑，或向总部索取本机的包",
            code="pack_other_device",
        )
    for one in reader.find(InstalledPack, "code = ?", (pack.code,)):
        if one.kind != pack.kind:
            raise Fault(
                f"代码 {pack.code} 已用于{PACK_WORDS[one.kind]}“{one.title}”",
                kept=NOTHING,
                todo="请总部换一个代码重新签发",
                code="pack_other_kind",
            )
        if one.version == pack.version and one.sha256 != opened.sha256:
            raise Fault(
                f"“{pack.title}”第 {pack.version} 版已经安装过，但内容不同",
                kept="已安装的没有改动",
                todo="同一版本不能有两种内容，请向总部核实",
                code="pack_other_bytes",
            )
        if one.version > pack.version:
            raise Fault(
                f"“{pack.title}”第 {pack.version} 版比已安装的第 {one.version} 版旧",
                kept="已安装的没有改动",
                todo="请向总部索取更新的版本",
                code="pack_older",
            )
    mine = {one.path for one in pack.files}
    for other in in_use(desk, reader):
        if other.code != pack.code and (shared := sorted(mine & {one.path for one in other.files})):
            raise Fault(
                f"{shared[0]} 已由“{other.title}”提供，两个包不能提供同一文件",
                kept=NOTHING,
                todo="请向总部核实以哪一个为准",
                code="pack_clash",
            )


def _preview(desk: Desk, path: Path, opened: OpenedPack) -> Incoming:
    pack = opened.pack
    before = [one for one in installed(desk) if one.code == pack.code]
    same = any(one.version == pack.version for one in before)
    if not same:
        _check(desk, opened)
    return Incoming(
        path=path,
        pack=pack,
        sha256=opened.sha256,
        state="same" if same else "update" if before else "new",
        version_before=max((one.version for one in before), default=None),
        files=tuple(_file_changes(desk, opened)),
        numbers=pack_numbers.lines(desk, pack),
        tasks=pack_tasks.lines(desk, pack),
        warnings=tuple(_warnings(desk, pack)),
    )


def _check(desk: Desk, opened: OpenedPack) -> None:
    """The checks of ``inspector forms check``, with the pack laid over what is in use."""
    files = [
        Laid(
            path=one.path,
            digest=one.digest,
            origin=opened.pack.title,
            read=partial(opened.sources.__getitem__, one.path),
        )
        for one in opened.pack.files
    ]
    wrong = [problem for checked in check_laid(desk.library, files) for problem in checked.problems] if files else []
    if wrong:
        more = f"（共 {len(wrong)} 处）" if len(wrong) > 1 else ""
        raise Fault(
            f"包里的内容有错：{wrong[0]}{more}",
            kept=NOTHING,
            todo="请把这句话告诉总部，改正后重新签发",
            code="pack_invalid",
        )


def _file_changes(desk: Desk, opened: OpenedPack) -> Iterator[FileChange]:
    laws = {law.id: law.short for law in desk.library.catalogue().laws}
    for file in opened.pack.files:
        after = compile_pack(
            file.kind, opened.sources[file.path], f"{file.code}.yaml", type_of(file.kind), strict=False
        )
        title = _title(after)
        if file.kind in ("wording", "number_words"):
            told = _word_changes(desk, after) if file.kind == "number_words" else _wording_changes(desk, after)
            state: State = "changed" if file.code in desk.library.codes(file.kind) else "new"
            yield FileChange(
                kind=file.kind, code=file.code, title=title, state=state, version_after=file.version, changes=told
            )
            continue
        if file.code not in desk.library.codes(file.kind):
            yield FileChange(
                kind=file.kind,
                code=file.code,
                title=title,
                state="new",
                version_after=file.version,
                changes=_contents(desk, file.kind, after, laws),
            )
            continue
        known = desk.library.entry(file.kind, file.code)
        found = pack_changes.changes(desk.library.definition(file.kind, file.code), after, laws)
        yield FileChange(
            kind=file.kind,
            code=file.code,
            title=title,
            state="changed" if known.digest != file.digest else "same",
            version_before=known.version,
            version_after=file.version,
            changes=found,
        )
    staying = {one.path for one in opened.pack.files}
    for before in in_use(desk, desk.read):
        for gone in before.files:
            if before.code == opened.pack.code and gone.path not in staying:
                yield FileChange(
                    kind=gone.kind, code=gone.code, title=gone.code, state="gone", version_before=gone.version
                )


def _wording_changes(desk: Desk, pack: WordingPack) -> tuple[Change, ...]:
    return pack_changes.wording_changes(desk.library, pack)


def _word_changes(desk: Desk, pack: NumberWords) -> tuple[Change, ...]:
    return tuple(
        Change(what=f"{name} › 文种字", before=before, after=after)
        for name, before, after in number_words.changes(desk, pack)
    )


def _contents(desk: Desk, kind: Kind, after: Any, laws: dict[str, str]) -> tuple[Change, ...]:
    """What a new file brings; of a province's rules, how they differ from those they extend."""
    if kind == "discretion" and after.extends is not None:
        try:
            base = desk.library.lawbook().discretion(after.extends)
        except Fault:  # it comes in the same pack
            return ()
        return pack_changes.local_changes(base, after, laws)
    return pack_changes.contents(kind, after, laws)


def _title(definition: object) -> str:
    meta = getattr(definition, "meta", definition)
    return str(getattr(meta, "title", "") or getattr(definition, "name", ""))


def _warnings(desk: Desk, pack: Pack) -> Iterator[str]:
    today = desk.now().date()
    if pack.expires is not None and pack.expires < today:
        yield f"这个包已于 {pack.expires} 失效，仍可安装，请向总部索取新的"
    if pack.effective > today:
        yield f"{pack.effective} 才生效，安装后到那一天自动启用，之前仍用现在的"
    known = exchange.headquarters(desk)
    if known is not None and known.id != pack.hq_id:
        yield f"包上写的总部编号是 {pack.hq_id}，登记的是 {known.id}；签名相符"
