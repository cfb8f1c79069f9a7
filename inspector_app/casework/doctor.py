"""The self-check: database, journal, evidence files, fonts, packs, space; what to do about each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document
from inspector_app.records.evidence import Evidence
from inspector_app.vault.vault import LOW_SPACE

from . import home, pack_shelf
from .desk import Desk


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: in order, not in order, or (None) not to be known here."""

    name: str
    ok: bool | None
    detail: str
    todo: str = ""


def examine(desk: Desk, progress: Callable[[int, int], None] | None = None) -> list[Check]:
    """Look at everything an inspection rests on; nothing is changed."""
    return [
        *_store(desk),
        _home(desk),
        *_evidence(desk, progress),
        *_fonts(),
        *_packs(desk),
        *_installed(desk),
        _space(desk),
        _recovery(desk),
    ]


def _store(desk: Desk) -> Iterator[Check]:
    faults = desk.vault.database_faults()
    yield Check(
        name="数据库",
        ok=not faults,
        detail="完整" if not faults else faults[0],
        todo="" if not faults else "请停止使用，从最近的备份恢复",
    )
    broken = desk.vault.broken_chains()
    chains = len(list(desk.vault.chains()))
    yield Check(
        name="留痕",
        ok=not broken,
        detail=f"{chains}条链首尾相接" if not broken else f"链 {broken[0][0]} 从第{broken[0][1]}条起对不上",
        todo="" if not broken else "请保留现状并报告总部",
    )


def _home(desk: Desk) -> Check:
    gone = home.away(desk)
    return Check(
        name="数据所在",
        ok=True if gone is None else None,
        detail="在原来的电脑和文件夹里" if gone is None else gone.told,
        todo="" if gone is None else "请在设置的文号号段里说明是搬来的还是复制的，说明以后才能取号",
    )


def _evidence(desk: Desk, progress: Callable[[int, int], None] | None) -> Iterator[Check]:
    originals = desk.read.find(Evidence)
    documents = [d for d in desk.read.find(Document) if d.pdf_sha256]
    wanted = [(e.sha256, e.original_name) for e in originals] + [(d.pdf_sha256, d.name) for d in documents]
    lost = []
    for done, (sha256, name) in enumerate(wanted, 1):
        fault = desk.vault.files.check(sha256)
        if fault is not None:
            lost.append(f"{name}：{fault.what}")
        if progress:
            progress(done, len(wanted))
    yield Check(
        name="证据文件",
        ok=not lost,
        detail=f"{len(originals)}个原件、{len(documents)}份文书逐一核对无误"
        if not lost
        else f"{len(lost)}个有问题：{lost[0]}",
        todo="" if not lost else "请从备份或导出包取回",
    )


def _fonts() -> Iterator[Check]:
    from inspector_app.documents.fonts import missing_characters

    missing = missing_characters("药品监督管理局〔2026〕第一号𠮷野堃祎珺喆镕")
    yield Check(
        name="字体",
        ok=not missing,
        detail="公文字体与生僻字字体齐全" if not missing else "缺字：" + "".join(missing),
        todo="" if not missing else "请重新安装程序",
    )


def _packs(desk: Desk) -> Iterator[Check]:
    faults: list[Fault] = desk.library.faults()
    entries = desk.library.entries()
    loose = [e.title for e in entries if not e.registered]
    detail = f"{len(entries)}个表单包可用" if not faults else str(faults[0])
    yield Check(
        name="表单包",
        ok=not faults,
        detail=detail + (f"，其中{len(loose)}个未登记" if loose and not faults else ""),
        todo="" if not faults else "请重新安装程序或重新导入表单包",
    )


def _installed(desk: Desk) -> Iterator[Check]:
    """Every pack of headquarters, also those no longer in use: whole, signed, and whether it should still be used."""
    packs = pack_shelf.installed(desk)
    if not packs:
        return
    wrong: list[str] = []
    for one in packs:
        try:
            pack_shelf.open_installed(desk, one)
        except Fault as fault:
            wrong.append(f"{one.title} 第{one.version}版：{fault.what}")
    yield Check(
        name="总部下发的包",
        ok=not wrong,
        detail=f"{len(packs)}个包完整，签名无误" if not wrong else f"{len(wrong)}个有问题：{wrong[0]}",
        todo="" if not wrong else "请从备份恢复，或请总部重新下发",
    )
    for one in pack_shelf.expired(desk):
        yield Check(
            name="过期的包",
            ok=None,
            detail=f"{one.title} 第{one.version}版已于{one.expires}失效，仍在使用",
            todo="请向总部索取新版本",
        )


def _space(desk: Desk) -> Check:
    free = desk.vault.free_space()
    return Check(
        name="磁盘空间",
        ok=free > LOW_SPACE,
        detail=f"可用{free / 1024**3:.1f} GB",
        todo="" if free > LOW_SPACE else "请尽快腾出空间",
    )


def _recovery(desk: Desk) -> Check:
    known = desk.vault.recovery_recipient is not None
    return Check(
        name="恢复密钥",
        ok=known or None,
        detail="总部的恢复密钥可以打开本机数据" if known else "还没有登记总部，忘记口令将无法恢复",
        todo="" if known else "请在收发页导入总部的登记信",
    )
