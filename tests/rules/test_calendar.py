"""Which days are worked, on the schedules as shipped and where there is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.fault import UsageFault
from inspector_app.rules.calendar import WorkCalendar

from .procedure_pack import calendar, schedules


@pytest.mark.parametrize(
    ("date", "working", "reason"),
    [
        ("2026-01-01", False, "元旦放假"),
        ("2026-01-04", True, "调休上班（元旦）"),
        ("2026-02-14", True, "调休上班（春节）"),
        ("2026-02-15", False, "春节放假"),
        ("2026-02-23", False, "春节放假"),
        ("2026-02-24", True, "工作日"),
        ("2026-02-28", True, "调休上班（春节）"),
        ("2026-04-06", False, "清明节放假"),
        ("2026-05-09", True, "调休上班（劳动节）"),
        ("2026-06-19", False, "端午节放假"),
        ("2026-09-20", True, "调休上班（国庆节）"),
        ("2026-09-25", False, "中秋节放假"),
        ("2026-10-07", False, "国庆节放假"),
        ("2026-10-08", True, "工作日"),
        ("2026-10-10", True, "调休上班（国庆节）"),
        ("2026-10-11", False, "周日"),
        ("2026-11-07", False, "周六"),
        ("2020-01-31", False, "春节放假"),
        ("2025-10-06", False, "中秋节放假"),
        ("2025-10-07", False, "国庆节放假"),
        ("2025-10-11", True, "调休上班（国庆节）"),
    ],
)
def test_day(date, working, reason):
    day = calendar().day(dt.date.fromisoformat(date))
    assert day.date.isoformat() == date
    assert (day.working, day.reason, day.provisional) == (working, reason, False)


def test_a_year_without_a_schedule_is_reckoned_visibly():
    friday = calendar().day(dt.date(2027, 10, 1))
    saturday = calendar().day(dt.date(2027, 10, 2))
    assert friday.working
    assert not saturday.working
    for day in (friday, saturday):
        assert day.provisional
        assert "2027 年放假安排未公布" in day.reason
        assert "暂按周末推算" in day.reason


def test_years_as_shipped():
    assert calendar().years == frozenset(range(2019, 2027))


def test_working_days_of_2026():
    # Off on weekdays: 1.1-2, 2.16-20 and 23, 4.6, 5.1 4 5, 6.19, 9.25, 10.1 2 5-7.
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=one) for one in range(365)]
    off_on_weekdays = sum(1 for one in days if one.weekday() < 5 and not calendar().day(one).working)
    worked_weekends = sum(1 for one in days if one.weekday() > 4 and calendar().day(one).working)
    assert (off_on_weekdays, worked_weekends) == (19, 6)
    assert sum(calendar().day(one).working for one in days) == 365 - 104 - 19 + 6


def test_two_schedules_for_one_year():
    with pytest.raises(UsageFault, match="2026 年有两份"):
        WorkCalendar([*schedules(), schedules()[-1]])


@given(st.dates(dt.date(2018, 12, 20), dt.date(2028, 1, 10)))
def test_next_and_last_working_day(date):
    after, before = calendar().next_working(date), calendar().last_working(date)
    assert after.working
    assert before.working
    assert before.date <= date <= after.date
    assert (before.date == date) == (after.date == date) == calendar().day(date).working
