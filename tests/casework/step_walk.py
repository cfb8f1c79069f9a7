"""Procedures walked from end to end on one pharmacy's case, every document of every step made as the window makes it.

``python -m tests.casework.step_walk FOLDER [MACHINE …]`` walks every way of every procedure and prints, for each document of each step, how
many fields the form must have, how many the records fill, and which are left to ask.

A walk goes through ``take_step`` with its gates; where the story of a single procedure cannot open one (a review that another procedure
would have brought), the step is put on record as taken, for what is looked at here are the documents.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from inspector_app.casework import (
    case_clocks,
    case_facts,
    case_papers,
    case_timeline,
    cases,
    dossier,
    inspecting,
    issuing,
    office,
    penalising,
)
from inspector_app.casework.document_values import record_values
from inspector_app.catalog.form import BY_HAND
from inspector_app.fault import Fault
from inspector_app.records.case import Agent, Goods, Proceeding, StepTaken
from inspector_app.records.enterprise import Enterprise
from inspector_app.rules.deadline_request import CHINA
from inspector_app.vault.vault import Act

from ..rules.gate_solver import as_facts, solve
from . import case_flow
from .case_flow import DAY, VIOLATION

ENTERPRISE = Enterprise(
    id="e1",
    name="滨河市康宁大药房",
    uscc="91350100M000100Y43",
    licence_name="药品经营许可证",
    licence_no="滨DA0001",
    address="滨河市和平路1号",
    legal_representative="陈喆",
    legal_representative_id="330100198001010015",
    quality_head="珺喆",
    contact_person="陈喆",
    phone="0999-1",
)
GOODS = (
    Goods(
        name="板蓝根颗粒",
        spec="10g×20袋",
        unit="盒",
        quantity=Decimal(12),
        unit_price=Decimal(35),
        batch="20240512",
        expiry="2026-04-30",
        maker="北方草木制药有限公司",
    ),
    Goods(
        name="板蓝根颗粒",
        spec="10g×20袋",
        unit="盒",
        quantity=Decimal(2),
        unit_price=Decimal(35),
        batch="20240512",
        maker="北方草木制药有限公司",
        on_hand=False,
    ),
)
FIRST = {
    "enforcement": ("penalty_prior_notice", "penalty_decision"),
    "closing_archive": ("penalty_prior_notice", "penalty_decision"),
    "publicity": ("penalty_prior_notice", "penalty_decision"),
    "service": ("penalty_prior_notice", "penalty_decision"),
    "hearing": ("penalty_prior_notice",),
    "crime_transfer": ("property_list", "coercive_measure_decision"),
}
"""What other procedures have made before one begins."""

PAPER_NUMBERS = {"penalty_decision": "滨药监处罚〔2026〕66号", "no_penalty_decision": "滨药监不罚〔2026〕6号"}
"""A decision is confirmed line by line before it is issued here; a story of one procedure has it as paper."""


@dataclass
class Made:
    """One document as its step made it: what its form must have, what the records gave, what a person still had to say."""

    machine: str
    step: str
    code: str
    required: list[str]
    filled: list[str]
    asked: list[str]
    id: str = ""
    record: dict = field(default_factory=dict)


@dataclass
class Walk:
    """A case on its way."""

    desk: object
    clock: object
    case_id: str
    machine: str
    made: list[Made] = field(default_factory=list)
    forced: list[str] = field(default_factory=list)


def new_desk(folder, clock):
    """A desk with numbers of every word."""
    desk = case_flow.new_desk(folder, clock)
    office.set_organisation(desk, msgspec.structs.replace(office.organisation(desk), bank="滨河银行和平支行，账号001"))
    numbered = [desk.library.form(code).numbered for code in desk.library.codes("document")]
    words = {one.doc_word or one.doc_word_placeholder for one in numbered}
    for year in (2026, 2027, 2028):
        for word in sorted({one for one in words if one} | {"检"}):
            office.add_number_block(desk, word, year=year, first=1, last=9999)
    return desk


def rich_case(desk, clock, machine, *, domain="drug"):
    """A case with all that is usually known: from an inspection, or a complaint for the procedures that handle those."""
    clock.now = DAY
    if machine in ("complaint", "report"):
        case = cases.open_from_source(
            desk,
            machine,
            party=cases.party_of(ENTERPRISE),
            clue="称在该店买到过期的板蓝根颗粒",
            clue_at=DAY,
            procedure=machine,
        )
        cases.choose_officers(desk, case.id, tuple(office.officers(desk)))
    else:
        case = cases.open_from_inspection(desk, _inspection(desk).id)
    key = case.id
    if machine not in ("ordinary", "complaint", "report"):
        case_timeline.open_proceeding(desk, key, machine)
    for name, value in (
        ("domain", domain),
        ("place", "滨河市和平路1号一楼营业区"),
        ("goods", GOODS),
        ("name", f"{ENTERPRISE.name}销售劣药案"),
        ("agents", (Agent(name="孙宁", id_no="330100198001010023", phone="13800000001", scope="特别授权"),)),
        ("correction", "立即停止销售过期药品"),
    ):
        cases.set_value(desk, key, name, value)
    fact = case_facts.add_fact(
        desk, key, "陈列、销售超过有效期的板蓝根颗粒", violation=VIOLATION, act_date=date(2026, 10, 30)
    )
    exhibit = case_facts.add_exhibit(
        desk, key, "现场照片", kind="视听资料", proves="货架上有过期药品", collected_at=DAY, pages=1
    )
    case_facts.prove(desk, fact.id, exhibit.id)
    penalising.charge(desk, key, VIOLATION, facts={"channel": "retail", "illegal_income": 70, "income": 70})
    penalising.decide(desk, key, VIOLATION, band="normal", fine=Decimal(150000))
    return cases.load(desk, key)


def _inspection(desk):
    made = inspecting.start(desk, office.save_enterprise(desk, ENTERPRISE))
    for name, value in (
        ("topic", "日常检查"),
        ("place", "滨河市和平路1号"),
        ("task_no", "第117号"),
        ("started_at", DAY - timedelta(hours=3)),
        ("ended_at", DAY - timedelta(hours=1)),
    ):
        inspecting.set_value(desk, made.id, name, value)
    inspecting.choose_checklist(desk, made.id, "gsp-retail")
    inspecting.choose_officers(desk, made.id, tuple(office.officers(desk)))
    inspecting.answer(desk, made.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, made.id, "gsp-retail-16107", "陈列的板蓝根颗粒超过有效期")
    return inspecting.load(desk, made.id)


def paths(machine):
    """Ways from the beginning that take every step at least once, none of them the beginning of another."""
    found = [(*_to(machine, step.from_), step.id) for step in machine.transitions]
    return [one for one in found if not any(len(other) > len(one) and other[: len(one)] == one for other in found)]


def _to(machine, state):
    waiting, seen = deque([(machine.initial, ())]), {machine.initial}
    while waiting:
        here, steps = waiting.popleft()
        if here == state:
            return steps
        for step in machine.transitions:
            if step.from_ == here and step.to not in seen:
                seen.add(step.to)
                waiting.append((step.to, (*steps, step.id)))
    raise AssertionError(state)


def walk(desk, clock, machine, way, *, domain="drug"):
    """Lead one case along a way; return the walk with every document it made."""
    case = rich_case(desk, clock, machine, domain=domain)
    going = Walk(desk=desk, clock=clock, case_id=case.id, machine=machine)
    for code in FIRST.get(machine, ()):
        clock.now += timedelta(hours=1)
        one = make(going, code, "", count=False)
        if code.startswith("penalty"):
            case_papers.serve(desk, case.id, one.id, "direct", desk.now(), receiver="陈喆")
    if machine in ("enforcement", "closing_archive"):
        # Ready to be carried out: the days of the decision are counted from its service.
        clock.now += timedelta(days=1)
    for transition in way:
        clock.now += timedelta(days=1)
        step(going, transition)
    return going


def step(going, transition):
    """Make what a step asks for, in the window's order, and take it."""
    desk, definition = going.desk, going.desk.library.procedures().machine(going.machine)
    wanted = definition.transition(transition)
    assert wanted is not None
    gates = [one for one in definition.gates_on(transition) if one.check]
    assignment = solve(gates, desk.library.procedures(), fixed={"domain": cases.load(desk, going.case_id).domain}) or {}
    facts = as_facts(assignment, [])
    answers = {key: value for key, value in facts.items() if key not in ("documents", "served", "expired", "domain")}
    answers.pop("officers", None)
    cases.answer(desk, going.case_id, answers)
    for rule in facts["expired"]:
        _pass(going, rule)
    needed = [*case_timeline.making_order(wanted.documents.required), *wanted.documents.one_of[:1]]
    words = f"{going.machine}/{transition}"
    last = [one for one in needed if one == "service_receipt"]
    optional = [one for one in wanted.documents.optional if one not in dossier.BOUND]
    for code in (*(one for one in needed if one not in last), *optional, *last):
        if code not in dossier.BOUND:
            make(going, code, words)
    for code in facts["served"]:
        newest = [one for one in case_papers.materials(desk, going.case_id) if one.form_code == code]
        if newest:
            case_papers.serve(
                desk, going.case_id, newest[-1].id, "direct", desk.now(), receiver="陈喆", place="和平路1号"
            )
    try:
        case_timeline.take_step(desk, going.case_id, going.machine, transition, at=desk.now())
    except Fault as fault:
        going.forced.append(f"{going.machine}.{transition}: {fault}")
        _put(going, transition)


