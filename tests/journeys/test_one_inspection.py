"""From an empty laptop to a bundle that headquarters opens, in a real window; and the same, killed again and again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inspector_app.casework import doctor, inspecting, issuing, opening
from inspector_app.headquarters import demonstration as collector

from .hand import FINDINGS, FORMS, PASSPHRASE, Hand

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts" / "screens"
KILLS = 20


def keep_screen(window: QWidget, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    QTest.qWait(350)
    assert window.grab().save(str(ARTEFACTS / f"{name}.png"))


@pytest.mark.journey
def test_from_an_empty_laptop_to_a_receipt(qapp, vault_folder, outside):
    hand = Hand(qapp, vault_folder, outside, keep_screen)
    hand.get_in()
    hand.enrol()
    collector.register(outside / "总部", outside / "设备.json", at=datetime.now(UTC))
    page = hand.open_inspection()
    for stage in (hand.particulars, hand.team, hand.notice, hand.items, hand.review, hand.documents):
        stage(page)
    bundle = hand.seal(page)
    receipt = collector.collect(outside / "总部", bundle, outside / "回执.json", at=datetime.now(UTC))
    hand.take_receipt(receipt)
    hand.look_around()
    key = page.inspection_id
    given = inspecting.answers(hand.desk, key)
    assert len([a for a in given.values() if a.code]) == 176
    assert {i for i, a in given.items() if a.code == "non_compliant"} == set(FINDINGS)
    assert {d.form_code for d in issuing.documents(hand.desk, key) if d.status == "issued"} == set(FORMS)
    assert [check for check in doctor.examine(hand.desk) if check.ok is False] == []
    hand.close()


def check_nothing_lost(vault_folder: Path, acknowledged: dict[str, tuple[int, str]]) -> None:
    if not opening.vault_exists(vault_folder):
        assert acknowledged == {}
        return
    desk = opening.open_desk(vault_folder, PASSPHRASE)
    try:
        for chain, (seq, head) in acknowledged.items():
            entries = desk.read.journal(chain)
            assert len(entries) >= seq, f"{chain}: {seq} acknowledged, {len(entries)} there"
            assert entries[seq - 1]["hash"] == head
        assert [c for c in doctor.examine(desk) if c.ok is False] == []
        replayed: dict[tuple[str, str], object] = {}
        for chain in desk.vault.chains():
            for entry in desk.read.journal(chain):
                for change in entry["changes"]:
                    replayed[change["kind"], change["id"]] = change["after"]
        for row_id, body in desk.read.rows("SELECT id, body FROM answers"):
            import json

            assert replayed["answers", row_id] == json.loads(body)
    finally:
        desk.close()


@pytest.mark.journey
@pytest.mark.timeout(600)
def test_killed_at_random_moments_nothing_acknowledged_is_lost(vault_folder, outside):
    dice = random.Random(20261121)
    acknowledged: dict[str, tuple[int, str]] = {}
    kills, done = 0, False
    while not done:
        walk = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.walker", str(vault_folder), str(outside)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
            cwd=Path(__file__).resolve().parents[2],
        )
        assert walk.stdout is not None
        assert walk.stderr is not None
        left = dice.randint(0, 24) if kills < KILLS else None
        for line in walk.stdout:
            if line.startswith("ACK "):
                _, chain, seq, head = line.split()
                acknowledged[chain] = (int(seq), head)
            done = done or line.startswith("DONE")
            if left is not None and left <= 0:
                walk.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
                break
            left = None if left is None else left - 1
        said = walk.stderr.read()
        walk.wait()
        walk.stdout.close()
        walk.stderr.close()
        assert walk.returncode in {0, -9, 1}, said
        assert "Traceback" not in said, said
        assert "QWidget" not in said, said
        kills += walk.returncode == -9
        check_nothing_lost(vault_folder, acknowledged)
    assert kills == KILLS
