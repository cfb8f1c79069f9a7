"""Which days are worked: ordinary weeks, and what the yearly schedules change in them.

A year whose schedule is not there is reckoned by weekends alone, and every such day says so: nothing is guessed silently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from inspector_app.catalog.calendar import YearCalendar
from inspector_app.fault import UsageFault

_WEEKEND = {5: "周六", 6: "周日"}
GUESS = "暂按周末推算"
_STIR = (12, 25)
"""From here on the notice of the following year has moved days of this one before (2005-12-31 was worked for 2006)."""


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day: worked or not, why, and whether that is only a reckoning because the year's schedule is not there."""

    date: dt.date
    working: bool
    reason: str
    provisional: bool = False


class WorkCalendar:
    """The working days of the years whose schedules were passed in; two schedules for one year are a ``UsageFault``."""

    def __init__(self, schedules: Iterable[YearCalendar]) -> None:
        self._off: dict[dt.date, str] = {}
        self._worked: dict[dt.date, str] = {}
        years: set[int] = set()
        for schedule in schedules:
            if schedule.year in years:
                raise UsageFault(f"{schedule.year} 年有两份节假日安排", todo="请只留一份", code="calendar-twice")
            years.add(schedule.year)
            for holiday in schedule.holidays:
                self._off.update(dict.fromkeys(holiday.days(), f"{holiday.name}放假"))
            self._worked.update(
                {dt.date.fromisoformat(one.date): f"调休上班（{one.holiday}）" for one in schedule.worked}
            )
        self.years = frozenset(years)

    def day(self, date: dt.date) -> Day:
        """What kind of day a date is."""
        if date in self._worked:
            return Day(date=date, working=True, reason=self._worked[date])
        if date in self._off:
            return Day(date=date, working=False, reason=self._off[date])
        weekend = _WEEKEND.get(date.weekday())
        if date.year not in self.years:
            word = f"{weekend or '工作日'}（{date.year} 年放假安排未公布，{GUESS}）"
            return Day(date=date, working=weekend is None, reason=word, provisional=True)
        return Day(date=date, working=weekend is None, reason=weekend or "工作日")

    def next_working(self, date: dt.date) -> Day:
        """The day itself where it is worked, or the first one after it that is."""
        while not (day := self.day(date)).working:
            date += dt.timedelta(days=1)
        return day

    def last_working(self, date: dt.date) -> Day:
        """The day itself where it is worked, or the last one before it that is."""
        while not (day := self.day(date)).working:
            date -= dt.timedelta(days=1)
        return day

    def may_still_change(self, date: dt.date) -> bool:
        """Say whether the notice of a year not published yet may still move this day of a published one."""
        return date.year in self.years and date.year + 1 not in self.years and (date.month, date.day) >= _STIR
