"""Where a procedure stands, what may follow, what stands in the way and which article says so.

A machine is data and the history is its steps; the state is what replaying them gives. Gates are asked of the facts as they are now,
never again for steps already taken: an old step keeps the rules it was taken under. Where the law leaves room (``override``) a stated
reason lets a step through and stays with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from inspector_app.catalog.procedure import Machine, State, StepDocuments, Transition
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_clock import Citation
from inspector_app.catalog.procedure_gate import DOCUMENTS, EXPIRED
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.gate import LISTS, find, read_facts


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A block that a person let pass, and why; ``block`` is its id."""

    block: str
    reason: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step taken: which transition, when (timezone-aware), and what was overridden."""

    transition: str
    at: dt.datetime
    overrides: tuple[Override, ...] = ()


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the way of a step. ``kind``: a ``gate``, a missing ``document``, or a ``limit`` that has run out.

    ``unknown`` names the facts nobody has stated yet (the block may go away once they are); ``documents`` those to be made.
    ``overridable``: a reason lets the step through. ``basis`` may be empty where the source names no article for the step.
    """

    kind: Literal["gate", "document", "limit"]
    id: str
    text: str
    overridable: bool = False
    unknown: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    note: str = ""
    basis: tuple[Citation, ...] = ()


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that goes with a step and that the product can only recall."""

    id: str
    text: str
    basis: tuple[Citation, ...]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A step that leads on from here. ``allowed``: nothing blocks; ``with_reason``: only blocks that a reason lets pass.

    ``actor`` is the role that decides or acts, ``limit`` the clock (``machine.clock``) to keep, ``starts`` those that begin, ``enters``
    the procedure that begins; ``documents`` what the step needs, ``to_make`` what of it is missing.
    """

    transition: str
    event: str
    to: State
    actor: str
    actor_name: str
    documents: StepDocuments
    to_make: tuple[str, ...]
    limit: str
    starts: tuple[str, ...]
    enters: str
    legal: tuple[Citation, ...]
    note: str
    blocks: tuple[Block, ...]
    reminders: tuple[Reminder, ...]

    @property
    def allowed(self) -> bool:
        """Nothing stands in the way."""
        return not self.blocks

    @property
    def with_reason(self) -> bool:
        """Something does, and a stated reason lets it pass."""
        return bool(self.blocks) and all(one.overridable for one in self.blocks)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a procedure stands; ``since`` is None before the first step."""

    machine: str
    state: State
    since: dt.datetime | None
    steps: int

    @property
    def finished(self) -> bool:
        """Nothing follows."""
        return self.state.terminal


def replay(machine: Machine, history: Sequence[Step]) -> Standing:
    """Say where the history leads; a step that does not follow from the one before, or goes back in time, is a ``Fault``."""
    state, since = machine.initial, None
    for number, step in enumerate(history, start=1):
        _aware(step.at)
        transition = machine.transition(step.transition)
        if transition is None or transition.from_ != state:
            raise _broken(machine, number, f"“{step.transition}”接不上“{machine.state(state).name}”")
        if since is not None and step.at < since:
            raise _broken(machine, number, f"时间 {step.at.isoformat()} 早于上一步 {since.isoformat()}")
        state, since = transition.to, step.at
    return Standing(machine=machine.code, state=machine.state(state), since=since, steps=len(history))


def options(
    book: ProcedureBook, machine: Machine, history: Sequence[Step], facts: Mapping[str, object]
) -> tuple[Option, ...]:
    """Every step that leads on, with what blocks it; empty at a terminal state. Bad facts are a ``UsageFault``."""
    state = replay(machine, history).state.id
    known = read_facts(book, facts)
    return tuple(_option(book, machine, one, known) for one in machine.transitions if one.from_ == state)


def advance(
    book: ProcedureBook,
    machine: Machine,
    history: Sequence[Step],
    transition: str,
    facts: Mapping[str, object],
    *,
    at: dt.datetime,
    overrides: Mapping[str, str] | None = None,
) -> Step:
    """Return the step to be recorded, or a ``Fault`` that says what blocks it and by which article.

    ``overrides`` gives a reason for each block by its id; a reason for a block that allows none, or that is not there, is a
    ``UsageFault``, as is a step that does not lead on from here.
    """
    standing = replay(machine, history)
    _aware(at)
    option = next((one for one in options(book, machine, history, facts) if one.transition == transition), None)
    if option is None:
        known = "、".join(one.id for one in machine.transitions if one.from_ == standing.state.id) or "无（已经终结）"
        raise UsageFault(
            f"{machine.name}现在是“{standing.state.name}”，没有步骤 {transition}",
            todo=f"可走的步骤：{known}",
            code="step-unknown",
        )
    if standing.since is not None and at < standing.since:
        raise UsageFault(f"时间 {at:%Y-%m-%d %H:%M} 早于上一步 {standing.since:%Y-%m-%d %H:%M}", code="step-time")
    reasons = _reasons(option, overrides or {})
    for block in option.blocks:
        if block.id not in reasons:
            raise blocked(book, option, block)
    return Step(
        transition=transition, at=at, overrides=tuple(Override(block=id_, reason=why) for id_, why in reasons.items())
    )


def blocked(book: ProcedureBook, option: Option, block: Block) -> Fault:
    """Word a block as the person reads it: what the step is, what the law asks, which article, what to do."""
    basis = "、".join(book.cite(one) for one in block.basis)
    todo = ""
    if block.unknown:
        todo = "请先填写：" + "；".join(_label(book, name) for name in block.unknown)
    elif block.overridable:
        todo = "确有理由的，写明理由后可以继续"
    elif block.kind == "document":
        todo = "请先制作文书"
    text = f"“{option.event}”现在不能进行：{block.text}"
    return Fault(f"{text}（{basis}）" if basis else text, todo=todo, code="procedure-blocked")


def _option(book: ProcedureBook, machine: Machine, step: Transition, facts: Mapping[str, object]) -> Option:
    gates = machine.gates_on(step.id)
    blocks = [*_gate_blocks(machine, step, facts), *_limit_blocks(machine, step, facts)]
    made = facts.get(DOCUMENTS, ())
    assert isinstance(made, tuple)
    missing = tuple(code for code in step.documents.required if code not in made)
    choice = () if any(code in made for code in step.documents.one_of) else step.documents.one_of
    if missing:
        blocks.append(
            Block(kind="document", id="documents", text="缺少必需的文书", documents=missing, basis=step.legal)
        )
    if choice:
        blocks.append(
            Block(kind="document", id="one_of", text="以下文书至少要有一份", documents=choice, basis=step.legal)
        )
    return Option(
        transition=step.id,
        event=step.event,
        to=machine.state(step.to),
        actor=step.actor,
        actor_name=book.terms.roles[step.actor],
        documents=step.documents,
        to_make=(*missing, *choice),
        limit=f"{machine.code}.{step.limit}" if step.limit else "",
        starts=tuple(f"{machine.code}.{one}" for one in step.starts),
        enters=step.enters,
        legal=step.legal,
        note=step.note,
        blocks=tuple(blocks),
        reminders=tuple(Reminder(id=one.id, text=one.text, basis=one.legal) for one in gates if one.check is None),
    )


def _gate_blocks(machine: Machine, step: Transition, facts: Mapping[str, object]) -> Iterator[Block]:
    for gate in machine.gates_on(step.id):
        if gate.check is None:
            continue
        finding = find(gate.check, facts)
        if finding.holds:
            continue
        yield Block(
            kind="gate",
            id=gate.id,
            text=gate.text,
            # Nobody may wave through what nobody has looked at.
            overridable=gate.override == "reason" and finding.holds is False,
            unknown=finding.missing,
            note=gate.note,
            basis=gate.legal,
        )


def _limit_blocks(machine: Machine, step: Transition, facts: Mapping[str, object]) -> Iterator[Block]:
    clock = machine.clock(step.limit) if step.limit else None
    if clock is None or clock.expiry == "elapsed":
        return
    id_ = f"{machine.code}.{clock.id}"
    basis = (clock.citation,)
    if EXPIRED not in facts:
        yield Block(kind="limit", id=id_, text=f"不知道期限“{clock.name}”是否已经届满", unknown=(EXPIRED,), basis=basis)
        return
    expired = facts[EXPIRED]
    assert isinstance(expired, tuple)
    if id_ in expired:
        yield Block(
            kind="limit",
            id=id_,
            text=f"期限“{clock.name}”（{clock.words}）已经届满",
            overridable=clock.expiry == "overdue",
            note="逾期办理的，写明逾期的原因" if clock.expiry == "overdue" else "",
            basis=basis,
        )


def _reasons(option: Option, overrides: Mapping[str, str]) -> dict[str, str]:
    blocks = {one.id: one for one in option.blocks}
    reasons: dict[str, str] = {}
    for id_, reason in overrides.items():
        block = blocks.get(id_)
        if block is None:
            raise UsageFault(f"步骤 {option.transition} 没有被“{id_}”拦住，不用写理由", code="override-unneeded")
        if not block.overridable:
            raise UsageFault(f"“{block.text}”不能凭理由放行", code="override-forbidden")
        if not reason.strip():
            raise UsageFault(f"放行“{block.text}”没有写明理由", code="override-reason")
        reasons[id_] = reason.strip()
    return reasons


def _label(book: ProcedureBook, name: str) -> str:
    fact = book.fact(name)
    return fact.label if fact else LISTS[name]


def _aware(at: dt.datetime) -> None:
    if at.tzinfo is None:
        raise UsageFault(f"时间 {at.isoformat()} 没有写明时区", code="step-time")


def _broken(machine: Machine, number: int, how: str) -> Fault:
    return Fault(
        f"{machine.name}的第 {number} 步对不上：{how}", kept="各步记录都在", todo="请运行自检", code="procedure-history"
    )
