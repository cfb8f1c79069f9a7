"""Whatever is pressed in whatever order: no error, no warning of Qt, the journal whole, and the records what the journal says.

``MONKEY_STEPS`` and ``MONKEY_SEEDS`` (parted by commas) let it go on longer than a few seconds.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.casework import demonstration, doctor
from inspector_app.casework.desk import Desk
from inspector_app.desktop.application import Application
from inspector_app.desktop.pages.unlock import UnlockPage
from inspector_app.desktop.window import Window
from inspector_app.vault.shelf import BY_TABLE

from .monkey import Monkey
from .mouse import until, write

STEPS = int(os.environ.get("MONKEY_STEPS", "150"))
SEEDS = [int(one) for one in os.environ.get("MONKEY_SEEDS", "7").split(",")]
NOW = datetime(2026, 11, 26, 14, 3, 22, tzinfo=timezone(timedelta(hours=8)))


def replayed(desk: Desk) -> dict[tuple[str, str], dict]:
    """The records as the journal alone tells them; every entry begins where the one before it ended."""
    told: dict[tuple[str, str], dict] = {}
    for (line,) in desk.read.rows("SELECT body FROM journal ORDER BY rowid"):
        entry = json.loads(line)
        for change in entry["changes"]:
            key = (change["kind"], change["id"])
            assert told.get(key) == change["before"], (entry["chain"], entry["seq"], key)
            told[key] = change["after"]
    return {key: value for key, value in told.items() if value is not None}


def stored(desk: Desk) -> dict[tuple[str, str], dict]:
    """The records as they lie in their tables."""
    return {
        (table, key): json.loads(body)
        for table in BY_TABLE
        for key, body in desk.read.rows(f"SELECT id, body FROM {table}")
    }


def come_in(window: Window) -> None:
    """Type the passphrase at the door."""
    until(lambda: window.findChild(UnlockPage) is not None)
    field = window.findChild(UnlockPage).field
    write(field, demonstration.PASSPHRASE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    until(lambda: window.workspace is not None)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "演示 数据"
    demonstration.build(folder, clock=lambda: NOW).close()
    return folder


@pytest.mark.journey
@pytest.mark.timeout(0 if "MONKEY_STEPS" in os.environ else 300)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_pressed_in_any_order_breaks_it(qapp, made, tmp_path, monkeypatch, caplog, seed):
    folder = tmp_path / "演示 数据"
    shutil.copytree(made, folder)
    # What a file dialog might be made to write stays in the test's own folder.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    caplog.set_level(logging.ERROR, "inspector")
    application = Application(qapp, folder)
    window = application.window
    window.resize(1366, 728)
    application.start()
    assert QTest.qWaitForWindowExposed(window)
    come_in(window)
    monkey = Monkey(window, seed)
    try:
        for _ in range(STEPS):
            monkey.act()
            if window.workspace is None:
                come_in(window)
        until(lambda: not window.workspace.background.busy)
        assert [record.getMessage() for record in caplog.records] == [], monkey.done[-12:]
        window.workspace.go("home")
        assert [one for one in doctor.examine(window.desk) if one.ok is False] == []
        assert replayed(window.desk) == stored(window.desk)
    finally:
        window.close()
        application.shut()
