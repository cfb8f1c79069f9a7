"""Counting a limit of the procedure: the last day or hour, every day on the way, and the articles it stands on.

The day of the event does not count (程序规定80, 民事诉讼法85, 投诉举报处理办法45). Working days are counted on the yearly calendars; where
a law rolls an end on a day of rest to the next day that is none, it is rolled and the days passed over are listed. Where a law says
only “days”, calendar days are counted and nothing is rolled: the strict reading, with the others beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_clock import UNIT_WORDS, Citation, Clock, Counting, Extension, Unit
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.calendar import GUESS, WorkCalendar
from inspector_app.rules.deadline_request import CHINA, Request, Suspension
from inspector_app.rules.deadline_walk import DayNote, Walk, walk, walk_months

__all__ = [
    "Alternative",
    "Basis",
    "DayNote",
    "Deadline",
    "Request",
    "Suspension",
    "count",
    "counting_of",
    "unit_of_days",
]


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Articles of one law a result stands on; ``purpose`` is ``length``, ``counting``, ``extension`` or ``deduction``."""

    law: str
    title: str
    articles: tuple[str, ...]
    text: str
    verified: bool
    purpose: str


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """What another reading of an open rule would give."""

    reading: str
    date: str


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A counted limit. ``date`` is the last day (for a backward limit the latest day of the act), ``instant`` the last moment in hours.

    ``counted`` are the days that made up the length, ``skipped`` those passed over, each with its reason; months and years list no
    counted days. ``safe_by`` is the last working day on or before the end as counted, where rolling moved it. ``provisional``: a
    year on the way has no published schedule.
    """

    rule: str
    name: str
    start: str
    start_event: str
    unit: Unit
    duration: int
    date: str
    instant: str | None
    backward: bool
    counted: tuple[DayNote, ...]
    skipped: tuple[DayNote, ...]
    extensions: tuple[str, ...]
    basis: tuple[Basis, ...]
    provisional: bool
    safe_by: str | None
    alternatives: tuple[Alternative, ...]
    notes: tuple[str, ...]

    def passed(self, at: dt.datetime) -> bool:
        """Say whether the limit has run out at a moment (timezone-aware); the last day itself still belongs to it."""
        if self.instant is not None:
            return at > dt.datetime.fromisoformat(self.instant)
        return at.astimezone(CHINA).date() > dt.date.fromisoformat(self.date)

    def days_left(self, today: dt.date) -> int:
        """Calendar days from ``today`` to the last day; negative once it has passed."""
        return (dt.date.fromisoformat(self.date) - today).days


def count(book: ProcedureBook, rule: str, request: Request, calendar: WorkCalendar) -> Deadline:
    """Count the limit ``machine.clock`` from the request's event.

    A limit the law gives no number for is a ``Fault``; an unknown rule, variant, an extension or deduction the law does not allow, or
    a limit in hours without its moment is a ``UsageFault``.
    """
    clock = book.clock(rule)
    duration, unit = _length(clock, rule, request)
    granted, extra = _granted(clock, rule, request)
    _check_suspensions(clock, rule, request)
    if unit == "hour":
        return _hours(book, rule, clock, request, duration)
    duration += sum(extra)
    rolls = _rolls(book, clock)
    if unit in ("month", "year"):
        result = walk_months(request.start, duration * (12 if unit == "year" else 1), calendar, rolls=rolls)
    else:
        result = walk(
            request.start,
            duration,
            calendar,
            workdays=unit == "workday",
            backward=clock.backward,
            rolls=rolls,
            suspensions=request.suspensions,
        )
    asked = _Asked(book=book, rule=rule, clock=clock, request=request, duration=duration, unit=unit, granted=granted)
    return _deadline(asked, result, calendar)


def counting_of(book: ProcedureBook, law: str) -> Counting | None:
    """How a law counts, or None where the terms say nothing of it."""
    return next((one for one in book.terms.counting if one.law == law), None)


def unit_of_days(book: ProcedureBook, law: str, number: int) -> Unit:
    """Working or calendar days: what that many plain days of a law are (行政处罚法85, 行政强制法69, 行政复议法88(2))."""
    counting = counting_of(book, law)
    if counting is None:
        raise UsageFault(f"没有 {law} 的期间计算规则", code="deadline-law")
    if number < 1:
        raise UsageFault(f"天数 {number} 应当是正整数", code="deadline-number")
    if counting.is_working(number):
        return "workday"
    return "unspecified" if counting.strict else "calday"


def _length(clock: Clock, rule: str, request: Request) -> tuple[int, Unit]:
    if request.variant and request.variant not in {one.id for one in clock.variants}:
        known = "、".join(f"{one.id}（{one.when}）" for one in clock.variants)
        raise UsageFault(
            f"期限 {rule} 没有 variant={request.variant}",
            todo=f"可用的有：{known}" if known else "该期限只有一种长度",
            code="deadline-variant",
        )
    duration, unit = clock.length(request.variant)
    if duration is None:
        raise Fault(
            f"期限 {rule}（{clock.name}）：{clock.text}，算不出日期", todo="请尽快办理", code="deadline-undetermined"
        )
    return duration, unit


def _granted(clock: Clock, rule: str, request: Request) -> tuple[tuple[Extension, ...], tuple[int, ...]]:
    if len(request.extensions) > len(clock.extensions):
        why = "不得延长" if not clock.extensions else f"只能延长 {len(clock.extensions)} 次"
        kept = clock.extension_text if clock.extensions else ""
        raise UsageFault(f"期限 {rule} {why}", kept=kept, code="deadline-extension")
    used = clock.extensions[: len(request.extensions)]
    extra = []
    for extension, given in zip(used, request.extensions, strict=True):
        if given is None and extension.duration is None:
            raise UsageFault(f"{rule} 的延长（{extension.text}）法律没有定长度，请写明天数", code="deadline-extension")
        length = given if given is not None else extension.duration
        assert length is not None
        if extension.duration is not None and (
            length > extension.duration or (length < extension.duration and not extension.most)
        ):
            word = "不超过" if extension.most else "为"
            raise UsageFault(
                f"{rule} 的延长应当{word} {extension.duration}，给的是 {length}", code="deadline-extension"
            )
        extra.append(length)
    return used, tuple(extra)


def _check_suspensions(clock: Clock, rule: str, request: Request) -> None:
    for one in request.suspensions:
        if not clock.excludes:
            why = "不中断、不延长" if clock.never_longer else "没有可以扣除的时间"
            raise UsageFault(f"期限 {rule} {why}，不能扣除期间", code="deadline-suspension")
        if not any(not exclusion.documents or one.document in exclusion.documents for exclusion in clock.excludes):
            known = "、".join(dict.fromkeys(code for exclusion in clock.excludes for code in exclusion.documents))
            raise UsageFault(
                f"期限 {rule} 不能凭文书 {one.document} 扣除期间",
                todo=f"可以凭的文书：{known}",
                code="deadline-suspension",
            )


def _rolls(book: ProcedureBook, clock: Clock) -> bool:
    """Whether an end on a day of rest moves: what the clock says, else its law, else the law that one follows."""
    if clock.rolls is not None:
        return clock.rolls
    said = [one.rolls for one in _chain(book, clock.law) if one.rolls is not None]
    return said[0] if said else False


def _chain(book: ProcedureBook, law: str) -> list[Counting]:
    """How a law counts, and after it the law it follows."""
    found: list[Counting] = []
    counting = counting_of(book, law)
    while counting is not None and counting not in found:
        found.append(counting)
        counting = counting_of(book, counting.follows) if counting.follows else None
    return found


def _hours(book: ProcedureBook, rule: str, clock: Clock, request: Request, duration: int) -> Deadline:
    if request.at is None:
        raise UsageFault(
            f"期限 {rule} 以小时计，--from 须写明时刻", todo="例如 2026-03-02T16:30", code="deadline-moment"
        )
    start = request.at.astimezone(CHINA)
    end = start + dt.timedelta(hours=duration)
    alternatives = []
    if any(one.law == "CX" for one in _chain(book, clock.law)):
        whole = start.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=duration + 1)
        alternatives.append(Alternative(reading="开始的时不计入（程序规定第80条）", date=whole.isoformat()))
    return Deadline(
        rule=rule,
        name=clock.name,
        start=start.isoformat(),
        start_event=clock.start,
        unit="hour",
        duration=duration,
        date=end.date().isoformat(),
        instant=end.isoformat(),
        backward=False,
        counted=(),
        skipped=(),
        extensions=(),
        basis=_basis(book, clock, (), request),
        provisional=False,
        safe_by=None,
        alternatives=tuple(alternatives),
        notes=_notes(clock, ("以小时计，不扣除休息日，到时刻为止",)),
    )


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked and what it comes to, before it is counted."""

    book: ProcedureBook
    rule: str
    clock: Clock
    request: Request
    duration: int
    unit: Unit
    granted: tuple[Extension, ...]


