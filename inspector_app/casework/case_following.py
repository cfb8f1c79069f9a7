"""Procedures that a step of another settles: the review is over once the notice follows it, the notice is served once its service is registered.

What a side procedure asks is asked with the step that settles it; it follows only where its own gates pass, and stays open to be led
by hand where they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from inspector_app.catalog.procedure import Transition
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.fault import Fault
from inspector_app.records.case import Proceeding, Service
from inspector_app.rules import procedure

from . import case_papers, case_procedures, case_timeline, cases
from .case_clocks import rule_steps
from .desk import Desk

SETTLED: dict[str, tuple[tuple[str, str], ...]] = {
    "ordinary.reviewing.noticed": (("legal_review", "submitted.passed"),),
    "ordinary.reviewing.investigating": (("legal_review", "submitted.returned_investigate"),),
    "ordinary.noticed.deciding": (("notice_and_pleading", "served.waived"), ("notice_and_pleading", "served.lapsed")),
    "ordinary.noticed.rechecking": (("notice_and_pleading", "served.pleaded"),),
    "ordinary.rechecking.deciding": (("notice_and_pleading", "pleaded.rechecked"),),
    "ordinary.discussing.decided": (("collective_discussion", "scheduled.resolved"),),
}
"""What a step settles beside itself, tried in this order until one of a machine holds."""
_SERVED: dict[str, tuple[str, str]] = {
    "penalty_prior_notice": ("notice_and_pleading", "drafted.served"),
    "penalty_decision": ("service", "pending.completed"),
    "no_penalty_decision": ("service", "pending.completed"),
}
_SERVING = frozenset({"ordinary.reviewing.noticed", "ordinary.decided.served"})
"""Steps that begin what a service settles."""
_TOUCHED = frozenset({"direct", "mail", "entrust", "forward"})
"""Ways of service whose proof is the receipt that the service is registered by; the others have gates of their own."""


def settled(book: ProcedureBook, open_machines: frozenset[str], step: str) -> list[tuple[str, Transition]]:
    """The steps of side procedures under way that a step (``machine.transition``) settles."""
    found = []
    for machine, transition in SETTLED.get(step, ()):
        known = book.machine(machine).transition(transition)
        if machine in open_machines and known is not None:
            found.append((machine, known))
    return found


def follow(desk: Desk, case_id: str, step: str, at: datetime) -> list[str]:
    """Take what a step settles, as far as its gates pass; return the keys of the procedures that moved."""
    moved: list[str] = []
    for machine, transition in SETTLED.get(step, ()):
        one = _standing_at(desk, case_id, machine, transition)
        if one is not None and _took(desk, one, transition, at):
            moved.append(one.key)
    if step in _SERVING:
        # The service may have been registered before the step that it belongs to.
        newest = {one.form_code: one.id for one in case_papers.materials(desk, case_id)}
        for service in cases.belonging(desk, Service, case_id):
            if newest.get(service.form_code) == service.document_id:
                moved += follow_service(desk, case_id, service)
    return moved


def follow_service(desk: Desk, case_id: str, service: Service) -> list[str]:
    """Take what a registered service settles: the notice is served, the decision delivered."""
    machine, transition = _SERVED.get(service.form_code, ("", ""))
    one = _standing_at(desk, case_id, machine, transition) if machine else None
    facts: dict[str, Any] = {}
    if machine == "service":
        if service.method not in _TOUCHED or not service.receiver:
            return []
        facts = {"service_method": service.method, "service_proved": True}
    # The limits run from the service itself; the step is registered when it is known.
    at = max(service.served_at, one.entered_at or service.served_at) if one is not None else service.served_at
    return [one.key] if one is not None and _took(desk, one, transition, at, facts) else []


def _standing_at(desk: Desk, case_id: str, machine: str, transition: str) -> Proceeding | None:
    book = case_procedures.book(desk, case_id)
    definition = book.machine(machine)
    wanted = definition.transition(transition)
    if wanted is None:
        return None
    for one in reversed(cases.belonging(desk, Proceeding, case_id)):
        if one.machine == machine and procedure.replay(definition, rule_steps(one)).state.id == wanted.from_:
            return one
    return None


def _took(desk: Desk, one: Proceeding, transition: str, at: datetime, facts: dict[str, Any] | None = None) -> bool:
    try:
        case_timeline.take_step(desk, one.case_id, one.key, transition, at=at, facts=facts)
    except Fault:
        return False
    return True


def open_machines(desk: Desk, case_id: str) -> frozenset[str]:
    """The machines of the procedures of a case that are under way."""
    return frozenset(_open(desk, case_id))


def _open(desk: Desk, case_id: str) -> Iterator[str]:
    book = case_procedures.book(desk, case_id)
    for one in cases.belonging(desk, Proceeding, case_id):
        if not procedure.replay(book.machine(one.machine), rule_steps(one)).finished:
            yield one.machine
