"""What the office keeps: itself, its officers, the enterprises it knows, the numbers it may burn."""

from __future__ import annotations

import uuid
from datetime import date

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document, NumberBlock
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.person import Officer, Organisation
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from .desk import Desk


def organisation(desk: Desk) -> Organisation:
    """Return the office; a vault always has one."""
    return desk.read.get(Organisation, "self") or Organisation(name="")


def set_organisation(desk: Desk, value: Organisation) -> None:
    """Change what the documents of this office say about it."""
    if not value.name.strip():
        raise Fault("机关名称不能为空", kept="原来的名称还在", code="organisation_missing")
    desk.record(lambda _: Act(action="修改机关信息", puts=(value,)))


def officers(desk: Desk, *, retired: bool = False) -> list[Officer]:
    """Return the officers by name; those no longer in service only on request."""
    return sorted((o for o in desk.read.find(Officer) if retired or not o.retired), key=lambda o: o.name)


def new_officer(
    name: str, certificate_no: str, valid_from: date | None = None, valid_until: date | None = None
) -> Officer:
    """Make an officer that is not on file yet."""
    return Officer(
        id=uuid.uuid4().hex,
        name=name.strip(),
        certificate_no=certificate_no.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def save_officer(desk: Desk, officer: Officer) -> None:
    """Put an officer on file, or change what is on file."""
    if not officer.name.strip():
        raise Fault("还没有填写执法人员姓名", code="officer_name")
    if not officer.certificate_no.strip():
        raise Fault("还没有填写执法证号", todo="请照执法证填写", code="officer_certificate")
    twin = [o for o in desk.read.find(Officer, "certificate_no = ?", (officer.certificate_no,)) if o.id != officer.id]
    if twin:
        raise Fault(f"执法证号{officer.certificate_no}已登记给{twin[0].name}", kept="没有改动", code="officer_twin")
    desk.record(lambda _: Act(action="登记执法人员", puts=(officer,)))


def retire_officer(desk: Desk, officer_id: str) -> None:
    """Take an officer out of the lists; the records keep the name."""
    desk.record(
        lambda r: (
            None
            if (found := r.get(Officer, officer_id)) is None
            else Act(action="停用执法人员", puts=(msgspec.structs.replace(found, retired=True),))
        )
    )


def initials_of(name: str) -> str:
    """Return the pinyin initials of a name in lower case (``恒瑞药店`` → ``hryd``), for quick search."""
    from pypinyin import Style, lazy_pinyin

    return "".join(part[:1] for part in lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def new_enterprise(name: str = "") -> Enterprise:
    """Make an enterprise that is not on file yet."""
    return Enterprise(id=uuid.uuid4().hex, name=name)


def save_enterprise(desk: Desk, enterprise: Enterprise) -> Enterprise:
    """Put an enterprise on file; earlier inspections keep what they were made with."""
    kept = msgspec.structs.replace(enterprise, initials=initials_of(enterprise.name))
    desk.record(lambda _: Act(action="登记企业", puts=(kept,)))
    return kept


def find_enterprises(desk: Desk, text: str = "", limit: int = 50) -> list[Enterprise]:
    """Find enterprises by part of the name, licence or credit code, or by pinyin initials."""
    words = text.strip()
    if not words:
        return desk.read.find(Enterprise, tail=f"ORDER BY name LIMIT {int(limit)}")
    like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    condition = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in ("name", "uscc", "licence_no", "initials"))
    return desk.read.find(
        Enterprise, f"({condition})", (like, like, like, like.lower()), tail=f"ORDER BY name LIMIT {int(limit)}"
    )


def number_blocks(desk: Desk) -> list[NumberBlock]:
    """Return the number blocks, newest year first."""
    return desk.read.find(NumberBlock, tail="ORDER BY year DESC, document_word, id")


def add_number_block(
    desk: Desk, document_word: str, *, year: int, first: int, last: int, source: str = "手工录入"
) -> NumberBlock:
    """Take over a range of numbers; ranges of one word and year never overlap, nor do they hold a number a document bears already."""
    word, kind = organisation(desk).number_word, document_word.strip()
    if not word:
        raise Fault("还没有设置机关代字，不能编文号", todo="请先在设置里填写机关代字", code="number_word")
    if not kind or first < 1 or last < first:
        raise Fault("号段不成立", kept="没有改动", todo="请填文种字，起号从1开始，止号不小于起号", code="number_range")
    block = NumberBlock(
        id=uuid.uuid4().hex,
        organisation_word=word,
        document_word=kind,
        year=year,
        first=first,
        last=last,
        next=first,
        source=source,
        checked_at=desk.now(),
    )

    def decide(reader: Reader) -> Act:
        for known in reader.find(NumberBlock, "year = ?", (year,)):
            if (
                known.organisation_word + known.document_word == word + kind
                and known.first <= last
                and first <= known.last
            ):
                raise Fault(
                    f"与已有号段{known.first}–{known.last}重叠",
                    kept="没有改动",
                    todo="请向总部核对号段",
                    code="number_overlap",
                )
        head, tail = f"{word}{kind}〔{year}〕", "号"
        for document in reader.find(Document, "number LIKE ?", (f"{head}%{tail}",)):
            borne = document.number.removeprefix(head).removesuffix(tail)
            if borne.isdecimal() and first <= int(borne) <= last:
                raise Fault(
                    f"{document.number}已经印在{document.name}上，这个号段不能再用",
                    kept="没有改动",
                    todo="请向总部核对号段",
                    code="number_borne",
                )
        return Act(action="登记号段", puts=(block,))

    desk.record(decide)
    return block
