"""From the penalty panel over the confirm sheet to the decision, and the case to its end."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pikepdf
import pytest

from inspector_app.casework import (
    case_check,
    case_clocks,
    case_facts,
    case_filling,
    case_papers,
    case_timeline,
    cases,
    confirming,
    dossier,
    issuing,
    office,
    penalising,
    vouching,
)
from inspector_app.documents.check import check
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import PenaltyItem

from . import case_flow
from .case_flow import DAY, VIOLATION


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


def test_the_panel_shows_range_worksheet_and_trail_and_keeps_what_was_decided(desk, case):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail", "illegal_income": 35})
    panel = penalising.panel(desk, case.id, VIOLATION)
    assert (panel.penalty.fine_min, panel.penalty.fine_max) == (Decimal(100000), Decimal(200000))
    # What the case knows was stated without asking again.
    assert (panel.facts.value, panel.facts.act_date, panel.facts.party) == (
        Decimal(35),
        date(2026, 10, 30),
        "organization",
    )
    assert panel.worksheet.suggested == "normal"
    with pytest.raises(Fault) as caught:
        penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(99999))
    assert caught.value.code == "amount-out-of-range"
    decided = penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000)).decided
    assert [one.kind for one in decided.items] == ["没收违法产品", "没收违法所得", "罚款"]
    assert decided.hearing == "required"
    assert any("第一百一十七条第一款" in line for line in decided.trail)
    assert penalising.money_total(desk, case.id) == Decimal(150035)
    assert penalising.hearing_due(desk, case.id) == "required"


def test_a_fact_or_circumstance_that_changes_takes_the_decision_back(desk, case):
    case_flow.decide(desk, case.id)
    penalising.set_facts(desk, case.id, VIOLATION, {"value": Decimal(20000)})
    assert penalising.panel(desk, case.id, VIOLATION).decided is None
    case_flow_again = penalising.panel(desk, case.id, VIOLATION).penalty
    assert case_flow_again.fine_max == Decimal(400000)
    option = next(o for o in penalising.panel(desk, case.id, VIOLATION).worksheet.options if o.leads != "severe")
    penalising.tick(desk, case.id, VIOLATION, option.id, value=True)
    assert penalising.panel(desk, case.id, VIOLATION).worksheet.found
    with pytest.raises(UsageFault):
        penalising.tick(desk, case.id, VIOLATION, "no-such", value=True)


def test_a_kind_the_article_does_not_give_is_refused(desk, case):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    item = PenaltyItem(kind="责令停产停业", text="三个月")
    with pytest.raises(Fault) as caught:
        penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000), items=(item,))
    assert caught.value.code == "penalty-kind"
    for facts in ({"value": Decimal(-1)}, {"value": Decimal("1e13")}, {"stage": "no"}, {"nonsense": 1}):
        with pytest.raises(UsageFault):
            penalising.set_facts(desk, case.id, VIOLATION, facts)


def test_documents_of_a_unit_never_cite_the_article_for_persons(desk, case):
    penalising.charge(desk, case.id, VIOLATION, facts={"channel": "retail"})
    firm = "《中华人民共和国药品管理法》第一百一十七条第一款"
    assert [one["text"] for one in vouching.penal(desk, case.id)] == [firm]
    penalising.set_facts(desk, case.id, VIOLATION, {"stage": "serious", "person_income": 30000})
    assert [one["text"] for one in vouching.penal(desk, case.id)] == [firm]


def test_what_nobody_verified_stays_out_until_it_is_let_stand_by_name_and_reason(desk, case, tmp_path):
    case_flow.doubt(desk, tmp_path / "forms")
    penalising.charge(desk, case.id, VIOLATION)
    doubts = vouching.unverified(desk, case.id)
    assert doubts
    assert not any(one["verified"] or one.get("confirmed_by") for one in vouching.penal(desk, case.id))
    lines = [one for one in confirming.sheet(desk, case.id).lines if one.id.startswith("doubt:")]
    with pytest.raises(Fault):
        confirming.tick(desk, case.id, lines[0].id)
    with pytest.raises(Fault):
        vouching.confirm(desk, case.id, doubts[0].text, "  ")
    with pytest.raises(UsageFault):
        vouching.confirm(desk, case.id, "别的", "理由")
    for doubt in doubts:
        vouching.confirm(desk, case.id, doubt.text, "已与法规处核对原文")
    assert all(one["confirmed_by"] == desk.who for one in vouching.penal(desk, case.id) if not one["verified"])
    assert all(one.confirmation for one in vouching.unverified(desk, case.id))
    actor, desk.actor = desk.actor, None
    with pytest.raises(Fault):
        vouching.confirm(desk, case.id, doubts[0].text, "理由")
    desk.actor = actor


def test_a_decision_is_not_issued_before_every_line_was_read(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.decide(desk, case.id)
    document = case_flow.draft_decision(desk, case.id, DAY)
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, document.id)
    assert caught.value.code == "sheet_incomplete"
    assert "程序不在作出决定这一步" in str(caught.value)
    assert office.number_blocks(desk)[0].next == 1
    case_flow.to_notice(desk, case.id, clock)
    at = case_flow.to_deciding(desk, case.id, clock)
    sheet = case_flow.tick_all(desk, case.id)
    assert sheet.complete
    # One word of one fact changes: its line, and only its line, is open again.
    (fact,) = case_facts.facts(desk, case.id)
    case_facts.change_fact(desk, fact.id, text=fact.text + "1盒")
    assert [one.id for one in confirming.sheet(desk, case.id).missing] == [f"fact:{fact.id}"]
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, document.id)
    assert "板蓝根颗粒1盒" in str(caught.value)
    confirming.tick(desk, case.id, f"fact:{fact.id}")
    issuing.set_value(desk, document.id, "issue_date", at.date().isoformat())
    issued = issuing.issue(desk, document.id)
    assert issued.number == "滨药监处罚〔2026〕1号"
    assert issued.values["nature"][0]["text"].startswith("《中华人民共和国药品管理法》第九十八条")


def test_the_whole_way_to_the_archive(desk, case, clock, tmp_path):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.decide(desk, case.id)
    case_flow.to_notice(desk, case.id, clock)
    at = case_flow.to_deciding(desk, case.id, clock)
    document = case_flow.draft_decision(desk, case.id, at)
    case_flow.tick_all(desk, case.id)
    decision = issuing.issue(desk, document.id)
    step = case_timeline.take_step
    case_flow.paper(desk, case.id, "collective_discussion_record", at)
    step(desk, case.id, "ordinary", "deciding.discussing", at=clock.now)
    step(
        desk,
        case.id,
        "ordinary",
        "discussing.decided",
        at=clock.now,
        facts={"legal_review_required": False, "complex_or_major": True},
    )
    assert "ordinary.case_period" not in {one.rule for one in case_clocks.deadlines(desk, date(2026, 11, 27))}
    case_papers.serve(desk, case.id, decision.id, "direct", clock.now, receiver="陈喆")
    case_flow.paper(desk, case.id, "service_receipt", clock.now)
    step(desk, case.id, "ordinary", "decided.served", at=clock.now)
    step(desk, case.id, "ordinary", "served.enforcing", at=clock.now)
    pay = next(o for o in case_clocks.deadlines(desk, date(2026, 11, 27)) if o.rule == "enforcement.pay15")
    assert pay.deadline.date == "2026-12-11"
    case_flow.paper(desk, case.id, "case_closure_approval", clock.now)
    step(desk, case.id, "ordinary", "enforcing.closed", at=clock.now, facts={"enforcement_result": "done"})
    for code in ("dossier_cover", "dossier_index", "dossier_note"):
        case_flow.paper(desk, case.id, code, clock.now)
    step(desk, case.id, "ordinary", "closed.archived", at=clock.now)
    assert cases.close(desk, case.id).state == "closed"
    with pytest.raises(Fault):
        case_facts.add_fact(desk, case.id, "再加一条")

    report = case_check.check(desk, case.id)
    assert [one.text for one in report.contradictions if one.level == "error"] == []
    assert report.score.passing

    frozen = issuing.frozen(desk, decision.id)
    written = dossier.write(desk, case.id, tmp_path, retention="长期（30年）")
    assert issuing.frozen(desk, decision.id) == frozen
    main, sub = (volume for volume, _ in written)
    assert main.lacking == ()
    assert [one.name for one in main.entries][:2] == ["立案/不予立案审批表", "行政处罚决定书"]
    assert [one.section for one in sub.entries][:3] == ["案源材料", "调查终结报告", "审核意见"]
    numbers = [(one.first, one.last) for one in main.entries]
    assert numbers[0][0] == 1
    assert all(b[0] == a[1] + 1 for a, b in pairwise(numbers))
    assert main.pages == numbers[-1][1]
    with pikepdf.open(written[0][1]) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles[0] == "卷宗封面"
        assert titles[-1] == "卷内备考表"
        assert "行政处罚决定书及送达回证" in titles
    again = dossier.bind(desk, case.id, retention="长期（30年）")[0]
    assert again.pdf == main.pdf
    with pikepdf.open(io.BytesIO(main.pdf)) as pdf:
        assert "/PageNumber1" in pdf.pages[2].Resources.XObject
    with pytest.raises(UsageFault):
        dossier.bind(desk, case.id, retention="一万年")
    assert desk.vault.broken_chains() == []
    assert cases.reopen(desk, case.id, "补正").state == "under_way"


def test_a_decision_is_corrected_after_the_procedure_has_passed_it(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.decide(desk, case.id)
    case_flow.to_notice(desk, case.id, clock)
    at = case_flow.to_deciding(desk, case.id, clock)
    document = case_flow.draft_decision(desk, case.id, at)
    case_flow.tick_all(desk, case.id)
    decision = issuing.issue(desk, document.id)
    case_flow.paper(desk, case.id, "collective_discussion_record", at)
    for step, facts in (
        ("deciding.discussing", None),
        ("discussing.decided", {"legal_review_required": False, "complex_or_major": True}),
    ):
        case_timeline.take_step(desk, case.id, "ordinary", step, at=clock.now, facts=facts)
    case_papers.serve(desk, case.id, decision.id, "direct", clock.now, receiver="陈喆")
    draft = issuing.correct(desk, decision.id, "开户银行误写")
    assert issuing.values(desk, draft)["pleading"] == "当事人没有陈述申辩。"
    issuing.set_value(desk, draft.id, "bank", "滨河农商银行")
    case_flow.tick_all(desk, case.id)  # the limits that run by now were not read yet
    new = issuing.issue(desk, draft.id)
    assert (new.number, issuing.load(desk, decision.id).status) == ("滨药监处罚〔2026〕2号", "corrected")
    # What counts for the case is the one in force, and it is served like any other.
    assert decision.id not in {one.id for one in case_papers.materials(desk, case.id)}
    assert new.id in {one.id for one in case_papers.materials(desk, case.id)}
    with pytest.raises(Fault) as caught:
        case_papers.serve(desk, case.id, decision.id, "direct", clock.now)
    assert caught.value.code == "not_issued"
    assert desk.vault.broken_chains() == []


def test_no_form_is_filled_with_a_value_it_cannot_read(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_flow.decide(desk, case.id)
    cases.set_value(desk, case.id, "pleading", "没有陈述申辩。")
    known = case_filling.facts(desk, case.id)
    wrong, filled = {}, {}
    for form in desk.library.forms():
        if form.set == "penalty":
            values = case_filling.values(desk, case.id, form, known)
            filled[form.code] = values
            wrong |= {(form.code, p.key): p.message for p in check(form, values) if "不对" in p.message}
    assert wrong == {}
    assert filled["penalty_prior_notice"]["with_hearing"] == "告知听证"
    assert filled["penalty_prior_notice"]["penalty_items"][2]["处罚种类"] == "罚款"
    assert filled["property_list"]["items"][0]["标称名称/场所"] == "板蓝根颗粒"
    assert filled["investigation_final_report"]["evidence_table"][0]["证明事项"] == "货架上有过期药品"
    assert filled["penalty_decision"]["total"] == "150035.00"
    assert filled["case_closure_approval"]["filed_date"] == "2026-11-04"


def test_on_the_spot_stays_inside_its_limits(desk, clock):
    case = case_flow.open_case(desk, procedure="summary")
    clock.now = DAY + timedelta(hours=3)
    step = case_timeline.take_step
    step(desk, case.id, "summary", "found.told", at=DAY + timedelta(hours=1), facts={"certificates_shown": True})
    case_flow.paper(desk, case.id, "on_spot_penalty_decision", DAY + timedelta(hours=1))
    told = {
        "facts_certain": True,
        "summary_penalty": "fine",
        "fine_amount": 3001,
        "rights_told": True,
        "pleading_heard": True,
        "reconsider_first_told": True,
    }
    with pytest.raises(Fault) as caught:
        step(desk, case.id, "summary", "told.issued", at=DAY + timedelta(hours=2), facts=told)
    assert "3000元" in str(caught.value)
    step(desk, case.id, "summary", "told.issued", at=DAY + timedelta(hours=2), facts=told | {"fine_amount": 3000})
    rules = {one.rule for one in case_clocks.deadlines(desk, DAY.date())}
    assert {"summary.record", "summary.pay15"} <= rules
    groups = {one.group for one in confirming.sheet(desk, case.id).lines}
    assert "告知" not in groups
