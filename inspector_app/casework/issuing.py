"""Documents of an inspection or a case: drafted from the records, completed, checked, issued once, frozen."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document, NumberBlock
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import filling, inspecting
from .desk import Desk

if TYPE_CHECKING:
    from inspector_app.documents.model import Problem, Rendered

BY_HAND = {"signature", "seal"}


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a document as the form beside the page shows it."""

    key: str
    label: str
    type: str
    options: tuple[str, ...]
    value: Any
    source: str
    required: bool
    missing: bool
    overridden: bool
    note: str


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


def form_of(desk: Desk, document: Document) -> DocumentForm:
    """Return the form in the very version the document was made with."""
    return desk.library.form_by_digest(document.form_digest)


def draft(desk: Desk, inspection_id: str, form_code: str) -> Document:
    """Begin a document; its values come from the records until something is typed over them."""
    inspecting.load(desk, inspection_id)
    return _begin(desk, form_code, inspection_id=inspection_id)


def draft_for_case(desk: Desk, case_id: str, form_code: str, step: str = "") -> Document:
    """Begin a document of a case; its values come from the case, from its inspection, and from the ``step`` it is made for."""
    from . import cases

    cases.editable(cases.load(desk, case_id))
    return _begin(desk, form_code, case_id=case_id, step=step)


def _begin(desk: Desk, form_code: str, *, inspection_id: str = "", case_id: str = "", step: str = "") -> Document:
    form = desk.library.form(form_code)
    document = Document(
        id=uuid.uuid4().hex,
        inspection_id=inspection_id,
        case_id=case_id,
        step=step,
        form_code=form.code,
        form_version=form.version,
        form_digest=desk.library.digest(form_code, "document"),
        name=form.name,
        created_at=desk.now(),
        created_by=desk.who,
    )
    desk.record(lambda _: Act(action=f"起草{form.name}", chain=document.chain, puts=(document,)))
    return document


def discard(desk: Desk, document_id: str) -> None:
    """Throw a draft away; an issued document is never thrown away."""

    def decide(reader: Reader) -> Act:
        document = _draft(load(desk, document_id, reader))
        return Act(action=f"删除草稿{document.name}", chain=document.chain, drops=((Document, document.id),))

    desk.record(decide)


def _draft(document: Document) -> Document:
    if document.status != "draft":
        raise Fault(
            f"{document.name}已经印发，内容不能再改", kept="印发的原件还在", todo="有错请作废后另作一份", code="issued"
        )
    return document


