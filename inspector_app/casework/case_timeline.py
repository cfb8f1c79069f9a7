"""Where the procedures of a case stand, what may follow, what blocks it and which article says so; taking the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from inspector_app.catalog.procedure import Machine, Transition
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_gate import DOCUMENTS, EXPIRED, SERVED, CaseFact, Expired, Running, leaves
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Answer, Case, Charge, Proceeding, Service, StepTaken
from inspector_app.records.document import Document
from inspector_app.rules import procedure
from inspector_app.rules.deadline_request import CHINA
from inspector_app.rules.gate import LISTS
from inspector_app.rules.procedure import Option, Standing
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_clocks, case_procedures, cases, issuing, penalising
from .case_clocks import rule_steps
from .case_papers import Material, materials
from .desk import Desk

CITE_A_LIST = frozenset(
    {
        "evidence_preservation_notice",
        "evidence_preservation_release",
        "coercive_measure_decision",
        "coercive_release_decision",
    }
)
"""Forms that cite the number of a list of goods made with them."""
ONCE = frozenset({"case_matter_approval", "property_list", "service_receipt"})
"""Forms made anew for every step: one that served a step does not silently serve the next of the same procedure."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A step taken, as a person reads it."""

    transition: str
    event: str
    to: str
    at: datetime
    by: str
    overrides: dict[str, str]
    documents: tuple[str, ...]


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One procedure of the case: where it stands, the way it came, what may follow."""

    key: str
    machine: str
    name: str
    title: str
    standing: Standing
    steps: tuple[Done, ...]
    options: tuple[Option, ...]


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Every procedure of a case, the main one first."""

    case_id: str
    tracks: tuple[Track, ...]

    def track(self, key: str) -> Track:
        """The procedure of that key."""
        found = next((one for one in self.tracks if one.key == key), None)
        if found is None:
            known = "、".join(f"{one.key}（{one.name}）" for one in self.tracks)
            raise UsageFault(f"本案没有程序 {key}", todo=f"已有的：{known}", code="procedure-unknown")
        return found


# What is known


def known_facts(desk: Desk, case: Case, at: datetime) -> dict[str, Answer]:
    """What the records themselves answer, with what was stated; a stated answer never makes better what the records show."""
    derived: dict[str, Answer] = {"officers": len(case.officers)}
    entitled = [one.entitled(at.astimezone(CHINA).date()) for one in case.officers]
    if entitled and None not in entitled:
        derived["certificates_valid"] = all(entitled)
    if case.domain:
        derived["domain"] = "drug" if case.domain == "vaccine" else case.domain
    if case.party.kind != "sole_trader":
        derived["party_kind"] = "person" if case.party.kind == "natural_person" else "organisation"
    charges = cases.belonging(desk, Charge, case.id)
    decided = [one.decided for one in charges if one.decided is not None]
    if charges and len(decided) == len(charges):
        fines = [one.amount for one in decided if one.amount is not None]
        derived["fine_amount"] = -int(-sum(fines)) if fines else 0
        derived["outcome"] = "penalty" if any(one.outcome in ("fined", "penalty") for one in decided) else "no_penalty"
        derived["hearing_applicable"] = any(one.hearing == "required" for one in decided)
        derived["summary_penalty"] = _on_spot({item.kind for one in decided for item in one.items})
    notices = [one for one in materials(desk, case.id) if one.form_code == "penalty_prior_notice"]
    if notices:
        last = notices[-1].values
        derived["hearing_right_told"] = last.get("with_hearing") == "告知听证"
        if last.get("facts") and last.get("penalty_items") and last.get("penalty_law"):
            derived["notice_complete"] = True
    result = case_clocks.enforcement_result(desk, case.id)
    if result:
        derived["enforcement_result"] = result
    found = derived | case.answers
    if "officers" in case.answers:
        found["officers"] = min(int(case.answers["officers"]), len(case.officers))
    for name, bad in (("certificates_valid", False), ("hearing_right_told", False), ("hearing_applicable", True)):
        if derived.get(name) is bad:
            found[name] = bad
    return found


