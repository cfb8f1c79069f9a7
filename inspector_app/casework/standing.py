"""How things stand, in figures cheap enough for a status line: what is not sent, not signed, how much was recorded."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from inspector_app.records.document import Document
from inspector_app.vault.keys import read_key_file

from .desk import Desk

LATE = timedelta(minutes=1)
"""A clock that is set right by less than this is not worth a word."""
RECENT = 300
"""Entries looked at for the latest: what was written after the clock went back must not hide that it did."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The figures; ``unsent`` counts inspections and cases together, ``cases`` those cases alone. ``free`` is in bytes, ``behind`` says that the laptop's clock stands before the last entry of the journal."""

    inspections: int
    under_way: int
    unsent: int
    cases: int
    cases_under_way: int
    entries: int
    free: int
    behind: bool = False


def standing(desk: Desk) -> Standing:
    """Count what the status line shows. The journal is append-only, so its last row number is its length."""
    ((total, under_way, unsent),) = desk.read.rows(
        "SELECT count(*), coalesce(sum(state = 'under_way'), 0), coalesce(sum(state <> 'delivered'), 0) FROM inspections"
    )
    ((cases, cases_under_way),) = desk.read.rows(
        "SELECT coalesce(sum(state <> 'delivered'), 0), coalesce(sum(state = 'under_way'), 0) FROM cases"
    )
    ((entries,),) = desk.read.rows("SELECT coalesce(max(rowid), 0) FROM journal")
    recent = desk.read.rows("SELECT at FROM journal ORDER BY rowid DESC LIMIT ?", (RECENT,))
    last = max((datetime.fromisoformat(str(at)) for (at,) in recent), default=None)
    return Standing(
        inspections=int(total),
        under_way=int(under_way),
        unsent=int(unsent) + int(cases),
        cases=int(cases),
        cases_under_way=int(cases_under_way),
        entries=int(entries),
        free=desk.vault.free_space(),
        behind=last is not None and desk.now() < last - LATE,
    )


def unsigned(desk: Desk, limit: int = 20) -> list[Document]:
    """Return issued documents whose signed page did not come back yet, oldest first."""
    return desk.read.find(
        Document,
        "status = 'issued' AND NOT EXISTS (SELECT 1 FROM evidence_links WHERE evidence_links.inspection_id = "
        "coalesce(nullif(documents.inspection_id, ''), (SELECT coalesce(nullif(cases.inspection_id, ''), cases.id) FROM cases "
        "WHERE cases.id = documents.case_id)) AND evidence_links.item_id = 'document:' || documents.id "
        "AND json_extract(evidence_links.body, '$.withdrawn_reason') IS NULL)",
        tail=f"ORDER BY json_extract(body, '$.issued_at') LIMIT {int(limit)}",
    )


def vault_id(desk: Desk) -> str:
    """Return the number of this vault, as the recovery sheet prints it."""
    return read_key_file(desk.vault.folder).vault_id
