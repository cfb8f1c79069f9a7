"""What surrounds discretion in the law packs: hearings, reviews, time limits, late payment, one fine for one act, and the crimes.

Amounts are 元. Deadlines here are what the law says; counting them is the calendar's work.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.law import Ref

Unit = Literal["日", "工作日", "小时"]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Duty(_Strict, frozen=True, kw_only=True):
    """One rule in words with its sources; ``verified`` None where the rule is only an explanation."""

    id: str = ""
    rule: str
    refs: tuple[Ref, ...] = ()
    verified: bool | None = None
    note: str = ""


class NoDoubleFine(_Strict, frozen=True, kw_only=True):
    """One act, one fine: the rule with the higher fine (行政处罚法第29条)."""

    rule: str
    algorithm: tuple[str, ...]
    algorithm_note: str
    refs: tuple[Ref, ...]
    verified: bool


class CaseLimitation(_Strict, frozen=True, kw_only=True):
    """After how many years an undiscovered violation is no longer punished, or from when that is counted."""

    id: str
    years: int | None = None
    condition: str = ""
    rule: str = ""
    refs: tuple[Ref, ...]
    verified: bool


class SwitchPoint(_Strict, frozen=True, kw_only=True):
    """A day on which a law changed and what that changed."""

    law: str
    date: str
    effect: str
    date_verified: bool = True


class Temporal(_Strict, frozen=True, kw_only=True):
    """The law of the time of the act, unless the later one is lighter (行政处罚法第37条)."""

    rule: str
    refs: tuple[Ref, ...]
    verified: bool
    switch_points: tuple[SwitchPoint, ...]


class SummaryLimits(_Strict, frozen=True, kw_only=True):
    """Up to which fine a penalty may be given on the spot."""

    natural_person_max: int
    legal_person_max: int
    currency: Literal["元"]


class SummaryProcedure(_Strict, frozen=True, kw_only=True):
    """简易程序 (行政处罚法第51条)."""

    rule: str
    limits: SummaryLimits
    refs: tuple[Ref, ...]
    verified: bool


class HearingTrigger(_Strict, frozen=True, kw_only=True):
    """One reason for a hearing."""

    id: str
    condition: str
    natural_person_min: int | None = None
    organization_min: int | None = None
    refs: tuple[Ref, ...]


class HearingAmounts(_Strict, frozen=True, kw_only=True):
    """From which amount on a hearing must be offered; as whom a sole trader (个体工商户) counts differs by place."""

    organization: Decimal
    natural_person: Decimal
    sole_trader_as: Literal["organization", "natural_person"]
    sole_trader_note: str = ""
    refs: tuple[Ref, ...] = ()


class Limit(_Strict, frozen=True, kw_only=True):
    """A time limit of a duty."""

    days: int
    unit: Unit
    from_: str = msgspec.field(default="", name="from")
    refs: tuple[Ref, ...] = ()
    note: str = ""


class Hearing(_Strict, frozen=True, kw_only=True):
    """The right to a hearing (行政处罚法第63条, 听证办法第5条)."""

    basis: str
    triggers: tuple[HearingTrigger, ...]
    formula: str
    note: str
    applies_to_nmpa: Duty
    request_deadline: Limit
    notice_before_hearing: Limit
    report_deadline: Limit
    no_heavier: Duty
    amounts: HearingAmounts
    verified: bool


class LegalReview(_Strict, frozen=True, kw_only=True):
    """法制审核 (行政处罚法第58条)."""

    rule: str
    triggers: tuple[str, ...]
    timing: str
    otherwise: str
    deadline: Limit
    reviewer: str
    formula: str
    refs: tuple[Ref, ...]
    verified: bool


class TimeLimit(_Strict, frozen=True, kw_only=True):
    """One time limit of the procedure and by how much it may be extended."""

    id: str
    item: str
    days: int
    unit: Unit
    extend: int | None = None
    refs: tuple[Ref, ...]
    verified: bool
    note: str = ""


class LatePayment(_Strict, frozen=True, kw_only=True):
    """The surcharge for a fine not paid in time: a share of the fine a day, never more than the fine (行政处罚法第72条)."""

    rule: str
    formula: str
    daily_rate: Decimal
    suspend: str
    refs: tuple[Ref, ...]
    verified: bool


class StepLimit(_Strict, frozen=True, kw_only=True):
    """A time limit of one step of a transfer."""

    value: int
    unit: Unit


class TransferStep(_Strict, frozen=True, kw_only=True):
    """One step of the transfer of a suspected crime to the police."""

    id: str
    step: str
    limit: StepLimit | None = None
    refs: tuple[Ref, ...]
    verified: bool


class OffenceAmount(_Strict, frozen=True, kw_only=True):
    """An amount that makes an offence graver."""

    level: str
    min: int
    max_exclusive: int | None = None
    requires: str = ""


class Offence(_Strict, frozen=True, kw_only=True):
    """A crime an inspector must think of, with its threshold."""

    id: str
    name: str
    criminal_law_article: str
    threshold: str
    rule: str = ""
    amounts: tuple[OffenceAmount, ...] = ()
    thresholds_numeric: dict[str, int] = {}
    injury: str = ""
    sufficient_danger: str = ""
    refs: tuple[Ref, ...]
    verified: bool


class Listing(_Strict, frozen=True, kw_only=True):
    """A list of situations with its source."""

    items: tuple[str, ...]
    refs: tuple[Ref, ...]
    verified: bool


class CriminalTransfer(_Strict, frozen=True, kw_only=True):
    """行刑衔接: when and how a case goes to the police and what becomes of the administrative one."""

    duty: Duty
    steps: tuple[TransferStep, ...]
    penalty_interplay: tuple[Duty, ...]
    offences: tuple[Offence, ...]
    knowledge_presumption: Listing
    not_crime: Listing
    opinion_letter: Duty
    amount_rule: Duty
    official_liability: Duty

    def offence(self, id_: str) -> Offence | None:
        """The offence of that id."""
        return next((one for one in self.offences if one.id == id_), None)
