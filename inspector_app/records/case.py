"""A case (案件): whom it concerns, what is held against them, what proves it, what was done and when.

Each noun is a record of its own, so that one change of one fact leaves one small entry in the journal; ``case_id`` binds them. Money is
元 as ``Decimal``. Incomplete is normal: what is missing is judged when something is issued.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from .person import Officer

Source = Literal["inspection", "complaint", "report", "transfer", "assigned", "sampling", "other"]
PartyKind = Literal["organization", "sole_trader", "natural_person"]
Answer = bool | int | str

SOURCE_NAMES: dict[str, str] = {
    "inspection": "监督检查",
    "complaint": "投诉、举报",
    "report": "投诉、举报",
    "transfer": "其他部门移送",
    "assigned": "上级交办",
    "sampling": "监督检查",
    "other": "其他",
}
"""The words the official forms offer for a source; sampling is part of supervision there."""

PARTY_NAMES: dict[str, str] = {"organization": "单位", "sole_trader": "个体工商户", "natural_person": "自然人"}
EVIDENCE_KINDS: tuple[str, ...] = (
    "书证",
    "物证",
    "视听资料",
    "电子数据",
    "证人证言",
    "当事人的陈述",
    "鉴定意见",
    "勘验笔录、现场笔录",
)
"""The eight kinds of evidence (行政处罚法第46条)."""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The party (当事人) as its papers name it; every text may be empty while it is not known yet."""

    kind: PartyKind = "organization"
    name: str = ""
    shop_name: str = ""
    uscc: str = ""
    licence_name: str = ""
    licence_no: str = ""
    address: str = ""
    site_address: str = ""
    legal_representative: str = ""
    id_no: str = ""
    quality_head: str = ""
    contact_person: str = ""
    phone: str = ""
    other_contact: str = ""
    contact_address: str = ""
    service_address: str = ""


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks for the party; without ``authorised_on`` no written authorisation was seen."""

    name: str
    id_no: str = ""
    phone: str = ""
    scope: str = ""
    authorised_on: date | None = None


class Responsible(msgspec.Struct, frozen=True, kw_only=True):
    """A responsible person (处罚到人) with the incomes (元) a fine on the person is reckoned by.

    ``income`` is what came from the unit during the offence, ``income_last_year`` in the year before; which one counts the article says.
    """

    name: str
    position: str = ""
    id_no: str = ""
    income: Decimal | None = None
    income_last_year: Decimal | None = None
    address: str = ""
    phone: str = ""


class UnitCase(msgspec.Struct, frozen=True, kw_only=True):
    """In a responsible person's case: the unit's case it belongs to, named as on the day it was opened, and what the person is there."""

    case_id: str
    no: str = ""
    title: str = ""
    party: str = ""
    position: str = ""


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the goods list; ``unit_price`` is 元, None while it is not known. ``on_hand`` false: sold already."""

    name: str
    spec: str = ""
    unit: str = ""
    quantity: Decimal = Decimal(0)
    unit_price: Decimal | None = None
    batch: str = ""
    expiry: str = ""
    maker: str = ""
    note: str = ""
    on_hand: bool = True

    @property
    def amount(self) -> Decimal | None:
        """What the line is worth in 元, None without a price."""
        return None if self.unit_price is None else self.quantity * self.unit_price