def _pass(going, rule):
    desk = going.desk
    kept = case_clocks.ledger(desk, going.case_id)
    run = case_clocks.runs(kept).get(rule)
    if run is not None:
        last = datetime.fromisoformat(case_clocks.counted(kept, run).date).replace(tzinfo=DAY.tzinfo)
        going.clock.now = max(going.clock.now, last + timedelta(days=2))


def _put(going, transition):
    desk = going.desk
    one = next(
        one for one in reversed(cases.belonging(desk, Proceeding, going.case_id)) if one.machine == going.machine
    )
    taken = StepTaken(transition=transition, at=desk.now(), by=desk.who)
    changed = msgspec.structs.replace(one, steps=(*one.steps, taken))
    desk.record(lambda _: Act(action="登记", chain=going.case_id, puts=(changed,)))


def make(going, code, words, *, count=True):
    """Draft a document as the window does, count what is there, type what is lacking, issue it."""
    desk = going.desk
    form = desk.library.form(code)
    document = issuing.draft_for_case(desk, going.case_id, code, words)
    values = record_values(desk, document)
    lacking = [one.key for one in issuing.problems(desk, document.id) if one.level == "error"]
    fields = [one for one in form.fields if one.type not in BY_HAND and one.key != form.numbered.field]
    required = [one.key for one in fields if one.required]
    made = Made(
        machine=going.machine,
        step=words,
        code=code,
        required=required,
        filled=[key for key in required if key in values],
        asked=list(dict.fromkeys(lacking)),
        record=values,
    )
    complete(desk, document, lacking)
    if count:
        going.made.append(made)
    try:
        issued = issuing.issue(desk, document.id)
    except Fault as fault:
        if code not in PAPER_NUMBERS:
            going.forced.append(f"{code}: {fault}")
        issuing.discard(desk, document.id)
        issued = case_papers.add_paper(
            desk, going.case_id, code, made_at=desk.now(), number=PAPER_NUMBERS.get(code, "")
        )
    made.id = issued.id
    return issued


