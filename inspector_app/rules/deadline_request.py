"""What a limit is counted from and what changes it in a case: the event, extensions granted, time taken off with its proof."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

import msgspec

from inspector_app.fault import UsageFault

CHINA = dt.timezone(dt.timedelta(hours=8))
"""All limits run on Beijing time; there is no other in the country and no daylight saving since 1991."""

EARLIEST, LATEST = dt.date(1999, 1, 1), dt.date(2099, 12, 31)
KEYS = ("variant", "extend", "suspend")
_WHOLE = re.compile(r"[1-9][0-9]{0,3}")
_EXACT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?")
_BLANK = re.compile(r"[\s　]*")


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """Days that do not count, both ends included, and the document that proves it with the day it was served."""

    first: dt.date
    last: dt.date
    document: str
    served: dt.date


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """From when, and with what changes. ``at`` is only needed for limits in hours and is timezone-aware.

    ``extensions`` are the lengths granted, in the order the law allows them; None takes the length the law names.
    """

    start: dt.date
    at: dt.datetime | None = None
    variant: str = ""
    extensions: tuple[int | None, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


def read_request(start: str, settings: Mapping[str, Sequence[str]]) -> Request:
    """Read the text of a request: ``--from`` and the values given under each key.

    Keys: ``variant``; ``extend`` (a number, ``yes`` for the length the law names, several joined with ``+``); ``suspend``
    (``FIRST/LAST/DOCUMENT/SERVED``, may be repeated). Anything else is a ``UsageFault`` that names the field.
    """
    for key, values in settings.items():
        if key not in KEYS:
            raise _wrong(f"不认识的 --set {key}", todo=f"可用的有：{'、'.join(KEYS)}")
        if key != "suspend" and len(values) > 1:
            raise _wrong(f"--set {key} 只能给一次")
    day, moment = read_start(start)
    return Request(
        start=day,
        at=moment,
        variant="".join(settings.get("variant", ())),
        extensions=_extensions("".join(settings.get("extend", ()))),
        suspensions=tuple(_suspension(one) for one in settings.get("suspend", ())),
    )


def read_start(text: str) -> tuple[dt.date, dt.datetime | None]:
    """Read ``YYYY-MM-DD`` or a moment ``YYYY-MM-DDTHH:MM``; a moment without an offset is Beijing time."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return _date(text, "--from"), None
    day, clock, offset = found.groups()
    _date(day, "--from")
    try:
        moment = dt.datetime.fromisoformat(f"{day}T{clock}{offset or '+08:00'}")
        local = moment.astimezone(CHINA)
    except (ValueError, OverflowError):
        raise _wrong(f"--from 的时刻“{text}”不存在") from None
    return local.date(), local


def _date(text: str, field: str) -> dt.date:
    if not _EXACT.fullmatch(text):
        raise _wrong(f"{field} 的日期“{text}”应当写成 YYYY-MM-DD，例如 2026-03-02")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _wrong(f"{field} 的日期“{text}”不存在") from None
    if not EARLIEST <= day <= LATEST:
        raise _wrong(f"{field} 的日期“{text}”不在 {EARLIEST.year} 至 {LATEST.year} 年之间")
    return day


def _extensions(text: str) -> tuple[int | None, ...]:
    granted: list[int | None] = []
    for part in text.split("+") if text else ():
        if part == "yes":
            granted.append(None)
        elif _WHOLE.fullmatch(part):
            granted.append(int(part))
        else:
            raise _wrong(f"--set extend 的“{part}”应当是正整数，或者 yes（按法定长度）")
    return tuple(granted)


def _suspension(text: str) -> Suspension:
    parts = text.split("/")
    if len(parts) != 4 or any(_BLANK.fullmatch(one) for one in parts):
        raise _wrong(
            f"--set suspend 的“{text}”不完整：扣除的期间须绑定一份已送达的文书",
            todo="请写成 起/止/文书/送达日，例如 2026-03-05/2026-03-16/testing_period_notice/2026-03-05",
        )
    first, last = _date(parts[0], "--set suspend 起"), _date(parts[1], "--set suspend 止")
    if last < first:
        raise _wrong(f"--set suspend 的“{text}”止日早于起日")
    return Suspension(first=first, last=last, document=parts[2], served=_date(parts[3], "--set suspend 送达日"))


def _wrong(what: str, *, todo: str = "") -> UsageFault:
    return UsageFault(what, todo=todo, code="deadline-request")
