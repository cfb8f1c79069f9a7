"""Paying a fine late or in instalments (行政处罚法第66条第二款、第67条、第72条、第73条第三款).

The surcharge is a share of the unpaid fine for each day, never more than the fine itself; days of review or litigation do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from inspector_app.catalog.discretion_duties import LatePayment
from inspector_app.fault import UsageFault
from inspector_app.rules.trail import Step, Trail, plain, yuan

MAX_DAYS = 36500


class Surcharge(msgspec.Struct, frozen=True, kw_only=True):
    """The surcharge (加处罚款) in 元 and how it was reached."""

    late_fine: Decimal
    capped: bool
    trail: tuple[Step, ...]


class Instalment(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a fine that may be paid in parts: how much, until when, and when it was paid.

    ``days_suspended`` of the days it is late fell into a review or a lawsuit.
    """

    amount: Decimal
    due: date
    paid_on: date | None = None
    days_suspended: int = 0


class InstalmentState(msgspec.Struct, frozen=True, kw_only=True):
    """How an instalment stands on a day."""

    amount: Decimal
    due: date
    days_overdue: int
    late_fine: Decimal
    paid: bool


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All instalments on a day: what is still owed and the surcharge so far, capped at the fine."""

    parts: tuple[InstalmentState, ...]
    unpaid: Decimal
    late_fine: Decimal
    trail: tuple[Step, ...]


def surcharge(rule: LatePayment, fine: Decimal, days_overdue: int, *, days_suspended: int = 0) -> Surcharge:
    """The surcharge on a fine after so many days. ``days_suspended`` of them fell into a review or a lawsuit."""
    for key, days in (("days_overdue", days_overdue), ("days_suspended", days_suspended)):
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MAX_DAYS:
            raise UsageFault(f"{key} 应当是 0 至 {MAX_DAYS} 的整数（日）", code="facts-invalid")
    if days_suspended > days_overdue:
        raise UsageFault("days_suspended（停计的日数）多于 days_overdue（逾期日数）", code="facts-invalid")
    if fine <= 0:
        raise UsageFault("fine（罚款）应当大于 0", code="facts-invalid")
    trail = Trail()
    trail.compute("fine", "given", fine, say="罚款 {}")
    counted = days_overdue - days_suspended
    if days_suspended:
        trail.say("suspended", f"{rule.suspend}：{days_suspended}日不计，按{counted}日计算", rule.refs)
    percent = f"{plain(rule.daily_rate * 100):f}%"
    trail.compute(
        "accrued",
        "times",
        "fine",
        rule.daily_rate,
        Decimal(counted),
        say=f"{yuan(fine)}×{percent}×{counted}日＝{{}}",
        refs=rule.refs,
    )
    late = trail.compute("late_fine", "at_most", "accrued", "fine", say="加处罚款不超过罚款本数：{}", refs=rule.refs)
    return Surcharge(late_fine=late, capped=late == fine, trail=tuple(trail.steps))


def instalments(rule: LatePayment, fine: Decimal, parts: Sequence[Instalment], on: date) -> Plan:
    """How a fine paid in parts stands on a day; the parts must add up to the fine and come due one after the other.

    Each part bears the surcharge from the day after its own due date until it is paid.
    """
    total = sum((one.amount for one in parts), Decimal(0))
    if not parts or total != fine:
        raise UsageFault(f"各期数额合计 {yuan(total)}，与罚款 {yuan(fine)} 不一致", code="facts-invalid")
    dues = [one.due for one in parts]
    if dues != sorted(set(dues)):
        raise UsageFault("各期的缴款期限应当一期晚于一期", code="facts-invalid")
    trail = Trail()
    states = []
    for number, one in enumerate(parts, start=1):
        if one.amount <= 0:
            raise UsageFault(f"第{number}期的数额应当大于 0", code="facts-invalid")
        until = one.paid_on if one.paid_on is not None and one.paid_on <= on else on
        late = max((until - one.due).days, 0)
        owed = surcharge(rule, one.amount, late, days_suspended=min(one.days_suspended, late))
        name = f"part{number}"
        trail.compute(name, "given", owed.late_fine, say=f"第{number}期逾期{late}日，加处 {{}}", refs=rule.refs)
        states.append(
            InstalmentState(
                amount=one.amount, due=one.due, days_overdue=late, late_fine=owed.late_fine, paid=until is one.paid_on
            )
        )
    late_fine = trail.compute(
        "sum", "plus", *(f"part{number}" for number in range(1, len(parts) + 1)), say="加处合计 {}"
    )
    late_fine = trail.compute("late_fine", "at_most", "sum", fine, say="不超过罚款本数：{}", refs=rule.refs)
    unpaid = sum((one.amount for one in states if not one.paid), Decimal(0))
    return Plan(parts=tuple(states), unpaid=unpaid, late_fine=late_fine, trail=tuple(trail.steps))
