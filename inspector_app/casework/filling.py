"""What the records say for a document: values by the fill path a form names, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspector_app.catalog.checklist import Checklist
from inspector_app.records.inspection import Inspection
from inspector_app.records.person import Organisation

from . import evidencing, inspecting, office, reviewing
from .desk import Desk
from .filling_tables import tables

SOURCES: dict[str, str] = {
    "org": "本机关设置",
    "inspection": "检查记录",
    "officers": "执法人员",
    "party": "企业档案",
    "findings": "缺陷",
    "evidence": "证据",
    "notice": "亮证告知",
    "case": "案件",
    "penalty": "处罚与裁量",
    "checklist": "检查表",
    "team": "检查组",
    "answers": "程序陈述",
    **dict.fromkeys(
        ("made", "complaint", "report", "sample", "testing", "coercive", "hearing", "transfer"), "本案文书"
    ),
}


def facts(desk: Desk, inspection_id: str) -> dict[str, Any]:
    """Return every value the records hold, by path; a value that is not known is absent, never guessed."""
    inspection = inspecting.load(desk, inspection_id)
    found: dict[str, Any] = {}
    found |= _office(office.organisation(desk))
    found |= _inspection(desk, inspection)
    found |= _party(inspection)
    for position, officer in enumerate(inspection.officers):
        found[f"officers[{position}].name"] = officer.name
        found[f"officers[{position}].cert_no"] = officer.certificate_no
    found |= tables(desk, inspection)
    if inspection.checklist_digest:
        found |= _findings(desk, inspection)
    return {path: value for path, value in found.items() if value not in ("", None, [])}


def of_office(desk: Desk) -> dict[str, Any]:
    """Return what the office says of itself, by path."""
    return {path: value for path, value in _office(office.organisation(desk)).items() if value}


def _office(value: Organisation) -> dict[str, Any]:
    return {
        "org.name": value.name,
        "org.address": value.address,
        "org.contact_person": value.contact_person,
        "org.contact_phone": value.contact_phone,
        "org.reconsideration_body": value.reconsideration_body,
        "org.court": value.court,
        "org.bank": value.bank,
    }


def _minute(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _inspection(desk: Desk, value: Inspection) -> dict[str, Any]:
    rows = [
        [
            photo.link.label,
            (photo.evidence.exif.datetime_original or "") if photo.evidence.exif else "",
            photo.link.note,
            photo.link.linked_by,
            photo.evidence.sha256[:16],
        ]
        for photo in evidencing.photos(desk, value.id)
        if not photo.link.item_id.startswith("document:")
    ]
    return {
        "inspection.start": _minute(value.started_at),
        "inspection.end": _minute(value.ended_at),
        "inspection.place": value.place,
        "inspection.topic": value.topic,
        "inspection.task_no": value.task_no,
        "inspection.presence_notice": value.notice.presence,
        "notice.certificate_answer": value.notice.certificate_answer,
        "notice.recusal_answer": value.notice.recusal_answer,
        "notice.witness": value.notice.witness,
        "inspection.party_statement": value.party_statement,
        "evidence.photos": rows,
    }


def _party(value: Inspection) -> dict[str, Any]:
    enterprise = value.enterprise
    return {
        "party.name": enterprise.name,
        "party.license_name": enterprise.licence_name,
        "party.license_no": enterprise.licence_no,
        "party.uscc": enterprise.uscc,
        "party.address": enterprise.address,
        "party.site_address": enterprise.site_address or enterprise.address,
        "party.legal_rep": enterprise.legal_representative,
        "party.id_no": enterprise.legal_representative_id,
        "party.quality_head": enterprise.quality_head,
        "party.phone": enterprise.phone,
        "party.contact": " ".join(part for part in (enterprise.contact_person, enterprise.phone) if part),
    }


def _findings(desk: Desk, inspection: Inspection) -> dict[str, Any]:
    checklist = inspecting.checklist_of(desk, inspection)
    found = reviewing.findings(desk, inspection.id)
    judgement = reviewing.verdict(desk, inspection.id)
    described = [f for f in found if f.text.strip()]
    lines = [f"{n}. {f.text.strip()}{_shown(f.labels)}" for n, f in enumerate(described, 1)]
    counts = [
        f"{level.label.removesuffix('缺陷')}{sum(1 for f in found if f.severity == level.code)}项"
        for level in checklist.severity_levels
    ]
    cited: dict[str, Mapping[str, Any]] = {}
    for finding in described:
        item = checklist.item(finding.item_id)
        if item.article is not None:
            cited.setdefault(
                f"{checklist.meta.regulation}/{item.article}",
                {
                    "law": checklist.meta.regulation,
                    "articles": [str(item.article)],
                    "point": item.title,
                    "verified": item.article_verified is not False,
                },
            )
    return {
        "inspection.checklist": checklist.title,
        "inspection.standard": f"《{checklist.meta.regulation}》、《{checklist.title}》"
        if checklist.meta.regulation != checklist.title
        else f"《{checklist.title}》",
        "inspection.verdict": inspection.team_verdict.label if inspection.team_verdict else judgement.label,
        "findings.scene_text": "\n".join(lines),
        "findings.summary": "；".join(f.text.strip().rstrip("。；") for f in described) + ("。" if described else ""),
        "findings.laws": list(cited.values()),
        "findings.corrections": "；".join(f"{n}. {f.title}" for n, f in enumerate(described, 1)),
        "findings.counts": "、".join(counts),
        "findings.items": [
            [
                str(n),
                f.text.strip(),
                " ".join(p for p in (f.number, f.basis) if p),
                f.severity_label,
                "、".join(f.labels),
            ]
            for n, f in enumerate(found, 1)
        ],
    }


def _clause(checklist: Checklist, finding: reviewing.Finding) -> str:
    """The item's number and its article; the regulation itself stands at the head of the list."""
    item = checklist.item(finding.item_id)
    if item.article is None:
        return " ".join(part for part in (finding.number, finding.basis) if part)
    return (
        f"{finding.number} 第{item.article}条".strip() if finding.number != str(item.article) else f"第{item.article}条"
    )


def _shown(labels: tuple[str, ...]) -> str:
    return f"（见照片{'、'.join(labels)}）" if labels else ""
