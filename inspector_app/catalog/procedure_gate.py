"""What must hold before a step, as data: a closed list of predicates over the facts of a case.

A pack can combine these and cannot invent new ones, so that a pack from headquarters is never a program.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from inspector_app.catalog.procedure_clock import Citation
from inspector_app.catalog.ruleset import Fact

DOCUMENTS, SERVED, EXPIRED = "documents", "served", "expired"
"""Facts every case has: codes of the documents made, of those served, and the limits (``machine.clock``) that have run out."""


class IsTrue(Fact, frozen=True, kw_only=True, tag_field="op", tag="true"):
    """The fact was answered yes."""

    fact: str


class IsFalse(Fact, frozen=True, kw_only=True, tag_field="op", tag="false"):
    """The fact was answered no."""

    fact: str


class AtLeast(Fact, frozen=True, kw_only=True, tag_field="op", tag="at_least"):
    """The number is not below ``value`` (以上含本数)."""

    fact: str
    value: int


class AtMost(Fact, frozen=True, kw_only=True, tag_field="op", tag="at_most"):
    """The number is not above ``value`` (以下含本数)."""

    fact: str
    value: int


class IsIn(Fact, frozen=True, kw_only=True, tag_field="op", tag="in"):
    """The word is one of the values."""

    fact: str
    values: tuple[str, ...]


class Made(Fact, frozen=True, kw_only=True, tag_field="op", tag="made"):
    """The document has been made."""

    document: str


class Served(Fact, frozen=True, kw_only=True, tag_field="op", tag="served"):
    """The document has been served, with proof."""

    document: str


class Expired(Fact, frozen=True, kw_only=True, tag_field="op", tag="expired"):
    """The limit ``machine.clock`` has run out."""

    clock: str


class Running(Fact, frozen=True, kw_only=True, tag_field="op", tag="running"):
    """The limit ``machine.clock`` has not run out."""

    clock: str


class AllOf(Fact, frozen=True, kw_only=True, tag_field="op", tag="all"):
    """Every one holds."""

    checks: tuple[Check, ...]


class AnyOf(Fact, frozen=True, kw_only=True, tag_field="op", tag="any"):
    """At least one holds."""

    checks: tuple[Check, ...]


class When(Fact, frozen=True, kw_only=True, tag_field="op", tag="when", rename={"if_": "if"}):
    """Where ``if`` holds ``then`` must hold; elsewhere nothing is asked."""

    if_: Check
    then: Check


Check: TypeAlias = IsTrue | IsFalse | AtLeast | AtMost | IsIn | Made | Served | Expired | Running | AllOf | AnyOf | When
FactType = Literal["bool", "int", "word", "list"]


class CaseFact(Fact, frozen=True, kw_only=True):
    """A fact gates may ask for: its name in the mapping, what a person is asked, and what kind of answer it is.

    ``words`` are the answers a ``word`` may have, with what each means; ``unit`` belongs to an ``int``.
    """

    id: str
    label: str
    type: FactType
    words: dict[str, str] = msgspec.field(default_factory=dict)
    unit: str = ""


class Gate(Fact, frozen=True, kw_only=True):
    """A requirement of the law on some transitions; ``text`` is what a person reads when it refuses.

    ``on`` names transitions, ``*`` every one. No ``check``: a duty the product can only remind of. ``override`` ``reason``: the law
    leaves room and a stated reason lets the step through; ``none``: it does not.
    """

    id: str
    text: str
    on: tuple[str, ...] = ("*",)
    check: Check | None = None
    override: Literal["none", "reason"] = "none"
    legal: tuple[Citation, ...] = ()
    note: str = ""


def leaves(check: Check) -> Iterator[Check]:
    """The single predicates of a check, in order."""
    if isinstance(check, AllOf | AnyOf):
        for one in check.checks:
            yield from leaves(one)
    elif isinstance(check, When):
        yield from leaves(check.if_)
        yield from leaves(check.then)
    else:
        yield check
