"""Which records lie in which table: the typed value as JSON, and beside it the columns that are searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from inspector_app.records.answer import Answer
from inspector_app.records.case import (
    Case,
    CaseClock,
    CaseFact,
    Charge,
    Confirmation,
    Exhibit,
    Paper,
    Proceeding,
    Service,
    Tick,
)
from inspector_app.records.document import Document, NumberBlock, OfficeWording, OwnWord
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.evidence import Derivative, Evidence, EvidenceLink
from inspector_app.records.exchange import Device, Export, Headquarters
from inspector_app.records.home import Home
from inspector_app.records.inspection import Inspection
from inspector_app.records.law_edition import LawEdition
from inspector_app.records.pack import InstalledPack
from inspector_app.records.person import Officer, Organisation
from inspector_app.records.task import Task

Columns = Mapping[str, Callable[[Any], object]]


class Shelf(msgspec.Struct, frozen=True):
    """One table: its name, how a record's key is found, and the columns beside the body."""

    table: str
    key: Callable[[Any], str]
    columns: dict[str, Callable[[Any], object]] = {}


def _attribute(name: str) -> Callable[[Any], object]:
    return lambda record: getattr(record, name)


def _columns(*names: str) -> dict[str, Callable[[Any], object]]:
    return {name: _attribute(name) for name in names}


SHELVES: dict[type, Shelf] = {
    Organisation: Shelf("organisation", lambda _: "self"),
    Device: Shelf("device", lambda _: "self"),
    Headquarters: Shelf("headquarters", lambda _: "self"),
    Officer: Shelf("officers", lambda r: r.id, _columns("name", "certificate_no")),
    Enterprise: Shelf("enterprises", lambda r: r.id, _columns("name", "uscc", "licence_no", "initials")),
    Inspection: Shelf(
        "inspections",
        lambda r: r.id,
        _columns("state", "checklist_code")
        | {"enterprise_name": lambda r: r.enterprise.name, "created_at": lambda r: r.created_at.isoformat()},
    ),
    Answer: Shelf("answers", lambda r: r.id, _columns("inspection_id", "item_id", "code", "severity")),
    Evidence: Shelf("evidence", lambda r: r.sha256),
    EvidenceLink: Shelf("evidence_links", lambda r: r.id, _columns("inspection_id", "item_id", "sha256")),
    Derivative: Shelf("derivatives", lambda r: r.sha256, _columns("parent_sha256", "recipe")),
    Document: Shelf(
        "documents",
        lambda r: r.id,
        _columns("inspection_id", "case_id", "form_code", "status") | {"number": lambda r: r.number or None},
    ),
    NumberBlock: Shelf("number_blocks", lambda r: r.id, _columns("document_word", "year")),
    OwnWord: Shelf("number_words", lambda r: r.form_code),
    OfficeWording: Shelf("wordings", lambda r: r.file),
    Home: Shelf("home", lambda _: "self"),
    Export: Shelf("exports", lambda r: r.id, _columns("counter", "receipt_id")),
    Case: Shelf(
        "cases",
        lambda r: r.id,
        _columns("state", "no", "name", "inspection_id")
        | {
            "party_name": lambda r: r.party.name,
            "created_at": lambda r: r.created_at.isoformat(),
            "unit_id": lambda r: r.unit.case_id if r.unit is not None else "",
        },
    ),
    CaseFact: Shelf("case_facts", lambda r: r.id, _columns("case_id", "position")),
    Exhibit: Shelf("exhibits", lambda r: r.id, _columns("case_id", "label")),
    Charge: Shelf("charges", lambda r: r.id, _columns("case_id", "violation")),
    Proceeding: Shelf("proceedings", lambda r: r.id, _columns("case_id", "position")),
    Service: Shelf("services", lambda r: r.id, _columns("case_id", "document_id")),
    Paper: Shelf("papers", lambda r: r.id, _columns("case_id", "form_code")),
    CaseClock: Shelf("case_clocks", lambda r: r.id, _columns("case_id", "rule")),
    Tick: Shelf("case_ticks", lambda r: r.id, _columns("case_id")),
    LawEdition: Shelf("case_laws", lambda r: r.id, _columns("case_id", "position")),
    Confirmation: Shelf("confirmations", lambda r: r.id, _columns("case_id")),
    InstalledPack: Shelf("packs", lambda r: r.id, _columns("code", "version")),
    Task: Shelf("tasks", lambda r: r.id, _columns("inspection_id") | {"due": lambda r: r.order.due.isoformat()}),
}
BY_TABLE: dict[str, type] = {shelf.table: kind for kind, shelf in SHELVES.items()}


def row_of(record: Any) -> dict[str, object]:
    """The row that stores a record."""
    shelf = SHELVES[type(record)]
    row: dict[str, object] = {name: value(record) for name, value in shelf.columns.items()}
    return {"id": shelf.key(record), **row, "body": msgspec.json.encode(record, order="sorted").decode()}


def plain(record: Any) -> dict[str, Any]:
    """A record as plain JSON values, as the journal and the bundle carry it."""
    value = msgspec.to_builtins(record)
    assert isinstance(value, dict)
    return value
