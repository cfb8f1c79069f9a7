"""Limits of a case: what started them, what lengthens them, whether they have run out, how many days are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any, Literal

import msgspec

from inspector_app.catalog.procedure import Machine
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, CaseClock, CaseFact, Proceeding, Service, Suspended
from inspector_app.rules import procedure
from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline import Deadline, count
from inspector_app.rules.deadline_request import CHINA, Request, Suspension
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_procedures, cases, issuing
from .desk import Desk

FILE_DECISION, LIMITATION, CLOSE = "ordinary.file_decision", "ordinary.limitation", "closing_archive.close15"
SERVED_STARTS: dict[str, tuple[str, ...]] = {
    "penalty_prior_notice": ("notice_and_pleading.plead5", "notice_and_pleading.hearing5"),
    "penalty_decision": ("enforcement.pay15", "enforcement.reconsider", "enforcement.sue"),
    "on_spot_penalty_decision": ("enforcement.reconsider", "enforcement.sue"),
    "performance_demand": ("enforcement.demand10",),
}
"""Limits that run from the day a document was served, whatever day the step was recorded for."""
_READY = {
    ("enforcement", "done"),
    ("enforcement", "court_ended"),
    ("ordinary", "terminated"),
    ("ordinary", "crime_transfer"),
}
_CLOSED = {
    ("ordinary", "closed"),
    ("closing_archive", "closed"),
    ("ordinary", "archived"),
    ("closing_archive", "archived"),
}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One limit that has begun: from when, by what, and when it ended (None: it still runs)."""

    rule: str
    start: datetime
    because: str
    done_at: datetime | None = None
    proceeding: str = ""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of deadlines. ``deadline`` None: the law gives words and no number (``note``).

    ``days_left`` are calendar days, negative once the limit has run out. ``kind`` tells what its end means: ``act`` is owed by then,
    ``wait`` is time that must pass first.
    """

    case_id: str
    case_name: str
    rule: str
    name: str
    kind: Literal["act", "wait"]
    start: datetime
    because: str
    deadline: Deadline | None
    days_left: int | None
    passed: bool
    provisional: bool
    proceeding: str = ""
    note: str = ""


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the limits of one case are reckoned from, read once."""

    case: Case
    book: ProcedureBook
    calendar: WorkCalendar
    proceedings: tuple[Proceeding, ...]
    services: tuple[Service, ...]
    facts: tuple[CaseFact, ...]
    clocks: dict[str, CaseClock]


def rule_steps(one: Proceeding) -> list[procedure.Step]:
    """The history of a proceeding as the rules replay it."""
    return [
        procedure.Step(
            transition=step.transition,
            at=step.at,
            overrides=tuple(procedure.Override(block=k, reason=v) for k, v in step.overrides.items()),
        )
        for step in one.steps
    ]


def ledger(desk: Desk, case_id: str, *, like: Ledger | None = None) -> Ledger:
    """Read what the limits of a case are reckoned from; ``like`` lends the procedures and the calendar it was read with."""
    return Ledger(
        case=cases.load(desk, case_id),
        book=like.book if like else case_procedures.book(desk, case_id),
        calendar=like.calendar if like else WorkCalendar(desk.library.calendars()),
        proceedings=tuple(cases.belonging(desk, Proceeding, case_id)),
        services=tuple(cases.belonging(desk, Service, case_id)),
        facts=tuple(cases.belonging(desk, CaseFact, case_id)),
        clocks={one.rule: one for one in cases.belonging(desk, CaseClock, case_id)},
    )


def runs(kept: Ledger) -> dict[str, Run]:
    """Every limit of the case that has begun, by ``machine.clock``; a stated start wins, then a service, then a step."""
    found: dict[str, Run] = {}
    for one in (*_from_case(kept), *_from_steps(kept), *_from_services(kept)):
        before = found.get(one.rule)
        done = one.done_at or (before.done_at if before and before.start <= one.start else None)
        found[one.rule] = msgspec.structs.replace(one, done_at=done)
    for rule, clock in kept.clocks.items():
        if clock.starts_at is not None:
            done_at = found[rule].done_at if rule in found else None
            found[rule] = Run(rule=rule, start=clock.starts_at, because="填写的起算时间", done_at=done_at)
        if clock.done_at is not None and rule in found:
            found[rule] = msgspec.structs.replace(found[rule], done_at=clock.done_at)
    return found


