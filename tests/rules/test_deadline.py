"""Every limit by worked examples, what is refused, and properties that hold for any date."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.catalog.calendar import Holiday
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline import count, unit_of_days
from inspector_app.rules.deadline_request import Request, Suspension, read_request

from .procedure_pack import book, calendar, schedules

CASES = yaml.safe_load(Path(__file__).with_name("deadline_cases.yaml").read_text("utf-8"))
NO_NUMBER = {"report.reporter_feedback", "drug_inspection.report_submit"}
DATES = st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31))
COUNTABLE = sorted(
    rule for rule, clock in book().clocks().items() if clock.duration is not None and clock.unit != "hour"
)


def counted(rule, start, **settings):
    return count(book(), rule, read_request(start, settings), calendar())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['from']}")
def test_worked_example(case):
    found = counted(case["rule"], case["from"], **case.get("set", {}))
    assert found.date == case["date"]
    assert found.provisional is case.get("provisional", False)
    assert found.instant == case.get("instant")
    assert found.safe_by == case.get("safe_by")
    if found.unit in ("workday", "calday", "unspecified"):
        assert len(found.counted) == found.duration
        assert found.counted[-1].date == found.date
    days = sorted(one.date for one in (*found.counted, *found.skipped))
    assert len(set(days)) == len(days)
    assert all(one.reason for one in (*found.counted, *found.skipped))
    assert found.basis[0].purpose == "length"
    assert any("暂按周末推算" in note for note in found.notes) is found.provisional


def test_every_limit_has_a_worked_example():
    assert {case["rule"] for case in CASES} | NO_NUMBER == set(book().clocks())


@pytest.mark.parametrize("rule", sorted(NO_NUMBER))
def test_a_word_without_a_number_gives_no_date(rule):
    with pytest.raises(Fault, match="没有规定天数") as caught:
        counted(rule, "2026-03-02")
    assert caught.value.exit_code == 1


def test_the_days_passed_over_say_why():
    found = counted("evidence_preservation.seven", "2026-02-12")
    assert [(one.date, one.reason) for one in found.skipped] == [
        (f"2026-02-{day}", "春节放假") for day in range(15, 24)
    ]
    reasons = {one.date: one.reason for one in found.counted}
    assert reasons["2026-02-14"] == reasons["2026-02-28"] == "调休上班（春节）"
    assert reasons["2026-02-13"] == "工作日"


def test_a_rolled_end_is_listed_and_not_counted():
    found = counted("summary.pay15", "2026-09-16")
    assert [one.date for one in found.skipped] == [f"2026-10-0{day}" for day in range(1, 8)]
    assert all("末日顺延" in one.reason for one in found.skipped)
    assert found.counted[-1].reason == "末日顺延至此"


def test_the_articles_of_length_counting_extension_and_deduction():
    found = counted(
        "coercive_measure.base30",
        "2026-08-10",
        extend=["yes"],
        suspend=["2026-08-15/2026-08-24/testing_period_notice/2026-08-15"],
    )
    cited = {(one.purpose, one.law, one.articles) for one in found.basis}
    assert ("length", "QZ", ("25",)) in cited
    assert ("counting", "QZ", ("69",)) in cited
    assert ("counting", "CX", ("80",)) in cited
    assert ("extension", "QZ", ("25(1)", "25(2)")) in cited
    assert ("deduction", "QZ", ("25(3)",)) in cited
    assert found.extensions


def test_the_strict_reading_stands_beside_the_others():
    found = counted("coercive_measure.drug7", "2026-02-12")
    assert {(one.reading, one.date) for one in found.alternatives} == {
        ("按自然日，末日遇休息日顺延", "2026-02-24"),
        ("按工作日", "2026-02-28"),
    }
    assert any("请法制机构核定" in note for note in found.notes)


def test_a_hearing_notice_may_have_to_be_a_day_earlier():
    found = counted("hearing.notify7", "2026-10-12")
    assert found.backward
    assert [one.date for one in found.alternatives] == ["2026-09-23"]


def test_hours_of_the_procedure_rules_may_begin_with_the_next_full_hour():
    found = counted("evidence_preservation.urgent24", "2026-03-02T16:30")
    assert [one.date for one in found.alternatives] == ["2026-03-03T17:00:00+08:00"]
    assert counted("crime_transfer.send24", "2026-03-02T16:30").alternatives == ()


def test_a_moment_elsewhere_is_the_same_moment_in_beijing():
    found = counted("coercive_measure.urgent24", "2026-03-02T20:00Z")
    assert found.instant == "2026-03-04T04:00:00+08:00"


def test_articles_not_read_say_so():
    found = counted("drug_inspection.review15", "2026-11-02")
    assert not found.basis[0].verified
    assert found.basis[0].articles == ()


def test_a_deduction_outside_the_limit_does_nothing_and_says_so():
    found = counted(
        "coercive_measure.base30", "2026-08-10", suspend=["2026-10-15/2026-10-24/testing_period_notice/2026-10-15"]
    )
    assert found.date == "2026-09-09"
    assert any("没有起作用" in note for note in found.notes)


def test_the_last_days_of_a_published_year_may_still_be_moved():
    found = counted("notice_and_pleading.plead5", "2026-12-21")
    assert (found.date, found.provisional) == ("2026-12-28", False)
    assert any("可能调整年底" in note for note in found.notes)


def test_passed_and_days_left():
    found = counted("evidence_preservation.seven", "2026-03-02")
    zone = dt.timezone(dt.timedelta(hours=8))
    assert not found.passed(dt.datetime(2026, 3, 11, 23, 59, tzinfo=zone))
    assert found.passed(dt.datetime(2026, 3, 12, 0, 0, tzinfo=zone))
    assert found.days_left(dt.date(2026, 3, 9)) == 2
    hours = counted("coercive_measure.urgent24", "2026-03-02T16:30")
    assert not hours.passed(dt.datetime(2026, 3, 3, 16, 30, tzinfo=zone))
    assert hours.passed(dt.datetime(2026, 3, 3, 16, 31, tzinfo=zone))


@pytest.mark.parametrize(
    ("law", "number", "unit"),
    [
        *(("CF", number, "workday") for number in (2, 3, 5, 7)),
        *(("CF", number, "calday") for number in (1, 4, 6, 10, 15, 90)),
        *(("QZ", number, "workday") for number in (1, 3, 10)),
        *(("QZ", number, "calday") for number in (11, 30)),
        *(("FY", number, "workday") for number in (3, 5, 7, 10)),
        *(("FY", number, "calday") for number in (2, 60)),
        ("YP", 7, "unspecified"),
        ("YS", 3, "unspecified"),
    ],
)
def test_which_numbers_are_working_days_depends_on_the_law(law, number, unit):
    assert unit_of_days(book(), law, number) == unit


@pytest.mark.parametrize(
    ("rule", "start", "settings", "words"),
    [
        ("seven", "2026-03-02", {}, "程序.期限"),
        ("nowhere.seven", "2026-03-02", {}, "没有代码为“nowhere”的程序"),
        ("evidence_preservation.eight", "2026-03-02", {}, "没有期限“evidence_preservation.eight”"),
        ("evidence_preservation.seven", "2026-3-2", {}, "--from"),
        ("evidence_preservation.seven", "", {}, "--from"),
        ("evidence_preservation.seven", "2026-02-30", {}, "--from 的日期“2026-02-30”不存在"),
        ("evidence_preservation.seven", "1900-01-01", {}, "1999 至 2099"),
        ("evidence_preservation.seven", "9999-12-31", {}, "1999 至 2099"),
        ("evidence_preservation.seven", "２０２６-０３-０２", {}, "--from"),
        ("evidence_preservation.seven", "2026-03-02T25:00", {}, "时刻"),
        ("evidence_preservation.seven", "2026-03-02", {"extend": ["7"]}, "不得延长"),
        ("evidence_preservation.seven", "2026-03-02", {"color": ["1"]}, "--set color"),
        (
            "evidence_preservation.seven",
            "2026-03-02",
            {"suspend": ["2026-03-03/2026-03-04/testing_commission/2026-03-03"]},
            "不中断、不延长",
        ),
        ("coercive_measure.urgent24", "2026-03-02", {}, "写明时刻"),
        ("coercive_measure.base30", "2026-03-02", {"extend": ["31"]}, "不超过 30"),
        ("coercive_measure.base30", "2026-03-02", {"extend": ["0"]}, "正整数"),
        ("coercive_measure.base30", "2026-03-02", {"extend": ["-5"]}, "正整数"),
        ("coercive_measure.base30", "2026-03-02", {"extend": ["10", "10"]}, "只能给一次"),
        ("coercive_measure.base30", "2026-03-02", {"extend": ["10+10"]}, "只能延长 1 次"),
        ("coercive_measure.base30", "2026-03-02", {"suspend": ["2026-03-05/2026-03-09"]}, "已送达的文书"),
        ("coercive_measure.base30", "2026-03-02", {"suspend": ["2026-03-05/2026-03-09//2026-03-05"]}, "已送达的文书"),
        (
            "coercive_measure.base30",
            "2026-03-02",
            {"suspend": ["2026-03-05/2026-03-09/testing_commission/2026-03-05"]},
            "testing_period_notice",
        ),
        (
            "coercive_measure.base30",
            "2026-03-02",
            {"suspend": ["2026-03-09/2026-03-05/testing_period_notice/2026-03-05"]},
            "止日早于起日",
        ),
        ("ordinary.file_decision", "2026-03-02", {"extend": ["10"]}, "应当为 15"),
        ("ordinary.case_period", "2026-03-02", {"extend": ["30+yes"]}, "请写明天数"),
        ("ordinary.limitation", "2026-03-02", {"variant": ["forever"]}, "variant=forever"),
        ("summary.handin", "2026-03-02", {"variant": ["x"]}, "只有一种长度"),
    ],
)
def test_wrong_use_names_the_field(rule, start, settings, words):
    with pytest.raises(UsageFault) as caught:
        counted(rule, start, **settings)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


@given(rule=st.sampled_from(COUNTABLE), start=DATES, later=st.integers(0, 400))
def test_a_later_event_never_ends_earlier(rule, start, later):
    end = count(book(), rule, Request(start=start), calendar()).date
    other = count(book(), rule, Request(start=start + dt.timedelta(days=later)), calendar()).date
    assert end <= other


@given(
    rule=st.sampled_from([one for one in COUNTABLE if not book().clock(one).backward]),
    start=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)),
    first=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 20)),
    days=st.integers(1, 8),
)
def test_another_holiday_never_shortens(rule, start, first, days):
    last = first + dt.timedelta(days=days)
    extra = Holiday(name="另放假", first=first.isoformat(), last=last.isoformat())
    changed = []
    for one in schedules():
        if one.year == 2026:
            kept = tuple(day for day in one.worked if not first.isoformat() <= day.date <= last.isoformat())
            one = msgspec.structs.replace(one, holidays=(*one.holidays, extra), worked=kept)  # noqa: PLW2901
        changed.append(one)
    before = count(book(), rule, Request(start=start), calendar()).date
    assert count(book(), rule, Request(start=start), WorkCalendar(changed)).date >= before


@given(rule=st.sampled_from(COUNTABLE), start=DATES)
def test_the_end_is_never_on_a_day_of_rest_where_the_law_says_so(rule, start):
    found = count(book(), rule, Request(start=start), calendar())
    clock = book().clock(rule)
    if clock.unit == "workday" or (clock.rolls is None and found.unit != "unspecified"):
        assert calendar().day(dt.date.fromisoformat(found.date)).working
    if found.safe_by:
        assert calendar().day(dt.date.fromisoformat(found.safe_by)).working
        assert found.start < found.safe_by <= found.date


@given(start=DATES, first=st.integers(-10, 60), length=st.integers(0, 40), late=st.integers(-3, 10))
def test_a_deduction_lengthens_by_the_days_it_covers_and_no_more(start, first, length, late):
    begin = start + dt.timedelta(days=first)
    taken = Suspension(
        first=begin,
        last=begin + dt.timedelta(days=length),
        document="testing_period_notice",
        served=begin + dt.timedelta(days=late),
    )
    plain = count(book(), "coercive_measure.base30", Request(start=start), calendar())
    held = count(book(), "coercive_measure.base30", Request(start=start, suspensions=(taken,)), calendar())
    assert plain.date <= held.date
    off = [one for one in held.skipped if one.reason.startswith("扣除期间")]
    assert len(off) <= length + 1
    assert all(max(taken.first, taken.served).isoformat() <= one.date <= taken.last.isoformat() for one in off)
    assert len(held.counted) == 30


@given(start=DATES)
def test_provisional_exactly_where_a_consulted_year_has_no_schedule(start):
    found = count(book(), "evidence_preservation.seven", Request(start=start), calendar())
    assert found.provisional == (found.date[:4] not in {str(year) for year in calendar().years})


@given(text=st.text(max_size=30), key=st.text(max_size=10), value=st.text(max_size=40))
def test_any_text_is_a_request_or_a_usage_fault(text, key, value):
    for settings in ({}, {key: [value]}, {"extend": [value]}, {"suspend": [value]}):
        for start in (text, "2026-03-02"):
            with suppress(UsageFault):
                assert isinstance(read_request(start, settings), Request)
