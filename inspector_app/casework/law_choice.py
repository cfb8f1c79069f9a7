"""从旧兼从轻 (行政处罚法第37条): the rule of the time of the act beside the one that took its place, and which of them an officer applies."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Charge, LawChoice
from inspector_app.rules.penalty import RuleChoice, assess

from . import case_laws, charges
from .desk import Desk

Time = Literal["act", "decision"]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two rules: what it gives, its articles as documents cite them, and the days of the acts it applies to by itself."""

    rule: RuleChoice
    citations: tuple[str, ...]
    since: date | None
    until: date | None

    @property
    def known(self) -> bool:
        """Whether its range could be determined."""
        return self.rule.fine_max is not None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Both rules side by side. ``suggested`` is the one the article prefers, empty while that cannot be told.

    ``clear``: the one is lighter or heavier in everything, so that the article leaves no choice. ``comparable`` false: the later rule has
    nothing of the kind (no such stage), so that only the rule of the time of the act can be reckoned.
    """

    act: Side
    decision: Side
    suggested: Time | Literal[""]
    clear: bool
    comparable: bool
    basis: str
    chosen: LawChoice | None

    @property
    def known(self) -> bool:
        """Whether what can be determined is: only then can one of them be chosen."""
        return self.act.known and (self.decision.known or not self.comparable)

    def side(self, time: Time) -> Side:
        """The rule of that time."""
        return self.act if time == "act" else self.decision


def comparison(book: LawBook, one: Charge) -> Comparison | None:
    """Put the two rules side by side; None where the law did not change between the act and today.

    Facts the rule of the time of the act cannot have are its fault.
    """
    facts = charges.stated_facts(one)
    later_id = book.violation(one.violation).replaced_by
    found = {choice.time: choice for choice in assess(book, facts).choices}
    if "act" not in found or later_id is None:
        return None
    old = found["act"]
    new = found.get("decision") or _unknown(book, later_id, old.why)
    light = new.applies
    known = old.fine_max is not None and new.fine_max is not None
    return Comparison(
        act=_side(book, old),
        decision=_side(book, new),
        suggested="" if not known else "decision" if light else "act",
        comparable="decision" in found,
        clear=known and (light or _no_lighter(old, new)),
        basis="、".join(book.citation(ref) for ref in _refs(book, facts.rules)),
        chosen=one.law,
    )


def choose(desk: Desk, case_id: str, violation: str, time: Time, reason: str = "") -> Charge:
    """Apply one of the two rules from now on; against the article it is refused, where the article leaves it open a reason is asked for."""
    was = charges.load(desk, case_id, violation)
    book = case_laws.book_of(desk, was)
    found = comparison(book, was)
    if found is None:
        raise UsageFault("这个违法行为的规定在行为之后没有变更，不用选择", code="law-choice")
    side = found.side(time)
    if not (found.known and side.known):
        lacking = found.decision if not found.decision.known else found.act
        raise Fault(lacking.rule.why, kept="没有改动", todo="请先补齐事实", code="facts-missing")
    if found.clear and time != found.suggested:
        raise Fault(
            f"应当适用{found.side(found.suggested or 'act').rule.name}：{found.side(found.suggested or 'act').rule.why}（{found.basis}）",
            kept="没有改动",
            code="law-choice",
        )
    if not found.clear and not reason.strip():
        raise Fault("两个规定各有轻重，请写明为什么适用这一个", kept="没有改动", code="law-choice-reason")
    law = LawChoice(
        time=time,
        violation=side.rule.violation,
        since=side.since,
        reason=reason.strip() or side.rule.why,
        by=desk.who,
        at=desk.now(),
    )
    made = charges.with_known_ticks(book, msgspec.structs.replace(was, law=law, decided=None))
    others = [(one, msgspec.structs.replace(one, decided=None)) for one in charges.beside(desk, was)]
    charges.change(desk, f"从旧兼从轻：选定适用{side.rule.name}", [(was, made), *others])
    return made


def reason_of(book: LawBook, one: Charge) -> str:
    """Why this rule is applied, as a reason of the decision; empty where the law did not change."""
    found = comparison(book, one)
    if found is None or one.law is None:
        return ""
    side = found.side(one.law.time)
    which = "行为时的规定" if one.law.time == "act" else "作出决定时的规定"
    return f"行为之后规定有变更，依据{found.basis}，比较后适用{which}（{'、'.join(side.citations)}）：{one.law.reason.rstrip('。')}"


def _side(book: LawBook, rule: RuleChoice) -> Side:
    violation = book.violation(rule.violation)
    since, until = book.effective_from(violation), violation.until
    return Side(
        rule=rule,
        citations=tuple(book.citation(ref) for ref in violation.penalized_by),
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


def _unknown(book: LawBook, violation: str, why: str) -> RuleChoice:
    return RuleChoice(
        violation=violation,
        name=book.violation(violation).name,
        time="decision",
        fine_min=None,
        fine_max=None,
        kinds=(),
        applies=False,
        why=why,
    )


def _no_lighter(old: RuleChoice, new: RuleChoice) -> bool:
    assert old.fine_min is not None
    assert old.fine_max is not None
    assert new.fine_min is not None
    assert new.fine_max is not None
    no_less = new.fine_min >= old.fine_min and new.fine_max >= old.fine_max
    return no_less and set(new.kinds) >= set(old.kinds)


def _refs(book: LawBook, rules: str) -> tuple[Ref, ...]:
    temporal = book.discretion(rules).temporal
    return temporal.refs if temporal is not None else ()