def _from_case(kept: Ledger) -> Iterator[Run]:
    on_the_spot = kept.proceedings and all(one.machine != "ordinary" for one in kept.proceedings)
    if kept.case.clue_at is not None and not on_the_spot:
        yield Run(
            rule=FILE_DECISION, start=kept.case.clue_at, because="收到线索", done_at=_limit_met(kept, FILE_DECISION)
        )
    days = [one.act_date for one in kept.facts if one.act_date is not None]
    if days:
        # A continuing act is reckoned from its end (行政处罚法第36条第二款); the last day stated is the nearest to it.
        yield Run(
            rule=LIMITATION,
            start=datetime.combine(max(days), time(), CHINA),
            because="违法行为发生（终了）",
            done_at=kept.case.clue_at,
        )
    ready = [
        at for machine, state, at in states(kept) if (machine, state) in _READY or _unpunished(kept, machine, state)
    ]
    if ready:
        closed = [at for machine, state, at in states(kept) if (machine, state) in _CLOSED]
        yield Run(rule=CLOSE, start=ready[0], because="出现结案情形", done_at=closed[0] if closed else None)


def _unpunished(kept: Ledger, machine: str, state: str) -> bool:
    return (machine, state) == ("ordinary", "served") and kept.case.answers.get("outcome") in (
        "no_penalty",
        "not_established",
    )


def states(kept: Ledger) -> Iterator[tuple[str, str, datetime]]:
    """Every state the procedures of a case came into: machine, state, when."""
    for one in kept.proceedings:
        machine = kept.book.machine(one.machine)
        for step in one.steps:
            transition = machine.transition(step.transition)
            if transition is not None:
                yield one.machine, transition.to, step.at


def enforcement_result(desk: Desk, case_id: str) -> str:
    """How the enforcement came to its end (``done``, ``court_ended``), empty while it has not."""
    machine = case_procedures.book(desk, case_id).machine("enforcement")
    for one in reversed(cases.belonging(desk, Proceeding, case_id)):
        if one.machine == "enforcement":
            state = procedure.replay(machine, rule_steps(one)).state.id
            return state if state in ("done", "court_ended") else ""
    return ""


def _limit_met(kept: Ledger, rule: str) -> datetime | None:
    code, _, clock = rule.partition(".")
    machine = kept.book.machine(code)
    met = [
        step.at
        for one in kept.proceedings
        if one.machine == code
        for step in one.steps
        if (transition := machine.transition(step.transition)) is not None and transition.limit == clock
    ]
    return met[0] if met else None


def _from_steps(kept: Ledger) -> Iterator[Run]:
    for one in kept.proceedings:
        machine = kept.book.machine(one.machine)
        begun = _entered(one, machine)
        for step in one.steps:
            transition = machine.transition(step.transition)
            if transition is None:
                continue
            if transition.limit in begun:
                begun[transition.limit] = msgspec.structs.replace(begun[transition.limit], done_at=step.at)
            for clock in transition.starts:
                begun[clock] = Run(
                    rule=f"{one.machine}.{clock}", start=step.at, because=transition.event, proceeding=one.key
                )
        ended = procedure.replay(machine, rule_steps(one))
        for run in begun.values():
            over = ended.since if ended.finished and run.done_at is None else run.done_at
            yield msgspec.structs.replace(run, done_at=over)


def _entered(one: Proceeding, machine: Machine) -> dict[str, Run]:
    """The limits of the first steps of a procedure that another one began: they run from that step."""
    if one.entered_at is None:
        return {}
    later = {clock for step in machine.transitions for clock in step.starts}
    first = {step.limit for step in machine.transitions if step.from_ == machine.initial} - later - {""}
    return {
        clock: Run(rule=f"{one.machine}.{clock}", start=one.entered_at, because="进入程序", proceeding=one.key)
        for clock in sorted(first)
        if (known := machine.clock(clock)) is not None and not known.backward
    }