class PaymentPart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a fine that may be paid in parts (行政处罚法第66条第2款): how much (元), until when, when it was paid."""

    amount: Decimal
    due: date
    paid_on: date | None = None


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """Days of a review or a lawsuit, both included, on which no surcharge runs (行政处罚法第73条第3款), and the notice that says so."""

    first: date
    last: date
    notice: str


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """How a fine is paid: in one sum (``paid_on``) or in parts, which an approval (id of a document or paper) allows."""

    paid_on: date | None = None
    parts: tuple[PaymentPart, ...] = ()
    approval: str = ""
    pauses: tuple[Pause, ...] = ()


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a case. ``answers`` are the facts the procedure asks for, as last stated; ``clue_at`` is when the clue came in.

    ``unit`` is set where the party is a responsible person of another case's unit; ``no_persons`` says why a unit's case punishes nobody
    although the law does.
    """

    id: str
    created_at: datetime
    created_by: str
    revision: int = 1
    state: Literal["under_way", "closed", "exported", "delivered"] = "under_way"
    no: str = ""
    name: str = ""
    source: Source = "inspection"
    source_no: str = ""
    source_note: str = ""
    inspection_id: str = ""
    domain: str = ""
    clue: str = ""
    clue_at: datetime | None = None
    place: str = ""
    party: Party = Party()
    agents: tuple[Agent, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    officers: tuple[Officer, ...] = ()
    goods: tuple[Goods, ...] = ()
    property_list_no: str = ""
    pleading: str = ""
    investigation: str = ""
    correction: str = ""
    rules: str = "national"
    payment: Payment = Payment()
    answers: dict[str, Answer] = {}
    unit: UnitCase | None = None
    no_persons: str = ""


class CaseFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact held against the party, the violation it belongs to and the exhibits (ids) that prove it.

    ``origin`` is the fact of the unit's case it was taken over from.
    """

    id: str
    case_id: str
    position: int
    text: str = ""
    violation: str = ""
    act_date: date | None = None
    item_id: str = ""
    exhibits: tuple[str, ...] = ()
    origin: str = ""


class Exhibit(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence of a case: what it is, what it proves, who took it and when.

    It points at a photo (``link_id``), at a document of this vault (``document_id``) or at paper alone (``pages``). ``origin`` is the
    exhibit of the unit's case it was taken over from.
    """

    id: str
    case_id: str
    label: str
    name: str
    kind: str = "书证"
    proves: str = ""
    collected_at: datetime | None = None
    collectors: tuple[str, ...] = ()
    place: str = ""
    link_id: str = ""
    document_id: str = ""
    pages: int = 0
    withdrawn_reason: str | None = None
    origin: str = ""


class PenaltyItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a penalty: its kind, its content in words, and the amount (元) where it has one."""

    kind: str
    text: str
    amount: Decimal | None = None


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A kind the article gives that was not imposed, and why not; several where the article wants at least one of them."""

    kinds: tuple[str, ...]
    why: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What discretion came to, with the reasons, articles and the arithmetic as they stood when it was decided.

    ``left_out`` are the kinds of penalty not imposed with the reason for each. ``edition`` is the number of the law packs it was decided by
    (``LawEdition.position``); 0 is the first, from before they were kept.
    """

    outcome: str
    band: str
    amount: Decimal | None
    items: tuple[PenaltyItem, ...]
    reasons: tuple[str, ...]
    citations: tuple[str, ...]
    circumstances: tuple[str, ...]
    unverified: tuple[str, ...]
    trail: tuple[str, ...]
    hearing: str
    approved_by: str
    by: str
    at: datetime
    approved_on: date | None = None
    left_out: tuple[LeftOut, ...] = ()
    edition: int = 0


class LawChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which of two rules an officer applies where the law changed after the act (行政处罚法第37条): its violation, from when it is in force.

    ``time`` is ``act`` for the rule of the time of the act, ``decision`` for the one that took its place.
    """

    time: Literal["act", "decision"]
    violation: str
    since: date | None
    reason: str
    by: str
    at: datetime


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """One violation of the law pack as held against the party.

    ``facts`` are the penalty's facts as written (amounts as exact text), ``ticks`` the circumstances, ``act`` groups charges of one act
    (一事不二罚), ``fines_act`` marks the one that fines it where several give the same amount. ``decided`` is taken back when facts or
    ticks change.
    """

    id: str
    case_id: str
    violation: str
    act: str = ""
    facts: dict[str, str | bool | list[str]] = {}
    ticks: dict[str, bool | tuple[bool, ...]] = {}
    law: LawChoice | None = None
    fines_act: bool = False
    decided: Decided | None = None

    @property
    def applied(self) -> str:
        """The violation whose articles are applied: of the later rule where that was chosen."""
        return self.law.violation if self.law is not None else self.violation


class StepTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a procedure: when, by whom, what was overridden and why, the facts stated and the documents it rested on."""

    transition: str
    at: datetime
    by: str
    overrides: dict[str, str] = {}
    facts: dict[str, Answer] = {}
    documents: tuple[str, ...] = ()


class Proceeding(msgspec.Struct, frozen=True, kw_only=True):
    """The history of one procedure of the case; ``key`` is the machine's code, ``#2`` and on for a second run of it.

    ``entered_at`` is when a step of another procedure began this one; the limits of its first steps run from then.
    """

    id: str
    case_id: str
    key: str
    position: int
    title: str = ""
    entered_at: datetime | None = None
    steps: tuple[StepTaken, ...] = ()

    @property
    def machine(self) -> str:
        """The code of the machine."""
        return self.key.partition("#")[0]


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """That a document was served: how, when and to whom; ``form_code`` is the document's."""

    id: str
    case_id: str
    document_id: str
    form_code: str
    method: str
    served_at: datetime
    receiver: str = ""
    place: str = ""
    note: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was made outside this program (signed in another system, received from elsewhere): it counts as made."""

    id: str
    case_id: str
    form_code: str
    name: str
    made_at: datetime
    number: str = ""
    pages: int = 1
    values: dict[str, str] = {}
    note: str = ""


class Suspended(msgspec.Struct, frozen=True, kw_only=True):
    """Days that a limit does not count, both included, the document served that proves it, and who took them off."""

    first: date
    last: date
    document_id: str
    form_code: str
    served: date
    by: str = ""


class CaseClock(msgspec.Struct, frozen=True, kw_only=True):
    """What changes one limit (``machine.clock``) of a case: a stated start, a variant, extensions granted, days taken off, the end."""

    id: str
    case_id: str
    rule: str
    starts_at: datetime | None = None
    variant: str = ""
    extensions: tuple[int | None, ...] = ()
    granted_by: tuple[str, ...] = ()
    suspensions: tuple[Suspended, ...] = ()
    done_at: datetime | None = None


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """That a person read one line of the confirm sheet; ``digest`` is of its words, so that a changed line is open again."""

    id: str
    case_id: str
    line: str
    digest: str
    by: str
    at: datetime


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """That a person lets an entry that was not verified stand, by name and with a reason."""

    id: str
    case_id: str
    text: str
    reason: str
    by: str
    at: datetime