def _on_spot(kinds: set[str]) -> str:
    """What is imposed, as the summary procedure asks it: a warning only, a fine perhaps with one, or more than it may impose."""
    if not kinds or kinds - {penalising.FINE, penalising.WARNING}:
        return "other"
    return "fine" if penalising.FINE in kinds else "warning"


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """What every step of the case is held against."""

    facts: dict[str, Answer]
    materials: tuple[Material, ...]
    served: tuple[str, ...]
    expired: tuple[str, ...]
    begun: frozenset[str]


def _known(desk: Desk, case: Case, at: datetime) -> _Known:
    kept = case_clocks.ledger(desk, case.id)
    return _Known(
        facts=known_facts(desk, case, at),
        materials=tuple(materials(desk, case.id)),
        served=tuple(dict.fromkeys(s.form_code for s in cases.belonging(desk, Service, case.id) if s.served_at <= at)),
        expired=case_clocks.expired(kept, at),
        begun=frozenset(case_clocks.runs(kept)),
    )


def _usable(step: Transition, proceeding: Proceeding, known: _Known) -> list[Material]:
    """The documents that count for a step of this procedure."""
    used = {one for done in proceeding.steps for one in done.documents}
    return [
        one
        for one in known.materials
        if not (one.form_code in ONCE and one.id in used)
        and not (
            one.form_code == "case_matter_approval"
            and step.matters
            and one.values.get("matter", "") not in step.matters
        )
    ]


def _facts_for(machine: Machine, step: Transition, proceeding: Proceeding, known: _Known) -> dict[str, object]:
    codes = tuple(dict.fromkeys(one.form_code for one in _usable(step, proceeding, known)))
    facts: dict[str, object] = {**known.facts, DOCUMENTS: codes, SERVED: known.served}
    # A limit whose beginning nobody knows may have run out: then nothing is said of limits, and the step asks.
    if not _undated(machine, step, known):
        facts[EXPIRED] = known.expired
    return facts


def _undated(machine: Machine, step: Transition, known: _Known) -> list[str]:
    """The limits a step depends on and that nothing says the beginning of."""
    clocks = {f"{machine.code}.{step.limit}"} if step.limit and _binding(machine, step) else set()
    for gate in machine.gates_on(step.id):
        for check in leaves(gate.check) if gate.check else ():
            if isinstance(check, Expired | Running):
                clocks.add(check.clock)
    return sorted(clocks - known.begun - _later(machine, clocks, known))


def _binding(machine: Machine, step: Transition) -> bool:
    clock = machine.clock(step.limit)
    return clock is not None and clock.expiry != "elapsed"


def _later(machine: Machine, clocks: set[str], known: _Known) -> set[str]:
    """Limits that begin with a document not served yet, or with a step not taken yet: they surely have not run out."""
    served = {rule for rules in case_clocks.SERVED_STARTS.values() for rule in rules}
    started = {f"{machine.code}.{one}" for step in machine.transitions for one in step.starts}
    elsewhere = {one for one in clocks if one.partition(".")[0] != machine.code} - {case_clocks.LIMITATION}
    return (served | started | elsewhere) & (clocks - known.begun)


# Reading


def timeline(desk: Desk, case_id: str, *, at: datetime | None = None) -> Timeline:
    """Say where every procedure of the case stands, with the steps that follow and what blocks each, as of ``at`` (now)."""
    case = cases.load(desk, case_id)
    book = case_procedures.book(desk, case_id)
    known = _known(desk, case, at or desk.now())
    tracks = [_track(book, one, known) for one in cases.belonging(desk, Proceeding, case_id)]
    return Timeline(case_id=case_id, tracks=tuple(tracks))


