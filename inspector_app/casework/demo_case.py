"""The demonstration's case: a pharmacy that sold expired medicine, told of its penalty two days ago, its days to plead still running."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from inspector_app.records.case import Case, Goods, Party

from . import case_facts, case_papers, case_timeline, cases, evidencing, issuing, office, penalising
from .demo_pictures import picture
from .desk import Desk

VIOLATION = "drug-117-retail-inferior"
AGO = 12
"""Days before now that the report came in."""
_GOODS = (
    Goods(
        name="板蓝根颗粒",
        spec="10g×20袋",
        unit="盒",
        quantity=Decimal(1),
        unit_price=Decimal(35),
        batch="20240512",
        expiry="2026-04-30",
        maker="北方草木制药有限公司",
    ),
)


class _Teller:
    """Tells what happened on the days before: the desk's clock stands where the story is, and goes back to now at the end."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.desk, self.now, self.at = desk, now, now
        desk.clock = self._clock

    def _clock(self) -> datetime:
        self.at += timedelta(seconds=1)
        return min(self.at, self.now)

    def go(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Go to an hour of a day before now."""
        self.at = (self.now - timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return self.at


def tell(desk: Desk, party: Party, now: datetime) -> Case:
    """Make the case on a desk whose clock is set back for it; the clock the desk had is back afterwards."""
    clock = desk.clock
    try:
        return _tell(desk, party, _Teller(desk, now))
    finally:
        desk.clock = clock


def _tell(desk: Desk, party: Party, teller: _Teller) -> Case:
    begun = teller.go(AGO, 9, 20)
    case = cases.open_from_source(
        desk,
        "report",
        party=party,
        clue="举报人反映该店货架上有超过有效期的板蓝根颗粒在售",
        clue_at=begun,
        name=f"{party.name}销售劣药案",
    )
    key = case.id
    cases.choose_officers(desk, key, tuple(office.officers(desk)[:2]))
    for field, value in (("domain", "drug"), ("place", party.site_address or party.address), ("goods", _GOODS)):
        cases.set_value(desk, key, field, value)
    photos = _facts(desk, key, begun.date())
    teller.go(AGO, 10)
    case_papers.add_paper(desk, key, "case_source_registration", made_at=teller.at)
    _step(desk, key, "ordinary", "clue.checking")
    teller.go(AGO - 1, 9)
    made = _documents(desk, key)
    made("case_filing_approval", "ordinary/checking.filed")
    asked = {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True}
    _step(desk, key, "ordinary", "checking.filed", asked)
    teller.go(AGO - 2, 9, 30)
    _step(desk, key, "ordinary", "filed.investigating", {"certificates_shown": True})
    teller.go(6, 10)
    _preserve(desk, key, made)
    teller.go(5, 9)
    _ask(desk, key, made, photos, teller.at)
    teller.go(4, 15)
    _penalty(desk, key)
    case_papers.add_paper(desk, key, "investigation_final_report", made_at=teller.at)
    _step(desk, key, "ordinary", "investigating.concluded")
    teller.go(3, 9)
    case_papers.add_paper(desk, key, "case_review_form", made_at=teller.at)
    _step(desk, key, "ordinary", "concluded.reviewing")
    teller.go(2, 10)
    notice = made("penalty_prior_notice", "ordinary/reviewing.noticed")
    made("service_receipt", "ordinary/reviewing.noticed", method="直接送达")
    answers = {"reviewer_independent": True, "review_opinion": "agree", "reviewer_first_time": False}
    _step(desk, key, "ordinary", "reviewing.noticed", answers)
    at = teller.go(2, 15, 30)
    teller.at += timedelta(minutes=1)
    case_papers.serve(desk, key, notice, "direct", at, receiver=party.contact_person, place=party.address)
    # It neither gave up its rights nor let the days pass: a decision is blocked, and the article says so.
    return cases.answer(desk, key, {"pleading_waived": False, "hearing_waived": False})


def _step(desk: Desk, key: str, track: str, transition: str, facts: dict[str, Any] | None = None) -> None:
    case_timeline.take_step(desk, key, track, transition, at=desk.now(), facts=facts)


def _documents(desk: Desk, key: str) -> Callable[..., str]:
    def made(code: str, step: str, **typed: Any) -> str:
        document = issuing.draft_for_case(desk, key, code, step)
        for field, value in typed.items():
            issuing.set_value(desk, document.id, field, value)
        return issuing.issue(desk, document.id).id

    return made


def _facts(desk: Desk, key: str, day: date) -> list[str]:
    """Two facts with a photo each and one that nothing proves yet."""
    told = (
        ("陈列、销售超过有效期的板蓝根颗粒（批号20240512，有效期至2026年4月30日）", VIOLATION, "货架近景"),
        ("涉案板蓝根颗粒标价每盒35元，货值金额35元", "", "价签"),
        ("未建立近效期药品催销表", "", ""),
    )
    found = []
    for text, violation, title in told:
        fact = case_facts.add_fact(desk, key, text, violation=violation, act_date=day)
        if title:
            shot = evidencing.take_in(desk, key, "", picture(title, text[:14], desk.now()), name=f"{title}.jpg")
            assert shot.photo is not None
            exhibit = case_facts.add_exhibit(
                desk,
                key,
                f"现场照片（{title}）",
                kind="视听资料",
                proves=text,
                collected_at=desk.now(),
                link_id=shot.photo.link.id,
                pages=1,
            )
            case_facts.prove(desk, fact.id, exhibit.id)
            found.append(fact.id)
    return found


def _preserve(desk: Desk, key: str, made: Callable[..., str]) -> None:
    step = "evidence_preservation/proposed.preserved"
    case_timeline.open_proceeding(desk, key, "evidence_preservation")
    case_papers.add_paper(desk, key, "case_matter_approval", made_at=desk.now(), values={"matter": "先行登记保存"})
    goods = made("property_list", step)
    notice = made(
        "evidence_preservation_notice",
        step,
        mode="就地保存（由当事人保管）",
        store_place="当事人不合格药品区",
    )
    _step(
        desk,
        key,
        "evidence_preservation",
        "proposed.preserved",
        {"evidence_may_vanish": True, "listed_on_spot": True},
    )
    party = cases.load(desk, key).party
    for document in (goods, notice):
        case_papers.serve(desk, key, document, "direct", desk.now(), receiver=party.contact_person, place=party.address)


def _ask(desk: Desk, key: str, made: Callable[..., str], facts: list[str], at: datetime) -> None:
    party = cases.load(desk, key).party
    day = at.date().isoformat()
    record = made(
        "inquiry_record",
        "ordinary/investigating.investigating",
        start_time=f"{day}T09:00",
        end_time=f"{day}T09:40",
        subject_name=party.contact_person,
        gender="女",
        subject_id="330100198505050026",
        position="质量负责人",
        ans_cert="看清楚了。",
        ans_recusal="不申请回避。",
        ans_duty="明白。",
        qa=[
            {"问": "货架上超过有效期的板蓝根颗粒是怎么回事？", "答": "养护检查时漏看了，一直摆在货架上。"},
            {"问": "这一批药品的标价是多少？", "答": "每盒35元。"},
        ],
        confirm="以上笔录我看过，与我说的一致。",
    )
    exhibit = case_facts.exhibit_of_document(desk, key, record, proves="当事人承认陈列超过有效期的药品及标价")
    for fact in facts:
        case_facts.prove(desk, fact, exhibit.id)
    answers = {"rights_told": True, "party_refuses": False, "recorded": True}
    _step(desk, key, "ordinary", "investigating.investigating", answers)


def _penalty(desk: Desk, key: str) -> None:
    penalising.charge(desk, key, VIOLATION, facts={"channel": "retail", "illegal_income": 0})
    panel = penalising.panel(desk, key, VIOLATION)
    band = panel.worksheet.band("normal") if panel.worksheet is not None else None
    low = band.range.low if band is not None and band.range is not None else Decimal(130000)
    penalising.decide(desk, key, VIOLATION, band="normal", fine=low)