def _deadline(asked: _Asked, result: Walk, calendar: WorkCalendar) -> Deadline:
    clock, request, unit = asked.clock, asked.request, asked.unit
    notes = []
    if unit == "unspecified":
        notes.append("法律没有写明是否工作日，按自然日从严计算，末日不顺延，请法制机构核定")
    if clock.rolls is False:
        notes.append("末日遇休息日不顺延")
    notes += [f"{year} 年放假安排未公布，{GUESS}；公布后须重新计算" for year in sorted(result.guessed)]
    if result.unsettled:
        notes.append("下一年的放假通知可能调整年底几天的上班安排，公布后请复核")
    notes += [f"扣除期间 {one.first} 至 {one.last} 不在期限之内，没有起作用" for one in result.unused]
    notes += [f"{one.document} 于 {one.served} 送达，此前的日子不扣除" for one in result.late]
    safe = _safe_by(request.start, result, unit, calendar)
    return Deadline(
        rule=asked.rule,
        name=clock.name,
        start=request.start.isoformat(),
        start_event=clock.start,
        unit=unit,
        duration=asked.duration,
        date=result.end.isoformat(),
        instant=None,
        backward=clock.backward,
        counted=result.counted,
        skipped=result.skipped,
        extensions=tuple(one.text for one in asked.granted),
        basis=_basis(asked.book, clock, asked.granted, request),
        provisional=bool(result.guessed),
        safe_by=safe,
        alternatives=_alternatives(asked, result, calendar),
        notes=_notes(clock, notes),
    )


