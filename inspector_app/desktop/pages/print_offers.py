"""What a list of documents offers to print: each with the copies it says itself, the frozen bytes behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inspector_app.casework import issuing, number_words, printing
from inspector_app.casework.desk import Desk
from inspector_app.records.document import Document

from .print_panel import Offer


def offers(desk: Desk, documents: Sequence[Document], chosen: Collection[str] | None = None) -> list[Offer]:
    """Offer the documents that may be printed; ``chosen`` ones are ticked, by default those that were issued."""
    able = [one for one in documents if one.status in {"draft", "issued"}]
    copies = {one.document.id: one.copies for one in printing.print_set(desk, [one.id for one in able])}
    return [_offer(desk, one, copies[one.id], chosen) for one in able]


def _offer(desk: Desk, document: Document, copies: int, chosen: Collection[str] | None) -> Offer:
    draft = document.status == "draft"
    return Offer(
        key=document.id,
        name=document.name,
        detail="草稿" if draft else document.number,
        copies=copies,
        chosen=not draft if chosen is None else document.id in chosen,
        fetch=lambda: issuing.preview(desk, document.id),
    )


def empty_offers(desk: Desk) -> list[Offer]:
    """Offer every form empty, none ticked."""
    library, words = desk.library, number_words.given(desk)
    return [
        Offer(
            key=form.code,
            name=form.name,
            detail=form.stage,
            copies=1,
            chosen=False,
            fetch=lambda code=form.code: printing.empty_form(library, code, words),
        )
        for form in library.forms()
    ]
