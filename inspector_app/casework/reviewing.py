"""Reviewing an inspection: what it still lacks, its findings, its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from inspector_app.catalog.checklist import NOT_APPLICABLE, NOT_CHECKED, Checklist, Item
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.answer import Answer
from inspector_app.records.document import Document
from inspector_app.records.enterprise import uscc_fault
from inspector_app.records.inspection import STEPS, Inspection, TeamVerdict
from inspector_app.records.person import Officer
from inspector_app.rules.judgement import ItemAnswer, Judgement, judge
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import inspecting
from .desk import Desk


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is missing, and where to give it."""

    step: int
    text: str
    item_id: str = ""
    field: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One defect, as the review and the documents state it."""

    item_id: str
    number: str
    title: str
    severity: str
    severity_label: str
    text: str
    basis: str
    basis_verified: bool
    photos: int
    labels: tuple[str, ...]


def lacks(desk: Desk, inspection_id: str) -> dict[int, list[Lack]]:
    """Say for each of the eight steps what is still missing; an empty list is a finished step."""
    inspection = inspecting.load(desk, inspection_id)
    given = inspecting.answers(desk, inspection_id)
    found: dict[int, list[Lack]] = {step: [] for step in range(1, len(STEPS) + 1)}
    found[1] = _enterprise_lacks(inspection)
    found[2] = _team_lacks(inspection)
    found[3] = _notice_lacks(inspection)
    if inspection.checklist_digest:
        checklist = inspecting.checklist_of(desk, inspection)
        found[4] = _item_lacks(checklist, given)
        found[5] = _finding_lacks(desk, inspection, checklist, given)
        found[6] = _verdict_lacks(desk, inspection)
    else:
        found[4] = [Lack(step=2, text="还没有选定检查表", field="checklist_code")]
    found[7] = _signature_lacks(desk, inspection)
    if inspection.state == "under_way":
        found[8] = [Lack(step=8, text="还没有定稿封存")]
    return found


def _enterprise_lacks(inspection: Inspection) -> list[Lack]:
    enterprise = inspection.enterprise
    wanted = (
        (enterprise.name, "企业名称", "enterprise.name"),
        (enterprise.uscc, "统一社会信用代码", "enterprise.uscc"),
        (enterprise.licence_no, "许可证编号", "enterprise.licence_no"),
        (enterprise.address, "住所", "enterprise.address"),
        (enterprise.legal_representative, "法定代表人（负责人）", "enterprise.legal_representative"),
        (inspection.topic, "检查事由", "topic"),
        (inspection.place, "检查地点", "place"),
    )
    found = [Lack(step=1, text=f"缺{label}", field=field) for value, label, field in wanted if not value.strip()]
    fault = uscc_fault(enterprise.uscc)
    if fault:
        found.append(Lack(step=1, text=fault, field="enterprise.uscc"))
    if inspection.started_at is None:
        found.append(Lack(step=1, text="缺检查开始时间", field="started_at"))
    if inspection.started_at and inspection.ended_at and inspection.ended_at <= inspection.started_at:
        found.append(Lack(step=1, text="结束时间不晚于开始时间", field="ended_at"))
    return found


def certificate_problem(officer: Officer, on: date) -> str:
    """Say what is wrong with an officer's certificate on a day, or return an empty string (行政处罚法第55条)."""
    entitled = officer.entitled(on)
    if entitled is None:
        return f"{officer.name}的执法证有效期没有登记"
    return "" if entitled else f"{officer.name}的执法证在{on.year}年{on.month}月{on.day}日不在有效期内"


def _team_lacks(inspection: Inspection) -> list[Lack]:
    found = []
    if not inspection.checklist_code:
        found.append(Lack(step=2, text="还没有选定检查表", field="checklist_code"))
    if len(inspection.officers) < 2:
        text = f"执法人员不得少于两人，现有{len(inspection.officers)}人（行政处罚法第四十二条）"
        found.append(Lack(step=2, text=text, field="officers"))
    on = (inspection.started_at or inspection.created_at).date()
    for officer in inspection.officers:
        problem = certificate_problem(officer, on)
        if problem:
            found.append(Lack(step=2, text=problem, field="officers"))
    return found


