"""The confirm sheet: before a decision is issued a person reads every fact, exhibit, article, amount, reason, limit and officer.

A tick is bound to the words it was given for: a line that changes is open again. What the law requires and is not there cannot be
ticked away; such a line names its obstacle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Charge, Exhibit, Proceeding, Service, Tick
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_must import MUST_NAMES
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import (
    case_clocks,
    case_facts,
    case_laws,
    case_papers,
    case_timeline,
    cases,
    one_act,
    penalising,
    penalty_kinds,
    reviewing,
    vouching,
)
from .desk import Desk

DECISIONS = frozenset({"penalty_decision", "no_penalty_decision", "on_spot_penalty_decision"})
"""Documents that take the sheet; the others have their own gates."""
STAGE = "stage"
"""The line that says where the procedure stands."""
GROUPS: tuple[str, ...] = (
    "程序",
    "当事人",
    "违法事实",
    "证据",
    "法律依据",
    "处罚内容",
    "裁量理由",
    "期限",
    "执法人员",
    "告知",
)
_NAMED = 4


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line to be read. ``obstacle`` says what the law still lacks here; ``jump`` names the record (``kind:id``)."""

    id: str
    group: str
    text: str
    jump: str
    obstacle: str = ""
    ticked_by: str = ""

    @property
    def open(self) -> bool:
        """Whether it still stands in the way."""
        return bool(self.obstacle) or not self.ticked_by


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The sheet as it stands, its lines in the order of the groups."""

    case_id: str
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines that still stand in the way."""
        return tuple(one for one in self.lines if one.open)

    @property
    def complete(self) -> bool:
        """Whether the decision may be issued."""
        return not self.missing


def sheet(desk: Desk, case_id: str) -> Sheet:
    """Write the sheet of a case from its records as they are now, with the ticks that still hold."""
    case = cases.load(desk, case_id)
    ticks = {one.line: one for one in cases.belonging(desk, Tick, case_id)}
    lines = []
    for line in _lines(desk, case):
        given = ticks.get(line.id)
        held = given is not None and given.digest == _digest(line)
        lines.append(msgspec.structs.replace(line, ticked_by=given.by if given and held else ""))
    return Sheet(case_id=case_id, lines=tuple(sorted(lines, key=lambda one: GROUPS.index(one.group))))


def tick(desk: Desk, case_id: str, line_id: str) -> Sheet:
    """Say by name that a line was read; a line with an obstacle is refused with it."""
    if desk.actor is None:
        raise Fault("还没有选定执法人员，不能具名核对", kept="没有改动", todo="请先选定执法人员", code="actor_missing")
    line = _line(desk, case_id, line_id)
    if line.obstacle:
        raise Fault(f"“{line.text}”还不能确认：{line.obstacle}", kept="没有改动", code="line_obstacle")
    made = Tick(
        id=f"{case_id}/{line_id}", case_id=case_id, line=line_id, digest=_digest(line), by=desk.who, at=desk.now()
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action=f"核对 {line.group}", chain=case_id, puts=(made,))

    desk.record(decide)
    return sheet(desk, case_id)


def untick(desk: Desk, case_id: str, line_id: str) -> Sheet:
    """Take a tick back."""
    line = _line(desk, case_id, line_id)
    key = f"{case_id}/{line_id}"
    desk.record(lambda _: Act(action=f"撤回核对 {line.group}", chain=case_id, drops=((Tick, key),)))
    return sheet(desk, case_id)


def require(desk: Desk, document: Document) -> None:
    """Refuse to issue a decision while its sheet is not complete, naming what is missing.

    A correction comes after the procedure has passed the decision, so where the procedure stands is not asked of it.
    """
    if document.form_code not in DECISIONS:
        return
    missing = [one for one in sheet(desk, document.case_id).missing if one.id != STAGE or not document.corrects]
    if not missing:
        return
    named = [f"{one.group}“{_short(one.text)}”" + (f"（{one.obstacle}）" if one.obstacle else "") for one in missing]
    more = f" 等{len(named)}项" if len(named) > _NAMED else ""
    raise Fault(
        f"{document.name}印发前须逐项核对，还缺：" + "；".join(named[:_NAMED]) + more,
        kept="草稿还在，文号没有用掉",
        todo="请在确认单逐项核对",
        code="sheet_incomplete",
    )


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


def _line(desk: Desk, case_id: str, line_id: str) -> Line:
    found = next((one for one in sheet(desk, case_id).lines if one.id == line_id), None)
    if found is None:
        raise UsageFault(f"确认单没有“{line_id}”这一行", code="line_unknown")
    return found


def _digest(line: Line) -> str:
    return hashlib.sha256(line.text.encode()).hexdigest()