def _from_services(kept: Ledger) -> Iterator[Run]:
    for service in sorted(kept.services, key=lambda one: one.served_at):
        for rule in SERVED_STARTS.get(service.form_code, ()):
            if rule in kept.book.clocks():
                paid = next((at for code, state, at in states(kept) if (code, state) == ("enforcement", "done")), None)
                done = paid if rule == "enforcement.pay15" else None
                yield Run(rule=rule, start=service.served_at, because="文书送达", done_at=done)


def counted(kept: Ledger, run: Run) -> Deadline:
    """Count one limit that has begun, with what was granted and taken off; a limit in words is a ``Fault``."""
    clock = kept.clocks.get(run.rule)
    return count(kept.book, run.rule, _request(run.start, clock), kept.calendar)


def _request(start: datetime, clock: CaseClock | None) -> Request:
    here = start.astimezone(CHINA)
    if clock is None:
        return Request(start=here.date(), at=here)
    return Request(
        start=here.date(),
        at=here,
        variant=clock.variant,
        extensions=clock.extensions,
        suspensions=tuple(
            Suspension(first=one.first, last=one.last, document=one.form_code, served=one.served)
            for one in clock.suspensions
        ),
    )


def expired(kept: Ledger, at: datetime) -> tuple[str, ...]:
    """The limits that have begun and run out at a moment; limitation is asked at the day of discovery (行政处罚法第36条)."""
    found = []
    for rule, run in runs(kept).items():
        asked = (kept.case.clue_at or at) if rule == LIMITATION else at
        try:
            if counted(kept, run).passed(asked):
                found.append(rule)
        except Fault:
            # 及时 and the like end on no day; what cannot be counted does not run out by itself.
            continue
    return tuple(sorted(found))


def deadlines(desk: Desk, today: date, case_id: str = "") -> list[Due]:
    """Return the limits still running or missed, of all open cases or of one, fewest days left first."""
    wanted = [case_id] if case_id else [one.id for one in cases.summaries(desk, state="under_way", limit=10_000)]
    found: list[Due] = []
    kept: Ledger | None = None
    for one in wanted:
        kept = ledger(desk, one, like=kept)
        found += _due(kept, today)
    return sorted(found, key=lambda due: (due.days_left is None, due.days_left or 0, due.case_name, due.rule))


def _due(kept: Ledger, today: date) -> Iterator[Due]:
    for rule, run in runs(kept).items():
        if run.done_at is not None or rule == LIMITATION:
            continue
        made = due(kept, run, today)
        if made.kind == "act" or made.days_left is None or made.days_left >= 0:
            yield made


def due(kept: Ledger, run: Run, today: date) -> Due:
    """One limit that has begun, counted, with the days left."""
    clock = kept.book.clock(run.rule)
    note = ""
    deadline: Deadline | None = None
    try:
        deadline = counted(kept, run)
    except Fault as fault:
        note = str(fault)
    left = deadline.days_left(today) if deadline else None
    return Due(
        case_id=kept.case.id,
        case_name=cases.title(kept.case),
        rule=run.rule,
        name=clock.name,
        kind="wait" if clock.expiry == "elapsed" else "act",
        start=run.start,
        because=run.because,
        deadline=deadline,
        days_left=left,
        passed=left is not None and left < 0,
        provisional=bool(deadline and deadline.provisional),
        proceeding=run.proceeding,
        note=note,
    )


# What changes a limit


def start_clock(desk: Desk, case_id: str, rule: str, at: datetime, *, variant: str = "") -> CaseClock:
    """State from when a limit runs where no step tells (the day of a hearing, a harmful act of five years' limitation)."""
    if at.tzinfo is None:
        raise UsageFault("起算时间没有写明时区", code="step-time")
    return _change(
        desk, case_id, rule, "填写期限起算", lambda clock: {"starts_at": at, "variant": variant or clock.variant}
    )