def _notice_lacks(inspection: Inspection) -> list[Lack]:
    notice = inspection.notice
    wanted = (
        (notice.identity_shown_at, "没有记下出示执法证件的时间（行政处罚法第五十五条）", "notice.identity_shown_at"),
        (notice.certificate_answer, "没有记下对证件的回答", "notice.certificate_answer"),
        (
            notice.rights_told_at,
            "没有记下告知权利义务的时间（行政处罚法第四十三条、第四十五条、第五十五条）",
            "notice.rights_told_at",
        ),
        (notice.recusal_answer, "没有记下是否申请回避（行政处罚法第四十三条）", "notice.recusal_answer"),
        (notice.presence, "没有记下通知到场情况", "notice.presence"),
    )
    return [Lack(step=3, text=text, field=field) for value, text, field in wanted if not value]


def _item_lacks(checklist: Checklist, given: Mapping[str, Answer]) -> list[Lack]:
    open_items = [i for i in checklist.checkable_items() if (a := given.get(i.id)) is None or not a.code]
    unchecked = [i for i in checklist.checkable_items() if (a := given.get(i.id)) is not None and a.code == NOT_CHECKED]
    found = []
    if open_items:
        found.append(Lack(step=4, text=f"还有{len(open_items)}项没有查", item_id=open_items[0].id))
    if unchecked:
        found.append(Lack(step=4, text=f"{len(unchecked)}项标为未检查，结论只能暂定", item_id=unchecked[0].id))
    return found


def _name(item: Item) -> str:
    return f"{item.number} {item.short_title}".strip()


def _finding_lacks(desk: Desk, inspection: Inspection, checklist: Checklist, given: Mapping[str, Answer]) -> list[Lack]:
    found = []
    photos = inspecting.photo_counts(desk, inspection.id)
    for item in checklist.checkable_items():
        answer = given.get(item.id)
        if answer is None:
            continue
        if inspecting.is_defect(checklist, answer):
            if not answer.text.strip():
                found.append(Lack(step=5, text=f"{_name(item)}：没有写明发现的问题", item_id=item.id, field="text"))
            if checklist.severity_by_inspector and not answer.severity:
                found.append(Lack(step=5, text=f"{_name(item)}：没有评定缺陷等级", item_id=item.id, field="severity"))
            if not photos.get(item.id):
                found.append(Lack(step=5, text=f"{_name(item)}：没有证据照片", item_id=item.id, field="photo"))
        elif answer.code == NOT_APPLICABLE and not answer.reason.strip():
            label = checklist.option(NOT_APPLICABLE).label
            found.append(Lack(step=5, text=f"{_name(item)}：{label}没有写明理由", item_id=item.id, field="reason"))
    return found


def _verdict_lacks(desk: Desk, inspection: Inspection) -> list[Lack]:
    judgement = verdict(desk, inspection.id)
    found = []
    if not judgement.automatic and inspection.team_verdict is None:
        found.append(Lack(step=6, text="结论须由检查组作出，还没有选定", field="team_verdict"))
    elif judgement.provisional and inspection.team_verdict is None:
        found.append(Lack(step=6, text="还有项目没有查，结论只是暂定", field="team_verdict"))
    issued = [d for d in desk.read.find(Document, "inspection_id = ?", (inspection.id,)) if d.status == "issued"]
    if not issued:
        found.append(Lack(step=6, text="还没有印发文书", field="documents"))
    return found


def _signature_lacks(desk: Desk, inspection: Inspection) -> list[Lack]:
    from . import returning

    found = []
    for paper in returning.states(desk, inspection.id):
        document = paper.document
        if document.refusal or paper.complete:
            continue
        missing = f"还缺第{'、'.join(map(str, paper.missing))}页" if paper.back or paper.loose else "还没有回传"
        found.append(
            Lack(step=7, text=f"{document.name}的签字页{missing}", item_id=f"document:{document.id}", field="photo")
        )
    return found


def basis_of(checklist: Checklist, item: Item) -> tuple[str, bool]:
    """Return the article an item rests on as text, and whether it was verified; unknown is an empty text."""
    if item.article is not None:
        return f"《{checklist.meta.regulation}》第{item.article}条", item.article_verified is not False
    if item.law_refs:
        return "；".join(item.law_refs), item.law_refs_verified is True
    return "", False


