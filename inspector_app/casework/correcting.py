"""When an issued document is wrong: corrected by a new one that refers to it, declared void, made anew; or nobody signs it.

更正 is for slips of the pen: what the decision says and whom it concerns stays. Anything else is void and made anew.
"""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document, Typed
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import document_values, drafting
from .desk import Desk
from .document_shelf import called, documents, form_of, load

_NOT_CARRIED = frozenset({"issue_date"})
"""A document bears its own day."""


def void(desk: Desk, document_id: str, reason: str) -> Document:
    """Declare an issued document void, with a reason; its bytes and its number stay used."""
    if not reason.strip():
        raise Fault("作废必须写明理由", kept="文书没有改动", code="reason_missing")

    def decide(reader: Reader) -> Act:
        document = load(desk, document_id, reader)
        if document.status != "issued":
            raise Fault("只有已印发的文书才能作废", kept="没有改动", code="not_issued")
        gone = msgspec.structs.replace(document, status="void", void_reason=reason.strip())
        return Act(action=f"作废{document.name}{document.number}", chain=document.chain, puts=(gone,))

    desk.record(decide)
    return load(desk, document_id)


def correct(desk: Desk, document_id: str, reason: str) -> Document:
    """Begin the document that corrects an issued one: the same form with the same values, referring to it.

    Until it is issued the old one stays as it is; a correction already begun is returned. ``reason`` says what was wrong. A void or
    corrected document, or a draft, is a Fault.
    """
    if not reason.strip():
        raise Fault("更正必须写明错在哪里", kept="文书没有改动", code="reason_missing")
    old = load(desk, document_id)
    if old.status != "issued":
        todo = {
            "draft": "草稿直接改就行",
            "void": "作废的文书请另作一份",
            "corrected": "请更正取代它的那一份",
        }[old.status]
        raise Fault("只有已印发、还有效的文书才能更正", kept="没有改动", todo=todo, code="not_issued")
    begun = next((one for one in _beside(desk, old) if one.corrects == old.id and one.status == "draft"), None)
    if begun is not None:
        return begun
    return _made_from(desk, old, corrects=old.id, correction_reason=reason.strip())


def make_anew(desk: Desk, document_id: str) -> Document:
    """Begin a new document with the values of a void one; one already begun is returned."""
    old = load(desk, document_id)
    if old.status != "void":
        raise Fault("只有作废的文书才另作", kept="没有改动", todo="请先作废，或更正", code="not_void")
    begun = next((one for one in _beside(desk, old) if one.remakes == old.id and one.status == "draft"), None)
    return begun or _made_from(desk, old, remakes=old.id)


def _beside(desk: Desk, document: Document) -> list[Document]:
    if document.case_id:
        return documents(desk, case_id=document.case_id)
    return documents(desk, document.inspection_id)


def _made_from(desk: Desk, old: Document, **more: Any) -> Document:
    """Draft with the printed values: those the records still give follow the records, the others are typed ones."""
    if old.case_id:
        from . import cases

        cases.editable(cases.load(desk, old.case_id))
    more |= {"inspection_id": old.inspection_id, "case_id": old.case_id, "step": old.step}
    made = drafting.begin(desk, old.form_code, **more)
    form, record = form_of(desk, made), document_values.record_values(desk, made)
    carried: dict[str, Any] = {}
    typed: dict[str, Typed] = {}
    for field in form.fields:
        if field.key not in old.values or field.key in _NOT_CARRIED or field.key == form.numbered.field:
            continue
        value = old.values[field.key]
        if document_values.same(form, field, value, record.get(field.key)):
            continue
        carried[field.key] = value
        known = old.typed.get(field.key)
        typed[field.key] = Typed(
            by=known.by if known else old.issued_by,
            at=known.at if known else desk.now(),
            record=msgspec.to_builtins(record.get(field.key)) if document_values.is_record(field) else None,
            reason=known.reason if known else "",
            reason_by=known.reason_by if known else "",
            reason_at=known.reason_at if known else None,
        )

    def decide(reader: Reader) -> Act:
        now = load(desk, made.id, reader)
        filled = msgspec.structs.replace(now, overrides=carried, typed=typed)
        return Act(action=f"填入{called(old)}的内容", chain=now.chain, puts=(filled,))

    desk.record(decide)
    return load(desk, made.id)


def note_refusal(desk: Desk, document_id: str, text: str, witness: str = "") -> Document:
    """Note on an issued document that the party refused to sign it: how, in ``text``, and who was there to see it.

    The printed bytes stay as they are. Noting again replaces the words; both stay in the journal. Not for a draft or a void document.
    """
    if not text.strip():
        raise Fault("拒签必须写明情况", kept="没有改动", todo="请写明拒绝签字的经过和在场人员", code="reason_missing")

    def decide(reader: Reader) -> Act:
        document = load(desk, document_id, reader)
        if document.status != "issued":
            raise Fault(
                "只有已印发的文书才能注明拒签", kept="没有改动", todo="请先印发文书，再交当事人签字", code="not_issued"
            )
        noted = msgspec.structs.replace(document, refusal=text.strip(), refusal_witness=witness.strip())
        return Act(action=f"注明拒签{document.name}{document.number}", chain=document.chain, puts=(noted,))

    desk.record(decide)
    return load(desk, document_id)
