"""All procedures together: what one file says of another is held against it here, and a clock or machine is found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from inspector_app.catalog import packfile
from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.procedure import (
    Clause,
    DecisionTable,
    Formula,
    Machine,
    Procedure,
    Section,
    ServiceMethod,
    Terms,
)
from inspector_app.catalog.procedure_clock import Citation, Clock, Exclusion, Extension, Variant
from inspector_app.catalog.procedure_gate import (
    AtLeast,
    AtMost,
    CaseFact,
    Check,
    Expired,
    Gate,
    IsFalse,
    IsIn,
    IsTrue,
    Running,
    leaves,
)
from inspector_app.catalog.procedure_validation import ARTICLE
from inspector_app.fault import Fault, UsageFault

if TYPE_CHECKING:
    from inspector_app.catalog.library import Library


class ProcedureBook(msgspec.Struct, frozen=True, kw_only=True):
    """The terms and everything that uses them; made by ``of``, which refuses what contradicts itself."""

    terms: Terms
    machines: dict[str, Machine]
    tables: dict[str, DecisionTable]

    @classmethod
    def of(cls, procedures: Iterable[Procedure]) -> ProcedureBook:
        """Put the packs together; no terms, or a name that names nothing in another file, is a ``Fault``."""
        found = list(procedures)
        terms = [one for one in found if isinstance(one, Terms)]
        if len(terms) != 1:
            raise _fault("程序表单里应当有且只有一份共用规则（kind: terms）")
        book = cls.unchecked(terms[0], found)
        for code, problem in book.problems():
            raise _fault(f"程序 {code}（{problem.path.removeprefix('$.')}）：{problem.text}")
        return book

    @classmethod
    def unchecked(cls, terms: Terms, found: Sequence[Procedure]) -> ProcedureBook:
        """Put the packs together as they are, for whoever wants to know everything that is wrong."""
        return cls(
            terms=terms,
            machines={one.code: one for one in found if isinstance(one, Machine)},
            tables={one.code: one for one in found if isinstance(one, DecisionTable)},
        )

    def machine(self, code: str) -> Machine:
        """The machine of that code; an unknown one is a ``UsageFault`` that lists what exists."""
        if code in self.machines:
            return self.machines[code]
        known = "、".join(sorted(self.machines))
        raise UsageFault(f"没有代码为“{code}”的程序", todo=f"已有的程序：{known}", code="procedure-unknown")

    def clock(self, rule: str) -> Clock:
        """The clock ``machine.clock``; an unknown one is a ``UsageFault`` that lists what exists."""
        machine, dot, name = rule.partition(".")
        if not dot or not name:
            raise UsageFault(
                f"期限“{rule}”应当写成“程序.期限”，例如 evidence_preservation.seven", code="deadline-unknown"
            )
        clock = self.machine(machine).clock(name)
        if clock is None:
            known = "、".join(f"{machine}.{one.id}" for one in self.machines[machine].clocks) or "无"
            raise UsageFault(f"没有期限“{rule}”", todo=f"该程序的期限：{known}", code="deadline-unknown")
        return clock

    def clocks(self) -> dict[str, Clock]:
        """Every clock by ``machine.clock``."""
        return {f"{code}.{one.id}": one for code, machine in self.machines.items() for one in machine.clocks}

    def fact(self, name: str) -> CaseFact | None:
        """What a gate's fact is called and how it is answered, or None."""
        return next((one for one in self.terms.facts if one.id == name), None)

    def law_title(self, law: str) -> str:
        """The law's title for its short name here."""
        return self.terms.laws[law].title

    def cite(self, citation: Citation) -> str:
        """Articles of one law as shown on screen; what was not verified says so."""
        text = f"《{self.law_title(citation.law)}》"
        text += "、".join(_article(one) for one in citation.articles) or "（条号待核）"
        return text if citation.verified or not citation.articles else f"{text}（未核实）"

    def problems(self) -> Iterator[tuple[str, Problem]]:
        """Every contradiction between files, with the code of the file it stands in."""
        clocks = self.clocks()
        for table in self.tables.values():
            cited = [*table.legal, *(one for rule in table.rules for one in rule.legal), *_of_clauses(table.related)]
            yield from ((table.code, problem) for problem in self._laws(cited))
        for machine in self.machines.values():
            for problem in self._machine(machine, clocks):
                yield machine.code, problem

    def _machine(self, machine: Machine, clocks: dict[str, Clock]) -> Iterator[Problem]:
        yield from self._laws(_cited(machine))
        for index, step in enumerate(machine.transitions):
            path = f"$.transitions[{index}]"
            if step.actor not in self.terms.roles:
                yield Problem(f"{path}.actor", f"没有角色 {step.actor}")
            code, _, state = step.enters.partition(".")
            if step.enters and (code not in self.machines or state not in {s.id for s in self.machines[code].states}):
                yield Problem(f"{path}.enters", f"没有 {step.enters} 这个程序状态")
        for index, clock in enumerate(machine.clocks):
            yield from self._clock(clock, f"$.clocks[{index}]", clocks)
        for index, gate in enumerate(machine.gates):
            for check in leaves(gate.check) if gate.check else ():
                yield from self._check(check, f"$.gates[{index}].check", clocks)

    def _clock(self, clock: Clock, path: str, clocks: dict[str, Clock]) -> Iterator[Problem]:
        if clock.same_as and clock.same_as not in clocks:
            yield Problem(f"{path}.same_as", f"没有期限 {clock.same_as}")
        counting = next((one for one in self.terms.counting if one.law == clock.law), None)
        if counting is None or clock.duration is None:
            return
        if clock.unit == "calday" and counting.is_working(clock.duration):
            yield Problem(f"{path}.unit", f"{counting.text}，{clock.duration} 日应当是工作日")

    def _check(self, check: Check, path: str, clocks: dict[str, Clock]) -> Iterator[Problem]:
        if isinstance(check, Expired | Running) and check.clock not in clocks:
            yield Problem(f"{path}.clock", f"没有期限 {check.clock}")
        if not isinstance(check, IsTrue | IsFalse | AtLeast | AtMost | IsIn):
            return
        fact = self.fact(check.fact)
        wanted = "bool" if isinstance(check, IsTrue | IsFalse) else "word" if isinstance(check, IsIn) else "int"
        if fact is None:
            yield Problem(f"{path}.fact", f"共用规则里没有事实 {check.fact}")
        elif fact.type != wanted:
            yield Problem(f"{path}.fact", f"事实 {check.fact} 的类型是 {fact.type}，不能这样比较")
        elif isinstance(check, IsIn):
            for value in check.values:
                if value not in fact.words:
                    yield Problem(f"{path}.values", f"事实 {check.fact} 没有 {value} 这个答案")
            if set(check.values) >= set(fact.words):
                yield Problem(f"{path}.values", f"事实 {check.fact} 的每个答案都能通过，等于没有条件")

    def _laws(self, citations: Iterable[Citation]) -> Iterator[Problem]:
        for one in citations:
            if one.law not in self.terms.laws:
                yield Problem("$.legal", f"没有法律简称 {one.law}")
            for article in one.articles:
                if not ARTICLE.fullmatch(article):
                    yield Problem("$.legal", f"“{article}”不是条款号")


