"""How the window writes moments: in Beijing time whatever the laptop's zone, as the papers and the limits have them."""

from __future__ import annotations

from datetime import datetime

from inspector_app.rules.deadline_request import CHINA


def minute_text(at: datetime | None) -> str:
    """Return a moment to the minute, as it is shown and typed; none is an empty word."""
    return _written(at, "%Y-%m-%d %H:%M")


def second_text(at: datetime | None) -> str:
    """Return a moment to the second: when an original came in."""
    return _written(at, "%Y-%m-%d %H:%M:%S")


def day_text(at: datetime | None) -> str:
    """Return the day of a moment."""
    return _written(at, "%Y-%m-%d")


def short_minute(at: datetime | None) -> str:
    """Return a moment as narrow lists show it, without the year."""
    return _written(at, "%m-%d %H:%M")


def short_day(at: datetime | None) -> str:
    """Return the day of a moment as narrow lists show it, without the year."""
    return _written(at, "%m-%d")


def _written(at: datetime | None, form: str) -> str:
    return "" if at is None else at.astimezone(CHINA).strftime(form)
