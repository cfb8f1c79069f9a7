"""The dossier (案卷): 正卷 and 副卷 in the prescribed order, each one PDF with cover, index, page numbers and bookmarks.

The order is 程序规定第78条 as ``closing_archive.yaml`` states it. Frozen documents are copied; their bytes stay as they were issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Exhibit, Paper
from inspector_app.records.document import Document
from inspector_app.records.evidence import Evidence, EvidenceLink
from inspector_app.rules.deadline_request import CHINA
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_facts, case_filling, cases, confirming, evidencing, issuing
from .desk import Desk
from .printing import write_whole

Code = Literal["main", "sub"]
NAMES: dict[Code, str] = {"main": "正卷", "sub": "副卷"}
SECTIONS: dict[Code, str] = {"main": "dossier_main", "sub": "dossier_sub"}
FILING, DECISION, TOLD, EVIDENCE, HEARING, GOODS, OTHER = range(7)
SOURCE, REPORT, REVIEW, HEARD, CLOSING, INTERNAL = range(6)
_DECISIONS = frozenset({"penalty_decision", "no_penalty_decision", "on_spot_penalty_decision"})
BOUND = frozenset({"dossier_cover", "dossier_index", "dossier_note"})
"""Forms that are made with the binding and never by themselves."""
PLACES: dict[str, tuple[Code, int]] = {
    "case_filing_approval": ("main", FILING),
    "penalty_decision": ("main", DECISION),
    "no_penalty_decision": ("main", DECISION),
    "on_spot_penalty_decision": ("main", DECISION),
    "penalty_info_summary": ("main", DECISION),
    "site_record": ("main", EVIDENCE),
    "inquiry_record": ("main", EVIDENCE),
    "evidence_extraction_sheet": ("main", EVIDENCE),
    "electronic_evidence_record": ("main", EVIDENCE),
    "sampling_record": ("main", EVIDENCE),
    "testing_commission": ("main", EVIDENCE),
    "pleading_record": ("main", EVIDENCE),
    "assist_investigation_letter": ("main", EVIDENCE),
    "assist_identification_notice": ("main", EVIDENCE),
    "hearing_record": ("main", HEARING),
    "property_disposal_record": ("main", GOODS),
    "early_disposal_confirmation": ("main", GOODS),
    "case_source_registration": ("sub", SOURCE),
    "report_registration": ("sub", SOURCE),
    "complaint_registration": ("sub", SOURCE),
    "case_assignment_notice": ("sub", SOURCE),
    "designated_jurisdiction_notice": ("sub", SOURCE),
    "investigation_final_report": ("sub", REPORT),
    "case_review_form": ("sub", REVIEW),
    "hearing_report": ("sub", HEARD),
    "case_closure_approval": ("sub", CLOSING),
}
"""Where a form lies; others by whom they are for: the party's in the main volume, the office's own in the other."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the index: number, name, day, first and last page (equal for one page), remark; ``section`` is its heading."""

    number: str
    name: str
    day: str
    first: int
    last: int
    remark: str
    section: str


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """One bound volume. ``pages`` counts the numbered pages, paper behind slip sheets included; ``lacking`` is what its cover still lacks."""

    code: str
    name: str
    entries: tuple[Entry, ...]
    pages: int
    lacking: tuple[str, ...]
    pdf: bytes


class _Item(msgspec.Struct, frozen=True, kw_only=True):
    """A piece before it is bound."""

    volume: Code
    section: int
    at: datetime
    number: str
    name: str
    pdf: bytes
    remark: str = ""
    reserved: int = 0


def bind(desk: Desk, case_id: str, *, retention: str = "") -> tuple[Volume, Volume]:
    """Bind both volumes as the case stands: issued and void documents, exhibits, slips for paper; drafts are left out.

    ``retention`` is one of the cover's choices, without it the first line of the cover's form is left open. A cover that lacks
    something is bound as a draft and says so; the same records give the same bytes.
    """
    case = cases.load(desk, case_id)
    items = sorted(_items(desk, case), key=lambda one: (one.section, one.at, one.name))
    form = desk.library.form("dossier_cover")
    kept = form.field("retention")
    if retention and (kept is None or retention not in kept.options):
        known = "、".join(kept.options) if kept else "无"
        raise UsageFault(f"没有“{retention}”这种保管期限", todo=f"可选：{known}", code="retention")
    return (
        _volume(desk, case, "main", items, retention),
        _volume(desk, case, "sub", items, retention),
    )


def write(desk: Desk, case_id: str, folder: Path, *, retention: str = "") -> list[tuple[Volume, Path]]:
    """Bind both volumes and write them into a folder, whole or not at all; a file of the same name is replaced.

    Where nothing is lacking, cover, index and note are registered as made, for the step that archives the case.
    """
    if not folder.is_dir():
        raise Fault(f"“{folder.name or folder}”不是可用的文件夹", kept="案件没有改动", todo="请另选位置", code="target")
    made = []
    title = "".join(c if c.isalnum() or c in "（）〔〕" else "_" for c in cases.title(cases.load(desk, case_id)))[:60]
    volumes = bind(desk, case_id, retention=retention)
    # A case on the spot has nothing in its second volume: an empty one is not bound.
    spot = confirming.on_the_spot(desk, case_id)
    for volume in [one for one in volumes if one.entries or not spot]:
        path = folder / f"{title}_{volume.name}.pdf"
        made.append((volume, write_whole(path, volume.pdf)))
    if not any(volume.lacking for volume, _ in made):
        _keep_as_made(desk, case_id)
    return made


