"""A vault as full as a busy laptop's: thousands of finished inspections, made through the one write gate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from inspector_app.casework.desk import Desk
from inspector_app.casework.opening import create_desk
from inspector_app.records.answer import Answer
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.inspection import Inspection
from inspector_app.records.person import Officer, Organisation
from inspector_app.vault.vault import Act

PASSPHRASE = "benchmark passphrase 2026"
ANSWERS = 20  # stored with each inspection


def make(folder: Path, inspections: int = 5000) -> Desk:
    """Return an open desk over a new vault holding that many inspections of fictional enterprises."""
    officers = [
        Officer(id=f"o{n}", name=name, certificate_no=f"TEST-{n:04d}", valid_until=date(2030, 1, 1))
        for n, name in enumerate(("甲某", "乙某"), 1)
    ]
    desk = create_desk(
        folder,
        PASSPHRASE,
        organisation=Organisation(name="示例市药品监督管理局"),
        officers=officers,
        device_name="基准",
    )
    for number in range(inspections):
        at = datetime(2025, 1 + number % 12, 1 + number % 28, 9, tzinfo=UTC)
        enterprise = Enterprise(id=f"e{number:05d}", name=f"示例第{number:05d}药房", address="示例路 1 号")
        inspection = Inspection(
            id=f"i{number:05d}", created_at=at, created_by="甲某", enterprise=enterprise,
            checklist_code="gsp-retail", state="finalised", officers=tuple(officers),
        )  # fmt: skip
        answers = (
            Answer(
                inspection_id=inspection.id,
                item_id=f"x{n}",
                code="compliant" if n else "non_compliant",
                answered_at=at,
                answered_by="甲某",
            )
            for n in range(ANSWERS)
        )
        act = Act(action="建立", chain=inspection.id, puts=(enterprise, inspection, *answers))
        desk.record(lambda _, act=act: act)
    return desk
