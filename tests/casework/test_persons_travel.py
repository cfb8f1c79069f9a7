"""A unit's case and that of its responsible person at headquarters: each shows the other, in whatever order they arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app import cli
from inspector_app.casework import case_timeline, cases, exchange, penalising, persons
from inspector_app.headquarters import demonstration as collector
from inspector_app.headquarters.case_lines import cases as received
from inspector_app.headquarters.folder import Headquarters
from inspector_app.records.case import Responsible

from . import case_flow
from .case_flow import DAY, VIOLATION


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    yield opened
    opened.close()


def closed(desk, case_id):
    """Bring a case to its end the shortest way: it is not filed."""
    now = desk.now()
    for code in ("case_source_registration", "case_filing_approval"):
        case_flow.paper(desk, case_id, code, now)
    case_timeline.take_step(desk, case_id, "ordinary", "clue.checking", at=now)
    desk.clock.now = now + timedelta(hours=5)
    facts = {"not_filed_reason": "minor_corrected"}
    case_timeline.take_step(desk, case_id, "ordinary", "checking.not_filed", at=now + timedelta(hours=4), facts=facts)
    cases.close(desk, case_id)


def test_headquarters_sees_both_and_what_joins_them(desk, tmp_path, capsys):
    central = tmp_path / "总 部"
    exchange.enrol(desk, collector.establish(central, "省局", at=desk.now()))
    collector.register(central, exchange.write_device_letter(desk, tmp_path / "设备.json"), at=desk.now())
    unit = case_flow.open_case(desk)
    penalising.charge(desk, unit.id, VIOLATION, facts={"channel": "retail", "stage": "serious"})
    cases.set_value(desk, unit.id, "responsible", (Responsible(name="陈喆", position="法定代表人"),))
    own = persons.open_case(desk, unit.id, 0)
    for one in (own, unit):
        closed(desk, one.id)
    headquarters = Headquarters(central)
    first = exchange.seal(desk, [own.id], tmp_path)
    collector.collect(central, tmp_path / first.file_name, tmp_path / "回执1.json", at=desk.now())
    [line] = received(headquarters)
    assert (line.unit_id, line.unit_here, line.party) == (unit.id, False, "陈喆")
    second = exchange.seal(desk, [unit.id], tmp_path)
    collector.collect(central, tmp_path / second.file_name, tmp_path / "回执2.json", at=desk.now())
    lines = {one.id: one for one in received(headquarters)}
    assert lines[own.id].unit_here
    assert lines[unit.id].persons == (own.id,)
    assert cli.main(["hq", "cases", "--dir", str(central)]) == 0
    said = capsys.readouterr().out
    assert "责任人员案件，单位案件：滨河市康宁大药房涉嫌违法案" in said
    assert f"责任人员：陈喆（{own.id}）" in said