def _keep_as_made(desk: Desk, case_id: str) -> None:
    """Once both volumes are whole, their cover, index and note count as made: the step 立卷归档 asks for nothing twice."""
    at = desk.now()

    def decide(reader: Reader) -> Act | None:
        case = cases.load(desk, case_id, reader)
        known = {one.form_code for one in cases.belonging(desk, Paper, case_id, reader)}
        puts = tuple(
            Paper(
                id=f"{case_id}/{code}",
                case_id=case_id,
                form_code=code,
                name=desk.library.form(code).name,
                made_at=at,
                note="随案卷制作",
            )
            for code in sorted(BOUND - known)
        )
        return Act(action="制作案卷", chain=case_id, puts=puts) if puts and case.state == "under_way" else None

    desk.record(decide)


def sections(desk: Desk, code: Code) -> list[str]:
    """The headings of a volume in their order, as the procedure pack states them (程序规定第78条)."""
    machine = desk.library.procedures().machine("closing_archive")
    found = next((one for one in machine.sections if one.id == SECTIONS[code]), None)
    return [one.text for one in found.clauses] if found else []


# What lies in it


def _items(desk: Desk, case: Case) -> Iterable[_Item]:
    documents = issuing.documents(desk, case_id=case.id)
    documents += issuing.documents(desk, case.inspection_id) if case.inspection_id else []
    decided = {one.number for one in documents if one.form_code in _DECISIONS and one.number}
    for one in documents:
        if one.pdf_sha256 and one.form_code not in BOUND:
            yield _document(desk, one, decided)
    for paper in cases.belonging(desk, Paper, case.id):
        if paper.form_code not in BOUND:
            yield _paper(desk, paper)
    mine = {one.id for one in documents}
    for exhibit in case_facts.exhibits(desk, case.id):
        if exhibit.document_id and exhibit.document_id not in mine:
            yield _borrowed(desk, exhibit)
        yield from _exhibit(desk, exhibit)


def _borrowed(desk: Desk, one: Exhibit) -> _Item:
    """A record made in the unit's case that proves something in a responsible person's: bound as a copy, else the volume lacks it."""
    document = issuing.load(desk, one.document_id)
    return _Item(
        volume="main",
        section=EVIDENCE,
        at=one.collected_at or document.issued_at or document.created_at,
        number=document.number,
        name=f"{one.label} {one.name}",
        pdf=issuing.frozen(desk, document.id),
        remark="复制件，原件在单位案卷",
    )


def _document(desk: Desk, one: Document, decided: set[str]) -> _Item:
    form = issuing.form_of(desk, one)
    volume, section = place(form)
    if one.form_code == "service_receipt" and _about(one.values, decided):
        section = DECISION
    void = f"已作废：{one.void_reason}" if one.status == "void" else ""
    if one.status == "corrected":
        void = f"已更正：{one.correction_reason}"
    return _Item(
        volume=volume,
        section=section,
        at=one.issued_at or one.created_at,
        number=one.number,
        name=one.name,
        pdf=issuing.frozen(desk, one.id),
        remark=void,
    )


def place(form: DocumentForm) -> tuple[Code, int]:
    """Return the volume and section of a form."""
    if form.code in PLACES:
        return PLACES[form.code]
    if form.audience == "party":
        return "main", TOLD
    return ("sub", INTERNAL) if form.audience == "internal" else ("main", OTHER)


def _about(values: Mapping[str, Any], decided: set[str]) -> bool:
    rows = values.get("doc_list")
    text = str(rows) if isinstance(rows, list) else ""
    return any(number in text for number in decided) or "处罚决定书" in text


def _paper(desk: Desk, one: Paper) -> _Item:
    from inspector_app.documents.volume import slip_page

    volume: Code = "main"
    section = OTHER
    if one.form_code in desk.library.codes("document"):
        volume, section = place(desk.library.form(one.form_code))
    lines = [f"文号：{one.number or '无'}", f"日期：{_day(one.made_at)}", f"本页后附纸质原件{one.pages}页。"]
    return _Item(
        volume=volume,
        section=section,
        at=one.made_at,
        number=one.number,
        name=one.name,
        pdf=slip_page(one.name, [*lines, one.note] if one.note else lines),
        remark="纸质件",
        reserved=one.pages,
    )


