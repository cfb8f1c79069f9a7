"""A desk on a real vault in a folder with a Chinese name and a space."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.casework import inspecting, office, opening
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.person import Organisation

PASSPHRASE = "现场口令 inspection"


class Ticking:
    """A clock that moves one second a look, so that times in records differ and tests repeat."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


ORGANISATION = Organisation(
    name="滨河市药品监督管理局",
    number_word="滨药监",
    address="迎宾路8号",
    contact_person="李敏",
    contact_phone="0999-8123456",
    reconsideration_body="滨河市人民政府",
    court="滨河市和平区人民法院",
)


def new_desk(folder: Path):
    officers = [
        office.new_officer("李敏", "滨001", date(2024, 1, 1), date(2028, 12, 31)),
        office.new_officer("王海涛", "滨002", date(2024, 1, 1), date(2028, 12, 31)),
    ]
    return opening.create_desk(
        folder, PASSPHRASE, organisation=ORGANISATION, officers=officers, device_name="终端 1", clock=Ticking()
    )


@pytest.fixture
def desk(tmp_path: Path):
    opened = new_desk(tmp_path / "李 敏" / "数据")
    yield opened
    opened.close()


ENTERPRISE = Enterprise(
    id="e1",
    name="A&B<药业>𠮷野大药房",
    uscc="91350100M000100Y43",
    licence_name="药品经营许可证",
    licence_no="滨DA0001",
    address="和平路1号",
    legal_representative="堃祎",
    quality_head="珺喆",
    contact_person="镕",
    phone="0999-1",
)


@pytest.fixture
def inspection(desk):
    made = inspecting.start(desk, office.save_enterprise(desk, ENTERPRISE))
    inspecting.set_value(desk, made.id, "topic", "日常检查")
    inspecting.set_value(desk, made.id, "place", "和平路1号")
    inspecting.set_value(desk, made.id, "started_at", datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    inspecting.choose_checklist(desk, made.id, "gsp-retail")
    return inspecting.choose_officers(desk, made.id, tuple(office.officers(desk)))


@pytest.fixture
def block(desk):
    """Ten numbers of the word most documents of an inspection take."""
    return office.add_number_block(desk, "检", year=2026, first=1, last=10)


@pytest.fixture
def complete(desk, inspection):
    """The inspection with everything its list of deficiencies needs: an end, a task, a finding."""
    inspecting.set_value(desk, inspection.id, "ended_at", datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
    inspecting.set_value(desk, inspection.id, "task_no", "第117号")
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放")
    return inspecting.load(desk, inspection.id)
