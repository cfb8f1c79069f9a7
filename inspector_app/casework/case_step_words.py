"""What the words of a step are made of: the case as read once, the step a document is made for, and how documents say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.law import Ref, joined
from inspector_app.catalog.lawbook import plain_name
from inspector_app.catalog.procedure import Transition
from inspector_app.catalog.procedure_clock import Citation
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import case_laws, penalising, vouching
from .case_carrying import Others
from .case_clocks import Ledger
from .desk import Desk

_EDITION = re.compile(r"[(（].*")
"""The edition a form writes after the name of a law."""

_BY_FIELD = ("coercive_measure.proposed", "coercive_measure.urgent.in_force", "crime_transfer.")
"""Steps that the law of the field gives the power to, beside the general law."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The step a document is made for."""

    machine: str
    transition: Transition

    @property
    def code(self) -> str:
        """``machine.transition``."""
        return f"{self.machine}.{self.transition.id}"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a step are made of. ``words`` names the step (``key/transition``)."""

    desk: Desk
    kept: Ledger
    known: Mapping[str, Any]
    step: Step | None
    today: date
    others: Others
    words: str = ""
    document: Document | None = None

    @property
    def typed(self) -> Mapping[str, Any]:
        """What was typed into the document so far."""
        return self.document.overrides if self.document is not None else {}

    def at(self, *steps: str) -> bool:
        """Whether the document is made for one of the steps, named by the beginning of ``machine.transition``."""
        return self.step is not None and self.step.code.startswith(steps)


def step_of(kept: Ledger, words: str) -> Step | None:
    """The step of those words (``key/transition``), None where it names none."""
    key, _, transition = words.partition("/")
    machine = kept.book.machines.get(key.partition("#")[0])
    found = machine.transition(transition) if machine is not None else None
    return None if machine is None or found is None else Step(machine=machine.code, transition=found)


def cited(
    desk: Desk, kept: Ledger, citations: Iterable[Citation], *, domain: str = "", today: date | None = None
) -> list[dict[str, Any]]:
    """Citations of a procedure pack as a document prints them, to the paragraph and item they name.

    Left out: what nobody verified, a law that is not in the catalogue or not yet in force ``today``, and with a ``domain`` every law
    that is not of that field alone.
    """
    book = desk.library.lawbook()
    found: dict[str, dict[str, Any]] = {}
    for one in citations:
        known = kept.book.terms.laws.get(one.law)
        if known is None or not known.id or not one.verified:
            continue
        law = book.law(known.id)
        since = law.current.effective
        if (domain and domain not in law.domains) or (today is not None and since and since > today.isoformat()):
            continue
        for article in one.articles:
            text = book.citation(_ref(known.id, article, items=one.items))
            written = article.partition("(")[0] if one.items else article
            found[text] = {"law": law.name, "articles": [written], "verified": True, "text": text}
    return list(found.values())


def grounds_of_form(told: Told, form: DocumentForm) -> list[dict[str, Any]]:
    """The articles a form says its document rests on, of the law of all fields and of the case's own."""
    book, domain = told.desk.library.lawbook(), domain_of(told.kept)
    found = []
    for basis in form.legal_basis:
        name = _EDITION.sub("", basis.law)
        law = next((one for one in book.laws if name in (one.name, one.short, plain_name(one.name))), None)
        if law is None or not basis.verified or not {"general", domain} & set(law.domains):
            continue
        for article in basis.grounds:
            text = book.citation(_ref(law.id, article, items=False))
            found.append({"law": law.name, "articles": [article], "verified": True, "text": text})
    return found


def _ref(law: str, article: str, *, items: bool) -> Ref:
    """An article as the packs write it: ``25(1)`` is its first paragraph, or its first item where it has one paragraph."""
    number, *inner = (int(one) for one in re.findall("[0-9]+", article))
    paragraph, item = (None, *inner)[:2] if items else (*inner, None, None)[:2]
    return Ref(law=law, article=number, paragraph=paragraph, item=item)


def domain_of(kept: Ledger) -> str:
    """The field of law a case belongs to, as the law packs name it; a vaccine is a drug. Empty while nobody said."""
    return "drug" if kept.case.domain == "vaccine" else kept.case.domain


def grounds(told: Told) -> list[dict[str, Any]]:
    """The articles a step rests on: its own, and where power over goods or persons is taken those the field's law gives it by."""
    if told.step is None:
        return []
    own = cited(told.desk, told.kept, told.step.transition.legal, today=told.today)
    return own + (field_law(told, told.step.machine) if told.at(*_BY_FIELD) else [])


def field_law(told: Told, machine: str) -> list[dict[str, Any]]:
    """What a procedure cites of the law of the case's field (药品管理法第100条第2款 for seizing drugs)."""
    domain, legal = domain_of(told.kept), told.kept.book.machine(machine).legal
    return cited(told.desk, told.kept, legal, domain=domain, today=told.today) if domain else []


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
    """The issued documents of the case and of its inspection, oldest first."""
    return [one for one in told.others.documents if one.status == "issued"]


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
