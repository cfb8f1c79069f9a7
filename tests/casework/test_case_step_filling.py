"""Documents of a case as their step fills them: what records and the step know is not typed again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from inspector_app.casework import (
    case_clocks,
    case_facts,
    case_papers,
    case_timeline,
    cases,
    dossier,
    issuing,
    office,
    penalising,
)
from inspector_app.records.case import Goods, Paper

from . import case_flow
from .case_flow import DAY

GSP = "drug-126-gsp"


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    for word in ("检", "先登", "解登", "罚告", "处罚"):
        office.add_number_block(opened, word, year=2026, first=1, last=20)
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    made = case_flow.open_case(desk)
    sold = Goods(name="板蓝根颗粒", unit="盒", quantity=Decimal(2), unit_price=Decimal(35), on_hand=False)
    cases.set_value(desk, made.id, "goods", (*case_flow.GOODS, sold))
    return cases.set_value(desk, made.id, "name", f"{made.party.name}销售劣药案")


def lacking(desk, document):
    return {one.key for one in issuing.problems(desk, document.id) if one.level == "error"}


def drafted(desk, case, key, transition):
    return {one.form_code: one for one in case_timeline.draft_documents(desk, case.id, key, transition)}


def test_a_preservation_is_filled_from_its_step_and_needs_only_its_place(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_timeline.open_proceeding(desk, case.id, "evidence_preservation")
    found = drafted(desk, case, "evidence_preservation", "proposed.preserved")
    assert list(found) == ["case_matter_approval", "property_list", "evidence_preservation_notice"]
    approval = issuing.values(desk, found["case_matter_approval"])
    assert approval["matter"] == "先行登记保存"
    assert [one["text"] for one in approval["legal"]] == [
        "《中华人民共和国行政处罚法》第五十六条",
        "《市场监督管理行政处罚程序规定》第三十三条第一款",
        "《市场监督管理行政处罚程序规定》第三十四条第一款",
    ]
    # Seven working days from today, the weekend left out.
    assert "自2026年11月5日至2026年11月16日" in approval["reason"]
    assert lacking(desk, found["case_matter_approval"]) == set()
    goods = issuing.values(desk, found["property_list"])
    # What was sold cannot be kept.
    assert [row["数量"] for row in goods["items"]] == ["1"]
    assert (goods["subject"], goods["for_doc"], goods["copies_n"]) == ("财物", "先行登记保存证据通知书", "2")
    issued = issuing.issue(desk, found["property_list"].id)
    notice = issuing.values(desk, found["evidence_preservation_notice"])
    assert (notice["list_no"], notice["suspected"]) == (issued.number, "销售劣药")
    assert lacking(desk, found["evidence_preservation_notice"]) == {"store_place"}


def test_the_release_names_the_notice_it_ends_and_its_own_list(desk, case, clock):
    case_flow.to_investigation(desk, case.id, clock)
    case_timeline.open_proceeding(desk, case.id, "evidence_preservation")
    found = drafted(desk, case, "evidence_preservation", "proposed.preserved")
    issuing.set_value(desk, found["evidence_preservation_notice"].id, "store_place", "不合格药品区")
    made = {code: issuing.issue(desk, one.id) for code, one in found.items()}
    facts = {"evidence_may_vanish": True, "listed_on_spot": True}
    at = desk.now()
    case_timeline.take_step(desk, case.id, "evidence_preservation", "proposed.preserved", at=at, facts=facts)
    clock.now += timedelta(days=1)
    found = drafted(desk, case, "evidence_preservation", "preserved.released")
    own = issuing.issue(desk, found["property_list"].id)
    values = issuing.values(desk, found["evidence_preservation_release"])
    assert values["orig_no"] == made["evidence_preservation_notice"].number
    assert values["orig_date"] == at.date().isoformat()
    assert values["list_no"] == own.number != made["property_list"].number
    assert issuing.values(desk, found["case_matter_approval"])["matter"] == "解除先行登记保存"


def test_filing_report_notice_and_closing_ask_for_nothing_the_records_know(desk, case, clock):
    case_flow.decide(desk, case.id)
    filing = issuing.draft_for_case(desk, case.id, "case_filing_approval", "ordinary/checking.filed")
    values = issuing.values(desk, filing)
    assert values["decision_type"] == "立案"
    assert "第一百一十七条第一款" in values["reason"]
    assert "第一百一十八条" not in values["reason"]
    # The form has a place for the identity of persons, not of a unit's representative.
    assert "id_no" not in values
    assert lacking(desk, filing) == set()
    case_flow.to_investigation(desk, case.id, clock)
    report = issuing.draft_for_case(desk, case.id, "investigation_final_report", "ordinary/investigating.concluded")
    assert lacking(desk, report) == set()
    values = issuing.values(desk, report)
    assert values["suspicion"] == "销售劣药"
    assert values["sec1"] == f"当事人{case.party.name}，持有《药品经营许可证》（证号：滨DA0001）。"
    assert {row["法律依据"] for row in values["penalty_items"]} == {"《中华人民共和国药品管理法》第一百一十七条第一款"}
    notice = issuing.draft_for_case(desk, case.id, "penalty_prior_notice", "ordinary/reviewing.noticed")
    assert lacking(desk, notice) == set()
    assert issuing.values(desk, notice)["facts"].startswith("当事人陈列")


def test_the_receipt_lists_what_its_step_serves_and_tells_what_was_registered(desk, case, clock):
    case_flow.decide(desk, case.id)
    case_flow.to_investigation(desk, case.id, clock)
    notice = issuing.issue(
        desk, issuing.draft_for_case(desk, case.id, "penalty_prior_notice", "ordinary/reviewing.noticed").id
    )
    receipt = issuing.draft_for_case(desk, case.id, "service_receipt", "ordinary/reviewing.noticed")
    (row,) = issuing.values(desk, receipt)["doc_list"]
    assert (row["文书名称"], row["文号"]) == ("行政处罚告知书", notice.number)
    assert lacking(desk, receipt) == {"method"}
    case_papers.serve(desk, case.id, notice.id, "leave", desk.now(), receiver="陈喆", place="和平路1号")
    assert issuing.values(desk, receipt)["method"] == "留置送达"
    assert lacking(desk, receipt) == set()


def test_a_decision_tells_of_the_notice_once_the_days_of_the_party_are_over(desk, case, clock):
    case_flow.decide(desk, case.id)
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=10)
    clock.now = at
    notice = issuing.issue(
        desk, issuing.draft_for_case(desk, case.id, "penalty_prior_notice", "ordinary/reviewing.noticed").id
    )
    case_papers.serve(desk, case.id, notice.id, "direct", desk.now(), receiver="陈喆")
    decision = issuing.draft_for_case(desk, case.id, "penalty_decision")
    assert "pleading" not in issuing.values(desk, decision)
    clock.now = at + timedelta(days=9)
    told = issuing.values(desk, decision)["pleading"]
    assert notice.number in told
    assert "没有提出陈述、申辩意见，也没有要求听证" in told
    # What the party said stands in its place.
    cases.set_value(desk, case.id, "pleading", "当事人请求从轻处罚，经复核不予采纳。")
    assert issuing.values(desk, decision)["pleading"].endswith("当事人请求从轻处罚，经复核不予采纳。")


def test_the_bank_of_the_office_stands_in_the_decision(desk, case):
    case_flow.decide(desk, case.id)
    decision = issuing.draft_for_case(desk, case.id, "penalty_decision")
    assert "bank" in lacking(desk, decision)
    office.set_organisation(desk, msgspec.structs.replace(office.organisation(desk), bank="滨河银行"))
    assert issuing.values(desk, decision)["bank"] == "滨河银行"


def test_what_is_typed_stands_over_what_the_step_says(desk, case):
    filing = issuing.draft_for_case(desk, case.id, "case_filing_approval", "ordinary/checking.filed")
    issuing.set_value(desk, filing.id, "reason", "手写的理由")
    assert issuing.values(desk, issuing.load(desk, filing.id))["reason"] == "手写的理由"


def test_nobody_is_said_to_have_been_silent_who_was_heard(desk, case, clock):
    case_flow.decide(desk, case.id)
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=10)
    clock.now = at
    notice = case_flow.paper(desk, case.id, "penalty_prior_notice", at, with_hearing="告知听证")
    case_papers.serve(desk, case.id, notice.id, "direct", desk.now(), receiver="陈喆")
    clock.now = at + timedelta(days=9)
    approval = issuing.draft_for_case(desk, case.id, "disposition_approval", "ordinary/noticed.deciding")
    assert "没有提出" in issuing.values(desk, approval)["notice_info"]
    assert lacking(desk, approval) <= {"filed_date"}
    cases.set_value(desk, case.id, "pleading", "当事人请求从轻处罚。")
    values = issuing.values(desk, approval)
    assert values["notice_info"] == "当事人请求从轻处罚。"
    # Whether it went through a review is then for the officer to say.
    assert "review_path" not in values


def test_on_the_spot_the_decision_says_what_was_told_and_a_warning_needs_no_words(desk, clock):
    party = msgspec.structs.replace(case_flow.PARTY, contact_person="陈喆")
    made = cases.open_from_source(desk, "other", party=party, clue="小票没有批号", clue_at=DAY, procedure="summary")
    cases.choose_officers(desk, made.id, tuple(office.officers(desk)))
    fact = case_facts.add_fact(desk, made.id, "销售小票未打印药品批号", violation=GSP, act_date=DAY.date())
    exhibit = case_facts.add_exhibit(desk, made.id, "小票", collected_at=DAY, pages=1)
    case_facts.prove(desk, fact.id, exhibit.id)
    penalising.charge(desk, made.id, GSP)
    decided = penalising.decide(desk, made.id, GSP, band="normal").decided
    assert [(item.kind, item.text) for item in decided.items] == [("警告", "给予警告")]
    known = case_timeline.known_facts(desk, cases.load(desk, made.id), desk.now())
    assert known["summary_penalty"] == "warning"
    clock.now = DAY + timedelta(hours=1)
    told = {"certificates_shown": True}
    case_timeline.take_step(desk, made.id, "summary", "found.told", at=desk.now(), facts=told)
    document = issuing.draft_for_case(desk, made.id, "on_spot_penalty_decision", "summary/told.issued")
    assert "oral_notice" in lacking(desk, document)
    facts = {"facts_certain": True, "rights_told": True, "pleading_heard": True, "reconsider_first_told": True}
    cases.answer(desk, made.id, facts)
    values = issuing.values(desk, document)
    assert values["penalty"] == ["警告"]
    assert values["act"] == "销售小票未打印药品批号"
    assert values["oral_notice"].endswith("当事人没有提出陈述、申辩。")
    assert lacking(desk, document) <= {"correct", "act_place", "numbers"}
    # Nothing of an ordinary case runs against it.
    assert "ordinary.file_decision" not in {one.rule for one in case_clocks.deadlines(desk, DAY.date(), made.id)}


def test_on_the_spot_no_empty_volume_is_bound(desk, clock, tmp_path):
    made = cases.open_from_source(
        desk, "other", party=case_flow.PARTY, clue="小票没有批号", clue_at=DAY, procedure="summary"
    )
    case_facts.add_exhibit(desk, made.id, "小票", collected_at=DAY, pages=1)
    assert [volume.code for volume, _ in dossier.write(desk, made.id, tmp_path)] == ["main"]
    # What is not whole does not count as made.
    assert cases.belonging(desk, Paper, made.id) == []


def test_a_whole_binding_counts_as_made(desk, case, tmp_path, monkeypatch):
    whole = tuple(msgspec.structs.replace(one, lacking=()) for one in dossier.bind(desk, case.id))
    monkeypatch.setattr(dossier, "bind", lambda *_arguments, **_named: whole)
    for _ in range(2):
        dossier.write(desk, case.id, tmp_path)
        made = {one.form_code for one in cases.belonging(desk, Paper, case.id)}
        assert made == {"dossier_cover", "dossier_index", "dossier_note"}
    assert [entry["action"] for entry in desk.read.journal(case.id)].count("制作案卷") == 1


def test_a_decision_that_was_discussed_is_made_before_it_is_served():
    due = case_timeline.decision_due
    assert due({"outcome": "penalty"}, "ordinary", "decided.served") == "penalty_decision"
    assert due({"outcome": "no_penalty"}, "ordinary", "decided.served") == "no_penalty_decision"
    assert due({}, "ordinary", "deciding.decided") == ""