def on_the_spot(desk: Desk, case_id: str) -> bool:
    """Whether the case runs by the summary procedure (行政处罚法第51条)."""
    return any(
        one.machine == "summary" and not any(step.transition == "told.to_ordinary" for step in one.steps)
        for one in cases.belonging(desk, Proceeding, case_id)
    )


# The lines


def _lines(desk: Desk, case: Case) -> Iterator[Line]:
    summary = on_the_spot(desk, case.id)
    yield _stage(desk, case)
    yield _party(case)
    yield from _facts(desk, case)
    yield from _law(desk, case)
    yield from _penalty(desk, case)
    yield from _limits(desk, case)
    yield from _officers(desk, case)
    if not summary:
        yield from _notice(desk, case)


def _stage(desk: Desk, case: Case) -> Line:
    tracks = case_timeline.timeline(desk, case.id).tracks
    due = [
        option
        for track in tracks
        for option in track.options
        if DECISIONS & {*option.documents.required, *option.documents.one_of}
    ]
    main = tracks[0]
    text = f"{main.name}：{main.standing.state.name}"
    # A decision that was discussed by the leaders rests on the discussion and the approval, which its step names; the document may
    # follow the step, as long as it was not served.
    ready = bool(due) or main.standing.state.id in ("discussing", "decided")
    obstacle = "" if ready else "程序不在作出决定这一步"
    return Line(id=STAGE, group="程序", text=text, jump=f"proceeding:{main.key}", obstacle=obstacle)


def _party(case: Case) -> Line:
    party = case.party
    text = "，".join(part for part in (party.name, party.uscc or party.id_no, party.address) if part)
    return Line(
        id="party",
        group="当事人",
        text=text or "当事人",
        jump="case:party",
        obstacle="" if party.name.strip() else "没有写明当事人",
    )


def _facts(desk: Desk, case: Case) -> Iterator[Line]:
    rows = case_facts.matrix(desk, case.id)
    if not rows:
        yield Line(
            id="facts",
            group="违法事实",
            text="违法事实",
            jump="case:facts",
            obstacle="没有登记违法事实（行政处罚法第40条）",
        )
    for row in rows:
        shown = "、".join(one.label for one in row.exhibits)
        yield Line(
            id=f"fact:{row.fact.id}",
            group="违法事实",
            text=row.fact.text + (f"（{shown}）" if shown else ""),
            jump=f"fact:{row.fact.id}",
            obstacle="" if row.proven else "没有证据（行政处罚法第40条）",
        )
    for one in case_facts.exhibits(desk, case.id):
        yield Line(id=f"exhibit:{one.id}", group="证据", text=_exhibit(one), jump=f"exhibit:{one.id}")


def _exhibit(one: Exhibit) -> str:
    at = one.collected_at.astimezone(CHINA).date().isoformat() if one.collected_at else ""
    return "，".join(part for part in (f"{one.label}{one.name}", at, f"证明{one.proves}" if one.proves else "") if part)


def _law(desk: Desk, case: Case) -> Iterator[Line]:
    for group, found in (("违反", vouching.violated(desk, case.id)), ("处罚依据", vouching.penal(desk, case.id))):
        for one in {str(entry["text"]): entry for entry in found}.values():
            usable = one["verified"] or one.get("confirmed_by")
            yield Line(
                id=f"law:{group}:{one['text']}",
                group="法律依据",
                text=f"{group}：{one['text']}",
                jump="case:charges",
                obstacle="" if usable else "未核实，须具名确认并写明理由",
            )
    for doubt in vouching.unverified(desk, case.id):
        agreed = doubt.confirmation
        yield Line(
            id=f"doubt:{doubt.text}",
            group="法律依据",
            text=doubt.text + (f"（{agreed.by}确认：{agreed.reason}）" if agreed else ""),
            jump="case:charges",
            obstacle="" if agreed else "未核实，须具名确认并写明理由",
        )


def _penalty(desk: Desk, case: Case) -> Iterator[Line]:
    charges = penalising.charges(desk, case.id)
    if not charges:
        yield Line(id="charges", group="处罚内容", text="违法行为", jump="case:charges", obstacle="没有认定违法行为")
    for one in charges:
        name = case_laws.book_of(desk, one).violation(one.violation).name
        jump = f"charge:{one.violation}"
        decided = one.decided
        if decided is None:
            yield Line(id=f"charge:{one.violation}", group="处罚内容", text=name, jump=jump, obstacle="还没有作出裁量")
            continue
        musts = _must_words(case_laws.book_of(desk, one), one)
        for at, item in enumerate(decided.items):
            said = f"（条文：{musts[item.kind]}）" if item.kind in musts else ""
            yield Line(
                id=f"item:{one.violation}:{at}",
                group="处罚内容",
                text=f"{name}：{penalising.summary(item)}{said}",
                jump=jump,
            )
        silent = _silent(desk, case, one)
        if silent:
            yield Line(
                id=f"left:{one.violation}", group="处罚内容", text=f"{name}：没有适用的种类", jump=jump, obstacle=silent
            )
        if not decided.items:
            yield Line(id=f"item:{one.violation}", group="处罚内容", text=f"{name}：不予处罚", jump=jump)
        left = {penalising.not_imposed(given): musts.get(given.kinds[0], "") for given in decided.left_out}
        for at, reason in enumerate(decided.reasons):
            if reason in left:
                text = f"{name}：{reason}" + (f"（条文：{left[reason]}）" if left[reason] else "")
                yield Line(id=f"left:{one.violation}:{at}", group="处罚内容", text=text, jump=jump)
            else:
                yield Line(id=f"reason:{one.violation}:{at}", group="裁量理由", text=reason, jump=jump)


