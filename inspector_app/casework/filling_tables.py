"""The tables and lists of an inspection as documents print them: team, items, materials, catalogue."""

from __future__ import annotations

from typing import Any

from inspector_app.catalog.checklist import NOT_APPLICABLE, Checklist, Item
from inspector_app.records.answer import Answer
from inspector_app.records.inspection import Inspection

from . import evidencing, inspecting, reviewing
from .desk import Desk

Rows = list[list[str]]


def tables(desk: Desk, inspection: Inspection) -> dict[str, Any]:
    """Return the lists by fill path; columns stand in the order of the forms that name the path."""
    team = inspection.officers
    span = (inspection.started_at, inspection.ended_at)
    found: dict[str, Any] = {
        "inspection.kind": inspection.kind,
        "inspection.scope": inspection.scope,
        "inspection.period": [at.date().isoformat() for at in span if at] if all(span) else None,
        "officers.names": "、".join(o.name for o in team),
        "team.leader": team[0].name if team else "",
        "team.members": [[o.name, o.unit, f"执法证 {o.certificate_no}", ""] for o in team],
        "team.declarations": [[o.name, o.unit] for o in team],
    }
    photos = [p for p in evidencing.photos(desk, inspection.id) if not p.link.item_id.startswith("document:")]
    found["evidence.materials"] = [[p.link.label, "现场照片", "1", "", p.link.note] for p in photos]
    found["evidence.catalogue"] = [[p.link.label, "现场照片", "1", p.evidence.sha256[:16]] for p in photos]
    if inspection.checklist_digest:
        found |= _items(desk, inspection)
    return found


def _items(desk: Desk, inspection: Inspection) -> dict[str, Any]:
    checklist = inspecting.checklist_of(desk, inspection)
    given = inspecting.answers(desk, inspection.id)
    findings = reviewing.findings(desk, inspection.id)
    labels = {f.item_id: "、".join(f.labels) for f in findings}
    described = [f for f in findings if f.text.strip()]
    standard = f"《{checklist.meta.regulation}》、《{checklist.title}》"
    answered = [(i, given[i.id]) for i in checklist.checkable_items() if i.id in given and given[i.id].code]
    return {
        "inspection.kind_and_standard": f"{inspection.kind}；{standard}",
        "checklist.sections": "\n".join(f"{n}.{c.title}" for n, c in enumerate(checklist.chapters, 1)),
        "checklist.items": [_row(checklist, i, a, labels.get(i.id, "")) for i, a in answered],
        "checklist.items_device": [
            [i.number, i.title, _state(a), _word(checklist, a), labels.get(i.id, "")] for i, a in answered
        ],
        "checklist.items_cosmetic": [
            [i.number, _level(checklist, i, a), i.title, _ticks(checklist, a), labels.get(i.id, "")]
            for i, a in answered
        ],
        "findings.described": [[str(n), f.text.strip()] for n, f in enumerate(described, 1)],
    }


def _row(checklist: Checklist, item: Item, answer: Answer, labels: str) -> list[str]:
    defect = inspecting.is_defect(checklist, answer)
    level = _level(checklist, item, answer) if defect else ""
    return [item.number, item.title, "", _state(answer), _word(checklist, answer), level, labels]


def _state(answer: Answer) -> str:
    return answer.text.strip() or answer.reason.strip()


def _word(checklist: Checklist, answer: Answer) -> str:
    if inspecting.is_defect(checklist, answer):
        return "不符合"
    return "不适用" if answer.code == NOT_APPLICABLE else checklist.option(answer.code).label


def _level(checklist: Checklist, item: Item, answer: Answer) -> str:
    level = checklist.level(item.severity or answer.severity)
    return level.label.removesuffix("缺陷") if level else ""


def _ticks(checklist: Checklist, answer: Answer) -> str:
    if answer.code == NOT_APPLICABLE:
        return "□是 □否\n☑不适用"
    return "□是 ☑否\n□不适用" if inspecting.is_defect(checklist, answer) else "☑是 □否\n□不适用"
