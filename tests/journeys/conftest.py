"""What lies outside the laptop: headquarters, a stick, photos on a camera card."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inspector_app.casework.demo_pictures import picture
from inspector_app.headquarters import demonstration as collector

from .case_hand import WORDS, CaseHand
from .hand import FINDINGS

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "外 面"
    (folder / "U盘").mkdir(parents=True)
    collector.establish(folder / "总部", "省局执法监督处", at=AT)
    for item_id, text in FINDINGS.items():
        (folder / f"照片 {item_id[-5:]}.jpg").write_bytes(picture("现场", text[:10], AT))
    return folder


@pytest.fixture
def vault_folder(tmp_path: Path) -> Path:
    return tmp_path / "王 海涛" / "现场执法"


@pytest.fixture
def hand(qapp, vault_folder, outside, request):
    """A hand that leads a case, its pictures and papers in a folder named after the procedure."""
    name = "summary" if "spot" in request.node.name else "ordinary"
    screens = ARTEFACTS / "screens" / name
    screens.mkdir(parents=True, exist_ok=True)

    def keep(window: QWidget, picture_name: str) -> None:
        QTest.qWait(120)
        assert window.grab().save(str(screens / f"{picture_name}.png"))

    made = CaseHand(qapp, vault_folder, outside, keep, ARTEFACTS / "papers" / name)
    for key, words in WORDS.items():
        (outside / f"照片 {key[-5:]}.jpg").write_bytes(picture("现场", words[:14], made.clock.now))
    made.settle_in()
    yield made
    made.figures(ARTEFACTS / "papers" / name / "slow.json")
    made.close()
