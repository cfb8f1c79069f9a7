"""Issuing: a checked draft gets its number, is frozen, and replaces what it corrects; the one door to documents for pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document, Typed
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from .correcting import correct, make_anew, note_refusal, void
from .desk import Desk
from .document_shelf import called, documents, form_of, forms, frozen, load, require_draft
from .document_values import Filled, contradicts, values, with_typing
from .drafting import (
    USUAL_REASONS,
    clear_value,
    confirm_unverified,
    discard,
    draft,
    draft_for_case,
    give_reason,
    set_value,
    undo,
)
from .numbers import block_for, burning, outlook
from .proofing import Examined, examine, fill, problems

if TYPE_CHECKING:
    from inspector_app.documents.model import Rendered

__all__ = [
    "USUAL_REASONS",
    "Examined",
    "Filled",
    "called",
    "clear_value",
    "confirm_unverified",
    "correct",
    "discard",
    "documents",
    "draft",
    "draft_for_case",
    "examine",
    "fill",
    "form_of",
    "forms",
    "frozen",
    "give_reason",
    "issue",
    "load",
    "make_anew",
    "note_refusal",
    "outlook",
    "preview",
    "preview_of",
    "problems",
    "set_value",
    "undo",
    "values",
    "void",
    "write_pdf",
]


def preview(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> bytes:
    """Return the real PDF of a document as it stands: a draft, with what is being typed (``overrides``), or the frozen bytes.

    Nothing is committed by looking; an issued document ignores ``overrides``.
    """
    document = load(desk, document_id)
    if document.status != "draft":
        return frozen(desk, document_id)
    document = with_typing(document, overrides)
    return _render(desk, document, values(desk, document), "draft").pdf


def preview_of(desk: Desk, examined: Examined) -> bytes:
    """Return the real PDF of a document that was examined already; see ``preview``."""
    if examined.document.status != "draft":
        return frozen(desk, examined.document.id)
    return _render(desk, examined.document, examined.given, "draft").pdf


def _render(
    desk: Desk, document: Document, given: Mapping[str, Any], status: str, number: str | None = None
) -> Rendered:
    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    stamp = Stamp(
        document_id=document.id,
        revision=document.revision,
        status="issued" if status == "issued" else "draft",
        number=number,
        journal_head=desk.vault.journal_head(document.chain),
        issued_on=desk.now().date() if status == "issued" else None,
        corrects=_replaced(desk, document),
    )
    return render(form_of(desk, document), given, stamp)


def _replaced(desk: Desk, document: Document) -> str:
    return called(load(desk, document.corrects)) if document.corrects else ""


def issue(desk: Desk, document_id: str) -> Document:
    """Burn a number, freeze the bytes, write the digest into the journal. A document with errors is not issued.

    The bytes are in the file store before the row says issued; number, state, and that an older document is corrected by this one
    change in one transaction.
    """
    document = require_draft(load(desk, document_id))
    form = form_of(desk, document)
    examined = examine(desk, document_id)
    if examined.errors:
        raise Fault(
            f"{document.name}还有{len(examined.errors)}处要改：{examined.errors[0].message}",
            kept="草稿还在",
            todo="请逐项补齐后再印发",
            code="document_errors",
        )
    if document.case_id:
        from .confirming import require

        require(desk, document)
    block = block_for(desk, form)
    number, taken = "", None
    if block is not None:
        from inspector_app.documents.numbering import take

        number, taken = take(block)
    ready = msgspec.structs.replace(
        document,
        values=msgspec.to_builtins(examined.given | ({form.numbered.field: number} if number else {})),
        overrides={},
        typed=_kept_typing(examined),
        number=number,
        issued_at=desk.now(),
        issued_by=desk.who,
        journal_head=desk.vault.journal_head(document.chain),
    )
    rendered = _render(desk, ready, ready.values, "issued", number or None)
    stored = desk.vault.files.put_bytes(rendered.pdf)
    ready = msgspec.structs.replace(
        ready, status="issued", facts_digest=rendered.facts_digest, pdf_sha256=stored.sha256, pages=rendered.pages
    )

    def decide(reader: Reader) -> Act:
        now = require_draft(load(desk, document_id, reader))
        if now != document:
            raise Fault("文书在印发时被改动", kept="草稿还在，文号没有用掉", todo="请再印发一次", code="issue_race")
        puts: list[Any] = [ready, *((taken,) if taken is not None else ())]
        action = f"印发{document.name}{number}"
        if document.corrects:
            old = load(desk, document.corrects, reader)
            if old.status != "issued":
                raise Fault(
                    f"{called(old)}已经作废或更正，不能再更正",
                    kept="草稿还在，文号没有用掉",
                    todo="请删除这份草稿，需要时另作一份",
                    code="corrected_gone",
                )
            puts.append(
                msgspec.structs.replace(
                    old,
                    status="corrected",
                    corrected_by=ready.id,
                    correction_reason=document.correction_reason,
                )
            )
            action += f"，更正{called(old)}：{document.correction_reason}"
        return Act(action=action, chain=document.chain, puts=tuple(puts))

    with burning(desk, block):
        desk.record(decide)
    return ready


def _kept_typing(examined: Examined) -> dict[str, Typed]:
    """What was typed and stands in the issued values, with what the records said at issue where it contradicts them."""
    document, form = examined.document, examined.form
    return {
        field.key: msgspec.structs.replace(
            document.typed[field.key],
            record=msgspec.to_builtins(examined.record[field.key])
            if contradicts(form, field, document, examined.record)
            else None,
        )
        for field in form.fields
        if field.key in document.overrides and field.key in document.typed
    }


def write_pdf(desk: Desk, document_id: str, path: Path) -> Path:
    """Write the PDF to a file: the frozen bytes, or a draft marked as one; a half-written file is not left."""
    from .printing import write_whole

    return write_whole(path, preview(desk, document_id))
