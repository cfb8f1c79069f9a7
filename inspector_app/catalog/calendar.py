"""A year's calendar as its pack states it: the days off and the weekend days worked instead, from the State Council's yearly notice.

Only what differs from an ordinary week stands here; which day of a year is worked is said by ``rules.calendar``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.ruleset import Fact, Verified

EARLIEST_YEAR, LATEST_YEAR = 1999, 2100
MAX_DAYS_OFF = 20
"""The longest holiday there was is eleven days; anything near this is a slip of the pen."""


class Holiday(Fact, frozen=True, kw_only=True):
    """One holiday with its days off, both ends included; ``first`` and ``last`` are ISO dates."""

    name: str
    first: str
    last: str
    note: str = ""

    def days(self) -> Iterator[dt.date]:
        """Every day off of this holiday."""
        day, last = dt.date.fromisoformat(self.first), dt.date.fromisoformat(self.last)
        while day <= last:
            yield day
            day += dt.timedelta(days=1)


class WorkedDay(Fact, frozen=True, kw_only=True):
    """A Saturday or Sunday that is worked, and for which holiday."""

    date: str
    holiday: str
    note: str = ""


class YearCalendar(Fact, frozen=True, kw_only=True):
    """The schedule of one year. ``doc_no`` and ``published`` are those of the notice, None where it was not read."""

    code: str
    name: str
    year: int
    version: str
    issuer: str
    doc_no: str | None
    published: str | None
    holidays: tuple[Holiday, ...]
    worked: tuple[WorkedDay, ...]
    sources: tuple[str, ...]
    licences: tuple[str, ...] = ()
    verified: Verified
    note: str = ""

    def problems(self) -> Iterator[Problem]:
        """Every contradiction of the schedule, with the path of its key."""
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            yield Problem("$.year", f"年份 {self.year} 不在 {EARLIEST_YEAR} 至 {LATEST_YEAR} 之间")
        if self.published is not None and _date(self.published) is None:
            yield Problem("$.published", f"“{self.published}”不是 YYYY-MM-DD 形式的日期")
        if not self.sources:
            yield Problem("$.sources", "没有写明来源")
        off: dict[dt.date, str] = {}
        for index, holiday in enumerate(self.holidays):
            yield from self._holiday(holiday, f"$.holidays[{index}]", off)
        seen: set[dt.date] = set()
        for index, worked in enumerate(self.worked):
            path = f"$.worked[{index}].date"
            day = _date(worked.date)
            if day is None or day.year != self.year:
                yield Problem(path, f"“{worked.date}”不是 {self.year} 年的日期（YYYY-MM-DD）")
            elif day.weekday() < 5:
                yield Problem(path, f"{worked.date} 不是周六或周日，不用写成调休上班")
            elif day in off:
                yield Problem(path, f"{worked.date} 又写成{off[day]}放假，又写成上班")
            elif day in seen:
                yield Problem(path, f"{worked.date} 写了两次")
            else:
                seen.add(day)

    def lines(self) -> list[str]:
        """The schedule in words, a line a holiday."""
        off = [f"{one.name}  {one.first} 至 {one.last} 放假" for one in self.holidays]
        return [*off, *(f"{one.holiday}  {one.date} 上班" for one in self.worked)]

    def _holiday(self, holiday: Holiday, path: str, off: dict[dt.date, str]) -> Iterator[Problem]:
        first, last = _date(holiday.first), _date(holiday.last)
        for key, text, day in (("first", holiday.first, first), ("last", holiday.last, last)):
            if day is None or day.year != self.year:
                yield Problem(f"{path}.{key}", f"“{text}”不是 {self.year} 年的日期（YYYY-MM-DD）")
        if first is None or last is None:
            return
        if last < first or (last - first).days >= MAX_DAYS_OFF:
            yield Problem(f"{path}.last", f"{holiday.name}从 {holiday.first} 到 {holiday.last}，起止不对")
            return
        for day in holiday.days():
            if day in off:
                yield Problem(path, f"{day} 同时属于{off[day]}和{holiday.name}")
                return
            off[day] = holiday.name


def _date(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def off_count(calendar: YearCalendar) -> int:
    """How many days off a schedule lists, weekend days among them."""
    return sum(1 for holiday in calendar.holidays for _ in holiday.days())
