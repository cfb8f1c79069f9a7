"""The second reader: one contradiction at a time put into a sound case, and found where it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from inspector_app.casework import case_check, case_facts, case_papers, cases, issuing, office, penalising
from inspector_app.documents.amounts import _FIGURES_FIRST, _WORDS_FIRST

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
def case(desk, clock):
    """A case investigated, decided and notified as it should be."""
    made = case_flow.open_case(desk)
    case_flow.to_investigation(desk, made.id, clock)
    case_flow.decide(desk, made.id)
    case_flow.to_notice(desk, made.id, clock)
    return cases.load(desk, made.id)


def errors(desk, case):
    return {one.id: one for one in case_check.check(desk, case.id).contradictions if one.level == "error"}


def test_a_sound_case_has_no_contradiction_and_a_full_score(desk, case):
    report = case_check.check(desk, case.id)
    assert [one.text for one in report.contradictions] == []
    assert (report.score.points, report.score.full, report.score.passing) == (100, 100, True)
    assert "不是官方" in report.score.note


def test_the_amount_and_the_goods_list_differ(desk, case):
    penalising.set_facts(desk, case.id, VIOLATION, {"value": Decimal(70)})
    found = errors(desk, case)[f"goods:value:{VIOLATION}"]
    assert "70元" in found.text
    assert "35元" in found.text
    assert (found.jump.kind, found.jump.id, found.jump.field) == ("charge", VIOLATION, "value")


def test_a_charge_whose_only_fact_is_gone(desk, case):
    (fact,) = case_facts.facts(desk, case.id)
    case_facts.drop_fact(desk, fact.id)
    found = errors(desk, case)[f"factless:{VIOLATION}"]
    assert found.fatal
    assert (found.jump.kind, found.jump.id) == ("charge", VIOLATION)


def test_dates_out_of_order(desk, case):
    (fact,) = case_facts.facts(desk, case.id)
    case_facts.change_fact(desk, fact.id, act_date=date(2026, 11, 9))
    assert errors(desk, case)[f"act-after-clue:{fact.id}"].jump.id == fact.id
    cases.set_value(desk, case.id, "clue_at", DAY + timedelta(days=5))
    assert "order:收到线索-立案" in errors(desk, case)


def test_a_law_that_was_not_in_force_on_the_day_of_the_act(desk, case):
    (fact,) = case_facts.facts(desk, case.id)
    case_facts.change_fact(desk, fact.id, act_date=date(2019, 6, 1))
    penalising.set_facts(desk, case.id, VIOLATION, {"act_date": "2019-06-01"})
    report = case_check.check(desk, case.id)
    found = next(one for one in report.contradictions if one.id == f"law:{VIOLATION}")
    assert "2019-12-01" in found.text
    assert not report.score.passing
    assert report.score.points < 100


def test_the_party_has_another_name_in_a_document(desk, case):
    document = issuing.draft_for_case(desk, case.id, "penalty_decision")
    issuing.set_value(desk, document.id, "party_name", "滨河市康宁药房")
    found = errors(desk, case)[f"name:{document.id}:party_name"]
    assert (found.jump.kind, found.jump.id, found.jump.field) == ("document", document.id, "party_name")


def test_the_right_to_a_hearing_was_not_told(desk, clock):
    made = case_flow.open_case(desk)
    case_flow.decide(desk, made.id)
    clock.now = DAY + timedelta(days=1)
    case_flow.paper(desk, made.id, "penalty_prior_notice", DAY, with_hearing="不涉及听证")
    found = errors(desk, made)["notice:hearing"]
    assert found.fatal
    assert found.basis == ("《中华人民共和国行政处罚法》第六十三条",)


def test_a_decision_without_a_notice_and_one_heavier_than_it(desk, case, clock):
    clock.now = DAY + timedelta(days=25)
    other = case_flow.open_case(desk)
    case_flow.paper(desk, other.id, "penalty_decision", DAY)
    assert "notice:notice" in errors(desk, other)
    assert "notice:notice" not in errors(desk, case)


def test_evidence_taken_outside_the_procedure_or_by_one_officer(desk, case):
    late = case_facts.add_exhibit(desk, case.id, "补拍照片", collected_at=DAY + timedelta(days=11))
    alone = case_facts.add_exhibit(desk, case.id, "票据", collected_at=DAY + timedelta(days=5), collectors=["李敏"])
    found = errors(desk, case)
    assert "调查终结之后" in found[f"evidence-outside:{late.id}"].text
    assert found[f"collectors:{alone.id}"].jump.field == "collectors"


def test_fewer_than_two_officers_and_a_certificate_that_ran_out(desk, case):
    people = office.officers(desk)
    expired = office.new_officer("赵一", "滨009", date(2020, 1, 1), date(2026, 11, 4))
    cases.choose_officers(desk, case.id, (people[0], expired))
    found = errors(desk, case)[f"certificate:{expired.id}"]
    assert "赵一" in found.text
    cases.choose_officers(desk, case.id, tuple(people[:1]))
    assert "officers-two" in errors(desk, case)


def test_a_limit_that_ran_out(desk, case):
    late = case_check.check(desk, case.id, at=DAY + timedelta(days=120))
    found = next(one for one in late.contradictions if one.id == "limit:ordinary.case_period")
    assert "2027-02-02" in found.text
    assert found.basis


def test_limitation_is_asked_at_the_day_of_discovery(desk, case):
    (fact,) = case_facts.facts(desk, case.id)
    case_facts.change_fact(desk, fact.id, act_date=date(2024, 10, 1))
    assert errors(desk, case)["limit:ordinary.limitation"].fatal


def test_a_fact_without_evidence_and_an_unverified_article(desk, case, tmp_path):
    fact = case_facts.add_fact(desk, case.id, "没有证据的事实")
    case_flow.doubt(desk, tmp_path / "forms")
    found = errors(desk, case)
    assert found[f"unproven:{fact.id}"].fatal
    assert any(key.startswith("unverified:") for key in found)


def test_amounts_in_words_that_differ_from_the_figures(desk, case):
    document = issuing.draft_for_case(desk, case.id, "penalty_decision")
    issuing.set_value(desk, document.id, "discretion", "罚款人民币5000.00元（大写：人民币伍万元整）")
    found = errors(desk, case)
    assert any("应为“伍仟元整”" in one.text for key, one in found.items() if key.startswith(f"words:{document.id}"))
    issuing.set_value(desk, document.id, "discretion", "罚款人民币伍仟元整（小写：5,000元）")
    assert not any(key.startswith(f"words:{document.id}") for key in errors(desk, case))


@pytest.mark.parametrize(
    ("text", "figures", "words"),
    [
        ("35.00元（大写：人民币叁拾伍元整）", "35.00", "叁拾伍元整"),
        ("1,500元（壹仟伍佰元整）", "1,500", "壹仟伍佰元整"),
        ("5元(大写:伍千元)", "5", "伍千元"),
    ],
)
def test_amounts_are_read_whichever_brackets_stand(text, figures, words):
    (found,) = _FIGURES_FIRST.finditer(text)
    assert (found[1], found[2] or found[3]) == (figures, words)


def test_words_first_is_read_too():
    (found,) = _WORDS_FIRST.finditer("人民币伍仟元整（￥5000.00元）")
    assert (found[1], found[2]) == ("伍仟元整", "5000.00")


def test_one_act_fined_twice(desk, case):
    second = "drug-117-wholesale-inferior"
    for violation in (VIOLATION, second):
        if violation == VIOLATION:
            penalising.drop_charge(desk, case.id, violation)
        penalising.charge(desk, case.id, violation, act="卖过期药", facts={"illegal_income": 35})
        low = penalising.panel(desk, case.id, violation).worksheet.band("normal").range.low
        penalising.decide(desk, case.id, violation, band="normal", fine=low)
    assert errors(desk, case)["twice:卖过期药"].basis == ("《中华人民共和国行政处罚法》第二十九条",)
    (one,) = penalising.compete(desk, case.id)
    assert one.chosen == second


def test_the_report_goes_through_json(desk, case):
    case_papers.add_paper(desk, case.id, "site_record", made_at=DAY)
    report = json.loads(msgspec.json.encode(case_check.check(desk, case.id)))
    assert report["case"] == case.id
    assert set(report["score"]) == {"points", "full", "passing", "parts", "note"}
