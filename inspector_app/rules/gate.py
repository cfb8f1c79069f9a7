"""Whether a requirement holds for the facts of a case: yes, no, or not known yet and what must be asked.

Pure: the facts come in as a mapping; what is absent is unknown, never taken for no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_gate import (
    DOCUMENTS,
    EXPIRED,
    SERVED,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    CaseFact,
    Check,
    Expired,
    IsFalse,
    IsIn,
    IsTrue,
    Made,
    Running,
    Served,
)
from inspector_app.fault import UsageFault

LISTS = {DOCUMENTS: "已制作的文书", SERVED: "已送达的文书", EXPIRED: "已届满的期限"}
_TYPES = {"bool": "是或否（true、false）", "int": "不小于 0 的整数", "word": "文字"}
_MOST = 10**15
"""Far beyond any count or amount: a larger number is a slip."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """``holds`` None: not known; ``missing`` names the facts that would decide it."""

    holds: bool | None
    missing: tuple[str, ...] = ()


def read_facts(book: ProcedureBook, given: Mapping[str, object]) -> dict[str, object]:
    """Return the facts that are known, each checked; an unknown name or a wrong kind of value is a ``UsageFault`` that names it.

    ``documents``, ``served`` and ``expired`` are lists of codes; None means not known.
    """
    clocks = book.clocks()
    read: dict[str, object] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in LISTS:
            read[name] = _codes(name, value)
            continue
        fact = book.fact(name)
        if fact is None:
            raise UsageFault(f"不认识的事实 {name}", code="fact-unknown")
        read[name] = _value(fact, value)
    for clock in _listed(read, EXPIRED):
        if clock not in clocks:
            raise UsageFault(f"事实 {EXPIRED} 里没有期限 {clock}", code="fact-invalid")
    return read


def find(check: Check, facts: Mapping[str, object]) -> Finding:
    """Try a check on facts that ``read_facts`` returned; absent facts are unknown, and one unknown may still not matter."""
    if isinstance(check, AllOf):
        return _all(find(one, facts) for one in check.checks)
    if isinstance(check, AnyOf):
        return _not(_all(_not(find(one, facts)) for one in check.checks))
    if isinstance(check, Made | Served):
        name, code = (DOCUMENTS, check.document) if isinstance(check, Made) else (SERVED, check.document)
        return Finding(holds=code in _listed(facts, name))
    if isinstance(check, Expired | Running):
        if EXPIRED not in facts:
            return Finding(holds=None, missing=(EXPIRED,))
        return Finding(holds=(check.clock in _listed(facts, EXPIRED)) == isinstance(check, Expired))
    if isinstance(check, IsTrue | IsFalse | AtLeast | AtMost | IsIn):
        return _one(check, facts)
    given = find(check.if_, facts)
    return _not(_all((given, _not(find(check.then, facts)))))


def _one(check: IsTrue | IsFalse | AtLeast | AtMost | IsIn, facts: Mapping[str, object]) -> Finding:
    if check.fact not in facts:
        return Finding(holds=None, missing=(check.fact,))
    value = facts[check.fact]
    if isinstance(check, IsTrue | IsFalse):
        return Finding(holds=value is isinstance(check, IsTrue))
    if isinstance(check, IsIn):
        return Finding(holds=value in check.values)
    assert isinstance(value, int)
    return Finding(holds=value >= check.value if isinstance(check, AtLeast) else value <= check.value)


def _all(findings: Iterable[Finding]) -> Finding:
    found = list(findings)
    if any(one.holds is False for one in found):
        return Finding(holds=False)
    missing = tuple(dict.fromkeys(name for one in found if one.holds is None for name in one.missing))
    return Finding(holds=None, missing=missing) if missing else Finding(holds=True)


def _not(finding: Finding) -> Finding:
    return finding if finding.holds is None else Finding(holds=not finding.holds)


def _listed(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = facts.get(name, ())
    assert isinstance(value, tuple)
    return value


def _codes(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in value):
        raise UsageFault(f"事实 {name}（{LISTS[name]}）应当是代码的列表", code="fact-invalid")
    return tuple(sorted(set(value)))


def _value(fact: CaseFact, value: object) -> object:
    sound = (
        (fact.type == "bool" and isinstance(value, bool))
        or (fact.type == "int" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST)
        or (fact.type == "word" and isinstance(value, str))
    )
    if not sound:
        raise UsageFault(f"事实 {fact.id}（{fact.label}）应当是{_TYPES[fact.type]}", code="fact-invalid")
    if fact.type == "word" and value not in fact.words:
        known = "、".join(f"{code}（{words}）" for code, words in fact.words.items())
        raise UsageFault(
            f"事实 {fact.id}（{fact.label}）没有“{value}”这个答案", todo=f"可以是：{known}", code="fact-invalid"
        )
    return value
