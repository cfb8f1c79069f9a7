"""Facts that make a gate hold, or refuse: found by searching its predicate, for the tests that try every transition."""

from __future__ import annotations

import itertools

from inspector_app.catalog.procedure_gate import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Expired,
    IsFalse,
    IsIn,
    IsTrue,
    Made,
    Running,
    Served,
)


def merged(parts):
    """One assignment of all parts, or None where they contradict each other."""
    whole = {}
    for part in parts:
        for key, value in part.items():
            if whole.setdefault(key, value) != value:
                return None
    return whole


def assignments(check, want, book):
    """Every assignment of the predicate's own facts (a representative of each way) that makes it ``want``."""
    match check:
        case IsTrue() | IsFalse():
            yield {check.fact: want is isinstance(check, IsTrue)}
        case IsIn():
            words = book.fact(check.fact).words
            yield from ({check.fact: word} for word in words if (word in check.values) is want)
        case AtLeast():
            yield {check.fact: check.value if want else check.value - 1}
        case AtMost():
            yield {check.fact: check.value if want else check.value + 1}
        case Made() | Served():
            yield {(type(check).__name__, check.document): want}
        case Expired() | Running():
            yield {("Expired", check.clock): want is isinstance(check, Expired)}
        case AllOf() | AnyOf():
            if want is isinstance(check, AllOf):
                every = [list(assignments(one, want, book)) for one in check.checks]
                for parts in itertools.product(*every):
                    whole = merged(parts)
                    if whole is not None:
                        yield whole
            else:
                for one in check.checks:
                    yield from assignments(one, want, book)
        case _:
            if want:
                yield from assignments(check.if_, False, book)
                for parts in itertools.product(
                    list(assignments(check.if_, True, book)), list(assignments(check.then, True, book))
                ):
                    whole = merged(parts)
                    if whole is not None:
                        yield whole
            else:
                for parts in itertools.product(
                    list(assignments(check.if_, True, book)), list(assignments(check.then, False, book))
                ):
                    whole = merged(parts)
                    if whole is not None:
                        yield whole


def as_facts(assignment, documents):
    """The mapping the rules take."""
    facts = {key: value for key, value in assignment.items() if isinstance(key, str)}
    made = set(documents) | {code for (kind, code), on in _marks(assignment) if kind in ("Made", "Served") and on}
    return facts | {
        "documents": sorted(made),
        "served": [code for (kind, code), on in _marks(assignment) if kind == "Served" and on],
        "expired": [code for (kind, code), on in _marks(assignment) if kind == "Expired" and on],
    }


def _marks(assignment):
    return [(key, value) for key, value in assignment.items() if isinstance(key, tuple)]


def solve(gates, book, *, refusing=None, fixed=None):
    """An assignment that opens all gates, or all but ``refusing``; None where there is none."""
    ordered = sorted(gates, key=lambda one: one is not refusing)
    return _search(ordered, fixed or {}, book, refusing)


def _search(gates, so_far, book, refusing):
    if not gates:
        return so_far
    gate, *rest = gates
    for one in assignments(gate.check, gate is not refusing, book):
        whole = merged((so_far, one))
        if whole is not None:
            found = _search(rest, whole, book, refusing)
            if found is not None:
                return found
    return None
