"""The way of one issued document: its form and copies, whether it was served, which signed pages are back, what it replaces."""

from __future__ import annotations

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.fault import Fault
from inspector_app.records.case import Service
from inspector_app.records.document import Document

from . import document_values, returning
from .desk import Desk
from .document_shelf import form_of, load
from .printing import copies_of
from .returning import PaperState


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """One value as it was printed; ``record`` is what the records said at issue where it was typed over them, and why."""

    key: str
    label: str
    value: str
    record: str = ""
    reason: str = ""
    typed_by: str = ""


class DocumentWay(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one wants to know of an issued document besides its page."""

    document: Document
    form: DocumentForm
    copies: int
    printed: tuple[Printed, ...]
    paper: PaperState
    service: Service | None = None
    service_method: str = ""
    corrects: Document | None = None
    corrected_by: Document | None = None
    remakes: Document | None = None
    remade_by: Document | None = None

    @property
    def overridden(self) -> tuple[Printed, ...]:
        """The values that were typed over the records."""
        return tuple(one for one in self.printed if one.record)


def way(desk: Desk, document_id: str) -> DocumentWay:
    """Return the way of an issued, void or corrected document; a draft has none (Fault)."""
    document = load(desk, document_id)
    if document.status == "draft":
        raise Fault(f"{document.name}还没有印发", kept="草稿还在", code="not_issued")
    form = form_of(desk, document)
    service = next(iter(desk.read.find(Service, "document_id = ?", (document.id,))), None)
    methods = {one.id: one.name for one in desk.library.procedures().machine("service").methods}
    return DocumentWay(
        document=document,
        form=form,
        copies=copies_of(form, document.values),
        printed=tuple(printed(form, document)),
        paper=returning.state(desk, document.id),
        service=service,
        service_method=methods.get(service.method, service.method) if service else "",
        corrects=desk.read.get(Document, document.corrects) if document.corrects else None,
        corrected_by=desk.read.get(Document, document.corrected_by) if document.corrected_by else None,
        remakes=desk.read.get(Document, document.remakes) if document.remakes else None,
        remade_by=_remade(desk, document),
    )


def printed(form: DocumentForm, document: Document) -> list[Printed]:
    """Return the values of an issued document as printed, in the form's order."""
    found = []
    for field in form.fields:
        text = document_values.shown(form, field, document.values.get(field.key))
        if not text:
            continue
        typed = document.typed.get(field.key)
        found.append(
            Printed(
                key=field.key,
                label=field.label,
                value=text,
                record=document_values.shown(form, field, typed.record) if typed else "",
                reason=typed.reason if typed else "",
                typed_by=typed.by if typed else "",
            )
        )
    return found


def _remade(desk: Desk, document: Document) -> Document | None:
    if document.status != "void":
        return None
    owner, key = ("case_id", document.case_id) if document.case_id else ("inspection_id", document.inspection_id)
    beside = desk.read.find(Document, f"{owner} = ?", (key,))
    return next((one for one in beside if one.remakes == document.id), None)
