"""Whatever is pressed in whatever order: no error, no warning of Qt, the journal whole, and the records what the journal says."""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.casework import demonstration, doctor
from inspector_app.casework.desk import Desk
from inspector_app.desktop.application import Application
from inspector_app.vault.shelf import BY_TABLE, SHELVES, plain

from .monkey import Monkey

STEPS = int(os.environ.get("MONKEY_STEPS", "220"))
SEEDS = [int(one) for one in os.environ.get("MONKEY_SEEDS", "7,20").split(",")]
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
        (table, SHELVES[kind].key(record)): plain(record)
        for table, kind in BY_TABLE.items()
        for record in desk.read.find(kind)
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("monkey") / "演示 数据"
    demonstration.build(folder, clock=lambda: NOW).close()
    return folder


@pytest.mark.journey
@pytest.mark.timeout(0 if "MONKEY_STEPS" in os.environ else 120)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_pressed_in_any_order_breaks_it(qapp, made, tmp_path, monkeypatch, caplog, seed):
    import shutil

    folder = tmp_path / "猴子"
    shutil.copytree(made, folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    caplog.set_level(logging.ERROR, "inspector")
    application = Application(qapp, folder)
    application.window.resize(1366, 728)
    application.start()
    from inspector_app.casework import opening

    desk = opening.open_desk(folder, demonstration.PASSPHRASE, clock=lambda: NOW)
    application.enter(desk)
    QApplication.processEvents()
    assert QTest.qWaitForWindowExposed(application.window)
    monkey = Monkey(application.window, seed)
    try:
        monkey.act(STEPS)
        workspace = application.window.workspace
        while workspace.background.busy:
            QTest.qWait(5)
        (tmp_path / "done.txt").write_text("\n".join(monkey.done), "utf-8")
        assert [record.getMessage() for record in caplog.records] == [], monkey.done[-12:]
        workspace.go("home")
        assert [one for one in doctor.examine(desk) if one.ok is False] == []
        assert replayed(desk) == stored(desk)
    finally:
        application.window.close()
        application.shut()
