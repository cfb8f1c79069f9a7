"""A case on its way to headquarters: the whole revision as one record, the files it rests on, its page for a person to read."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from inspector_app.bundle.consignment import Part, Section
from inspector_app.bundle.names import document_path, evidence_path
from inspector_app.records.case import CaseClock, Charge, Confirmation, Paper, Proceeding, Service, Tick
from inspector_app.records.document import Document
from inspector_app.records.evidence import Evidence, EvidenceLink
from inspector_app.vault.shelf import plain

from . import case_facts, case_filling, case_laws, cases, evidencing, issuing, penalising, returning
from .desk import Desk
from .document_shelf import travelling

_MORE: tuple[tuple[str, type[Any]], ...] = (
    ("charges", Charge),
    ("proceedings", Proceeding),
    ("services", Service),
    ("papers", Paper),
    ("clocks", CaseClock),
    ("ticks", Tick),
    ("confirmations", Confirmation),
)
_LATER: dict[str, Any] = {"unit": None, "no_persons": ""}
_LATER_OF_PERSONS: dict[str, Any] = {"income_last_year": None, "address": "", "phone": ""}


def record_of(desk: Desk, case_id: str) -> dict[str, Any]:
    """Return the whole revision of a case as it travels: plain JSON values, amounts as exact text, nothing left out."""
    case = cases.load(desk, case_id)
    record = plain(case)
    record["kind"] = "case"
    # What changes by travelling is not part of what travels, else the digest would never come back equal.
    record["state"] = "closed"
    # Headquarters reads ``answers`` as those of a checklist.
    record["stated"] = record.pop("answers")
    _silent(record, _LATER)
    for one in record["responsible"]:
        _silent(one, _LATER_OF_PERSONS)
    record["title"] = cases.title(case)
    record["enterprise"] = {"name": case.party.name, "uscc": case.party.uscc}
    record["started"] = record["clue_at"]
    outcomes = [one.decided.outcome for one in penalising.charges(desk, case_id) if one.decided]
    words = "；".join(penalising.summary(one) for one in penalising.items(desk, case_id))
    record["verdict"] = {"code": outcomes[0] if outcomes else "", "label": words}
    record["facts"] = [plain(one) for one in case_facts.facts(desk, case_id)]
    record["exhibits"] = [plain(one) for one in case_facts.exhibits(desk, case_id, withdrawn=True)]
    for key, kind in _MORE:
        record[key] = [plain(one) for one in cases.belonging(desk, kind, case_id)]
    for one in (*record["facts"], *record["exhibits"]):
        _silent(one, {"origin": ""})
    for one in record["charges"]:
        if one["decided"] is not None:
            _silent(one["decided"], {"edition": 0})
    if laws := [plain(one) for one in case_laws.editions(desk, case_id) if not one.late]:
        record["laws"] = laws
    record["evidence"] = [plain(original) | plain(link) for link, original in _originals(desk, case_id)]
    record["documents"] = [
        travelling(one) | {"code": one.form_code, "sha256": one.pdf_sha256} for one in _documents(desk, case_id)
    ]
    if scans := returning.scans(desk, case_id):
        record["scans"] = [plain(one) for one in scans]
    return record


def _silent(record: dict[str, Any], later: dict[str, Any]) -> None:
    """Leave out fields that came later and say nothing: what a case was sent with before they existed keeps its digest."""
    for name, nothing in later.items():
        if record[name] == nothing:
            del record[name]


def _documents(desk: Desk, case_id: str) -> list[Document]:
    return [one for one in issuing.documents(desk, case_id=case_id) if one.pdf_sha256]


def _originals(desk: Desk, case_id: str) -> list[tuple[EvidenceLink, Evidence]]:
    """The photos the exhibits point at, and those taken in for the case itself."""
    found = {one.link.id: (one.link, one.evidence) for one in evidencing.photos(desk, case_id, withdrawn=True)}
    for exhibit in case_facts.exhibits(desk, case_id, withdrawn=True):
        link = desk.read.get(EvidenceLink, exhibit.link_id) if exhibit.link_id else None
        original = desk.read.get(Evidence, link.sha256) if link else None
        if link is not None and original is not None:
            found[link.id] = (link, original)
    return list(found.values())


def files(desk: Desk, case_id: str) -> list[Part]:
    """Return the originals and the frozen documents of a case as parts of a bundle."""
    store = desk.vault.files
    found = {
        original.sha256: Part(
            path=evidence_path(original.sha256, original.extension),
            size=original.size,
            sha256=original.sha256,
            open=partial(store.open, original.sha256),
        )
        for _, original in _originals(desk, case_id)
    }
    parts = [*found.values(), *returning.scan_parts(desk, case_id)]
    for document in _documents(desk, case_id):
        pdf = store.read(document.pdf_sha256)
        parts.append(
            Part(
                path=document_path(document.id),
                size=len(pdf),
                sha256=document.pdf_sha256,
                open=partial(io.BytesIO, pdf),
            )
        )
    return parts


def summary(desk: Desk, case_id: str) -> list[Section]:
    """Return the tables of the readable page."""
    case = cases.load(desk, case_id)
    known = case_filling.facts(desk, case_id)
    rows = [
        ["案由", cases.title(case)],
        ["案号", str(known.get("case.no", ""))],
        ["当事人", case.party.name],
        ["统一社会信用代码", case.party.uscc],
        ["案件来源", str(known.get("case.source", ""))],
        ["执法人员", "、".join(f"{one.name}（{one.certificate_no}）" for one in case.officers)],
        ["处理结果", str(known.get("penalty.words", "未作出"))],
    ]
    return [
        Section(heading=cases.title(case), rows=rows),
        Section(
            heading="违法事实与证据",
            columns=["事实", "违法行为", "证据"],
            rows=[
                [row.fact.text, row.fact.violation, "、".join(one.label for one in row.exhibits)]
                for row in case_facts.matrix(desk, case_id)
            ],
        ),
        Section(
            heading="文书",
            columns=["名称", "文号", "SHA-256"],
            rows=[[one.name, one.number, one.pdf_sha256] for one in _documents(desk, case_id)],
        ),
    ]
