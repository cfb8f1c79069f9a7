"""One answer as the inspector feels it: key press, commit, journal entry, repaint of the page; p50 and p99 in milliseconds."""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.casework import inspecting, office, opening
from inspector_app.desktop import theme
from inspector_app.desktop.background import Background
from inspector_app.desktop.pages.inspection import InspectionPage
from inspector_app.desktop.pages.inspection.item_list import ItemList
from inspector_app.desktop.services import Services
from inspector_app.records.person import Organisation

ANSWERS = 300
PAUSE_MS = 30
FRAME_MS = 1000 / 60


def measure(folder: Path) -> list[float]:
    app = QApplication.instance() or QApplication([])
    theme.apply(app, theme.Theme())
    officers = (office.new_officer("李敏", "0417"), office.new_officer("王海涛", "0533"))
    desk = opening.create_desk(
        folder / "vault",
        secrets.token_hex(8),
        organisation=Organisation(name="和平区药品监督管理局"),
        officers=officers,
        device_name="bench",
    )
    background = Background()
    inspection = inspecting.start(desk, office.new_enterprise("安康大药房"))
    inspecting.choose_checklist(desk, inspection.id, "gsp-wholesale")
    page = InspectionPage(desk, Services(background))
    page.resize(1360, 870)
    page.show()
    page.open_inspection(inspection.id, 4)
    QTest.qWait(300)
    target = page.findChild(ItemList)
    keys = (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_2, Qt.Key.Key_1)
    taken = []
    for number in range(ANSWERS):
        key = keys[number % len(keys)]
        started = time.perf_counter()
        QTest.keyClick(target, key)
        QApplication.processEvents()
        taken.append((time.perf_counter() - started) * 1000)
        if key == Qt.Key.Key_2:
            QTest.keyClick(target, Qt.Key.Key_Down)
        QTest.qWait(PAUSE_MS)
    given = len(inspecting.answers(desk, inspection.id))
    page.leave()
    page.close()
    background.close()
    desk.close()
    if given < ANSWERS * 0.8:
        raise SystemExit(f"only {given} answers arrived")
    return sorted(taken)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        taken = measure(Path(folder))
    p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99) - 1]
    result = {
        "what": "key press to repaint, commit included",
        "answers": len(taken),
        "p50_ms": round(p50, 2),
        "p99_ms": round(p99, 2),
        "max_ms": round(taken[-1], 2),
        "frame_ms": round(FRAME_MS, 2),
        "frames_at_p99": round(p99 / FRAME_MS, 2),
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
