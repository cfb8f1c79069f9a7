"""Every transition of every machine: it goes through, each of its gates can refuse it with an article, and nothing else blocks."""

from __future__ import annotations

import datetime as dt
from collections import deque
from functools import cache

import pytest

from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.procedure import Step, advance, options, replay

from .gate_solver import as_facts, assignments, solve
from .procedure_pack import book

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
ALL = [(machine.code, step.id) for machine in book().machines.values() for step in machine.transitions]
GATED = [(code, step, gate.id) for code, step in ALL for gate in book().machines[code].gates_on(step) if gate.check]
FROM_SOURCE = {
    "ordinary": (21, 32, 5),
    "complaint": (13, 20, 5),
    "report": (11, 12, 3),
    "summary": (7, 8, 3),
    "coercive_measure": (10, 17, 4),
    "evidence_preservation": (7, 7, 2),
    "sampling_testing": (6, 6, 3),
    "notice_and_pleading": (6, 5, 2),
    "hearing": (7, 7, 6),
    "legal_review": (5, 4, 1),
    "collective_discussion": (2, 1, 0),
    "service": (3, 3, 0),
    "enforcement": (7, 10, 5),
    "closing_archive": (3, 2, 1),
    "crime_transfer": (10, 11, 5),
    "recusal": (3, 2, 0),
    "jurisdiction": (5, 5, 2),
    "publicity": (4, 4, 0),
    "drug_inspection": (11, 13, 8),
}
ADDED_CLOCKS = {"summary": 1, "service": 1, "publicity": 7}
ADDED_STEPS = {"ordinary": 3, "coercive_measure": 2, "hearing": 3}
"""Ways the law has and the source did not: a hearing that ends early, transfer at the decision, seizures after their extension."""


@cache
def path_to(code, state):
    """The shortest history that leads to a state."""
    machine = book().machines[code]
    waiting = deque([(machine.initial, ())])
    seen = {machine.initial}
    while waiting:
        here, steps = waiting.popleft()
        if here == state:
            return tuple(Step(transition=one, at=AT) for one in steps)
        for step in machine.transitions:
            if step.from_ == here and step.to not in seen:
                seen.add(step.to)
                waiting.append((step.to, (*steps, step.id)))
    raise AssertionError(state)


def setting(code, step_id):
    machine = book().machines[code]
    step = machine.transition(step_id)
    gates = [one for one in machine.gates_on(step_id) if one.check]
    # The step's own limit has not run out, so far as no gate says otherwise.
    fixed = {("Expired", f"{code}.{step.limit}"): False} if step.limit else {}
    documents = [*step.documents.required, *step.documents.one_of[:1]]
    return machine, step, gates, fixed, documents


def option_of(machine, history, step_id, facts):
    return next(one for one in options(book(), machine, history, facts) if one.transition == step_id)


def test_nothing_of_the_source_is_lost():
    found = {
        code: (
            len(one.states),
            len(one.transitions) - ADDED_STEPS.get(code, 0),
            len(one.clocks) - ADDED_CLOCKS.get(code, 0),
        )
        for code, one in book().machines.items()
    }
    assert found == FROM_SOURCE


@pytest.mark.parametrize(("code", "step_id"), ALL)
def test_transition_goes_through(code, step_id):
    machine, step, gates, fixed, documents = setting(code, step_id)
    history = path_to(code, step.from_)
    assignment = solve(gates, book(), fixed=fixed)
    assert assignment is not None, "the gates contradict each other"
    facts = as_facts(assignment, documents)
    taken = advance(book(), machine, history, step_id, facts, at=AT)
    assert taken == Step(transition=step_id, at=AT)
    standing = replay(machine, (*history, taken))
    assert standing.state.id == step.to
    assert standing.finished == machine.state(step.to).terminal


@pytest.mark.parametrize(("code", "step_id", "gate_id"), GATED)
def test_gate_refuses_with_its_article(code, step_id, gate_id):
    machine, step, gates, _, documents = setting(code, step_id)
    history = path_to(code, step.from_)
    gate = next(one for one in gates if one.id == gate_id)
    # Alone: two gates of one step may ask the same thing, and then refuse together.
    refused = next(iter(assignments(gate.check, False, book())))
    facts = as_facts(refused, documents)
    block = next(one for one in option_of(machine, history, step_id, facts).blocks if one.id == gate_id)
    assert block.kind == "gate"
    assert block.unknown == ()
    assert block.basis
    assert block.overridable == (gate.override == "reason")
    with pytest.raises(Fault):
        advance(book(), machine, history, step_id, facts, at=AT)


@pytest.mark.parametrize(("code", "step_id", "gate_id"), GATED)
def test_a_gate_alone_is_worded_with_its_law(code, step_id, gate_id):
    machine, step, gates, fixed, documents = setting(code, step_id)
    gate = next(one for one in gates if one.id == gate_id)
    assignment = solve(gates, book(), refusing=gate, fixed=fixed)
    if assignment is None:
        # Another gate of this step asks for the same and refuses as well.
        assert len(gates) > 1
        return
    history = path_to(code, step.from_)
    with pytest.raises(Fault) as caught:
        advance(book(), machine, history, step_id, as_facts(assignment, documents), at=AT)
    assert gate.text in str(caught.value)
    assert book().law_title(gate.legal[0].law) in str(caught.value)
    if gate.override == "reason":
        taken = advance(
            book(),
            machine,
            history,
            step_id,
            as_facts(assignment, documents),
            at=AT,
            overrides={gate_id: "设备故障，已由见证人签名"},
        )
        assert taken.overrides[0].block == gate_id
    else:
        with pytest.raises(UsageFault, match="不能凭理由放行"):
            advance(
                book(),
                machine,
                history,
                step_id,
                as_facts(assignment, documents),
                at=AT,
                overrides={gate_id: "领导要求"},
            )


@pytest.mark.parametrize(("code", "step_id"), [one for one in ALL if setting(*one)[4]])
def test_without_its_documents_a_step_is_refused(code, step_id):
    machine, step, gates, fixed, documents = setting(code, step_id)
    facts = as_facts(solve(gates, book(), fixed=fixed), documents)
    facts["documents"] = []
    option = option_of(machine, path_to(code, step.from_), step_id, facts)
    assert option.to_make == (*step.documents.required, *step.documents.one_of)
    assert not option.allowed
    assert not option.with_reason


@pytest.mark.parametrize(("code", "step_id"), [one for one in ALL if setting(*one)[1].limit])
def test_a_step_after_its_limit(code, step_id):
    machine, step, gates, fixed, documents = setting(code, step_id)
    rule = f"{code}.{step.limit}"
    clock = book().clock(rule)
    facts = as_facts(solve(gates, book(), fixed=fixed), documents)
    facts["expired"] = sorted({*facts["expired"], rule})
    option = option_of(machine, path_to(code, step.from_), step_id, facts)
    block = next((one for one in option.blocks if one.id == rule), None)
    if clock.expiry == "elapsed":
        assert block is None
        return
    assert block is not None
    assert block.kind == "limit"
    assert block.overridable == (clock.expiry == "overdue")
    assert clock.name in block.text


@pytest.mark.parametrize(("code", "step_id"), ALL)
def test_nothing_known_is_never_nothing_in_the_way(code, step_id):
    machine, step, gates, _, documents = setting(code, step_id)
    option = option_of(machine, path_to(code, step.from_), step_id, {})
    waits = step.limit and book().clock(f"{code}.{step.limit}").expiry != "elapsed"
    assert option.allowed == (not gates and not documents and not waits)
    assert all(not block.overridable for block in option.blocks)
