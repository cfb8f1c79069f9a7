"""The kinds of packs: in which folder each lies, by which keys it is told, what type it has, and what a list shows of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.packfile import PackData

if TYPE_CHECKING:
    from inspector_app.catalog.calendar import YearCalendar
    from inspector_app.catalog.count_rules import CountRules

Kind = Literal[
    "checklist",
    "document",
    "procedure",
    "calendar",
    "law",
    "violation",
    "discretion",
    "wording",
    "number_words",
    "judgement",
]
FOLDERS: dict[Kind, str] = {
    "checklist": "checklists",
    "document": "documents",
    "procedure": "procedures",
    "calendar": "calendars",
    "law": "laws/catalogue",
    "violation": "laws/violations",
    "discretion": "laws/discretion",
    "wording": "wording",
    "number_words": "number-words",
    "judgement": "judgements",
}
WORDS: dict[Kind, str] = {
    "checklist": "检查表",
    "document": "文书",
    "procedure": "程序",
    "calendar": "节假日安排",
    "law": "法规目录",
    "violation": "违法行为库",
    "discretion": "裁量规则",
    "wording": "用语包",
    "number_words": "文种字",
    "judgement": "判定规则",
}


class PackHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of packs shows of one. ``unverified`` counts what was not read in its official source."""

    kind: Kind
    code: str
    title: str
    short_title: str
    version: str
    issuer: str = ""
    effective: str = ""
    counts: dict[str, int] = {}
    unverified: int = 0
    verified_note: str = ""
    incomplete: bool = False


def kind_of(path: Path, data: PackData) -> Kind:
    """Tell the kinds apart: by the folder, or by the keys that only one of them has."""
    for kind, below in FOLDERS.items():
        if path.parent.name == Path(below).name:
            return kind
    keys: dict[str, Kind] = {
        "chapters": "checklist",
        "transitions": "procedure",
        "counting": "procedure",
        "related": "procedure",
        "holidays": "calendar",
        "laws": "law",
        "violations": "violation",
        "bands": "discretion",
        "extends": "discretion",
        "documents": "wording",
        "doc_words": "number_words",
        "questions": "judgement",
    }
    value = data.value if isinstance(data.value, dict) else {}
    return next((kind for key, kind in keys.items() if key in value), "document")


def head_of(kind: Kind, definition: Any) -> PackHead:
    """What a list shows of a definition."""
    if kind == "checklist":
        return _checklist_head(definition)
    if kind == "procedure":
        from inspector_app.catalog.procedure_head import procedure_head

        return procedure_head(definition)
    if kind == "calendar":
        return _calendar_head(definition)
    if kind in ("law", "violation", "discretion"):
        from inspector_app.catalog.law_pack import law_head

        return law_head(kind, definition)
    if kind == "judgement":
        return _judgement_head(definition)
    if kind == "number_words":
        read = all(one.verified for one in definition.doc_words)
        return PackHead(
            kind=kind,
            code=definition.code,
            title=definition.name,
            short_title=definition.name,
            version=definition.version,
            issuer=definition.issuer,
            effective=definition.effective,
            counts={"doc_words": len(definition.doc_words)},
            unverified=sum(not one.verified for one in definition.doc_words),
            verified_note="已对照文号规则核实" if read else "有的文种字未核实",
        )
    if kind == "wording":
        return PackHead(
            kind=kind,
            code=definition.code,
            title=definition.name,
            short_title=definition.name,
            version=definition.version,
            issuer=definition.issuer,
            effective=definition.effective,
            counts={"documents": len(definition.documents)},
            verified_note="本机关自定的用语，由本机关负责核对",
        )
    counts = {"fields": len(definition.fields)}
    return PackHead(
        kind=kind,
        code=definition.code,
        title=definition.name,
        short_title=definition.name,
        version=definition.version,
        counts=counts,
        unverified=0 if definition.verified else 1,
        verified_note="已对照官方格式核实" if definition.verified else f"未核实：{definition.verification.why}",
    )


def _checklist_head(checklist: Checklist) -> PackHead:
    items = checklist.items()
    unverified = sum(not item.verified for item in items)
    levels = {level.code: sum(item.severity == level.code for item in items) for level in checklist.severity_levels}
    if checklist.severity_by_inspector:
        levels = {}
    if not unverified:
        note = "官方序号与等级均已核实"
    elif checklist.meta.official_checklist is False:
        note = "非官方编号清单，由法规条文整理；无官方序号与等级"
    elif checklist.severity_by_inspector:
        note = "条号已核实；条文无官方等级，等级由检查员评定"
    else:
        note = f"{len(items)} 项中 {unverified} 项的序号或等级未核实"
    counts = {"chapters": len(checklist.chapters), "items": len(items), "checkable": len(checklist.checkable_items())}
    return PackHead(
        kind="checklist",
        code=checklist.code,
        title=checklist.title,
        short_title=checklist.short_title,
        version=checklist.version,
        issuer=checklist.meta.issuer,
        effective=checklist.meta.effective,
        counts=counts | {code: number for code, number in levels.items() if number},
        unverified=unverified,
        verified_note=note,
        incomplete=bool(checklist.meta.completeness),
    )


def _judgement_head(rules: CountRules) -> PackHead:
    meta = rules.meta
    return PackHead(
        kind="judgement",
        code=rules.code,
        title=meta.title,
        short_title=meta.short_title,
        version=meta.version,
        issuer=meta.issuer,
        effective="",
        counts={"rulesets": len(rules.rulesets)},
        unverified=0 if meta.enabled and meta.rules_verified else 1,
        verified_note=rules.standing or meta.rules_verified_note,
        incomplete=False,
    )


def _calendar_head(calendar: YearCalendar) -> PackHead:
    from inspector_app.catalog.calendar import off_count

    read = calendar.verified is True
    return PackHead(
        kind="calendar",
        code=calendar.code,
        title=calendar.name,
        short_title=calendar.name,
        version=calendar.version,
        issuer=calendar.issuer,
        effective=f"{calendar.year}-01-01",
        counts={"off": off_count(calendar), "worked": len(calendar.worked)},
        unverified=0 if read else 1,
        verified_note="已对照放假通知核实" if read else f"未核实：{calendar.note}",
    )


def type_of(kind: Kind) -> Any:
    """The type of the definitions of a kind; imported when first asked for."""
    if kind == "checklist":
        return Checklist
    if kind == "procedure":
        from inspector_app.catalog.procedure import Procedure

        return Procedure
    if kind == "calendar":
        from inspector_app.catalog.calendar import YearCalendar

        return YearCalendar
    if kind in ("law", "violation", "discretion"):
        from inspector_app.catalog.law_pack import TYPES

        return TYPES[kind]
    if kind == "judgement":
        from inspector_app.catalog.count_rules import CountRules

        return CountRules
    if kind == "number_words":
        from inspector_app.catalog.number_words import NumberWords

        return NumberWords
    if kind == "wording":
        from inspector_app.catalog.wording import WordingPack

        return WordingPack
    from inspector_app.catalog.form import DocumentForm

    return DocumentForm
