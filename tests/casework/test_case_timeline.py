"""Steps, gates and limits of a case, as the procedure packs state them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from inspector_app.casework import case_clocks, case_papers, case_timeline, cases, issuing, office
from inspector_app.fault import Fault, UsageFault

from . import case_flow
from .case_flow import DAY


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    return case_flow.open_case(desk)


def option(desk, case_id, transition, key="ordinary"):
    return next(o for o in case_timeline.timeline(desk, case_id).track(key).options if o.transition == transition)


def due(desk, today):
    return {one.rule: one for one in case_clocks.deadlines(desk, today)}


def test_a_step_asks_for_what_nobody_said_and_names_article_and_documents(desk, case, clock):
    case_flow.paper(desk, case.id, "case_source_registration", DAY)
    clock.now = DAY + timedelta(days=1)
    case_timeline.take_step(desk, case.id, "ordinary", "clue.checking", at=DAY)
    found = option(desk, case.id, "checking.filed")
    assert not found.allowed
    assert found.to_make == ("case_filing_approval",)
    gate = next(b for b in found.blocks if b.id == "filing_conditions")
    assert "evidence_of_violation" in gate.unknown
    assert next(q.id for q in case_timeline.questions(desk, found)) == "evidence_of_violation"
    with pytest.raises(Fault) as caught:
        case_timeline.take_step(desk, case.id, "ordinary", "checking.filed", at=DAY)
    assert "《市场监督管理行政处罚程序规定》第19条(1)" in str(caught.value)
    assert case_timeline.timeline(desk, case.id).tracks[0].standing.state.id == "checking"


def test_the_documents_of_a_step_are_drafted_once_filled_from_the_case(desk, case):
    case_flow.paper(desk, case.id, "case_source_registration", DAY)
    case_timeline.take_step(desk, case.id, "ordinary", "clue.checking", at=DAY)
    (draft,) = case_timeline.draft_documents(desk, case.id, "ordinary", "checking.filed")
    assert case_timeline.draft_documents(desk, case.id, "ordinary", "checking.filed") == [draft]
    filled = {one.key: one.value for one in issuing.fill(desk, draft.id)}
    assert filled["party_name"] == case_flow.PARTY.name
    assert filled["case_name"] == "滨河市康宁大药房涉嫌违法案"
    assert filled["source_kind"] == "投诉、举报"
    assert "板蓝根" in filled["check_result"]
    assert draft.chain == case.id
    assert issuing.documents(desk, case.inspection_id or "none") == []


def test_fewer_than_two_officers_or_an_expired_certificate_stop_the_investigation(desk, case, clock):
    people = office.officers(desk)
    cases.choose_officers(desk, case.id, tuple(people[:1]))
    with pytest.raises(Fault) as caught:
        case_flow.to_investigation(desk, case.id, clock)
    assert "不少于两人" in str(caught.value)
    # Saying that two were there does not make two of one.
    with pytest.raises(Fault):
        case_timeline.take_step(
            desk, case.id, "ordinary", "filed.investigating", at=DAY + timedelta(days=3), facts={"officers": 2}
        )
    expired = office.new_officer("赵一", "滨009", date(2020, 1, 1), date(2026, 1, 1))
    cases.choose_officers(desk, case.id, (people[0], expired))
    found = option(desk, case.id, "filed.investigating")
    assert [b.id for b in found.blocks] == ["certificates"]
    assert not found.blocks[0].overridable


def test_limits_begin_with_their_steps_and_end_with_them(desk, case, clock):
    assert due(desk, date(2026, 11, 2))["ordinary.file_decision"].deadline.date == "2026-11-23"
    case_flow.to_investigation(desk, case.id, clock)
    found = due(desk, date(2026, 11, 6))
    assert set(found) == {"ordinary.case_period"}
    period = found["ordinary.case_period"]
    assert (period.deadline.date, period.days_left, period.provisional) == ("2027-02-02", 88, True)
    assert not period.passed
    late = due(desk, date(2027, 2, 3))["ordinary.case_period"]
    assert late.passed
    assert late.days_left == -1


def test_days_are_taken_off_only_on_a_served_document_that_the_law_names(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    clock.now = DAY + timedelta(days=30)
    commission = case_flow.paper(desk, case.id, "testing_commission", DAY + timedelta(days=6))
    days = (date(2026, 11, 9), date(2026, 11, 18))
    with pytest.raises(Fault) as caught:
        case_clocks.suspend(desk, case.id, "ordinary.case_period", days, commission.id)
    assert caught.value.code == "suspension_proof"
    case_papers.serve(desk, case.id, commission.id, "direct", DAY + timedelta(days=7))
    case_clocks.suspend(desk, case.id, "ordinary.case_period", days, commission.id)
    # Ten days later than before, a Friday.
    assert due(desk, date(2026, 11, 20))["ordinary.case_period"].deadline.date == "2027-02-12"
    other = case_flow.paper(desk, case.id, "order_correction_notice", DAY + timedelta(days=6))
    case_papers.serve(desk, case.id, other.id, "direct", DAY + timedelta(days=7))
    with pytest.raises(UsageFault):
        case_clocks.suspend(desk, case.id, "ordinary.case_period", days, other.id)
    assert due(desk, date(2026, 11, 20))["ordinary.case_period"].deadline.date == "2027-02-12"


def test_the_partys_five_days_run_from_the_service_and_hold_the_decision_back(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.decide(desk, case.id)
    case_flow.to_notice(desk, case.id, clock)
    waiting = due(desk, date(2026, 11, 13))["notice_and_pleading.plead5"]
    assert (waiting.kind, waiting.deadline.date) == ("wait", "2026-11-19")
    clock.now = DAY + timedelta(days=14)
    case_flow.paper(desk, case.id, "disposition_approval", clock.now)
    early = datetime(2026, 11, 16, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    with pytest.raises(Fault) as caught:
        case_timeline.take_step(desk, case.id, "ordinary", "noticed.deciding", at=early)
    assert "57" in str(caught.value)
    case_flow.to_deciding(desk, case.id, clock)
    assert "notice_and_pleading.plead5" not in due(desk, date(2026, 11, 26))


def test_a_step_that_enters_another_procedure_opens_it_once(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.to_notice(desk, case.id, clock)
    keys = [track.key for track in case_timeline.timeline(desk, case.id).tracks]
    assert keys == ["ordinary", "legal_review", "notice_and_pleading"]
    # The review's ten days run from the day the case was handed in.
    assert "legal_review.review10" in due(desk, date(2026, 11, 13))


def test_preserved_evidence_waits_for_an_approval_of_its_own_and_lapses_after_seven_working_days(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=4)
    clock.now = at + timedelta(hours=1)
    for code in ("evidence_preservation_notice", "property_list"):
        case_flow.paper(desk, case.id, code, at)
    case_flow.paper(desk, case.id, "case_matter_approval", at, matter="中止调查")
    answers = {"evidence_may_vanish": True, "listed_on_spot": True}
    with pytest.raises(Fault):
        case_timeline.take_step(desk, case.id, "evidence_preservation", "proposed.preserved", at=at, facts=answers)
    case_flow.paper(desk, case.id, "case_matter_approval", at, matter="先行登记保存")
    case_timeline.take_step(desk, case.id, "evidence_preservation", "proposed.preserved", at=at)
    seven = due(desk, date(2026, 11, 9))["evidence_preservation.seven"]
    assert seven.deadline.date == "2026-11-17"
    # The list that was made for the taking does not serve for the giving back.
    released = option(desk, case.id, "preserved.released", "evidence_preservation")
    assert "property_list" in released.to_make
    assert "case_matter_approval" in released.to_make
    clock.now = DAY + timedelta(days=20)
    blocked = option(desk, case.id, "preserved.released", "evidence_preservation")
    assert any(b.kind == "limit" and not b.overridable for b in blocked.blocks)
    case_timeline.take_step(desk, case.id, "evidence_preservation", "preserved.lapsed", at=DAY + timedelta(days=19))
    assert case_timeline.timeline(desk, case.id).track("evidence_preservation").standing.finished
    assert case_timeline.open_proceeding(desk, case.id, "evidence_preservation").key == "evidence_preservation#2"


def test_where_the_law_leaves_room_a_reason_lets_the_step_through_and_stays(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=4)
    clock.now = at + timedelta(hours=1)
    facts = {"rights_told": True, "party_refuses": False, "recorded": False}
    with pytest.raises(Fault):
        case_timeline.take_step(desk, case.id, "ordinary", "investigating.investigating", at=at, facts=facts)
    taken = case_timeline.take_step(
        desk,
        case.id,
        "ordinary",
        "investigating.investigating",
        at=at,
        override={"recorded": "记录仪故障，已书面说明"},
    )
    assert taken.overrides == {"recorded": "记录仪故障，已书面说明"}
    assert case_timeline.timeline(desk, case.id).tracks[0].steps[-1].overrides == taken.overrides


def test_a_limit_nobody_can_date_blocks_instead_of_passing(desk, clock):
    case = cases.open_from_source(desk, "report", party=case_flow.PARTY, clue="匿名举报")
    cases.choose_officers(desk, case.id, tuple(office.officers(desk)))
    case_flow.paper(desk, case.id, "case_source_registration", DAY)
    case_flow.paper(desk, case.id, "case_filing_approval", DAY)
    case_timeline.take_step(desk, case.id, "ordinary", "clue.checking", at=DAY)
    facts = {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True}
    with pytest.raises(Fault) as caught:
        case_timeline.take_step(desk, case.id, "ordinary", "checking.filed", at=DAY, facts=facts)
    assert "“处罚时效”从哪天起算（违法行为发生之日" in str(caught.value)
    assert "expired" in {u for b in option(desk, case.id, "checking.filed").blocks for u in b.unknown}


def test_steps_ahead_of_time_without_a_zone_or_out_of_order_are_refused(desk, case, clock):
    case_flow.paper(desk, case.id, "case_source_registration", DAY)
    for at in (DAY + timedelta(days=1), DAY.replace(tzinfo=None)):
        with pytest.raises(UsageFault):
            case_timeline.take_step(desk, case.id, "ordinary", "clue.checking", at=at)
    with pytest.raises(UsageFault):
        case_timeline.take_step(desk, case.id, "ordinary", "decided.served", at=DAY)
    with pytest.raises(UsageFault):
        case_timeline.take_step(desk, case.id, "no_such", "decided.served", at=DAY)
    assert case_timeline.timeline(desk, case.id).tracks[0].steps == ()


def test_an_extension_needs_an_issued_approval_of_this_case(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    draft = issuing.draft_for_case(desk, case.id, "case_matter_approval")
    with pytest.raises(Fault) as caught:
        case_clocks.extend(desk, case.id, "ordinary.case_period", draft.id)
    assert caught.value.code == "extension_proof"