def _track(book: ProcedureBook, one: Proceeding, known: _Known) -> Track:
    machine = book.machine(one.machine)
    history = rule_steps(one)
    standing = procedure.replay(machine, history)
    options = []
    for step in machine.transitions:
        if step.from_ == standing.state.id:
            found = procedure.options(book, machine, history, _facts_for(machine, step, one, known))
            options.append(next(option for option in found if option.transition == step.id))
    names = {m.id: m.name + m.number for m in known.materials}
    done = []
    for taken in one.steps:
        transition = machine.transition(taken.transition)
        assert transition is not None
        done.append(
            Done(
                transition=taken.transition,
                event=transition.event,
                to=machine.state(transition.to).name,
                at=taken.at,
                by=taken.by,
                overrides=taken.overrides,
                documents=tuple(names.get(d, d) for d in taken.documents),
            )
        )
    return Track(
        key=one.key,
        machine=one.machine,
        name=machine.name,
        title=one.title,
        standing=standing,
        steps=tuple(done),
        options=tuple(options),
    )


def questions(desk: Desk, option: Option) -> list[CaseFact]:
    """The facts a person must state before a step can be judged, in the order of its blocks; each has its question and answers."""
    book = desk.library.procedures()
    names = dict.fromkeys(name for block in option.blocks for name in block.unknown)
    return [fact for name in names if (fact := book.fact(name)) is not None]


# Acting


def open_proceeding(desk: Desk, case_id: str, machine: str, title: str = "") -> Proceeding:
    """Begin a procedure beside those that run (先行登记保存, 查封扣押, 抽样 …); a second run of one gets ``#2``."""
    desk.library.procedures().machine(machine)
    made: list[Proceeding] = []

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        made.append(_next(case_id, machine, cases.belonging(desk, Proceeding, case_id, reader), title))
        return Act(action=f"启动程序 {made[0].key}", chain=case_id, puts=(made[0],))

    desk.record(decide)
    return made[0]


def _next(case_id: str, machine: str, known: list[Proceeding], title: str = "") -> Proceeding:
    runs = sum(1 for one in known if one.machine == machine)
    key = machine if not runs else f"{machine}#{runs + 1}"
    return Proceeding(id=f"{case_id}/{key}", case_id=case_id, key=key, position=len(known) + 1, title=title)


def take_step(
    desk: Desk,
    case_id: str,
    machine: str,
    transition: str,
    *,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    override: Mapping[str, str] | None = None,
) -> StepTaken:
    """Record a step of a procedure, or raise the ``Fault`` that says what blocks it and by which article.

    ``machine`` is a proceeding's key (a machine not begun yet begins); ``facts`` are stated with the step and kept for the next
    questions; ``override`` gives a reason by block id where the law leaves room. ``at`` may not lie ahead.
    """
    if at.tzinfo is None:
        raise UsageFault(f"时间 {at.isoformat()} 没有写明时区", code="step-time")
    if at > desk.now():
        raise UsageFault("步骤的时间还没有到", todo="请在办理之后登记", code="step-time")
    if facts:
        cases.answer(desk, case_id, dict(facts))
    case = cases.editable(cases.load(desk, case_id))
    book = case_procedures.book(desk, case_id)
    proceedings = cases.belonging(desk, Proceeding, case_id)
    was = next((one for one in proceedings if one.key == machine), None)
    one = was or _next(case_id, machine.partition("#")[0], proceedings)
    definition = book.machine(one.machine)
    wanted = definition.transition(transition)
    known = _known(desk, case, at)
    given = _facts_for(definition, wanted, one, known) if wanted is not None else dict(known.facts)
    try:
        step = procedure.advance(book, definition, rule_steps(one), transition, given, at=at, overrides=override)
    except Fault as fault:
        raise _dated(book, fault, _undated(definition, wanted, known) if wanted is not None else []) from None
    assert wanted is not None
    used = _used(wanted, _usable(wanted, one, known))
    asked = {k: v for k, v in (facts or {}).items() if v is not None}
    taken = StepTaken(
        transition=transition,
        at=at,
        by=desk.who,
        overrides={o.block: o.reason for o in step.overrides},
        facts=asked,
        documents=used,
    )
    puts = [
        msgspec.structs.replace(one, steps=(*one.steps, taken)),
        *_entered(case_id, wanted, [*proceedings, one], book, at),
    ]

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        if reader.get(Proceeding, one.id) != was:
            raise Fault("这个程序刚有了新的一步", kept="没有改动", todo="请再做一次", code="race")
        return Act(action=f"{definition.name}：{wanted.event}", chain=case_id, puts=tuple(puts))

    desk.record(decide)
    from . import case_following

    case_following.follow(desk, case_id, f"{definition.code}.{wanted.id}", at)
    return taken


