"""The values of a document: what the records say, what was typed over them, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from inspector_app.catalog.form import BY_HAND, COPIES_KEYS, DocumentForm, Field
from inspector_app.records.document import Document, Typed

from . import filling
from .desk import Desk
from .document_shelf import form_of


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a document as the form beside the page shows it.

    ``record`` is what the records say where something else was typed, in words; ``needs_reason`` says that it may not be issued
    like this without one; ``moved`` that the records changed after it was typed.
    """

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
    record: str = ""
    record_source: str = ""
    reason: str = ""
    reason_by: str = ""
    typed_by: str = ""
    typed_at: datetime | None = None
    contradicts: bool = False
    needs_reason: bool = False
    moved: bool = False


def facts_of(desk: Desk, document: Document) -> dict[str, Any]:
    """Return everything the records of the document's inspection or case say, by path; reading it once serves all its documents."""
    if document.case_id:
        from . import case_filling

        return case_filling.facts(desk, document.case_id)
    return filling.facts(desk, document.inspection_id)


def record_values(desk: Desk, document: Document, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what the records say now for the fields of a document, issued or not; ``known`` are its facts, read before."""
    form = form_of(desk, document)
    known = facts_of(desk, document) if known is None else known
    if document.case_id:
        from .case_filling import values as case_values

        found = case_values(desk, document.case_id, form, known, document=document)
    else:
        found = {
            field.key: known[field.fill]
            for field in form.fields
            if field.fill in known and field.type not in BY_HAND and _fits(field, known[field.fill])
        }
    return {key: value for key, value in found.items() if value not in ("", None, [])}


def values(
    desk: Desk,
    document: Document,
    overrides: Mapping[str, Any] | None = None,
    *,
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the values a document is printed with: as frozen, or from the records with what was typed over them.

    ``overrides`` are values being typed that are not committed yet; an issued document takes none. ``known`` are the facts of
    its inspection or case where somebody has read them already.
    """
    if document.status != "draft":
        return dict(document.values)
    document = with_typing(document, overrides)
    return merged(form_of(desk, document), record_values(desk, document, known), document)


def merged(form: DocumentForm, record: Mapping[str, Any], document: Document) -> dict[str, Any]:
    """Return the values of a draft, in the form's order: what was typed, else what the records say."""
    found = {
        key: document.overrides.get(key, record.get(key))
        for key in (*(field.key for field in form.fields), *COPIES_KEYS)
        if key in document.overrides or key in record
    }
    return {key: value for key, value in found.items() if value not in ("", None, [])}


def with_typing(document: Document, overrides: Mapping[str, Any] | None) -> Document:
    """Return a document as if what is being typed were committed."""
    if not overrides:
        return document
    plain = msgspec.to_builtins(dict(overrides))
    return msgspec.structs.replace(document, overrides=document.overrides | plain)


def _fits(field: Field, value: Any) -> bool:
    """A choice takes only what its form offers; another word stays to be chosen by hand."""
    return not field.options or value in field.options


# Comparing


def canonical(form: DocumentForm, field: Field, value: Any, *, exact: bool = False) -> Any:
    """Return a value in the one shape two of them are compared in; ``exact`` also looks at who confirmed a citation."""
    from inspector_app.documents.values import Unreadable, is_empty, plain, read

    if is_empty(value):
        return None
    try:
        found = read(form, field, value)
    except Unreadable:
        return msgspec.to_builtins(value)
    if field.type == "table":
        return [[cell.strip() for cell in row] for row in found]
    if field.type == "law_refs":
        cited = [msgspec.to_builtins(one) for one in found]
        confirmed = () if exact else ("confirmed_by", "confirm_reason", "verified")
        return [{k: v for k, v in one.items() if k not in confirmed} for one in cited]
    if isinstance(found, str):
        return found.strip()
    return [plain(one) for one in found] if isinstance(found, tuple | list) else plain(found)


def same(form: DocumentForm, field: Field, one: Any, other: Any, *, exact: bool = False) -> bool:
    """Whether two values of a field say the same."""
    return bool(canonical(form, field, one, exact=exact) == canonical(form, field, other, exact=exact))


def shown(form: DocumentForm, field: Field, value: Any) -> str:
    """Return a value in the words a person compares it by."""
    from inspector_app.documents.values import Unreadable, cite, is_empty, read, row_text, word

    if is_empty(value):
        return ""
    try:
        found = read(form, field, value)
    except Unreadable:
        return str(value)
    if field.type == "table":
        return "\n".join(row_text([cell for cell in row if cell] or [""]) for row in found)
    if field.type == "law_refs":
        return "；".join(cite(one) for one in found)
    return word(found)


def is_record(field: Field) -> bool:
    """Whether what the program fills in is a statement of the records, not merely its proposal."""
    from .case_filling import RECORDED

    return bool(field.fill) or field.key in RECORDED


def contradicts(form: DocumentForm, field: Field, document: Document, record: Mapping[str, Any]) -> bool:
    """Whether a value typed into a draft says something else than the records, so that a reason must be given."""
    return (
        field.key in document.overrides
        and field.key in record
        and is_record(field)
        and not same(form, field, document.overrides[field.key], record[field.key])
    )


# As the form beside the page shows them


def fields_of(
    form: DocumentForm, document: Document, record: Mapping[str, Any], given: Mapping[str, Any], lacking: set[str]
) -> list[Filled]:
    """Return every field with its value and where it comes from, in the form's order."""
    return [
        msgspec.structs.replace(
            _filled(form, field, document, record), value=given.get(field.key), missing=field.key in lacking
        )
        for field in form.fields
        if field.type not in BY_HAND and field.key != form.numbered.field
    ]


def _filled(form: DocumentForm, field: Field, document: Document, record: Mapping[str, Any]) -> Filled:
    typed = document.typed.get(field.key) if field.key in document.overrides else None
    against = contradicts(form, field, document, record)
    reason = (typed.reason if typed else "") or _confirmed(field, document)
    return Filled(
        key=field.key,
        label=field.label,
        type=field.type,
        options=tuple(field.options),
        value=None,
        source=source_of(field, document),
        required=field.required,
        missing=False,
        overridden=field.key in document.overrides,
        note=field.note,
        record=shown(form, field, record[field.key]) if against else "",
        record_source=record_source(field, document) if against else "",
        reason=reason if against else "",
        reason_by=(typed.reason_by if typed else "") if against else "",
        typed_by=typed.by if typed else "",
        typed_at=typed.at if typed else None,
        contradicts=against,
        needs_reason=against and not reason,
        moved=against and typed is not None and _moved(form, field, typed, record),
    )


def _confirmed(field: Field, document: Document) -> str:
    """A citation that a person let stand carries its reason itself."""
    if field.type != "law_refs":
        return ""
    cited = document.overrides.get(field.key)
    found = [str(one.get("confirm_reason", "")) for one in cited or () if isinstance(one, Mapping)]
    return "；".join(dict.fromkeys(one for one in found if one))


def _moved(form: DocumentForm, field: Field, typed: Typed, record: Mapping[str, Any]) -> bool:
    return not same(form, field, typed.record, record.get(field.key))


def source_of(field: Field, document: Document) -> str:
    """Return where the value of a field comes from, in a word or two."""
    if field.key in document.overrides:
        return "手工填写"
    return record_source(field, document)


def record_source(field: Field, document: Document) -> str:
    """Return which record fills a field, in a word or two; empty where none does."""
    if document.case_id and not field.fill:
        return filling.SOURCES["case"]
    return filling.SOURCES.get(field.fill.partition(".")[0].partition("[")[0], "") if field.fill else ""