def complete(desk, document, lacking):
    """Type what only a person can say: the samples of the forms have a fitting value for each, days are the day it is made."""
    form = desk.library.form(document.form_code)
    today = desk.now().astimezone(CHINA)
    later = (today + timedelta(hours=1)).isoformat(timespec="minutes")
    days = {
        "date": today.date().isoformat(),
        "datetime": today.isoformat(timespec="minutes"),
        "daterange": [today.date().isoformat(), (today.date() + timedelta(days=14)).isoformat()],
    }
    for _ in range(3):
        for key in dict.fromkeys(lacking):
            one = form.field(key)
            if one is not None:
                value = later if one.type == "datetime" and "end" in key else days.get(one.type)
                value = value or (form.sample.get(key, one.options[0] if one.options else "由办案人员填写"))
                issuing.set_value(desk, document.id, key, value, reason="测试")
        lacking = [one.key for one in issuing.problems(desk, document.id) if one.level == "error"]


def table(rows: list[Made]) -> str:
    """The figures: a line a document, a line a procedure, one for all."""
    lines = [
        f"{one.step:56}{one.code:36}{len(one.required):4}{len(one.filled):4}{len(one.asked):4}  {'、'.join(one.asked)}"
        for one in rows
    ]
    for name in (*dict.fromkeys(one.machine for one in rows), ""):
        mine = [one for one in rows if not name or one.machine == name]
        needed, filled, asked = (sum(len(getattr(one, key)) for one in mine) for key in ("required", "filled", "asked"))
        whole = sum(not one.asked for one in mine)
        lines.append(
            f"{name or 'all':24}{len(mine):4} documents, {needed:5} fields needed, {filled:5} filled, "
            f"{asked:4} asked, {whole:4} with nothing to ask"
        )
    return "\n".join(lines)


def main(folder: str, *machines: str) -> None:
    """Walk everything, each document of a step counted once."""
    clock = case_flow.Setting(DAY)
    desk = new_desk(Path(folder), clock)
    rows: dict[tuple[str, str], Made] = {}
    for one in desk.library.procedures().machines.values():
        for way in paths(one) if not machines or one.code in machines else ():
            for made in walk(desk, clock, one.code, way).made:
                rows.setdefault((made.step, made.code), made)
    print(table(list(rows.values())))  # noqa: T201 - what it is run for


if __name__ == "__main__":
    main(*sys.argv[1:])
