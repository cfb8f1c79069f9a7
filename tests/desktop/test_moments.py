"""Moments are written in Beijing time, whatever zone the laptop is set to."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import pytest

from inspector_app.desktop import moments

LATE = datetime(2026, 11, 21, 16, 30, 5, tzinfo=UTC)


@pytest.mark.skipif(os.name != "posix", reason="the zone of the process cannot be set here")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_day_is_that_of_beijing(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert moments.minute_text(LATE) == "2026-11-22 00:30"
        assert moments.second_text(LATE) == "2026-11-22 00:30:05"
        assert moments.day_text(LATE) == "2026-11-22"
        assert (moments.short_minute(LATE), moments.short_day(LATE)) == ("11-22 00:30", "11-22")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_no_moment_is_no_word():
    assert moments.minute_text(None) == moments.day_text(None) == ""
