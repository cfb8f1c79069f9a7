"""How one limit of a case was counted, line by line, to be read on the screen, copied and printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_clock import UNIT_WORDS, Citation, Clock
from inspector_app.records.case import CaseClock, Service
from inspector_app.rules.calendar import GUESS
from inspector_app.rules.deadline import Basis, Deadline
from inspector_app.rules.deadline_request import CHINA
from inspector_app.rules.deadline_walk import DayNote

from . import case_clocks, case_procedures, cases, issuing
from .case_clocks import LIMITATION, Due
from .desk import Desk

_DAYS = "一二三四五六日"
_PURPOSES = {"length": "期限", "counting": "计算方法", "extension": "延长", "deduction": "扣除"}


class ClockSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One limit with everything it rests on; ``lines`` are name and words, in the order they are read."""

    due: Due
    clock: Clock
    kept: CaseClock | None
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The whole sheet as plain text, for the clipboard."""
        return "\n".join(f"{name}：{words}" for name, words in self.lines)


def sheet(desk: Desk, case_id: str, rule: str, today: date) -> ClockSheet | None:
    """The sheet of one limit, None while it has not begun."""
    kept = case_clocks.ledger(desk, case_id)
    run = case_clocks.runs(kept).get(rule)
    if run is None:
        return None
    due = case_clocks.due(kept, run, today)
    clock, changed = kept.book.clock(rule), kept.clocks.get(rule)
    lines = [("案件", due.case_name), ("期限", f"{due.name}（{clock.words}）")]
    lines += _lines(desk, kept.book, due, clock, changed)
    if run.done_at is not None:
        lines.append(("了结", f"{_moment(run.done_at)}{_in_time(due, run.done_at)}"))
    return ClockSheet(due=due, clock=clock, kept=changed, lines=tuple(lines))


def over(desk: Desk, case_id: str, today: date) -> list[tuple[Due, datetime | None]]:
    """The limits of a case that no longer run, with when each ended, and the limitation of the violation (处罚时效)."""
    kept = case_clocks.ledger(desk, case_id)
    found = []
    for rule, run in case_clocks.runs(kept).items():
        due = case_clocks.due(kept, run, today)
        elapsed = due.kind == "wait" and due.days_left is not None and due.days_left < 0
        if run.done_at is not None or elapsed or rule == LIMITATION:
            found.append((due, run.done_at))
    return sorted(found, key=lambda one: (one[0].rule != LIMITATION, one[0].start))


def not_begun(desk: Desk, case_id: str) -> list[tuple[str, Clock]]:
    """The limits of the procedures of a case whose beginning no record tells, so that only a person can state it."""
    kept = case_clocks.ledger(desk, case_id)
    begun = case_clocks.runs(kept)
    machines = dict.fromkeys(one.machine for one in kept.proceedings)
    rules = [(f"{code}.{clock.id}", clock) for code in machines for clock in kept.book.machine(code).clocks]
    return [(rule, clock) for rule, clock in rules if rule not in begun and clock.duration is not None]


def proofs(desk: Desk, case_id: str, rule: str) -> list[tuple[str, str]]:
    """The served documents of a case that may take days off a limit: id, and name with the day of service."""
    clock = case_procedures.book(desk, case_id).clock(rule)
    allowed = {code for one in clock.excludes for code in one.documents}
    free = any(not one.documents for one in clock.excludes)
    found: dict[str, str] = {}
    for service in cases.belonging(desk, Service, case_id):
        if free or service.form_code in allowed:
            day = service.served_at.astimezone(CHINA).date()
            found.setdefault(service.document_id, f"{_form(desk, service.form_code)}（{day} 送达）")
    return list(found.items())


def _lines(
    desk: Desk, book: ProcedureBook, due: Due, clock: Clock, changed: CaseClock | None
) -> Iterator[tuple[str, str]]:
    yield "起算", f"{_moment(due.start)} {due.because}（法定起算：{clock.start}）；当日不计入"
    if changed is not None and changed.variant:
        variant = next(one for one in clock.variants if one.id == changed.variant)
        yield "情形", f"{variant.when}：{variant.duration}{UNIT_WORDS[variant.unit]}"
    if due.deadline is None:
        yield "末日", due.note
        return
    found = due.deadline
    yield "末日", _last(found)
    if found.provisional:
        yield "◆ 不确定", f"{GUESS}：有的年份放假安排还没有公布，公布后须重新计算"
    if found.counted:
        yield "计入", f"{len(found.counted)}日：{_spans(found.counted)}"
    for reason, days in _by_reason(found.skipped):
        yield "不计入", f"{_spans(days)}（{reason}，{len(days)}日）"
    for at, text in enumerate(found.extensions):
        granted = changed.granted_by[at] if changed is not None and at < len(changed.granted_by) else ""
        yield "延长", text + (f"，凭{_document(desk, granted)}" if granted else "")
    for one in changed.suspensions if changed is not None else ():
        by = f"，{one.by}登记" if one.by else ""
        yield "扣除", f"{one.first} 至 {one.last}，凭{_form(desk, one.form_code)}（{one.served} 送达）{by}"
    for basis in found.basis:
        yield _PURPOSES.get(basis.purpose, "依据"), f"{_cite(book, basis)}　{basis.text}"
    if found.safe_by:
        yield "稳妥", f"届满前最后一个工作日是 {_day(date.fromisoformat(found.safe_by))}"
    for other in found.alternatives:
        yield "另一种算法", f"{other.reading}：{other.date}"
    for note in found.notes:
        yield "说明", note


def _last(found: Deadline) -> str:
    day = _day(date.fromisoformat(found.date))
    if found.instant is not None:
        return f"{day} {found.instant[11:16]}"
    return f"最迟 {day}" if found.backward else day


def _cite(book: ProcedureBook, one: Basis) -> str:
    cited = book.cite(Citation(law=one.law, articles=one.articles, verified=one.verified))
    return cited if one.verified or "未核实" in cited else f"{cited}（未核实）"


def _in_time(due: Due, done: datetime) -> str:
    if due.deadline is None or due.kind == "wait":
        return ""
    return "，超过期限" if due.deadline.passed(done) else "，在期限内"


def _by_reason(days: Iterable[DayNote]) -> list[tuple[str, list[DayNote]]]:
    found: dict[str, list[DayNote]] = {}
    for one in days:
        reason = "周末" if one.reason in ("周六", "周日") else one.reason
        found.setdefault(reason.replace("周六（", "周末（").replace("周日（", "周末（"), []).append(one)
    return list(found.items())


def _spans(days: Sequence[DayNote]) -> str:
    """Days as people write them: runs in one, ``11-05 至 11-09、11-12``; the year where it changes."""
    runs: list[list[date]] = []
    for one in days:
        day = date.fromisoformat(one.date)
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    year, parts = 0, []
    for run in runs:
        ends = []
        for day in (run[0], run[-1]) if len(run) > 1 else (run[0],):
            ends.append(f"{day:%Y-%m-%d}" if day.year != year else f"{day:%m-%d}")
            year = day.year
        parts.append(" 至 ".join(ends))
    return "、".join(parts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_DAYS[day.weekday()]}）"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def _form(desk: Desk, code: str) -> str:
    return desk.library.form(code).name


def _document(desk: Desk, document_id: str) -> str:
    document = issuing.load(desk, document_id)
    return f"{document.name}{document.number}"
