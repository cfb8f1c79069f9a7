"""Paying what was decided: in time, in parts, or late with the surcharge of each day (行政处罚法第66、67、72、73条).

The surcharge runs on fines alone; confiscated gains bear none. Days are calendar days; the day payment was due is not late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from inspector_app.catalog.discretion_duties import LatePayment
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Paper, Pause, Payment, PaymentPart
from inspector_app.rules.penalty_payment import Instalment, Plan, Surcharge, instalments, surcharge

from . import case_clocks, case_laws, cases, issuing, penalising
from .desk import Desk

PAY_RULES = ("enforcement.pay15", "summary.pay15")
DEFERRAL_FORMS = ("fine_deferral_notice", "case_matter_approval")


class PaymentState(msgspec.Struct, frozen=True, kw_only=True):
    """How the fine of a case stands on a day.

    ``due`` None: nothing that starts the fifteen days was served yet. ``late`` is the surcharge of a fine in one sum, ``plan`` of one in
    parts; ``owed`` is what is still to be paid of fine and surcharge together, None while it cannot be told (``fault``).
    """

    on: date
    fine: Decimal
    due: date | None
    payment: Payment
    days_late: int
    late: Surcharge | None
    plan: Plan | None
    owed: Decimal | None
    fault: str = ""

    @property
    def surcharge(self) -> Decimal:
        """The surcharge so far in 元."""
        return self.plan.late_fine if self.plan is not None else self.late.late_fine if self.late else Decimal(0)


def fine_of(desk: Desk, case_id: str) -> Decimal:
    """The fines decided in a case, in 元."""
    found = (one.amount for one in penalising.items(desk, case_id) if one.kind == penalising.FINE)
    return sum((amount for amount in found if amount is not None), Decimal(0))


def state(desk: Desk, case_id: str, on: date) -> PaymentState | None:
    """How the fine stands on a day; None for a case without a fine, or one whose decision does not bind yet."""
    fine = fine_of(desk, case_id)
    if not fine:
        return None
    kept = case_clocks.ledger(desk, case_id)
    run = next((one for rule in PAY_RULES if (one := case_clocks.runs(kept).get(rule)) is not None), None)
    executing = any(one.machine == "enforcement" for one in kept.proceedings)
    if run is None and not executing:
        return None
    due = date.fromisoformat(case_clocks.counted(kept, run).date) if run is not None else None
    rule = case_laws.book(desk, kept.case.id).discretion(kept.case.rules).late_payment
    assert rule is not None
    return reckon(rule, kept.case.payment, fine, due, on)


def reckon(rule: LatePayment, payment: Payment, fine: Decimal, due: date | None, on: date) -> PaymentState:
    """Reckon payment and surcharge of one fine (元) that is due on a day, as of another."""
    late: Surcharge | None = None
    plan: Plan | None = None
    days, owed, fault = 0, None, ""
    try:
        if payment.parts:
            parts = [_instalment(one, payment.pauses, on) for one in payment.parts]
            plan = instalments(rule, fine, parts, on)
            owed = plan.unpaid + plan.late_fine
        elif due is not None:
            until = payment.paid_on if payment.paid_on is not None and payment.paid_on <= on else on
            days = max((until - due).days, 0)
            late = surcharge(rule, fine, days, days_suspended=_paused(due, until, payment.pauses))
            owed = late.late_fine + (Decimal(0) if until is payment.paid_on else fine)
    except Fault as error:
        fault = str(error)
    return PaymentState(
        on=on, fine=fine, due=due, payment=payment, days_late=days, late=late, plan=plan, owed=owed, fault=fault
    )


def approvals(desk: Desk, case_id: str) -> list[tuple[str, str]]:
    """The documents that may allow paying later or in parts: id and name, issued here or registered as paper."""
    issued = [
        (one.id, f"{one.name} {one.number}".strip())
        for one in issuing.documents(desk, case_id=case_id)
        if one.status == "issued" and one.form_code in DEFERRAL_FORMS
    ]
    papers = cases.belonging(desk, Paper, case_id)
    return issued + [(one.id, f"{one.name}（纸质）") for one in papers if one.form_code in DEFERRAL_FORMS]


def set_parts(desk: Desk, case_id: str, parts: Sequence[PaymentPart], approval: str) -> Case:
    """Let the fine be paid in parts, or later in one part, on an approval; no parts takes it back (行政处罚法第66条第2款)."""
    case = cases.load(desk, case_id)
    if parts:
        if approval not in {key for key, _ in approvals(desk, case_id)}:
            raise Fault(
                "延期、分期缴纳要经批准，还没有选定批准它的文书（行政处罚法第66条第2款）",
                kept="没有改动",
                todo="请先印发延期（分期）缴纳罚款通知书，或者登记纸质的审批表",
                code="payment-approval",
            )
        rule = case_laws.book(desk, case.id).discretion(case.rules).late_payment
        assert rule is not None
        instalments(rule, fine_of(desk, case_id), [_instalment(one, (), one.due) for one in parts], parts[0].due)
    changed = msgspec.structs.replace(case.payment, parts=tuple(parts), approval=approval if parts else "")
    return cases.set_value(desk, case_id, "payment", changed)


def paid(desk: Desk, case_id: str, day: date | None, part: int | None = None) -> Case:
    """State that the fine, or one part of it, was paid on a day; None takes it back."""
    payment = cases.load(desk, case_id).payment
    if day is not None and day > desk.now().date():
        raise UsageFault(f"缴款日期 {day} 在今天之后", kept="没有改动", code="payment-day")
    if part is None:
        changed = msgspec.structs.replace(payment, paid_on=day)
    else:
        if not 0 <= part < len(payment.parts):
            raise UsageFault(f"没有第{part + 1}期", code="payment-part")
        parts = list(payment.parts)
        parts[part] = msgspec.structs.replace(parts[part], paid_on=day)
        changed = msgspec.structs.replace(payment, parts=tuple(parts))
    return cases.set_value(desk, case_id, "payment", changed)


def set_pauses(desk: Desk, case_id: str, pauses: Sequence[Pause]) -> Case:
    """State the days of a review or a lawsuit, each with the notice of acceptance that proves it (行政处罚法第73条第3款)."""
    for one in pauses:
        if one.last < one.first:
            raise UsageFault("停计期间的止日早于起日", kept="没有改动", code="payment-pause")
        if not one.notice.strip():
            raise Fault("停计加处罚款要写明受理或者立案通知", kept="没有改动", code="payment-pause")
    payment = cases.load(desk, case_id).payment
    return cases.set_value(desk, case_id, "payment", msgspec.structs.replace(payment, pauses=tuple(pauses)))


def _instalment(one: PaymentPart, pauses: Sequence[Pause], on: date) -> Instalment:
    until = one.paid_on if one.paid_on is not None and one.paid_on <= on else on
    return Instalment(
        amount=one.amount, due=one.due, paid_on=one.paid_on, days_suspended=_paused(one.due, until, pauses)
    )


def _paused(due: date, until: date, pauses: Sequence[Pause]) -> int:
    """The days after ``due`` up to ``until`` that fall into some pause, each counted once."""
    days = {one.first + timedelta(days=n) for one in pauses for n in range(min((one.last - one.first).days, 36500) + 1)}
    return sum(due < day <= until for day in days)