def _must_words(book: LawBook, one: Charge) -> dict[str, str]:
    """For every kind what the article says of it: 应当, 可以, 至少选一, 以条文为准; nothing where the facts cannot be reckoned."""
    try:
        lines = penalty_kinds.kinds(book, assess(book, penalising.facts_of(one)))
    except Fault:
        return {}
    return {line.kind: MUST_NAMES[line.must] for line in lines}


def _silent(desk: Desk, case: Case, one: Charge) -> str:
    """What an earlier decision left out without a reason although the article does not leave it to the office; empty when nothing."""
    made, book = one.decided, case_laws.book_of(desk, one)
    act = one_act.group_of(book, penalising.charges(desk, case.id), one.violation)
    if made is None or made.outcome not in ("fined", "penalty") or (act is not None and act.fines != one.violation):
        return ""
    imposed, why = {item.kind for item in made.items}, {kind: left.why for left in made.left_out for kind in left.kinds}
    try:
        facts = penalising.facts_of(one)
        if facts.punished == "person":  # ``persons.require_whole`` held it when it was decided.
            return ""
        penalty_kinds.left_out(book, case, facts, assess(book, facts), imposed=imposed, why=why)
    except Fault as fault:
        return fault.what if fault.code == "kind-left-out" else ""
    return ""


def _limits(desk: Desk, case: Case) -> Iterator[Line]:
    # The days left change every night; what is read is the last day.
    for due in case_clocks.deadlines(desk, desk.now().astimezone(CHINA).date(), case.id):
        if due.kind == "act" and due.deadline is not None:
            text = f"{due.name}：{due.deadline.instant or due.deadline.date}" + (
                "（暂按周末推算）" if due.provisional else ""
            )
            yield Line(id=f"limit:{due.rule}", group="期限", text=text, jump=f"clock:{due.rule}")


def _officers(desk: Desk, case: Case) -> Iterator[Line]:
    on: date = desk.now().astimezone(CHINA).date()
    if len(case.officers) < 2:
        yield Line(
            id="officers",
            group="执法人员",
            text=f"执法人员{len(case.officers)}人",
            jump="case:officers",
            obstacle="不得少于两人（行政处罚法第42条）",
        )
    for officer in case.officers:
        yield Line(
            id=f"officer:{officer.id}",
            group="执法人员",
            text=f"{officer.name}，执法证{officer.certificate_no}，有效期至{officer.valid_until or '未登记'}",
            jump="case:officers",
            obstacle=reviewing.certificate_problem(officer, on),
        )


def _notice(desk: Desk, case: Case) -> Iterator[Line]:
    decided = [one.decided for one in penalising.charges(desk, case.id) if one.decided]
    if decided and all(one.outcome not in ("fined", "penalty") for one in decided):
        return
    served = {one.document_id: one for one in cases.belonging(desk, Service, case.id)}
    notices = [one for one in case_papers.materials(desk, case.id) if one.form_code == "penalty_prior_notice"]
    last = notices[-1] if notices else None
    service = served.get(last.id) if last else None
    text, obstacle = "行政处罚告知书", "没有制作告知书（行政处罚法第44条、第62条）"
    if last is not None:
        text = f"行政处罚告知书{last.number}"
        obstacle = "告知书还没有送达（行政处罚法第62条）"
    if service is not None:
        text += f"，{service.served_at.astimezone(CHINA).date().isoformat()}送达"
        obstacle = ""
    yield Line(id="notice", group="告知", text=text, jump="document:penalty_prior_notice", obstacle=obstacle)
    due = penalising.hearing_due(desk, case.id)
    if due == "required":
        told = last is not None and last.values.get("with_hearing") == "告知听证"
        yield Line(
            id="hearing",
            group="告知",
            text="告知听证权利",
            jump="document:penalty_prior_notice",
            obstacle="" if told else "应当告知听证权利而没有告知（行政处罚法第63条）",
        )
    yield Line(id="pleading", group="告知", text=f"陈述申辩：{case.pleading or '没有提出'}", jump="case:pleading")