def values(
    desk: Desk,
    document: Document,
    overrides: Mapping[str, Any] | None = None,
    *,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the values a document is printed with: as frozen, or from the records with what was typed over them.

    ``overrides`` are values being typed that are not committed yet; an issued document takes none. ``known`` are the facts of
    its case where somebody has read them already.
    """
    if document.status != "draft":
        return dict(document.values)
    document = _typed(document, overrides)
    form = form_of(desk, document)
    if document.case_id:
        from .case_filling import values as case_values

        told = case_values(desk, document.case_id, form, known, step=document.step)
        found = {key: value for key, value in (told | document.overrides).items() if form.field(key) is not None}
        return {key: value for key, value in found.items() if value not in ("", None, [])}
    known = filling.facts(desk, document.inspection_id)
    found = {}
    for field in form.fields:
        if field.key in document.overrides:
            found[field.key] = document.overrides[field.key]
        elif field.fill in known and field.type not in BY_HAND and _fits(field, known[field.fill]):
            found[field.key] = known[field.fill]
    return {key: value for key, value in found.items() if value not in ("", None, [])}


def _fits(field: Field, value: Any) -> bool:
    """A choice takes only what its form offers; another word stays to be chosen by hand."""
    return not field.options or value in field.options


def _typed(document: Document, overrides: Mapping[str, Any] | None) -> Document:
    if not overrides:
        return document
    plain = msgspec.to_builtins(dict(overrides))
    return msgspec.structs.replace(document, overrides=document.overrides | plain)


def fill(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> list[Filled]:
    """Return every field with its value and where it comes from, in the form's order; ``overrides`` as in ``values``."""
    document = _typed(load(desk, document_id), overrides)
    form, given = form_of(desk, document), values(desk, document)
    lacking = {p.key for p in problems(desk, document_id, overrides) if p.level == "error" and not given.get(p.key)}
    return [
        Filled(
            key=field.key,
            label=field.label,
            type=field.type,
            options=tuple(field.options),
            value=given.get(field.key),
            source=_source(field, document),
            required=field.required,
            missing=field.key in lacking,
            overridden=field.key in document.overrides,
            note=field.note,
        )
        for field in form.fields
        if field.type not in BY_HAND and field.key != form.numbered.field
    ]


def _source(field: Field, document: Document) -> str:
    if field.key in document.overrides:
        return "手工填写"
    if document.case_id and not field.fill:
        return filling.SOURCES["case"]
    return filling.SOURCES.get(field.fill.partition(".")[0].partition("[")[0], "") if field.fill else ""


def set_value(desk: Desk, document_id: str, key: str, value: Any) -> Document:
    """Type a value over what the records say; it is committed at once, complete or not."""

    def decide(reader: Reader) -> Act:
        document = _draft(load(desk, document_id, reader))
        if form_of(desk, document).field(key) is None:
            raise UsageFault(f"{document.name}没有“{key}”这个栏目", code="field_unknown")
        changed = msgspec.structs.replace(document, overrides=document.overrides | {key: msgspec.to_builtins(value)})
        return Act(action=f"填写文书 {key}", chain=document.chain, puts=(changed,))

    desk.record(decide)
    return load(desk, document_id)


def clear_value(desk: Desk, document_id: str, key: str) -> Document:
    """Go back to what the records say."""

    def decide(reader: Reader) -> Act:
        document = _draft(load(desk, document_id, reader))
        kept = {k: v for k, v in document.overrides.items() if k != key}
        return Act(
            action=f"恢复文书 {key}",
            chain=document.chain,
            puts=(msgspec.structs.replace(document, overrides=kept),),
        )

    desk.record(decide)
    return load(desk, document_id)


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


def problems(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> list[Problem]:
    """Check a document as it stands; ``overrides`` as in ``values``."""
    from inspector_app.documents.check import check

    document = load(desk, document_id)
    form = form_of(desk, document)
    found = check(form, values(desk, document, overrides), on=desk.now().date())
    # The number and the day are given at issue: until then they are not missing.
    later = {form.numbered.field} if form.numbered.has_number else set()
    return [p for p in found if p.key not in later]


def preview(desk: Desk, document_id: str, overrides: Mapping[str, Any] | None = None) -> bytes:
    """Return the real PDF of a document as it stands: a draft, with what is being typed (``overrides``), or the frozen bytes.

    Nothing is committed by looking; an issued document ignores ``overrides``.
    """
    document = load(desk, document_id)
    if document.status != "draft":
        return frozen(desk, document_id)
    return _render(desk, _typed(document, overrides), "draft").pdf


def _render(desk: Desk, document: Document, status: str, number: str | None = None) -> Rendered:
    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    head = desk.vault.journal_head(document.chain)
    stamp = Stamp(
        document_id=document.id,
        revision=document.revision,
        status="issued" if status == "issued" else "draft",
        number=number,
        journal_head=head,
        issued_on=desk.now().date() if status == "issued" else None,
    )
    return render(form_of(desk, document), document.values if status == "issued" else values(desk, document), stamp)


def issue(desk: Desk, document_id: str) -> Document:
    """Burn a number, freeze the bytes, write the digest into the journal. A document with errors is not issued.

    The bytes are in the file store before the row says issued; number and state change in one transaction.
    """
    document = _draft(load(desk, document_id))
    form = form_of(desk, document)
    errors = [p for p in problems(desk, document_id) if p.level == "error"]
    if errors:
        raise Fault(
            f"{document.name}还有{len(errors)}处要改：{errors[0].message}",
            kept="草稿还在",
            todo="请逐项补齐后再印发",
            code="document_errors",
        )
    if document.case_id:
        from .confirming import require

        require(desk, document)
    block = _block_for(desk, form)
    number = ""
    if block is not None:
        from inspector_app.documents.numbering import take

        number, block = take(block)
    given = values(desk, document) | ({form.numbered.field: number} if number else {})
    at = desk.now()
    ready = msgspec.structs.replace(
        document,
        values=msgspec.to_builtins(given),
        overrides={},
        number=number,
        issued_at=at,
        issued_by=desk.who,
        journal_head=desk.vault.journal_head(document.chain),
    )
    rendered = _render(desk, ready, "issued", number or None)
    stored = desk.vault.files.put_bytes(rendered.pdf)
    ready = msgspec.structs.replace(
        ready, status="issued", facts_digest=rendered.facts_digest, pdf_sha256=stored.sha256, pages=rendered.pages
    )

    def decide(reader: Reader) -> Act:
        now = _draft(load(desk, document_id, reader))
        if now != document:
            raise Fault("文书在印发时被改动", kept="草稿还在，文号没有用掉", todo="请再印发一次", code="issue_race")
        taken = (block,) if block is not None else ()
        return Act(action=f"印发{document.name}{number}", chain=document.chain, puts=(ready, *taken))

    desk.record(decide)
    return ready


def _block_for(desk: Desk, form: DocumentForm) -> NumberBlock | None:
    if not form.numbered.has_number:
        return None
    word = document_word(form)
    year = desk.now().year
    blocks = desk.read.find(NumberBlock, "document_word = ? AND year = ?", (word, year))
    usable = [b for b in blocks if b.remaining]
    if not usable:
        raise Fault(
            f"{form.name}没有可用的{year}年文号（文种字“{word}”）",
            kept="草稿还在",
            todo="请在设置里登记总部给的号段",
            code="numbers_used_up",
        )
    return min(usable, key=lambda b: b.first)


def document_word(form: DocumentForm) -> str:
    """Return the word that stands for the kind of document in its number (责改, 罚告 …)."""
    return form.numbered.doc_word or form.numbered.doc_word_placeholder or "检"


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


def frozen(desk: Desk, document_id: str) -> bytes:
    """Return the bytes as issued; what is printed again is these."""
    document = load(desk, document_id)
    if not document.pdf_sha256:
        raise Fault("文书还没有印发", todo="请先印发，或打印草稿", code="not_issued")
    return desk.vault.files.read(document.pdf_sha256)


def write_pdf(desk: Desk, document_id: str, path: Path) -> Path:
    """Write the PDF to a file: the frozen bytes, or a draft marked as one; a half-written file is not left."""
    pdf = preview(desk, document_id)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(pdf)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Fault(
            f"“{path.name}”没有写成（{error.strerror}）",
            kept="文书还在数据库里",
            todo="请换一个位置再存",
            code="write_failed",
        ) from None
    return path