def choose_variant(desk: Desk, case_id: str, rule: str, variant: str) -> CaseClock:
    """Choose another length of a limit where its condition holds (处罚时效五年)."""
    return _change(desk, case_id, rule, "选定期限的情形", lambda _: {"variant": variant})


def finish_clock(desk: Desk, case_id: str, rule: str, at: datetime) -> CaseClock:
    """State that what a limit asks for was done."""
    return _change(desk, case_id, rule, "期限内已办", lambda _: {"done_at": at})


def extend(desk: Desk, case_id: str, rule: str, approval_id: str, length: int | None = None) -> CaseClock:
    """Lengthen a limit by what its law allows next, on the strength of an issued approval of this case."""
    allowed = case_procedures.book(desk, case_id).clock(rule).extensions
    document = issuing.load(desk, approval_id)
    if document.chain != case_id or document.status != "issued":
        raise Fault("延长期限须有本案已印发的审批文书", kept="期限没有改动", code="extension_proof")

    def fields(clock: CaseClock) -> dict[str, Any]:
        at = len(clock.extensions)
        if at < len(allowed) and allowed[at].documents and document.form_code not in allowed[at].documents:
            raise Fault(f"{document.name}不能作为这次延长的依据", kept="期限没有改动", code="extension_proof")
        return {"extensions": (*clock.extensions, length), "granted_by": (*clock.granted_by, document.id)}

    return _change(desk, case_id, rule, "延长期限", fields)


def suspend(desk: Desk, case_id: str, rule: str, days: tuple[date, date], document_id: str) -> CaseClock:
    """Take ``days`` (first and last) off a limit; without a document of this case that names them and was served nothing is taken off."""
    first, last = days
    if last < first:
        raise UsageFault("扣除期间的止日早于起日", code="deadline-suspension")
    services = [one for one in cases.belonging(desk, Service, case_id) if one.document_id == document_id]
    if not services:
        raise Fault(
            "扣除期间须凭一份已送达的文书，这份文书没有送达记录",
            kept="期限没有改动",
            todo="请先登记送达",
            code="suspension_proof",
        )
    one = services[0]
    taken = Suspended(
        first=first,
        last=last,
        document_id=document_id,
        form_code=one.form_code,
        served=one.served_at.astimezone(CHINA).date(),
        by=desk.who,
    )
    return _change(desk, case_id, rule, "扣除期间", lambda clock: {"suspensions": (*clock.suspensions, taken)})


def resume(desk: Desk, case_id: str, rule: str, number: int) -> CaseClock:
    """Take back days that were taken off a limit; the journal keeps both."""

    def fields(clock: CaseClock) -> dict[str, Any]:
        if not 0 <= number < len(clock.suspensions):
            raise UsageFault("没有这一段扣除的期间", code="deadline-suspension")
        return {"suspensions": clock.suspensions[:number] + clock.suspensions[number + 1 :]}

    return _change(desk, case_id, rule, "撤回扣除期间", fields)


def _change(
    desk: Desk, case_id: str, rule: str, action: str, fields: Callable[[CaseClock], dict[str, Any]]
) -> CaseClock:
    """Change what is kept of a limit, once the rules have accepted the result."""
    kept = ledger(desk, case_id)
    known = kept.book.clock(rule)
    was = kept.clocks.get(rule) or CaseClock(id=f"{case_id}/{rule}", case_id=case_id, rule=rule)
    changed = msgspec.structs.replace(was, **fields(was))
    begun = runs(kept).get(rule)
    start = changed.starts_at or (begun.start if begun else desk.now())
    if known.length(changed.variant)[0] is not None:
        count(kept.book, rule, _request(start, changed), kept.calendar)

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        if reader.get(CaseClock, was.id) not in (None, was):
            raise Fault("这个期限刚被改动过", kept="没有改动", todo="请再做一次", code="race")
        return Act(action=f"{action} {known.name}", chain=case_id, puts=(changed,))

    desk.record(decide)
    return changed
