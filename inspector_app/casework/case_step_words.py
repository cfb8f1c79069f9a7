"""What the words of a step are made of: the case as read once, the step a document is made for, and how documents say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from inspector_app.catalog.law import Ref, joined
from inspector_app.catalog.procedure import Transition
from inspector_app.catalog.procedure_clock import Citation
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import case_laws, issuing, penalising, vouching
from .case_clocks import Ledger
from .desk import Desk


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The step a document is made for."""

    machine: str
    transition: Transition

    @property
    def code(self) -> str:
        """``machine.transition``."""
        return f"{self.machine}.{self.transition.id}"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a step are made of."""

    desk: Desk
    kept: Ledger
    known: Mapping[str, Any]
    step: Step | None
    today: date


def step_of(kept: Ledger, words: str) -> Step | None:
    """The step of those words (``key/transition``), None where it names none."""
    key, _, transition = words.partition("/")
    machine = kept.book.machines.get(key.partition("#")[0])
    found = machine.transition(transition) if machine is not None else None
    return None if machine is None or found is None else Step(machine=machine.code, transition=found)


def cited(desk: Desk, kept: Ledger, citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    """Citations of a procedure pack as a document prints them; a law that is not in the catalogue is left out."""
    book = desk.library.lawbook()
    found: dict[str, dict[str, Any]] = {}
    for one in citations:
        law = kept.book.terms.laws.get(one.law)
        if law is None or not law.id or not one.verified:
            continue
        for article in one.articles:
            # The packs write 款 and 项 alike; the article alone is right in both cases.
            number = article.partition("(")[0]
            text = book.citation(Ref(law=law.id, article=int(number)))
            found[text] = {"law": book.law(law.id).name, "articles": [number], "verified": True, "text": text}
    return list(found.values())


def said(day: date | str | None) -> str:
    """Write a day as documents do; no day is no words."""
    read = date.fromisoformat(day) if isinstance(day, str) and day else day
    return f"{read.year}年{read.month}月{read.day}日" if isinstance(read, date) else ""


def day_of(at: datetime) -> date:
    """The Chinese day of a moment."""
    return at.astimezone(CHINA).date()


def penal_of(told: Told) -> list[dict[str, Any]]:
    """The articles a penalty may rest on, whether or not it was decided."""
    return [one for one in vouching.penal(told.desk, told.kept.case.id) if one["verified"] or one.get("confirmed_by")]


def words_of(citations: Sequence[Mapping[str, Any]]) -> str:
    """Citations in words, a law and an article named once."""
    return joined(str(one["text"]) for one in citations)


def issued(told: Told) -> list[Document]:
    """The issued documents of the case, oldest first."""
    found = issuing.documents(told.desk, case_id=told.kept.case.id)
    return [one for one in found if one.status == "issued"]


def bracketed(name: str) -> str:
    """Write the name of a licence as documents do: 《药品经营许可证》."""
    return name if not name or name.startswith("《") else f"《{name}》"


def suspicion(told: Told) -> str:
    """What the party is suspected of, in the words of the case's name (案由) without the party, else as the law pack names it."""
    case = told.kept.case
    words = case.name.strip().removeprefix(case.party.name).removeprefix("涉嫌").removesuffix("案")
    if words and words != "违法":
        return words
    charged = penalising.charges(told.desk, case.id)
    return "、".join(case_laws.book_of(told.desk, one).violation(one.violation).name for one in charged)
