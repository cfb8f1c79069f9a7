"""What a case rests on and nobody verified: shown, and let stand by a person's name and reason before any document prints it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Confirmation
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_laws, cases, penalising
from .desk import Desk
from .penalising import Panel


class Unverified(msgspec.Struct, frozen=True, kw_only=True):
    """An entry nobody verified, and who let it stand; ``confirmation`` None keeps it out of every document."""

    text: str
    confirmation: Confirmation | None


def unverified(desk: Desk, case_id: str, panels: Sequence[Panel] = ()) -> list[Unverified]:
    """Every unverified entry the case rests on, with who let it stand; ``panels`` spares reckoning them again."""
    known = _confirmed(desk, case_id)
    texts = [text for one in panels or penalising.panels(desk, case_id) for text in one.unverified]
    return [Unverified(text=text, confirmation=known.get(text)) for text in dict.fromkeys(texts)]


def confirm(desk: Desk, case_id: str, text: str, reason: str) -> Confirmation:
    """Let an unverified entry stand, by the name of who acts and with a reason."""
    if not reason.strip():
        raise Fault("确认未核实的内容必须写明理由", kept="没有改动", code="reason_missing")
    if desk.actor is None:
        raise Fault("还没有选定执法人员，不能具名确认", kept="没有改动", todo="请先选定执法人员", code="actor_missing")
    if text not in {one.text for one in unverified(desk, case_id)}:
        raise UsageFault(f"本案没有“{text}”这一项未核实的内容", code="unverified_unknown")
    made = Confirmation(
        id=uuid.uuid4().hex, case_id=case_id, text=text, reason=reason.strip(), by=desk.who, at=desk.now()
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action="确认未核实内容", chain=case_id, puts=(made,))

    desk.record(decide)
    return made


def violated(desk: Desk, case_id: str) -> list[dict[str, Any]]:
    """The duties violated by what is charged, as citations of documents."""
    found = []
    for one in penalising.charges(desk, case_id):
        book = case_laws.book_of(desk, one)
        entry = book.violation(one.applied)
        doubt = "" if entry.violates_verified else f"违法行为 {entry.id} 的义务条款未核实"
        found += _cited(desk, book, case_id, entry.violates, doubt)
    return found


def penal(desk: Desk, case_id: str) -> list[dict[str, Any]]:
    """The articles the penalty rests on, as citations of documents: the unit's own, or those for persons in a person's case."""
    found = []
    for one in penalising.charges(desk, case_id):
        book = case_laws.book_of(desk, one)
        entry = book.violation(one.applied)
        doubt = "" if entry.verified else f"违法行为 {entry.id} 的罚则未核实"
        person = penalising.facts_of(one).punished == "person"
        found += _cited(desk, book, case_id, entry.person_by if person else entry.party_by, doubt)
    return found


def _cited(desk: Desk, book: LawBook, case_id: str, refs: Sequence[Ref], doubt: str) -> list[dict[str, Any]]:
    """Citations; one that is in doubt is usable only when every doubt about it was let stand."""
    known = _confirmed(desk, case_id)
    found = []
    for ref in dict.fromkeys(refs):
        law = book.law(ref.law)
        doubts = [one for one in (doubt, "" if law.current.verified else f"《{law.name}》未核实") if one]
        number = f"{ref.article}" + (f"-{ref.suffix}" if ref.suffix.isdigit() else "")
        value: dict[str, Any] = {
            "law": law.name,
            "articles": [number],
            "verified": not doubts,
            "text": book.citation(ref),
        }
        if doubts and all(one in known for one in doubts):
            last = known[doubts[-1]]
            value |= {"confirmed_by": last.by, "confirm_reason": last.reason}
        found.append(value)
    return found


def _confirmed(desk: Desk, case_id: str) -> dict[str, Confirmation]:
    return {one.text: one for one in cases.belonging(desk, Confirmation, case_id)}
