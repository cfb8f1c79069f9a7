"""Walking from a day to the end of a limit, noting every day that counts and every one that does not."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence

import msgspec

from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline_request import Suspension

_DAY = dt.timedelta(days=1)
NATURAL = "自然日"
ROLLED = "末日顺延至此"


class DayNote(msgspec.Struct, frozen=True, kw_only=True):
    """A day on the way and why it counts or does not; ``date`` is ISO."""

    date: str
    reason: str


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk ended. ``end`` is after rolling, ``unrolled`` before; ``guessed`` are the years it had no schedule for.

    ``unsettled``: a day was consulted that the following year's notice may still move. ``unused`` are suspensions that took nothing off,
    ``late`` those cut because the document was served after they began.
    """

    end: dt.date
    unrolled: dt.date
    counted: tuple[DayNote, ...] = ()
    skipped: tuple[DayNote, ...] = ()
    guessed: frozenset[int] = frozenset()
    unsettled: bool = False
    unused: tuple[Suspension, ...] = ()
    late: tuple[Suspension, ...] = ()


class _Steps:
    """What has been noted so far."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.counted: list[DayNote] = []
        self.skipped: list[DayNote] = []
        self.guessed: set[int] = set()
        self.unsettled = False

    def look(self, date: dt.date) -> tuple[bool, str]:
        day = self.calendar.day(date)
        if day.provisional:
            self.guessed.add(date.year)
        self.unsettled = self.unsettled or self.calendar.may_still_change(date)
        return day.working, day.reason

    def count(self, date: dt.date, reason: str) -> None:
        self.counted.append(DayNote(date=date.isoformat(), reason=reason))

    def skip(self, date: dt.date, reason: str) -> None:
        self.skipped.append(DayNote(date=date.isoformat(), reason=reason))


def walk(
    start: dt.date,
    length: int,
    calendar: WorkCalendar,
    *,
    workdays: bool,
    backward: bool = False,
    rolls: bool = False,
    suspensions: Sequence[Suspension] = (),
) -> Walk:
    """Count ``length`` days from the day after ``start`` (before it where ``backward``); ``length`` is at least one.

    Working days end on a working day by themselves; calendar days only where ``rolls``.
    """
    steps = _Steps(calendar)
    step = -_DAY if backward else _DAY
    used: set[Suspension] = set()
    day = start
    while len(steps.counted) < length:
        day += step
        held = next((one for one in suspensions if max(one.first, one.served) <= day <= one.last), None)
        if held is not None:
            used.add(held)
            steps.skip(day, f"扣除期间（{held.document}，{held.served} 送达）")
            continue
        working, reason = steps.look(day) if workdays else (True, NATURAL)
        if working:
            steps.count(day, reason)
        else:
            steps.skip(day, reason)
    unrolled = day
    if rolls and not workdays:
        day = _roll(steps, day)
    return Walk(
        end=day,
        unrolled=unrolled,
        counted=tuple(steps.counted),
        skipped=tuple(sorted(steps.skipped, key=lambda one: one.date, reverse=backward)),
        guessed=frozenset(steps.guessed),
        unsettled=steps.unsettled,
        unused=tuple(one for one in suspensions if one not in used),
        late=tuple(one for one in suspensions if one in used and one.served > one.first),
    )


def walk_months(start: dt.date, length: int, calendar: WorkCalendar, *, rolls: bool) -> Walk:
    """Count ``length`` months: the day of the same number, or the last of the month where it has none (民法典202)."""
    steps = _Steps(calendar)
    unrolled = corresponding(start, length)
    day = _roll(steps, unrolled) if rolls else unrolled
    return Walk(
        end=day,
        unrolled=unrolled,
        skipped=tuple(steps.skipped),
        guessed=frozenset(steps.guessed),
        unsettled=steps.unsettled,
    )


def corresponding(start: dt.date, length: int) -> dt.date:
    """The day of the same number ``length`` months on, or the last day of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + length, 12)
    last = months.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


def _roll(steps: _Steps, day: dt.date) -> dt.date:
    """Move an end on a day of rest to the next day that is none; the days passed over stop counting as the end."""
    first = day
    while True:
        working, reason = steps.look(day)
        if working:
            break
        steps.skip(day, f"{reason}，末日顺延")
        day += _DAY
    if day != first and steps.counted:
        steps.counted.pop()
        steps.count(day, ROLLED)
    return day
