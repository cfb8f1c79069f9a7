"""The violations held against the party: their facts and circumstances as stated, kept as written; what they cost is ``penalising``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, CaseFact, Charge
from inspector_app.rules import discretion
from inspector_app.rules.deadline_request import CHINA
from inspector_app.rules.discretion_circumstances import options_for
from inspector_app.rules.penalty_facts import AMOUNTS, Facts, read_facts
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_laws, cases
from .desk import Desk


def charges(desk: Desk, case_id: str) -> list[Charge]:
    """Return the violations held against the party, in the order charged."""
    return cases.belonging(desk, Charge, case_id)


def load(desk: Desk, case_id: str, violation: str, reader: Reader | None = None) -> Charge:
    """Return one violation held against the party; another is a ``UsageFault``."""
    found = (reader or desk.read).get(Charge, f"{case_id}/{violation}")
    if found is None:
        raise UsageFault(f"本案没有认定违法行为 {violation}", code="charge_unknown")
    return found


def charge(
    desk: Desk, case_id: str, violation: str, *, act: str = "", facts: Mapping[str, Any] | None = None
) -> Charge:
    """Hold a violation of the law packs against the party; charges of the same ``act`` compete (行政处罚法第29条).

    What the case knows is stated at once: the party's kind, the day of the act, the value of the goods.
    """
    case_laws.book(desk, case_id).violation(violation)
    case = cases.load(desk, case_id)
    known = _of_case(desk, case, violation) | dict(facts or {})
    made = Charge(
        id=f"{case_id}/{violation}",
        case_id=case_id,
        violation=violation,
        act=act,
        facts=_written(read_facts(known | {"violation": violation, "rules": case.rules})),
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        if reader.get(Charge, made.id) is not None:
            raise Fault("这个违法行为已经在案", kept="没有改动", code="charge_twin")
        return Act(action=f"认定违法行为 {violation}", chain=case_id, puts=(made,))

    desk.record(decide)
    return made


def _of_case(desk: Desk, case: Case, violation: str) -> dict[str, Any]:
    mine = [one for one in cases.belonging(desk, CaseFact, case.id) if one.violation in ("", violation)]
    days = [one.act_date for one in mine if one.act_date is not None]
    found: dict[str, Any] = {"party": case.party.kind}
    if case.unit is not None:
        # The party of such a case is punished as a responsible person of its unit, never as if the act were its own.
        found["punished"] = "person"
    if days:
        found["act_date"] = max(days).isoformat()
    value, kept = cases.goods_value(case), cases.goods_value(case, on_hand=True)
    if value is not None:
        found["value"] = value
    if kept is not None:
        found["goods_on_hand"] = kept
    return found


def earlier(desk: Desk, case_id: str) -> list[str]:
    """The other cases of the same party on this laptop, by title: who was punished before is no first offender."""
    party = cases.load(desk, case_id).party
    if not party.name:
        return []
    found = [one.id for one in cases.summaries(desk, party.name, limit=200) if one.id != case_id]
    return [cases.title(one) for one in (cases.load(desk, id_) for id_ in found) if one.party.name == party.name]


def drop_charge(desk: Desk, case_id: str, violation: str) -> None:
    """No longer hold a violation against the party; the journal keeps it, and what fined the same act is open again."""

    def decide(reader: Reader) -> Act:
        found = load(desk, case_id, violation, reader)
        cases.editable(cases.load(desk, case_id, reader))
        others = tuple(_open_again(one) for one in beside(desk, found))
        return Act(action=f"撤销认定 {violation}", chain=case_id, puts=others, drops=((Charge, found.id),))

    desk.record(decide)


def set_facts(desk: Desk, case_id: str, violation: str, facts: Mapping[str, Any]) -> Charge:
    """State facts of one violation (keys of ``inspector penalty``, None takes one back); what was decided on others is open again.

    With it go the choice of the law and what was decided on the other violations of the same act: both rested on the facts.
    """
    was = load(desk, case_id, violation)
    merged = {k: v for k, v in (_read_back(was.facts) | dict(facts)).items() if v is not None}
    known = read_facts(merged | {"violation": violation})
    again = [(one, _open_again(one)) for one in beside(desk, was)]
    made = msgspec.structs.replace(was, facts=_written(known), law=None, decided=None)
    change(desk, f"填写处罚事实 {violation}", [(was, made), *again])
    return made


def tick(desk: Desk, case_id: str, violation: str, circumstance: str, value: bool | Sequence[bool]) -> Charge:
    """Tick a circumstance of discretion, whole or part by part; what was decided without it is open again."""
    was = load(desk, case_id, violation)
    mark: bool | tuple[bool, ...] = value if isinstance(value, bool) else tuple(value)
    ticks = {k: v for k, v in (was.ticks | {circumstance: mark}).items() if v is not False}
    discretion.worksheet(case_laws.book_of(desk, was), weighed_today(desk, facts_of(was)), ticks | {circumstance: mark})
    made = msgspec.structs.replace(was, ticks=ticks, decided=None)
    change(desk, f"勾选裁量情节 {violation}", [(was, made)])
    return made


def choose_rules(desk: Desk, case_id: str, code: str) -> Case:
    """Choose by which rules of discretion the case is weighed: the national ones, or a province's that is installed.

    Every violation is open again; circumstances the other rules do not know are no longer ticked.
    """
    book, laws = case_laws.with_rules(desk, case_id, code)
    rules = book.discretion(code)
    case = cases.load(desk, case_id)
    pairs = []
    for was in charges(desk, case_id):
        made = msgspec.structs.replace(was, facts=was.facts | {"rules": code}, decided=None)
        pairs.append((was, msgspec.structs.replace(made, ticks=_known_ticks(book, rules, made))))
    changed = msgspec.structs.replace(case, rules=code)
    change(desk, f"选定裁量规则 {rules.meta.title}", pairs, case=(case, changed), more=[laws] if laws else [])
    return changed


def _known_ticks(book: LawBook, rules: DiscretionPack, one: Charge) -> dict[str, bool | tuple[bool, ...]]:
    # Known is what the rules know at all: whether it holds yet is asked on the day of the decision.
    facts = msgspec.structs.replace(facts_of(one), act_date=None, decision_date=None)
    known = {option.id: option for option in options_for(rules, book.violation(one.applied), facts)}
    return {
        id_: mark
        for id_, mark in one.ticks.items()
        if id_ in known and (isinstance(mark, bool) or len(mark) == len(known[id_].parts))
    }


def with_known_ticks(book: LawBook, one: Charge) -> Charge:
    """The charge with those circumstances alone that its violation and rules know."""
    return msgspec.structs.replace(one, ticks=_known_ticks(book, book.discretion(facts_of(one).rules), one))


def weighed_today(desk: Desk, facts: Facts) -> Facts:
    """The facts as a decision of today weighs them: an exemption that came after the act holds for it too (行政处罚法第37条)."""
    if facts.act_date is None or facts.decision_date is not None:
        return facts
    return msgspec.structs.replace(facts, decision_date=max(facts.act_date, desk.now().astimezone(CHINA).date()))


def stated_facts(one: Charge) -> Facts:
    """The facts of a charge as stated, for the rule of the time of the act."""
    return read_facts(_read_back(one.facts) | {"violation": one.violation})


def facts_of(one: Charge) -> Facts:
    """The penalty's facts of a charge, typed; where the later rule was chosen they are held against that one (行政处罚法第37条)."""
    known = stated_facts(one)
    if one.law is None or one.law.time == "act":
        return known
    # The later rule is applied as from its first day: the act itself was before it.
    return msgspec.structs.replace(known, violation=one.law.violation, act_date=one.law.since, decision_date=None)


