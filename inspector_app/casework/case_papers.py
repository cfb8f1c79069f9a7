"""What was made for a case and what reached the party: issued documents, papers from elsewhere, and their service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Paper, Service
from inspector_app.records.document import Document
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import cases, issuing
from .desk import Desk


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """One document that may count for a step: of this vault or paper."""

    id: str
    form_code: str
    name: str
    number: str
    made_at: datetime
    values: dict[str, Any]


def materials(desk: Desk, case_id: str) -> list[Material]:
    """Everything made for the case: issued documents of the case and of its inspection, papers from elsewhere."""
    case = cases.load(desk, case_id)
    owned = issuing.documents(desk, case_id=case_id)
    owned += issuing.documents(desk, case.inspection_id) if case.inspection_id else []
    found = [
        Material(
            id=one.id,
            form_code=one.form_code,
            name=one.name,
            number=one.number,
            made_at=one.issued_at or one.created_at,
            values=one.values,
        )
        for one in owned
        if one.status == "issued"
    ]
    found += [
        Material(
            id=one.id,
            form_code=one.form_code,
            name=one.name,
            number=one.number,
            made_at=one.made_at,
            values=dict(one.values),
        )
        for one in cases.belonging(desk, Paper, case_id)
    ]
    return sorted(found, key=lambda one: (one.made_at, one.id))


def add_paper(
    desk: Desk,
    case_id: str,
    form_code: str,
    *,
    made_at: datetime,
    name: str = "",
    number: str = "",
    pages: int = 1,
    values: Mapping[str, str] | None = None,
    note: str = "",
) -> Paper:
    """Register a document made outside this program (approved in another system, received on paper); it counts as made."""
    if made_at.tzinfo is None:
        raise UsageFault("文书的时间没有写明时区", code="step-time")
    if pages < 1:
        raise UsageFault("纸质文书至少一页", code="paper_pages")
    if not name:
        name = desk.library.form(form_code).name if form_code in desk.library.codes("document") else form_code
    made = Paper(
        id=uuid.uuid4().hex,
        case_id=case_id,
        form_code=form_code,
        name=name,
        made_at=made_at,
        number=number,
        pages=pages,
        values=dict(values or {}),
        note=note,
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action=f"登记纸质文书 {name}", chain=case_id, puts=(made,))

    desk.record(decide)
    return made


def serve(
    desk: Desk,
    case_id: str,
    document_id: str,
    method: str,
    at: datetime,
    *,
    receiver: str = "",
    place: str = "",
    note: str = "",
) -> Service:
    """Record that an issued document was served; ``method`` is one of the service machine's (direct, leave, mail …)."""
    methods = {one.id: one.name for one in desk.library.procedures().machine("service").methods}
    if method not in methods:
        known = "、".join(f"{k}（{v}）" for k, v in methods.items())
        raise UsageFault(f"没有“{method}”这种送达方式", todo=f"可用的：{known}", code="service_method")
    if at.tzinfo is None:
        raise UsageFault("送达时间没有写明时区", code="step-time")
    if at > desk.now():
        raise UsageFault("送达时间还没有到", code="step-time")
    paper = desk.read.get(Paper, document_id)
    document: Document | Paper = paper or issuing.load(desk, document_id)
    owner = document.case_id if isinstance(document, Paper) else document.chain
    case = cases.load(desk, case_id)
    if owner not in (case_id, case.inspection_id):
        raise UsageFault("这份文书不是本案的", code="document_unknown")
    if isinstance(document, Document) and document.status != "issued":
        raise Fault(f"{document.name}还没有印发，不能送达", kept="没有改动", code="not_issued")
    made = Service(
        id=f"{case_id}/{document_id}",
        case_id=case_id,
        document_id=document_id,
        form_code=document.form_code,
        method=method,
        served_at=at,
        receiver=receiver.strip(),
        place=place.strip(),
        note=note.strip(),
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action=f"登记送达 {document.name}", chain=case_id, puts=(made,))

    desk.record(decide)
    from . import case_following

    case_following.follow_service(desk, case_id, made)
    return made
