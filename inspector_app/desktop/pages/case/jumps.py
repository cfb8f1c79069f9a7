"""Where a person goes to put something right: from what a check names to the section of the case that holds it."""

from __future__ import annotations

from inspector_app.casework import issuing

from .session import CaseSession

_PARTS = {"facts": "facts", "charges": "penalty", "unverified": "penalty", "laws": "penalty"}
"""Fields of the head that are not kept with the people."""


def go(session: CaseSession, kind: str, key: str, field: str = "") -> None:
    """Ask for the place of a record: ``kind`` and ``key`` as the checks and the confirm sheet name them."""
    if kind == "document":
        document_id = _document(session, key)
        if document_id:
            session.document_requested.emit(document_id)
        else:
            session.jump_requested.emit("procedure", "")
    elif kind in ("fact", "exhibit"):
        session.jump_requested.emit("facts", f"{kind}:{key}")
    elif kind == "charge":
        session.jump_requested.emit("penalty", f"charge:{key}/{field}")
    elif kind == "case":
        session.jump_requested.emit(_PARTS.get(field, "people"), field)
    else:
        session.jump_requested.emit("procedure", "")


def go_line(session: CaseSession, jump: str) -> None:
    """Ask for the place a line of the confirm sheet names (``kind:id``; ``case:`` is followed by a field)."""
    kind, _, rest = jump.partition(":")
    if kind == "case":
        go(session, kind, session.id, rest)
    else:
        go(session, kind, rest)


def _document(session: CaseSession, key: str) -> str:
    """A document by its id, or the last one of a form; empty where there is none yet."""
    found = issuing.documents(session.desk, case_id=session.id)
    return next((one.id for one in reversed(found) if key in (one.id, one.form_code) and one.status != "void"), "")
