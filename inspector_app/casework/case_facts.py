"""Facts and exhibits of a case: which fact is proved by what (违法事实 ← 证据), and which violation a fact may be."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from inspector_app.catalog.violation_when import CHANNEL_NAMES
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import EVIDENCE_KINDS, Case, CaseFact, Exhibit
from inspector_app.records.evidence import EvidenceLink
from inspector_app.rules.finder import Candidate
from inspector_app.rules.finder import find as find_violations
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_laws, cases, evidencing, inspecting, issuing, reviewing
from .desk import Desk

_CHANNELS = (
    ("retail", "retail"),
    ("wholesale", "wholesale"),
    ("gmp", "produce"),
    ("production", "produce"),
    ("use", "use"),
)
_FORM_KINDS = {
    "site_record": "勘验笔录、现场笔录",
    "inquiry_record": "当事人的陈述",
    "pleading_record": "当事人的陈述",
    "electronic_evidence_record": "电子数据",
    "sampling_record": "勘验笔录、现场笔录",
    "testing_result_notice": "鉴定意见",
}


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspection hands over to a case."""

    clue: str
    facts: tuple[CaseFact, ...]
    exhibits: tuple[Exhibit, ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the matrix: a fact and the exhibits that stand for it; ``proven`` false is shown red."""

    fact: CaseFact
    exhibits: tuple[Exhibit, ...]

    @property
    def proven(self) -> bool:
        """Whether anything proves it."""
        return bool(self.exhibits)


def from_findings(desk: Desk, case: Case, item_ids: Sequence[str]) -> Opening:
    """Make facts and exhibits of an inspection's findings, for a case that is being opened; an item without a finding is refused."""
    found = [one for one in reviewing.findings(desk, case.inspection_id) if not item_ids or one.item_id in item_ids]
    lacking = [one for one in item_ids if one not in {f.item_id for f in found}]
    if lacking or not found:
        raise UsageFault(
            f"这次检查没有发现项目 {'、'.join(lacking)} 的问题" if lacking else "这次检查没有发现问题，不能据此立案",
            todo="请选有缺陷的项目，或按其他案源建立案件",
            code="finding_unknown",
        )
    inspection = inspecting.load(desk, case.inspection_id)
    exhibits: dict[str, Exhibit] = {}
    facts = []
    names = tuple(one.name for one in inspection.officers)
    on = (inspection.started_at or inspection.created_at).date()
    for position, finding in enumerate(found, 1):
        text = finding.text.strip() or finding.title
        for photo in evidencing.photos(desk, case.inspection_id, finding.item_id):
            exhibits.setdefault(
                photo.evidence.sha256,
                Exhibit(
                    id=uuid.uuid4().hex,
                    case_id=case.id,
                    label=f"证{len(exhibits) + 1}",
                    name=f"现场照片{photo.link.label}",
                    kind="视听资料",
                    proves=text,
                    collected_at=photo.evidence.taken_in_at,
                    collectors=names,
                    place=inspection.place,
                    link_id=photo.link.id,
                    pages=1,
                ),
            )
        mine = [p.evidence.sha256 for p in evidencing.photos(desk, case.inspection_id, finding.item_id)]
        facts.append(
            CaseFact(
                id=uuid.uuid4().hex,
                case_id=case.id,
                position=position,
                text=text,
                act_date=on,
                item_id=finding.item_id,
                exhibits=tuple(exhibits[sha].id for sha in dict.fromkeys(mine)),
            )
        )
    clue = "；".join(one.text.rstrip("。；") for one in facts) + "。"
    return Opening(clue=clue, facts=tuple(facts), exhibits=tuple(exhibits.values()))


def facts(desk: Desk, case_id: str) -> list[CaseFact]:
    """Return the facts of a case in their order."""
    return cases.belonging(desk, CaseFact, case_id)


def exhibits(desk: Desk, case_id: str, *, withdrawn: bool = False) -> list[Exhibit]:
    """Return the exhibits of a case in the order taken."""
    return [one for one in cases.belonging(desk, Exhibit, case_id) if withdrawn or one.withdrawn_reason is None]


def matrix(desk: Desk, case_id: str) -> list[Row]:
    """Return every fact with what proves it; a withdrawn exhibit proves nothing."""
    standing = {one.id: one for one in exhibits(desk, case_id)}
    return [
        Row(fact=fact, exhibits=tuple(standing[one] for one in fact.exhibits if one in standing))
        for fact in facts(desk, case_id)
    ]


def unproven(desk: Desk, case_id: str) -> list[CaseFact]:
    """Return the facts without evidence (行政处罚法第40条: facts must be clear, evidence sufficient)."""
    return [row.fact for row in matrix(desk, case_id) if not row.proven]


def candidates(desk: Desk, case_id: str, fact_id: str, *, words: str = "", limit: int = 8) -> list[Candidate]:
    """Return the violations a fact may be, ranked, each with why; ``words`` asks in other words than the fact's own."""
    case = cases.load(desk, case_id)
    fact = _fact(desk, fact_id)
    channel = channel_of(desk, case)
    return find_violations(
        case_laws.book(desk, case_id),
        words.strip() or fact.text,
        domains=(case.domain,) if case.domain else (),
        channel=channel if channel in CHANNEL_NAMES else "",
        on=fact.act_date.isoformat() if fact.act_date else "",
        limit=limit,
    )


def channel_of(desk: Desk, case: Case) -> str:
    """Tell the channel (produce, wholesale, retail, use) by the checklist the case comes from; empty where it does not tell."""
    if not case.inspection_id:
        return ""
    code = inspecting.load(desk, case.inspection_id).checklist_code
    return next((channel for mark, channel in _CHANNELS if mark in code), "")


def add_fact(desk: Desk, case_id: str, text: str, *, violation: str = "", act_date: date | None = None) -> CaseFact:
    """Add a fact; a violation the law packs do not know is refused."""
    if violation:
        case_laws.book(desk, case_id).violation(violation)
    made: list[CaseFact] = []

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        last = max((one.position for one in cases.belonging(desk, CaseFact, case_id, reader)), default=0)
        made.append(
            CaseFact(
                id=uuid.uuid4().hex,
                case_id=case_id,
                position=last + 1,
                text=text.strip(),
                violation=violation,
                act_date=act_date,
            )
        )
        return Act(action="登记违法事实", chain=case_id, puts=(made[0],))

    desk.record(decide)
    return made[0]


def change_fact(desk: Desk, fact_id: str, **fields: Any) -> CaseFact:
    """Change ``text``, ``violation`` or ``act_date`` of a fact."""
    if fields.get("violation"):
        case_laws.book(desk, _fact(desk, fact_id).case_id).violation(str(fields["violation"]))
    if not set(fields) <= {"text", "violation", "act_date"}:
        raise UsageFault("违法事实只有内容、违法行为和日期可以修改", code="field_unknown")
    return _change(desk, fact_id, "修改违法事实", **fields)


def drop_fact(desk: Desk, fact_id: str) -> None:
    """Take a fact out of the case; the journal keeps it."""

    def decide(reader: Reader) -> Act:
        fact = _fact(desk, fact_id, reader)
        cases.editable(cases.load(desk, fact.case_id, reader))
        return Act(action="撤去违法事实", chain=fact.case_id, drops=((CaseFact, fact_id),))

    desk.record(decide)


def prove(desk: Desk, fact_id: str, exhibit_id: str) -> CaseFact:
    """Say that an exhibit proves a fact of the same case."""
    fact = _fact(desk, fact_id)
    _exhibit(desk, fact.case_id, exhibit_id)
    return _change(desk, fact_id, "证据对应事实", exhibits=(*(e for e in fact.exhibits if e != exhibit_id), exhibit_id))


def unprove(desk: Desk, fact_id: str, exhibit_id: str) -> CaseFact:
    """Say that an exhibit does not prove a fact after all."""
    fact = _fact(desk, fact_id)
    return _change(desk, fact_id, "解除证据对应", exhibits=tuple(e for e in fact.exhibits if e != exhibit_id))


def _change(desk: Desk, fact_id: str, action: str, **fields: Any) -> CaseFact:
    def decide(reader: Reader) -> Act:
        fact = _fact(desk, fact_id, reader)
        cases.editable(cases.load(desk, fact.case_id, reader))
        return Act(action=action, chain=fact.case_id, puts=(msgspec.structs.replace(fact, **fields),))

    desk.record(decide)
    return _fact(desk, fact_id)


def _fact(desk: Desk, fact_id: str, reader: Reader | None = None) -> CaseFact:
    found = (reader or desk.read).get(CaseFact, fact_id)
    if found is None:
        raise UsageFault("没有这条违法事实", code="fact_unknown")
    return found


# Exhibits


def add_exhibit(
    desk: Desk,
    case_id: str,
    name: str,
    *,
    kind: str = "书证",
    proves: str = "",
    collected_at: datetime | None = None,
    collectors: Sequence[str] | None = None,
    place: str = "",
    link_id: str = "",
    document_id: str = "",
    pages: int = 0,
) -> Exhibit:
    """Register a piece of evidence: a photo of this vault, a document of this vault, or paper. ``collectors`` default to the officers."""
    if not name.strip():
        raise UsageFault("证据没有名称", code="exhibit_name")
    if kind not in EVIDENCE_KINDS:
        raise UsageFault(f"没有“{kind}”这种证据", todo="可选：" + "；".join(EVIDENCE_KINDS), code="exhibit_kind")
    if link_id and desk.read.get(EvidenceLink, link_id) is None:
        raise UsageFault("没有这张照片", code="photo_unknown")
    if document_id:
        issuing.load(desk, document_id)
    if pages < 0:
        raise UsageFault("证据的页数不能是负数", code="exhibit_pages")
    made: list[Exhibit] = []

    def decide(reader: Reader) -> Act:
        case = cases.editable(cases.load(desk, case_id, reader))
        count = len(cases.belonging(desk, Exhibit, case_id, reader))
        made.append(
            Exhibit(
                id=uuid.uuid4().hex,
                case_id=case_id,
                label=f"证{count + 1}",
                name=name.strip(),
                kind=kind,
                proves=proves.strip(),
                collected_at=collected_at,
                collectors=tuple(one.name for one in case.officers) if collectors is None else tuple(collectors),
                place=place,
                link_id=link_id,
                document_id=document_id,
                pages=pages,
            )
        )
        return Act(action=f"登记证据{made[0].label}", chain=case_id, puts=(made[0],))

    desk.record(decide)
    return made[0]


def exhibit_of_document(desk: Desk, case_id: str, document_id: str, *, proves: str = "") -> Exhibit:
    """Register an issued document (现场笔录, 询问笔录 …) as evidence, with its kind, day and pages."""
    document = issuing.load(desk, document_id)
    if document.status != "issued":
        raise Fault(f"{document.name}还没有印发，不能作为证据", kept="没有改动", code="not_issued")
    return add_exhibit(
        desk,
        case_id,
        document.name + (f"（{document.number}）" if document.number else ""),
        kind=_FORM_KINDS.get(document.form_code, "书证"),
        proves=proves,
        collected_at=document.issued_at,
        document_id=document_id,
        pages=document.pages,
    )


def withdraw_exhibit(desk: Desk, exhibit_id: str, reason: str) -> None:
    """Say that an exhibit no longer counts, and why; it stays on record."""
    if not reason.strip():
        raise Fault("撤下证据必须写明理由", kept="证据没有改动", code="reason_missing")

    def decide(reader: Reader) -> Act:
        found = reader.get(Exhibit, exhibit_id)
        if found is None:
            raise UsageFault("没有这份证据", code="exhibit_unknown")
        cases.editable(cases.load(desk, found.case_id, reader))
        gone = msgspec.structs.replace(found, withdrawn_reason=reason.strip())
        return Act(action=f"撤下证据{found.label}", chain=found.case_id, puts=(gone,))

    desk.record(decide)


def change_exhibit(desk: Desk, exhibit_id: str, **fields: Any) -> Exhibit:
    """Change what is said of an exhibit (name, kind, proves, collected_at, collectors, place, pages)."""
    if not set(fields) <= {"name", "kind", "proves", "collected_at", "collectors", "place", "pages"}:
        raise UsageFault("证据没有这个栏目", code="field_unknown")

    def decide(reader: Reader) -> Act:
        found = reader.get(Exhibit, exhibit_id)
        if found is None:
            raise UsageFault("没有这份证据", code="exhibit_unknown")
        cases.editable(cases.load(desk, found.case_id, reader))
        changed = msgspec.structs.replace(found, **fields)
        return Act(action=f"修改证据{found.label}", chain=found.case_id, puts=(changed,))

    desk.record(decide)
    changed = desk.read.get(Exhibit, exhibit_id)
    assert changed is not None
    return changed


def _exhibit(desk: Desk, case_id: str, exhibit_id: str) -> Exhibit:
    found = desk.read.get(Exhibit, exhibit_id)
    if found is None or found.case_id != case_id:
        raise UsageFault("本案没有这份证据", code="exhibit_unknown")
    return found
