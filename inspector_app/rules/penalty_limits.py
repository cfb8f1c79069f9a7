"""Two limits in time that stand before a penalty: limitation (行政处罚法第36条) and the transfer of a crime (移送规定第5条第二款).

Days and hours here run by the calendar: neither article speaks of working days. Times are passed in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import Ref
from inspector_app.fault import UsageFault

TIME_FORMAT = "%Y-%m-%d %H:%M"


class Limitation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a violation may no longer be punished, after how many years, and on which day that was."""

    expired: bool
    years: int
    last_day: date
    because: str
    refs: tuple[Ref, ...]


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """Until when a transfer must be decided and, once approved, sent."""

    decide_deadline: date
    send_deadline: datetime | None
    refs: tuple[Ref, ...]


def limitation(
    rules: DiscretionPack, act_end: date, discovered: date, *, health_safety: bool, harm_result: bool
) -> Limitation:
    """Judge limitation. Five years need both: life and health (or finance) concerned, and a harmful result.

    ``act_end`` is the day of the act, for a continuous one the day it ended.
    """
    if discovered < act_end:
        raise UsageFault("discovered（发现日期）早于 act_end（行为终了日期）", code="facts-invalid")
    by_years = {one.id: one for one in rules.limitation}
    longer = health_safety and harm_result
    rule = by_years["lim-5y" if longer else "lim-2y"]
    assert rule.years is not None
    last = _years_later(act_end, rule.years)
    if longer:
        because = "涉及公民生命健康安全或者金融安全，且有危害后果"
    elif health_safety:
        because = "虽涉及公民生命健康安全，但没有危害后果"
    else:
        because = "一般违法行为"
    expired = discovered > last
    words = f"{because}，追责时效{rule.years}年，至 {last} 止；{'已过时效，不再处罚' if expired else '未过时效'}"
    return Limitation(expired=expired, years=rule.years, last_day=last, because=words, refs=rule.refs)


def transfer(rules: DiscretionPack, report_received: datetime, approved: datetime | None = None) -> Transfer:
    """Count the time limits of a transfer to the police."""
    if approved is not None and approved < report_received:
        raise UsageFault("approved（批准时间）早于 report_received（接到报告时间）", code="facts-invalid")
    assert rules.criminal_transfer is not None
    steps = {one.id: one for one in rules.criminal_transfer.steps}
    decide, send = steps["ct-approve"].limit, steps["ct-send"].limit
    assert decide is not None
    assert send is not None
    return Transfer(
        decide_deadline=report_received.date() + timedelta(days=decide.value),
        send_deadline=approved + timedelta(hours=send.value) if approved is not None else None,
        refs=(*steps["ct-approve"].refs, *steps["ct-send"].refs),
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # The 29th of February has no anniversary in a common year: the month's last day is it.
        return day.replace(year=day.year + years, day=28)
