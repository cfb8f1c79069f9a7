"""A procedure as its pack states it: states, transitions, gates and clocks; a decision table; or the terms all of them share.

The three share one folder and are told apart by ``kind``. Facts keep how far they were verified; words without a machine's
meaning stay as clauses, in sections, so that nothing of a source is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.procedure_clock import Citation, Clock, Counting
from inspector_app.catalog.procedure_gate import CaseFact, Gate
from inspector_app.catalog.ruleset import Fact


class Law(Fact, frozen=True, kw_only=True):
    """A law by its short name here; ``id`` is its name in the law packs, empty where they do not have it."""

    title: str
    id: str = ""
    edition: str = ""
    note: str = ""


class Clause(Fact, frozen=True, kw_only=True):
    """One statement with its source; ``verified`` None where the source says nothing of it."""

    text: str
    legal: tuple[Citation, ...] = ()
    verified: bool | None = None
    note: str = ""


class Section(Fact, frozen=True, kw_only=True):
    """Statements under one heading."""

    id: str
    title: str
    clauses: tuple[Clause, ...]
    legal: tuple[Citation, ...] = ()
    note: str = ""


class State(Fact, frozen=True, kw_only=True):
    """Where a case can stand; nothing follows a terminal state."""

    id: str
    name: str
    terminal: bool = False


class StepDocuments(Fact, frozen=True, kw_only=True):
    """The documents of a step: all that are required, one of a group, and those that may be needed."""

    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


class Transition(Fact, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One step. ``actor`` decides or does it; ``limit`` is the clock it must keep, ``starts`` those that begin with it.

    ``enters`` is the state (``machine.state``) of another procedure that begins with this step. ``matters`` is what an approval of
    matters must be about to count for it (none: any does), ``proposal`` the sentence that asks for it: a blank ``{name}`` in it takes what
    the case knows by that name, and where one stays unknown nothing is proposed.
    """

    id: str
    from_: str
    to: str
    event: str
    actor: str
    documents: StepDocuments = StepDocuments()
    limit: str = ""
    starts: tuple[str, ...] = ()
    enters: str = ""
    matters: tuple[str, ...] = ()
    proposal: str = ""
    legal: tuple[Citation, ...] = ()
    note: str = ""


class ServiceMethod(Fact, frozen=True, kw_only=True):
    """One way of serving a document, and when it counts as served. ``clock`` is the time that must pass first."""

    id: str
    name: str
    completed_on: str
    documents: tuple[str, ...]
    legal: tuple[Citation, ...]
    precondition: str = ""
    evidence: str = ""
    clock: str = ""
    note: str = ""


class Formula(Fact, frozen=True, kw_only=True):
    """A sum the procedure works with; computed where amounts are."""

    id: str
    text: str
    legal: tuple[Citation, ...]
    excludes: tuple[Clause, ...] = ()


class Machine(Fact, frozen=True, kw_only=True, tag_field="kind", tag="machine"):
    """A procedure that moves from state to state."""

    code: str
    name: str
    version: str
    legal: tuple[Citation, ...] = ()
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    clocks: tuple[Clock, ...] = ()
    gates: tuple[Gate, ...] = ()
    methods: tuple[ServiceMethod, ...] = ()
    formulas: tuple[Formula, ...] = ()
    sections: tuple[Section, ...] = ()
    note: str = ""

    def state(self, id_: str) -> State:
        """The state of that name."""
        return next(one for one in self.states if one.id == id_)

    def transition(self, id_: str) -> Transition | None:
        """The transition of that name, or None."""
        return next((one for one in self.transitions if one.id == id_), None)

    def clock(self, id_: str) -> Clock | None:
        """The clock of that name, or None."""
        return next((one for one in self.clocks if one.id == id_), None)

    def gates_on(self, transition: str) -> tuple[Gate, ...]:
        """The gates a transition passes, in the pack's order."""
        return tuple(one for one in self.gates if "*" in one.on or transition in one.on)

    def lines(self) -> list[str]:
        """The machine in words: its steps, then its limits."""
        names = {one.id: one.name for one in self.states}
        steps = [f"{one.id}  {names[one.from_]} → {names[one.to]}：{one.event}" for one in self.transitions]
        return [*steps, *(f"{self.code}.{one.id}  {one.name}（{one.words}，{one.start}起）" for one in self.clocks)]

    def problems(self) -> Iterator[Problem]:
        """Every contradiction within the machine."""
        from inspector_app.catalog.procedure_validation import machine_problems

        return machine_problems(self)


class Outcome(Fact, frozen=True, kw_only=True):
    """One row of a decision table: what may or must follow when."""

    outcome: str
    when: str
    document: str
    legal: tuple[Citation, ...]
    note: str = ""


class DecisionTable(Fact, frozen=True, kw_only=True, tag_field="kind", tag="decision_table"):
    """Outcomes with their conditions in words; a person reads and decides."""

    code: str
    name: str
    version: str
    legal: tuple[Citation, ...] = ()
    rules: tuple[Outcome, ...]
    related: tuple[Clause, ...] = ()
    note: str = ""

    def lines(self) -> list[str]:
        """The table in words, a line a row."""
        return [f"{one.outcome}：{one.when}" for one in self.rules]

    def problems(self) -> Iterator[Problem]:
        """A table without rows says nothing."""
        if not self.rules:
            yield Problem("$.rules", "没有一行规则")


class Terms(Fact, frozen=True, kw_only=True, tag_field="kind", tag="terms"):
    """What all procedures share: laws by short name, who acts, how limits are counted, which facts gates may ask for."""

    code: str
    name: str
    version: str
    laws: dict[str, Law]
    roles: dict[str, str]
    counting: tuple[Counting, ...]
    facts: tuple[CaseFact, ...]
    notes: tuple[str, ...] = ()
    note: str = ""

    def lines(self) -> list[str]:
        """The terms in words: how each law counts."""
        return [f"{self.laws[one.law].title}：{one.text}" for one in self.counting if one.law in self.laws]

    def problems(self) -> Iterator[Problem]:
        """Every contradiction within the terms."""
        from inspector_app.catalog.procedure_validation import terms_problems

        return terms_problems(self)


Procedure: TypeAlias = Machine | DecisionTable | Terms
