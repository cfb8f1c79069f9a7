"""A pharmacy that sold an expired medicine, led through the ordinary procedure step by step, for the tests of cases."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from inspector_app import places
from inspector_app.casework import (
    case_facts,
    case_papers,
    case_timeline,
    cases,
    confirming,
    issuing,
    office,
    opening,
    penalising,
)
from inspector_app.catalog.library import Library
from inspector_app.records.case import Goods, Party

from .conftest import ORGANISATION, PASSPHRASE

VIOLATION = "drug-117-retail-inferior"
PACKS = Library(places.forms_folder())
"""Read once for all tests: a vault of its own for every test would compile them again and again."""
DAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
PARTY = Party(
    kind="organization",
    name="滨河市康宁大药房",
    uscc="91350100M000100Y43",
    licence_name="《药品经营许可证》",
    licence_no="滨DA0001",
    address="和平路1号",
    legal_representative="陈喆",
    id_no="330100198001010015",
    phone="0999-1",
)
GOODS = (
    Goods(name="板蓝根颗粒", spec="10g×20袋", unit="盒", quantity=Decimal(1), unit_price=Decimal(35), batch="20240512"),
)


class Setting:
    """A clock that a test moves by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def new_desk(folder, clock):
    """A desk with two officers, the first of whom acts, and numbers for decisions."""
    officers = [
        office.new_officer("李敏", "滨001", date(2024, 1, 1), date(2028, 12, 31)),
        office.new_officer("王海涛", "滨002", date(2024, 1, 1), date(2028, 12, 31)),
    ]
    desk = opening.create_desk(
        folder, PASSPHRASE, organisation=ORGANISATION, officers=officers, device_name="终端 1", clock=clock
    )
    desk.actor = office.officers(desk)[0]
    desk.library = PACKS
    return desk


def open_case(desk, **fields):
    """A case from a complaint with two officers, one fact, one exhibit and the goods list."""
    case = cases.open_from_source(
        desk, "complaint", party=fields.pop("party", PARTY), clue="举报销售过期药品", clue_at=DAY, **fields
    )
    cases.choose_officers(desk, case.id, tuple(office.officers(desk)))
    cases.set_value(desk, case.id, "domain", "drug")
    cases.set_value(desk, case.id, "goods", GOODS)
    fact = case_facts.add_fact(
        desk, case.id, "陈列、销售超过有效期的板蓝根颗粒", violation=VIOLATION, act_date=date(2026, 10, 30)
    )
    exhibit = case_facts.add_exhibit(
        desk,
        case.id,
        "现场照片",
        kind="视听资料",
        proves="货架上有过期药品",
        collected_at=DAY + timedelta(hours=2),
        pages=1,
    )
    case_facts.prove(desk, fact.id, exhibit.id)
    return cases.load(desk, case.id)


def paper(desk, case_id, code, at, **values):
    """A document made elsewhere, so that a step has what it needs."""
    return case_papers.add_paper(desk, case_id, code, made_at=at, values=values)


def to_investigation(desk, case_id, clock):
    """Register, file and begin to investigate."""
    steps = (
        ("case_source_registration", "clue.checking", {}),
        (
            "case_filing_approval",
            "checking.filed",
            {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True},
        ),
        ("", "filed.investigating", {"certificates_shown": True}),
    )
    for days, (code, transition, facts) in enumerate(steps, 1):
        at = DAY + timedelta(days=days)
        clock.now = at + timedelta(hours=1)
        if code:
            paper(desk, case_id, code, at)
        case_timeline.take_step(desk, case_id, "ordinary", transition, at=at, facts=facts)


def decide(desk, case_id, fine="150000"):
    """Charge and decide within the statutory range."""
    penalising.charge(desk, case_id, VIOLATION, facts={"channel": "retail", "illegal_income": 35, "income": 35})
    return penalising.decide(desk, case_id, VIOLATION, band="normal", fine=Decimal(fine))


def to_notice(desk, case_id, clock):
    """Conclude, review, notify; the notice is served."""
    at = DAY + timedelta(days=10)
    clock.now = at + timedelta(hours=5)
    paper(desk, case_id, "investigation_final_report", at)
    case_timeline.take_step(desk, case_id, "ordinary", "investigating.concluded", at=at)
    paper(desk, case_id, "case_review_form", at)
    case_timeline.take_step(desk, case_id, "ordinary", "concluded.reviewing", at=at + timedelta(hours=1))
    notice = paper(desk, case_id, "penalty_prior_notice", at, with_hearing="告知听证")
    paper(desk, case_id, "service_receipt", at)
    case_timeline.take_step(
        desk,
        case_id,
        "ordinary",
        "reviewing.noticed",
        at=at + timedelta(hours=2),
        facts={"reviewer_independent": True, "review_opinion": "agree"},
    )
    case_papers.serve(desk, case_id, notice.id, "direct", at + timedelta(hours=3), receiver="陈喆")
    return notice


def to_deciding(desk, case_id, clock):
    """Wait until the party's days are over and ask for the decision."""
    at = DAY + timedelta(days=24)
    clock.now = at + timedelta(hours=5)
    paper(desk, case_id, "disposition_approval", at)
    case_timeline.take_step(desk, case_id, "ordinary", "noticed.deciding", at=at)
    return at


def tick_all(desk, case_id):
    """Read every line that has no obstacle."""
    for line in confirming.sheet(desk, case_id).lines:
        if line.open and not line.obstacle:
            confirming.tick(desk, case_id, line.id)
    return confirming.sheet(desk, case_id)


def draft_decision(desk, case_id, on, **values):
    """The decision drafted from the case, with what only an officer can say typed in."""
    if not office.number_blocks(desk):
        office.add_number_block(desk, "处罚", year=2026, first=1, last=9)
    document = issuing.draft_for_case(desk, case_id, "penalty_decision")
    typed = {"pleading": "当事人没有陈述申辩。", "issue_date": on.date().isoformat(), "bank": "滨河银行"} | values
    for key, value in typed.items():
        issuing.set_value(desk, document.id, key, value)
    return document


def doubt(desk, folder):
    """Give the desk packs in which nobody verified the articles of the violation."""
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    file = folder / "laws" / "violations" / "drug.yaml"
    before, mark, after = file.read_text("utf-8").partition(f"id: {VIOLATION}\n")
    assert mark
    file.write_text(before + mark + after.replace("  verified: true", "  verified: false", 1), "utf-8")
    desk.library = Library(folder)
    assert not desk.library.lawbook().violation(VIOLATION).verified
