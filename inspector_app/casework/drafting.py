"""Drafts: begun, filled, typed over with a reason, one edit taken back, thrown away."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document, Typed
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import inspecting, wording_record
from .desk import Desk
from .document_shelf import form_of, load, require_draft
from .document_values import is_record, record_values, same, values

USUAL_REASONS = ("记录有误，以现场核对为准", "按证照原件填写", "当事人当场更正", "补充细节", "按文书格式要求改写")
"""Reasons that come up again and again; anything else is typed."""
_TYPED, _RESTORED, _REASONED = "填写文书", "恢复文书", "写明改写理由"


def draft(desk: Desk, inspection_id: str, form_code: str) -> Document:
    """Begin a document; its values come from the records until something is typed over them."""
    inspecting.load(desk, inspection_id)
    return begin(desk, form_code, inspection_id=inspection_id)


def draft_for_case(desk: Desk, case_id: str, form_code: str, step: str = "") -> Document:
    """Begin a document of a case; its values come from the case, from its inspection, and from the ``step`` it is made for."""
    from . import cases

    cases.editable(cases.load(desk, case_id))
    return begin(desk, form_code, case_id=case_id, step=step)


def begin(desk: Desk, form_code: str, *, inspection_id: str = "", case_id: str = "", **more: Any) -> Document:
    """Put an empty draft on file; ``more`` are further fields of the document, for one made from another."""
    worded = desk.library.worded(form_code)
    form = worded.form
    document = Document(
        id=uuid.uuid4().hex,
        inspection_id=inspection_id,
        case_id=case_id,
        form_code=form.code,
        form_version=form.version,
        form_digest=worded.digest,
        name=form.name,
        created_at=desk.now(),
        created_by=desk.who,
        wording=wording_record.made_with(desk, worded),
        **more,
    )
    desk.record(lambda _: Act(action=f"起草{form.name}", chain=document.chain, puts=(document,)))
    return document


def discard(desk: Desk, document_id: str) -> None:
    """Throw a draft away; an issued document is never thrown away."""

    def decide(reader: Reader) -> Act:
        document = require_draft(load(desk, document_id, reader))
        return Act(action=f"删除草稿{document.name}", chain=document.chain, drops=((Document, document.id),))

    desk.record(decide)


# Typing over the records


def set_value(
    desk: Desk,
    document_id: str,
    key: str,
    value: Any,
    *,
    reason: str = "",
    record: Mapping[str, Any] | None = None,
) -> Document:
    """Type a value over what the records say; it is committed at once, complete or not.

    What says the same as the records is no override: the field follows the records again. ``reason`` says why the value stands
    against the records; it may be given later (``give_reason``), but nothing is issued without it. ``record`` is what the records
    say for this document, where somebody has read it already (reading a case takes as long as a person notices).
    """
    document = require_draft(load(desk, document_id))
    field = form_of(desk, document).field(key)
    if field is None:
        raise UsageFault(f"{document.name}没有“{key}”这个栏目", code="field_unknown")
    form = form_of(desk, document)
    plain, told = msgspec.to_builtins(value), (record_values(desk, document) if record is None else record).get(key)
    # Who confirmed a citation is worth keeping, though the citation itself is the records'.
    follows = same(form, field, plain, told, exact=True)

    def decide(reader: Reader) -> Act:
        now = require_draft(load(desk, document_id, reader))
        if follows:
            return _restored(now, key)
        known = now.typed.get(key)
        typed = Typed(
            by=desk.who,
            at=desk.now(),
            record=msgspec.to_builtins(told) if is_record(field) else None,
            reason=reason.strip() or (known.reason if known else ""),
            reason_by=desk.who if reason.strip() else known.reason_by if known else "",
            reason_at=desk.now() if reason.strip() else known.reason_at if known else None,
        )
        if known is not None and key in now.overrides and now.overrides[key] == plain and not reason.strip():
            typed = known
        changed = msgspec.structs.replace(now, overrides=now.overrides | {key: plain}, typed=now.typed | {key: typed})
        return Act(action=f"{_TYPED} {key}", chain=now.chain, puts=(changed,))

    desk.record(decide)
    return load(desk, document_id)


def give_reason(desk: Desk, document_id: str, key: str, reason: str) -> Document:
    """Say why a typed value stands against the records; said again it replaces the words, both stay in the journal."""
    if not reason.strip():
        raise Fault("还没有写理由", kept="填写的内容还在", todo="请写明为什么与记录不同", code="reason_missing")

    def decide(reader: Reader) -> Act:
        document = require_draft(load(desk, document_id, reader))
        if key not in document.overrides:
            raise UsageFault(f"“{key}”没有手工填写，不需要理由", code="not_overridden")
        known = document.typed.get(key) or Typed(by=desk.who, at=desk.now())
        given = msgspec.structs.replace(known, reason=reason.strip(), reason_by=desk.who, reason_at=desk.now())
        changed = msgspec.structs.replace(document, typed=document.typed | {key: given})
        return Act(action=f"{_REASONED} {key}", chain=document.chain, puts=(changed,))

    desk.record(decide)
    return load(desk, document_id)


def clear_value(desk: Desk, document_id: str, key: str) -> Document:
    """Go back to what the records say."""
    desk.record(lambda reader: _restored(require_draft(load(desk, document_id, reader)), key))
    return load(desk, document_id)


def _restored(document: Document, key: str) -> Act:
    without = msgspec.structs.replace(
        document,
        overrides={k: v for k, v in document.overrides.items() if k != key},
        typed={k: v for k, v in document.typed.items() if k != key},
    )
    return Act(action=f"{_RESTORED} {key}", chain=document.chain, puts=(without,))


def confirm_unverified(desk: Desk, document_id: str, key: str, index: int, reason: str) -> Document:
    """Let an unverified citation be printed, by name and with a reason; without it the check refuses it."""
    if not reason.strip():
        raise Fault("确认未核实的条文必须写明理由", kept="没有改动", code="reason_missing")
    document = load(desk, document_id)
    cited = [dict(one) for one in values(desk, document).get(key, [])]
    if not 0 <= index < len(cited):
        raise UsageFault("没有这一条引用", code="citation_unknown")
    cited[index] |= {"confirmed_by": desk.who, "confirm_reason": reason.strip()}
    return set_value(desk, document_id, key, cited)


def undo(desk: Desk, document_id: str) -> str | None:
    """Take back the last edit of a draft that was not taken back yet, as a new entry; return the field it concerned, or None."""
    touched: list[str] = []

    def decide(reader: Reader) -> Act | None:
        document = require_draft(load(desk, document_id, reader))
        entries = reader.journal(document.chain)
        reversed_already = {e["reverses"] for e in entries if e["reverses"] is not None}
        for entry in reversed(entries):
            mine = [c for c in entry["changes"] if c["kind"] == "documents" and c["id"] == document_id]
            if not mine or entry["reverses"] is not None or entry["seq"] in reversed_already:
                continue
            word, _, key = str(entry["action"]).partition(" ")
            if word not in {_TYPED, _RESTORED, _REASONED} or mine[0]["before"] is None:
                return None
            touched.append(key)
            before = msgspec.convert(mine[0]["before"], Document)
            return Act(action=f"撤销 {entry['action']}", chain=document.chain, puts=(before,), reverses=entry["seq"])
        return None

    desk.record(decide)
    return touched[-1] if touched else None
