"""What the other documents of a case tell a new one: their numbers, days and service, and what was typed into one for all that follow.

A form names it in its fill path. ``made.FORM.KEY`` is a value of the newest issued document of a form (its ``number``, its ``date``, the day
it was ``served``); a path of one of ``ASKED`` is what an earlier document has in a field of the same path: asked once, said everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from inspector_app.records.case import Paper, Service
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import cases, document_shelf
from .desk import Desk

MADE = "made"
ASKED = frozenset({"complaint", "report", "sample", "testing", "coercive", "hearing", "transfer"})
"""What no record of a case holds and one of its documents asks for: the beginning of its paths."""


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """The documents of a case that may tell another something, read once: drafts, issued ones, papers from elsewhere, services."""

    desk: Desk
    documents: tuple[Document, ...]
    papers: tuple[Paper, ...]
    services: tuple[Service, ...]


def others(desk: Desk, case_id: str) -> Others:
    """Read the documents of a case and of its inspection that stand, oldest first: not the void ones, nor those a correction replaced."""
    found = document_shelf.documents(desk, case_id=case_id)
    case = cases.load(desk, case_id)
    found += document_shelf.documents(desk, case.inspection_id) if case.inspection_id else []
    standing = [one for one in found if one.status in ("draft", "issued")]
    return Others(
        desk=desk,
        documents=tuple(sorted(standing, key=lambda one: (one.created_at, one.id))),
        papers=tuple(cases.belonging(desk, Paper, case_id)),
        services=tuple(cases.belonging(desk, Service, case_id)),
    )


def find(known: Others, path: str, step: str = "", document: Document | None = None) -> Any:
    """Return what the other documents say for a path, None where they say nothing.

    ``step`` (``key/transition``) is the step of the document that asks: what was made in another run of the same procedure is of
    another measure, another sample, and tells it nothing.
    """
    subject, _, rest = path.partition(".")
    if subject == MADE:
        form, _, key = rest.partition(".")
        return _said(known, newest(known, form, step, document), key)
    return _typed(known, path, step, document) if subject in ASKED else None


def newest(known: Others, form_code: str, step: str = "", document: Document | None = None) -> Document | Paper | None:
    """The newest issued document of a form, of the same run of a procedure before others; a paper from elsewhere counts."""
    issued = [
        (_same_run(one.step, step), one.issued_at or one.created_at, one)
        for one in known.documents
        if one.form_code == form_code and one.status == "issued" and may_tell(one, step, document)
    ]
    found: list[tuple[bool, datetime, Document | Paper]] = [
        *issued,
        *((False, one.made_at, one) for one in known.papers if one.form_code == form_code),
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def day_of(one: Document | Paper) -> str:
    """The day a document bears: its date as printed, else the day it was issued or made."""
    printed = str(one.values.get("issue_date", ""))
    at = one.made_at if isinstance(one, Paper) else one.issued_at or one.created_at
    return printed if len(printed) == len("2026-11-21") else at.astimezone(CHINA).date().isoformat()


def served_on(known: Others, one: Document | Paper) -> str:
    """The day a document reached the party, empty while that was not registered."""
    days = [service.served_at for service in known.services if service.document_id == one.id]
    return max(days).astimezone(CHINA).date().isoformat() if days else ""


def _said(known: Others, one: Document | Paper | None, key: str) -> Any:
    if one is None:
        return None
    if key == "number":
        return one.number
    if key == "date":
        return day_of(one)
    return served_on(known, one) if key == "served" else one.values.get(key)


def _typed(known: Others, path: str, step: str, document: Document | None) -> Any:
    """What an earlier document has in a field of this path; one made after it never changes what it says."""
    told: list[tuple[bool, datetime, Any]] = []
    for one in known.documents:
        if not may_tell(one, step, document) or (document is not None and one.created_at >= document.created_at):
            continue
        if document is not None and one.form_code == document.form_code:
            # A second one of a form is about another sample, another day.
            continue
        given = one.values if one.status == "issued" else one.overrides
        told += [(_same_run(one.step, step), one.created_at, value) for value in _values(known, one, path, given)]
    return max(told, key=lambda one: one[:2])[2] if told else None


def _values(known: Others, one: Document, path: str, given: dict[str, Any]) -> Iterator[Any]:
    form = document_shelf.form_of(known.desk, one)
    for field in form.fields:
        value = one.number if field.key == form.numbered.field and one.number else given.get(field.key)
        if field.fill == path and value not in ("", None, []):
            yield value


def may_tell(one: Document, step: str, document: Document | None) -> bool:
    """Whether a document may tell another something: not itself, and nothing of another run of the same procedure."""
    mine, other = step.partition("/")[0], one.step.partition("/")[0]
    elsewhere = mine != other and bool(mine) and mine.partition("#")[0] == other.partition("#")[0]
    return not elsewhere and (document is None or one.id != document.id)


def _same_run(one: str, other: str) -> bool:
    return bool(other) and one.partition("/")[0] == other.partition("/")[0]
