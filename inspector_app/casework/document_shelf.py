"""The documents on file: those of an inspection, of a case, or all; one with its form and its frozen bytes."""

from __future__ import annotations

from typing import Any

from inspector_app.catalog.form import DocumentForm
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA
from inspector_app.vault.reader import Reader
from inspector_app.vault.shelf import plain

from . import inspecting
from .desk import Desk

_LATER = ("typed", "kept", "corrects", "corrected_by", "correction_reason", "remakes", "step", "wording")
"""What documents learnt to keep after the first ones had travelled; where it says nothing it is left out."""


def forms(desk: Desk, inspection_id: str) -> list[DocumentForm]:
    """Return the documents that can be made of an inspection."""
    inspecting.load(desk, inspection_id)
    return desk.library.forms()


def documents(desk: Desk, inspection_id: str | None = None, *, case_id: str = "") -> list[Document]:
    """Return the documents of an inspection, of a case, or of all, oldest first."""
    tail = "ORDER BY json_extract(body, '$.created_at')"
    if case_id:
        return desk.read.find(Document, "case_id = ?", (case_id,), tail=tail)
    if inspection_id is None:
        return desk.read.find(Document, tail=tail)
    return desk.read.find(Document, "inspection_id = ?", (inspection_id,), tail=tail)


def load(desk: Desk, document_id: str, reader: Reader | None = None) -> Document:
    """Return a document; an unknown id is a Fault."""
    found = (reader or desk.read).get(Document, document_id)
    if found is None:
        raise UsageFault(f"没有编号为“{document_id}”的文书", code="document_unknown")
    return found


def require_draft(document: Document) -> Document:
    """Return a draft; what was issued is a Fault, for its contents never change again."""
    if document.status != "draft":
        raise Fault(
            f"{document.name}已经印发，内容不能再改",
            kept="印发的原件还在",
            todo="笔误请更正，其他错误请作废后另作一份",
            code="issued",
        )
    return document


def form_of(desk: Desk, document: Document) -> DocumentForm:
    """Return the form in the very version the document was made with."""
    return desk.library.form_by_digest(document.form_digest)


def frozen(desk: Desk, document_id: str) -> bytes:
    """Return the bytes as issued; what is printed again is these."""
    document = load(desk, document_id)
    if not document.pdf_sha256:
        raise Fault("文书还没有印发", todo="请先印发，或打印草稿", code="not_issued")
    return desk.vault.files.read(document.pdf_sha256)


def called(document: Document) -> str:
    """Return how one document names another: its number, or its name and day of issue where it bears none."""
    if document.number:
        return f"{document.name}（{document.number}）"
    day = document.issued_at.astimezone(CHINA) if document.issued_at else None
    return f"{document.name}（{day.year}年{day.month}月{day.day}日）" if day else document.name


def travelling(document: Document) -> dict[str, Any]:
    """Return a document as it travels: plain JSON values, so that one sent before keeps its digest."""
    found = plain(document)
    for key in _LATER:
        if not found[key]:
            found.pop(key)
    return found