def findings(desk: Desk, inspection_id: str) -> list[Finding]:
    """Return the defects in the order of the checklist, worst level first."""
    inspection = inspecting.load(desk, inspection_id)
    checklist = inspecting.checklist_of(desk, inspection)
    given = inspecting.answers(desk, inspection_id)
    labels = _labels(desk, inspection_id)
    order = [level.code for level in checklist.severity_levels]
    found = []
    for item in checklist.checkable_items():
        answer = given.get(item.id)
        if answer is None or not inspecting.is_defect(checklist, answer):
            continue
        severity = item.severity or answer.severity
        level = checklist.level(severity)
        basis, verified = basis_of(checklist, item)
        found.append(
            Finding(
                item_id=item.id,
                number=item.number,
                title=item.title,
                severity=severity,
                severity_label=level.label if level else "",
                text=answer.text,
                basis=basis,
                basis_verified=verified,
                photos=len(labels.get(item.id, ())),
                labels=tuple(labels.get(item.id, ())),
            )
        )
    return sorted(found, key=lambda f: order.index(f.severity) if f.severity in order else len(order))


def _labels(desk: Desk, inspection_id: str) -> dict[str, list[str]]:
    rows = desk.read.rows(
        "SELECT item_id, json_extract(body, '$.label') FROM evidence_links WHERE inspection_id = ? "
        "AND json_extract(body, '$.withdrawn_reason') IS NULL ORDER BY 2",
        (inspection_id,),
    )
    found: dict[str, list[str]] = {}
    for item_id, label in rows:
        found.setdefault(str(item_id), []).append(str(label))
    return found


def verdict(desk: Desk, inspection_id: str) -> Judgement:
    """Judge the answers by the inspection's own checklist and ruleset."""
    inspection = inspecting.load(desk, inspection_id)
    checklist = inspecting.checklist_of(desk, inspection)
    given = {
        key: ItemAnswer(code=a.code, severity=a.severity, annex=a.annex)
        for key, a in inspecting.answers(desk, inspection_id).items()
        if (a.code or a.annex) and checklist.has_item(key)
    }
    return judge(checklist, given, ruleset=inspection.ruleset or None)


def decide(desk: Desk, inspection_id: str, code: str, reasons: str) -> Inspection:
    """Record the team's own verdict with its reasons; one the checklist does not know is refused."""
    inspection = inspecting.load(desk, inspection_id)
    judgement = verdict(desk, inspection_id)
    choices = {c.code: c.label for c in judgement.choices}
    if code not in choices:
        raise UsageFault(f"没有“{code}”这个结论", todo="可选：" + "、".join(choices.values()), code="verdict_unknown")
    if not reasons.strip():
        raise Fault("检查组作出结论必须写明理由", kept="结论没有改动", code="verdict_reasons")
    team = TeamVerdict(code=code, label=choices[code], reasons=reasons.strip(), by=desk.who, at=desk.now())
    return inspecting.set_value(desk, inspection.id, "team_verdict", team)


def finalise(desk: Desk, inspection_id: str) -> Inspection:
    """Close an inspection for sealing. Fewer than two officers stop it (行政处罚法第42条); other gaps are the team's to accept."""

    def act(reader: Reader) -> Act | None:
        inspection = inspecting.load(desk, inspection_id, reader)
        if inspection.state != "under_way":
            return None
        if not inspection.checklist_digest or not inspection.enterprise.name.strip():
            raise Fault("企业或检查表还没有填，不能定稿", kept="已填的都在", todo="请补齐第1、2步", code="unfinished")
        if len(inspection.officers) < 2:
            raise Fault(
                "执法人员少于两人，不能定稿（行政处罚法第四十二条）",
                kept="已填的都在",
                todo="请在第2步补选",
                code="officers_two",
            )
        return Act(action="定稿", chain=inspection_id, puts=(msgspec.structs.replace(inspection, state="finalised"),))

    desk.record(act)
    return inspecting.load(desk, inspection_id)


def reopen(desk: Desk, inspection_id: str, reason: str) -> Inspection:
    """Open a finalised inspection again as a new revision; the reason stays in the journal."""
    if not reason.strip():
        raise Fault("重新打开必须写明理由", kept="没有改动", code="reason_missing")

    def act(reader: Reader) -> Act | None:
        inspection = inspecting.load(desk, inspection_id, reader)
        if inspection.state == "under_way":
            return None
        exported = inspection.state in {"exported", "delivered"}
        again = msgspec.structs.replace(
            inspection, state="under_way", revision=inspection.revision + (1 if exported else 0)
        )
        return Act(action=f"重新打开：{reason.strip()}", chain=inspection_id, puts=(again,))

    desk.record(act)
    return inspecting.load(desk, inspection_id)