def _exhibit(desk: Desk, one: Exhibit) -> Iterable[_Item]:
    from inspector_app.documents.volume import picture_page, slip_page

    if one.document_id:
        return
    link = desk.read.get(EvidenceLink, one.link_id) if one.link_id else None
    original = desk.read.get(Evidence, link.sha256) if link else None
    taken = [
        f"证明：{one.proves}" if one.proves else "",
        f"收集时间：{_day(one.collected_at)}" if one.collected_at else "",
    ]
    taken += [
        f"收集人：{'、'.join(one.collectors)}" if one.collectors else "",
        f"地点：{one.place}" if one.place else "",
    ]
    lines = [line for line in taken if line]
    title = f"{one.label}　{one.name}"
    if original is not None:
        lines.append(f"原件 SHA-256：{original.sha256}")
        pdf, reserved = picture_page(evidencing.viewable(desk, original.sha256), title, lines), 0
    else:
        reserved = one.pages
        lines.append(f"本页后附纸质原件{one.pages}页。" if one.pages else "原物另行保管。")
        pdf = slip_page(title, lines)
    yield _Item(
        volume="main",
        section=EVIDENCE,
        at=one.collected_at or datetime.min.replace(tzinfo=CHINA),
        number="",
        name=title.replace("　", " "),
        pdf=pdf,
        remark="纸质件" if reserved else "",
        reserved=reserved,
    )


def _day(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(CHINA).date().isoformat()


# Binding


def _volume(desk: Desk, case: Case, code: Code, items: list[_Item], retention: str) -> Volume:
    from inspector_app.documents.volume import Piece, page_count
    from inspector_app.documents.volume import bind as bind_pages

    names = sections(desk, code)
    entries: list[Entry] = []
    pieces: list[Piece] = []
    number = 1
    for one in items:
        if one.volume != code:
            continue
        heading = names[one.section] if one.section < len(names) else "其他有关材料"
        last = number + page_count(one.pdf) + one.reserved - 1
        entries.append(
            Entry(
                number=one.number,
                name=one.name,
                day=_day(one.at) if one.at.year > 1 else "",
                first=number,
                last=last,
                remark=one.remark,
                section=heading,
            )
        )
        pieces.append(Piece(title=one.name, pdf=one.pdf, group=heading, reserved=one.reserved))
        number = last + 1
    pages = number - 1
    known = _known(desk, case, code, len(entries), pages) | ({"retention": retention} if retention else {})
    cover, lacking = _form(desk, case, code, "dossier_cover", known)
    index, _ = _form(desk, case, code, "dossier_index", known | {"entries": [_row(e) for e in entries]})
    note, _ = _form(desk, case, code, "dossier_note", known | {"situation": _situation(entries, pages)})
    bound = bind_pages(
        [
            Piece(title="卷宗封面", pdf=cover, numbered=False),
            Piece(title="卷内文件目录", pdf=index, numbered=False),
            *pieces,
            Piece(title="卷内备考表", pdf=note, numbered=False),
        ],
        f"{cases.title(case)}（{NAMES[code]}）",
    )
    return Volume(code=code, name=NAMES[code], entries=tuple(entries), pages=pages, lacking=tuple(lacking), pdf=bound)


def _row(one: Entry) -> dict[str, str]:
    pages = str(one.first) if one.first == one.last else f"{one.first}-{one.last}"
    return {
        "文号": one.number,
        "文件名称": one.name,
        "日期": one.day.replace("-", "."),
        "页号": pages,
        "备注": one.remark,
    }


def _situation(entries: list[Entry], pages: int) -> str:
    papers = [one.name for one in entries if one.remark == "纸质件"]
    voided = [one.name for one in entries if one.remark.startswith("已作废")]
    text = f"本卷共{len(entries)}件{pages}页。"
    text += f"其中{len(papers)}件为纸质原件，附于相应衬页之后。" if papers else ""
    return text + (f"已作废的文书：{'、'.join(voided)}。" if voided else "")


def _known(desk: Desk, case: Case, code: Code, pieces: int, pages: int) -> dict[str, Any]:
    found = case_filling.facts(desk, case.id)
    known = {
        "case_no": found.get("case.no"),
        "filed_date": found.get("case.filed_date"),
        "closed_date": found.get("case.closed_date"),
        "decision_no": found.get("case.decision_no"),
        "result": found.get("penalty.words"),
        "officers": found.get("officers"),
        "volume": NAMES[code],
        "pieces": str(pieces),
        "pages": str(pages),
        "date": found.get("case.closed_date"),
    }
    return {key: value for key, value in known.items() if value}


def _form(desk: Desk, case: Case, code: Code, form_code: str, given: Mapping[str, Any]) -> tuple[bytes, list[str]]:
    """Typeset a form of the binding; what it lacks makes it a draft, and is named."""
    from inspector_app.documents.check import check
    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    form = desk.library.form(form_code)
    values = case_filling.values(desk, case.id, form) | {k: v for k, v in given.items() if form.field(k) is not None}
    lacking = [one.message for one in check(form, values) if one.level == "error"]
    day = given.get("date")
    stamp = Stamp(
        document_id=f"{case.id}-{code}-{form_code}",
        revision=case.revision,
        status="draft" if lacking else "issued",
        number=str(given["case_no"]) if form.numbered.own and "case_no" in given else None,
        issued_on=date.fromisoformat(str(day)) if day and not lacking else None,
    )
    return render(form, values, stamp, validate=False).pdf, lacking