def _safe_by(start: dt.date, result: Walk, unit: Unit, calendar: WorkCalendar) -> str | None:
    if unit == "workday" or calendar.day(result.unrolled).working:
        return None
    found = calendar.last_working(result.unrolled).date
    return found.isoformat() if found > start else None


def _alternatives(asked: _Asked, result: Walk, calendar: WorkCalendar) -> tuple[Alternative, ...]:
    start, duration, unit = asked.request.start, asked.duration, asked.unit
    found: list[tuple[str, dt.date]] = []
    if unit == "unspecified":
        found.append(("按自然日，末日遇休息日顺延", calendar.next_working(result.unrolled).date))
        found.append(("按工作日", walk(start, duration, calendar, workdays=True).end))
    elif asked.clock.backward:
        wider = walk(start, duration + 1, calendar, workdays=unit == "workday", backward=True)
        found.append((f"两日之间留足{duration}{UNIT_WORDS[unit]}", wider.end))
    return tuple(Alternative(reading=words, date=day.isoformat()) for words, day in found if day != result.end)


def _notes(clock: Clock, notes: Iterable[str]) -> tuple[str, ...]:
    own = [clock.note] if clock.note else []
    if clock.extension_text and not clock.never_longer:
        own.append(f"可以延长：{clock.extension_text}")
    return (*notes, *own)


def _basis(book: ProcedureBook, clock: Clock, granted: tuple[Extension, ...], request: Request) -> tuple[Basis, ...]:
    found = [_cited(book, clock.citation, f"{clock.name}：{clock.words}", "length")]
    variant = next((one for one in clock.variants if one.id == request.variant), None)
    if variant is not None:
        found += [_cited(book, one, variant.when, "length") for one in variant.legal]
    found += [_cited(book, one, clock.name, "length") for one in clock.also]
    days = clock.length(request.variant)[1] in ("workday", "calday", "unspecified")
    for one in _chain(book, clock.law):
        # Which numbers are working days says nothing about hours, months and years.
        if one.articles and (days or not (one.workday_numbers or one.workdays_up_to or one.strict)):
            found.append(_cited(book, one.citation, one.text, "counting"))
    found += [_cited(book, one, part.text, "extension") for part in granted for one in part.legal]
    for taken in request.suspensions:
        parts = [one for one in clock.excludes if not one.documents or taken.document in one.documents]
        found += [_cited(book, one, f"{parts[0].name}期间不计入", "deduction") for one in parts[0].legal]
    return tuple(dict.fromkeys(found))


def _cited(book: ProcedureBook, citation: Citation, text: str, purpose: str) -> Basis:
    return Basis(
        law=citation.law,
        title=book.law_title(citation.law),
        articles=citation.articles,
        text=text,
        verified=citation.verified and bool(citation.articles),
        purpose=purpose,
    )
