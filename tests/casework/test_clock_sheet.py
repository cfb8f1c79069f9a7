"""How a limit was counted: every day named, what was taken off and by whom, variants, ended limits, those nobody began."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inspector_app.casework import case_clocks, case_papers, clock_sheet
from inspector_app.fault import UsageFault

from . import case_flow
from .case_flow import DAY

PERIOD = "ordinary.case_period"
TODAY = date(2026, 11, 27)


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
    opened = case_flow.open_case(desk)
    case_flow.to_investigation(desk, opened.id, clock)
    return opened


def lines(desk, case, rule=PERIOD):
    return clock_sheet.sheet(desk, case.id, rule, TODAY).lines


def test_every_day_is_named_and_what_is_not_certain_is_loud(desk, case):
    said = dict(lines(desk, case))
    assert said["计入"] == "90日：2026-11-05 至 2027-02-02"
    assert "暂按周末推算" in said["◆ 不确定"]
    assert said["末日"] == "2027年2月2日（周二）"
    assert "批准立案" in said["起算"]
    assert any(name == "期限" and "《行政处罚法》第60条" in words for name, words in lines(desk, case))
    text = clock_sheet.sheet(desk, case.id, PERIOD, TODAY).text
    assert text.count("\n") == len(lines(desk, case)) - 1
    assert "说明：" in text


def test_working_days_show_what_was_passed_over_and_why(desk, case):
    said = lines(desk, case, "ordinary.file_decision")
    counted = next(words for name, words in said if name == "计入")
    assert counted.startswith("15日：2026-11-03 至 11-06、11-09 至 11-13")
    assert any(name == "不计入" and "周末" in words and "11-07 至 11-08" in words for name, words in said)
    assert dict(said)["了结"].endswith("在期限内")


def test_days_taken_off_name_document_service_and_person_and_can_be_taken_back(desk, case, clock):
    clock.now = DAY + timedelta(days=6)
    assert clock_sheet.proofs(desk, case.id, PERIOD) == []
    paper = case_flow.paper(desk, case.id, "testing_commission", DAY + timedelta(days=4))
    case_papers.serve(desk, case.id, paper.id, "direct", DAY + timedelta(days=4), receiver="检验所")
    other = case_flow.paper(desk, case.id, "site_record", DAY + timedelta(days=4))
    case_papers.serve(desk, case.id, other.id, "direct", DAY + timedelta(days=4), receiver="陈喆")
    ((key, words),) = clock_sheet.proofs(desk, case.id, PERIOD)
    assert (key, "2026-11-06 送达" in words) == (paper.id, True)
    case_clocks.suspend(desk, case.id, PERIOD, (date(2026, 11, 10), date(2026, 11, 19)), key)
    said = lines(desk, case)
    taken = next(words for name, words in said if name == "扣除" and "登记" in words)
    assert taken.startswith("2026-11-10 至 2026-11-19，凭")
    assert taken.endswith("李敏登记")
    assert dict(said)["末日"] == "2027年2月12日（周五）"
    assert any("程序规定" in words and "期间不计入" in words for name, words in said if name == "扣除")
    case_clocks.resume(desk, case.id, PERIOD, 0)
    assert dict(lines(desk, case))["末日"] == "2027年2月2日（周二）"
    with pytest.raises(UsageFault):
        case_clocks.resume(desk, case.id, PERIOD, 0)


def test_limitation_stands_among_the_ended_and_takes_its_longer_form(desk, case):
    found = clock_sheet.over(desk, case.id, TODAY)
    due, discovered = found[0]
    assert due.rule == clock_sheet.LIMITATION
    assert (due.deadline.date, discovered) == ("2028-10-30", DAY)
    case_clocks.choose_variant(desk, case.id, due.rule, "health")
    said = dict(lines(desk, case, due.rule))
    assert said["情形"] == "涉及公民生命健康安全、金融安全且有危害后果：5年"
    assert said["末日"].startswith("2031年10月30日")
    assert {one.rule for one, _ in found} >= {"ordinary.file_decision"}


def test_what_nobody_began_can_be_begun_and_then_counts(desk, case):
    rest = dict(clock_sheet.not_begun(desk, case.id))
    rule = next(one for one in rest if one not in case_clocks.runs(case_clocks.ledger(desk, case.id)))
    assert clock_sheet.sheet(desk, case.id, rule, TODAY) is None
    case_clocks.start_clock(desk, case.id, rule, DAY + timedelta(days=5))
    assert rule not in dict(clock_sheet.not_begun(desk, case.id))
    assert "填写的起算时间" in dict(lines(desk, case, rule))["起算"]
