"""Where a document and the records part: what changed since it was typed or issued, field by field, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from inspector_app.catalog.form import BY_HAND, DocumentForm, Field
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document, Kept
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import document_values
from .desk import Desk
from .document_shelf import form_of, load
from .document_values import canonical, same, shown


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One value that the records say otherwise by now.

    ``old`` is what the document says, ``new`` what the records say, in words; ``grown`` means that the records only added to what
    was printed (a further exhibit after a notice), ``kept`` that somebody let the printed value stand; ``reason`` is what was given
    when the value was typed over the records, ``moved`` that the records changed after that.
    """

    key: str
    label: str
    old: str
    new: str
    source: str
    grown: bool = False
    moved: bool = False
    reason: str = ""
    kept: Kept | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.kept is None and not self.grown


def differences(desk: Desk, document_id: str, *, known: Mapping[str, Any] | None = None) -> list[Difference]:
    """Compare a document with the records as they are now, in the form's order; ``known`` are its facts, read before.

    Of a draft: what was typed against the records (all else follows them). Of an issued or corrected document: every printed value
    that the records gave and give no longer. A void document is compared with nothing.
    """
    return _differences(desk, load(desk, document_id), known)


def _differences(desk: Desk, document: Document, known: Mapping[str, Any] | None) -> list[Difference]:
    if document.status == "void":
        return []
    form = form_of(desk, document)
    record = document_values.record_values(desk, document, known)
    if document.status == "draft":
        return [
            Difference(
                key=one.key,
                label=one.label,
                old=shown(form, field, document.overrides[one.key]),
                new=one.record,
                source=one.record_source,
                moved=one.moved,
                reason=one.reason,
            )
            for one in document_values.fields_of(form, document, record, {}, set())
            if one.contradicts and (field := form.field(one.key)) is not None
        ]
    return [
        found
        for field in form.fields
        if (found := _since_issue(form, field, document, record.get(field.key))) is not None
    ]


def _since_issue(form: DocumentForm, field: Field, document: Document, now: Any) -> Difference | None:
    if field.type in BY_HAND or field.key == form.numbered.field or not document_values.is_record(field):
        return None
    printed, typed = document.values.get(field.key), document.typed.get(field.key)
    told = typed.record if typed is not None else printed
    # What no record gave was nobody's to change but the document's.
    if told is None or printed is None or same(form, field, told, now) or same(form, field, printed, now):
        return None
    if now is None and not field.fill:
        return None
    kept = document.kept.get(field.key)
    return Difference(
        key=field.key,
        label=field.label,
        old=shown(form, field, printed),
        new=shown(form, field, now),
        source=document_values.record_source(field, document),
        grown=_grown(form, field, told, now),
        moved=True,
        reason=typed.reason if typed else "",
        kept=kept if kept is not None and same(form, field, kept.record, now) else None,
    )


def _grown(form: DocumentForm, field: Field, before: Any, now: Any) -> bool:
    """Whether what was printed is still there, with something added."""
    old, new = canonical(form, field, before), canonical(form, field, now)
    # A longer address is another address; only running text and lists grow.
    if isinstance(old, str) and isinstance(new, str) and field.type == "longtext":
        return new.startswith(old.rstrip("。；"))
    if isinstance(old, list) and isinstance(new, list) and field.type in ("table", "law_refs"):
        return len(new) > len(old) and all(one in new for one in old)
    return False


def affected(desk: Desk, documents: Iterable[Document]) -> dict[str, list[Difference]]:
    """Compare many documents; the records of each inspection or case are read once. Only those with open differences are returned."""
    facts: dict[str, dict[str, Any]] = {}
    found: dict[str, list[Difference]] = {}
    for document in documents:
        if document.status in {"void", "corrected"}:
            continue
        if document.chain not in facts:
            facts[document.chain] = document_values.facts_of(desk, document)
        differing = _differences(desk, document, facts[document.chain])
        waiting = [one for one in differing if one.open and (document.status == "issued" or one.moved)]
        if waiting:
            found[document.id] = waiting
    return found


def keep(desk: Desk, document_id: str, keys: Iterable[str], note: str) -> Document:
    """Let printed values of an issued document stand as right on their day, with a note; another change of the record opens them again."""
    if not note.strip():
        raise Fault("请写明为什么不用改", kept="没有改动", code="reason_missing")
    document = load(desk, document_id)
    if document.status != "issued":
        raise Fault("只有已印发的文书才需要说明", kept="没有改动", todo="草稿请直接改", code="not_issued")
    wanted = list(dict.fromkeys(keys))
    open_keys = {one.key for one in differences(desk, document_id)}
    if unknown := [key for key in wanted if key not in open_keys]:
        raise UsageFault(f"“{'、'.join(unknown)}”与记录没有不一致", code="difference_unknown")
    record = document_values.record_values(desk, document)
    said = {
        key: Kept(by=desk.who, at=desk.now(), note=note.strip(), record=msgspec.to_builtins(record.get(key)))
        for key in wanted
    }

    def decide(reader: Reader) -> Act:
        now = load(desk, document_id, reader)
        changed = msgspec.structs.replace(now, kept=now.kept | said)
        return Act(action=f"保留{now.name}{now.number}的内容：{note.strip()}", chain=now.chain, puts=(changed,))

    desk.record(decide)
    return load(desk, document_id)