def _dated(book: ProcedureBook, fault: Fault, undated: list[str]) -> Fault:
    """Say from what day a limit should run, where a refusal could only say that limits are not known."""
    if not undated or LISTS[EXPIRED] not in fault.todo:
        return fault
    names = "、".join(f"“{book.clock(one).name}”从哪天起算（{book.clock(one).start}）" for one in undated)
    fault.todo = fault.todo.replace(LISTS[EXPIRED], f"期限{names}")
    return fault


def _used(step: Transition, usable: list[Material]) -> tuple[str, ...]:
    latest = {one.form_code: one.id for one in usable}
    return tuple(latest[code] for code in (*step.documents.required, *step.documents.one_of) if code in latest)


def _entered(
    case_id: str, step: Transition, known: list[Proceeding], book: ProcedureBook, at: datetime
) -> list[Proceeding]:
    """The procedure that begins with a step, unless one of its kind is still under way."""
    code = step.enters.partition(".")[0]
    if not code:
        return []
    open_ = [
        one
        for one in known
        if one.machine == code and not procedure.replay(book.machine(code), rule_steps(one)).finished
    ]
    distinct = {one.key: one for one in known}
    if open_:
        return []
    return [msgspec.structs.replace(_next(case_id, code, list(distinct.values())), entered_at=at)]


def decision_due(known: Mapping[str, Answer], machine: str, transition: str) -> str:
    """The decision that must be there before it is served: it may be made after the discussion, which names the approval only."""
    if (machine, transition) != ("ordinary", "decided.served"):
        return ""
    return "no_penalty_decision" if known.get("outcome") in ("no_penalty", "not_established") else "penalty_decision"


def making_order(codes: Sequence[str]) -> list[str]:
    """The forms of a step in the order they are made: a list of goods, what cites its number, the record that tells of both."""
    return sorted(codes, key=lambda code: 2 if code == "site_record" else int(code in CITE_A_LIST))


def draft_documents(desk: Desk, case_id: str, key: str, transition: str) -> list[Document]:
    """Draft what a step needs and does not have, filled from the case; of a group the first, and no second draft of one there is."""
    track = timeline(desk, case_id).track(key)
    option = next((one for one in track.options if one.transition == transition), None)
    if option is None:
        raise UsageFault(f"{track.name}现在没有步骤 {transition}", code="step-unknown")
    installed = set(desk.library.codes("document"))
    drafts = {one.form_code: one for one in issuing.documents(desk, case_id=case_id) if one.status == "draft"}
    choice = [code for code in option.documents.one_of if code in option.to_make][:1]
    wanted = [code for code in making_order(option.documents.required) if code in option.to_make] + choice
    lacking = [code for code in wanted if code not in installed]
    if lacking:
        raise Fault(
            f"没有安装这些文书：{'、'.join(lacking)}",
            kept="案件没有改动",
            todo="请导入文书包，或登记纸质文书",
            code="document-unknown",
        )
    return [drafts.get(code) or issuing.draft_for_case(desk, case_id, code, f"{key}/{transition}") for code in wanted]
