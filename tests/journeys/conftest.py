"""What lies outside the laptop: headquarters, a stick, photos on a camera card."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.casework.demo_pictures import picture
from inspector_app.headquarters import demonstration as collector

from .hand import FINDINGS

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