def beside(desk: Desk, one: Charge) -> list[Charge]:
    """The other violations the same act meets."""
    if not one.act:
        return []
    return [other for other in charges(desk, one.case_id) if other.act == one.act and other.id != one.id]


def _open_again(one: Charge) -> Charge:
    return msgspec.structs.replace(one, decided=None)


# Keeping


def _written(facts: Facts) -> dict[str, str | bool | list[str]]:
    found: dict[str, str | bool | list[str]] = {}
    for name in facts.__struct_fields__:
        value = getattr(facts, name)
        if value is None or value == () or name == "violation":
            continue
        if isinstance(value, Decimal):
            found[name] = f"{value:f}"
        elif isinstance(value, tuple):
            found[name] = list(value)
        else:
            found[name] = value if isinstance(value, str) else value.isoformat()
    return found


def _read_back(written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(written)
    for key in AMOUNTS:
        if isinstance(found.get(key), str):
            try:
                found[key] = Decimal(found[key])
            except InvalidOperation:
                raise UsageFault(f"{key}（{AMOUNTS[key]}）应当是数字（元）", code="facts-invalid") from None
    return found


def change(
    desk: Desk,
    action: str,
    pairs: Sequence[tuple[Charge, Charge]],
    *,
    case: tuple[Case, Case] | None = None,
    more: Sequence[Any] = (),
) -> None:
    """Put changed charges (was, is), and the head where it changes too, in one entry; what changed meanwhile refuses all of it."""
    chain = case[0].id if case is not None else pairs[0][0].case_id

    def act(reader: Reader) -> Act:
        now = cases.editable(cases.load(desk, chain, reader))
        if (case is not None and now != case[0]) or any(reader.get(Charge, was.id) != was for was, _ in pairs):
            raise Fault("这个违法行为刚被改动过", kept="没有改动", todo="请再做一次", code="race")
        puts: tuple[Any, ...] = (*(made for was, made in pairs if made != was), *more)
        return Act(action=action, chain=chain, puts=puts if case is None else (case[1], *puts))

    desk.record(act)
