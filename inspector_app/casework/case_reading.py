"""A case as the second reader sees it: everything read once, and what a contradiction looks like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from inspector_app.records.case import Case, Charge, Exhibit, PenaltyItem, Proceeding, Service, StepTaken
from inspector_app.records.document import Document

from .case_clocks import Ledger
from .case_facts import Row
from .case_papers import Material
from .desk import Desk
from .vouching import Unverified


class Jump(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person goes to put it right: which kind of record, its id, the field."""

    kind: Literal["case", "fact", "exhibit", "charge", "document", "proceeding", "clock", "service"]
    id: str
    field: str = ""


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not hold. ``fatal``: by itself it makes a decision unlawful. ``basis`` are articles, where one says so."""

    id: str
    level: Literal["error", "warning"]
    heading: str
    text: str
    jump: Jump
    basis: tuple[str, ...] = ()
    fatal: bool = False


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks look at."""

    desk: Desk
    case: Case
    at: datetime
    today: date
    rows: tuple[Row, ...]
    exhibits: tuple[Exhibit, ...]
    charges: tuple[Charge, ...]
    items: tuple[PenaltyItem, ...]
    proceedings: tuple[Proceeding, ...]
    services: tuple[Service, ...]
    documents: tuple[Document, ...]
    materials: tuple[Material, ...]
    ledger: Ledger
    unverified: tuple[Unverified, ...]
    summary: bool
    written: dict[str, dict[str, Any]]

    def entered(self, machine: str, *states: str) -> list[tuple[datetime, str]]:
        """When a procedure came into one of the states, in order, with the proceeding's key."""
        return [(step.at, key) for key, step, to in self.steps(machine) if to in states]

    def steps(self, machine: str = "") -> Iterator[tuple[str, StepTaken, str]]:
        """Every step taken: key, step, and the state it led to."""
        for one in self.proceedings:
            if machine and one.machine != machine:
                continue
            definition = self.ledger.book.machine(one.machine)
            for step in one.steps:
                transition = definition.transition(step.transition)
                if transition is not None:
                    yield one.key, step, transition.to

    def made(self, *codes: str) -> list[Material]:
        """What was made of these forms, oldest first."""
        return [one for one in self.materials if one.form_code in codes]

    def values(self, document: Document) -> dict[str, Any]:
        """The values of a document: as frozen, or a draft's as they stand."""
        return self.written[document.id]