def cross_faults(library: Library) -> list[tuple[str, Fault]]:
    """What contradicts between the procedures of a library: file below the folder, and the fault with its line.

    Packs that are wrong by themselves are left to their own check.
    """
    read: list[Procedure] = []
    for code in library.codes("procedure"):
        with suppress(Fault):
            read.append(library.procedure(code))
    terms = [one for one in read if isinstance(one, Terms)]
    if not read or not terms:
        return []
    found: list[tuple[str, Fault]] = []
    parsed: dict[str, packfile.PackData] = {}
    for code, problem in ProcedureBook.unchecked(terms[0], read).problems():
        name = f"procedures/{code}.yaml"
        if name not in parsed:
            parsed[name] = packfile.parse(library.source(name), f"{code}.yaml")
        found.append((name, parsed[name].fault(problem.path, problem.text)))
    return found


def _cited(machine: Machine) -> Iterator[Citation]:
    """Every citation of a machine, wherever it stands."""
    yield from machine.legal
    for step in machine.transitions:
        yield from step.legal
    for clock in machine.clocks:
        yield clock.citation
        yield from clock.also
        parts: list[Extension | Exclusion | Variant] = [*clock.extensions, *clock.excludes, *clock.variants]
        for part in parts:
            yield from part.legal
    holders: list[Gate | ServiceMethod | Formula | Section] = [
        *machine.gates,
        *machine.methods,
        *machine.formulas,
        *machine.sections,
    ]
    for holder in holders:
        yield from holder.legal
    for formula in machine.formulas:
        yield from _of_clauses(formula.excludes)
    yield from _of_sections(machine.sections)


def _of_sections(sections: Iterable[Section]) -> Iterator[Citation]:
    for section in sections:
        yield from _of_clauses(section.clauses)


def _of_clauses(clauses: Iterable[Clause]) -> Iterator[Citation]:
    for clause in clauses:
        yield from clause.legal


def _article(reference: str) -> str:
    number, _, rest = reference.partition("(")
    base, _, inserted = number.partition("-")
    text = f"第{base}条" + (f"之{inserted}" if inserted else "")
    return f"{text}({rest}" if rest else text


def _fault(what: str) -> Fault:
    return Fault(what, kept="其他表单不受影响", todo="请重新安装程序，或重新导入程序表单包", code="procedure-invalid")
