"""A case goes to headquarters beside inspections, with its photos, its journal and its exact amounts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app.casework import case_facts, case_timeline, cases, evidencing, exchange, issuing, standing, unsent
from inspector_app.casework.demo_pictures import picture
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration as collector
from inspector_app.headquarters import figures
from inspector_app.headquarters.folder import Headquarters

from . import case_flow
from .case_flow import DAY


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    yield opened
    opened.close()


@pytest.fixture
def case(desk, clock):
    """A case that was not filed, and so is at its end."""
    made = case_flow.open_case(desk)
    taken = evidencing.take_in(desk, made.id, "case", picture("货架", "近景", desk.now()))
    exhibit = case_facts.add_exhibit(desk, made.id, "货架照片", kind="视听资料", link_id=taken.photo.link.id)
    case_facts.prove(desk, case_facts.facts(desk, made.id)[0].id, exhibit.id)
    for code in ("case_source_registration", "case_filing_approval"):
        case_flow.paper(desk, made.id, code, DAY)
    case_timeline.take_step(desk, made.id, "ordinary", "clue.checking", at=DAY)
    clock.now = DAY + timedelta(hours=5)
    case_timeline.take_step(
        desk,
        made.id,
        "ordinary",
        "checking.not_filed",
        at=DAY + timedelta(hours=4),
        facts={"not_filed_reason": "minor_corrected"},
    )
    return made


@pytest.fixture
def central(desk, tmp_path):
    folder = tmp_path / "总 部"
    exchange.enrol(desk, collector.establish(folder, "省局", at=desk.now()))
    collector.register(folder, exchange.write_device_letter(desk, tmp_path / "设备.json"), at=desk.now())
    return folder


def test_only_a_receipt_makes_a_case_delivered_and_it_is_no_inspection(desk, case, central, tmp_path):
    with pytest.raises(Fault) as caught:
        exchange.seal(desk, [case.id], tmp_path)
    assert caught.value.code == "not_finalised"
    (waiting,) = unsent.outstanding(desk)
    assert (waiting.id, waiting.kind, waiting.under_way, waiting.photos) == (case.id, "case", True, 1)
    assert standing.standing(desk).unsent == standing.standing(desk).cases == 1
    cases.close(desk, case.id)
    export = exchange.seal(desk, [case.id], tmp_path)
    assert cases.load(desk, case.id).state == "exported"
    assert [one.sent for one in unsent.outstanding(desk)] == [True]
    receipt = collector.collect(central, tmp_path / export.file_name, tmp_path / "回执.json", at=desk.now())
    exchange.take_receipt(desk, receipt)
    assert cases.load(desk, case.id).state == "delivered"
    assert unsent.outstanding(desk) == []
    assert standing.standing(desk).unsent == 0
    here = Headquarters(central)
    (version,) = figures.versions(here, case.id)
    assert version.record["kind"] == "case"
    assert version.record["goods"][0]["unit_price"] == "35"
    assert [one.role for one in version.files] == ["evidence"]
    assert figures.figures(here).inspections == 0
    assert figures.inspections(here) == []
    # Sealed once more, headquarters knows it already.
    again = exchange.seal(desk, [case.id], tmp_path)
    assert again.entries == export.entries
    with pytest.raises(Fault):
        evidencing.take_in(desk, case.id, "case", picture("货架", "远景", desk.now()))


def test_reopened_after_export_a_case_is_a_new_revision(desk, case, central, tmp_path):
    cases.close(desk, case.id)
    exchange.seal(desk, [case.id], tmp_path)
    assert cases.reopen(desk, case.id, "补正").revision == 2


def test_an_issued_document_of_a_case_waits_for_its_signed_page(desk, case):
    document = issuing.draft_for_case(desk, case.id, "dossier_note")
    issuing.set_value(desk, document.id, "situation", "无缺损")
    issuing.set_value(desk, document.id, "date", "2026-11-02")
    issued = issuing.issue(desk, document.id)
    assert [one.id for one in standing.unsigned(desk)] == [issued.id]
    evidencing.take_in(desk, case.id, f"document:{issued.id}", picture("签字页", "备考表", desk.now()))
    assert standing.unsigned(desk) == []
