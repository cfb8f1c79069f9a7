"""The demonstration: whole, or not there at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inspector_app.casework import (
    case_check,
    case_clocks,
    case_facts,
    case_timeline,
    cases,
    demonstration,
    inspecting,
    issuing,
    opening,
    penalising,
    searching,
)
from inspector_app.fault import Fault


def test_it_is_alive_on_every_page_and_marked_as_made_up(tmp_path):
    with_space = tmp_path / "演 示"
    desk = demonstration.build(with_space)
    try:
        assert demonstration.is_demonstration(with_space)
        states = {s.checklist_code: s for s in inspecting.summaries(desk)}
        assert set(states) == {"gsp-retail", "gmp-2010", "cos-prod"}
        assert states["gsp-retail"].answered == 176
        assert states["gsp-retail"].state == "finalised"
        assert [d.status for d in issuing.documents(desk)] == ["issued"] * 9
        assert len(cases.summaries(desk)) == 2
        assert {"case", "inspection", "enterprise"} <= {hit.kind for hit in searching.search(desk, "安康")}
    finally:
        desk.close()


def test_its_case_is_well_under_way_with_limits_running(tmp_path):
    now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    # Twelve days before it was another year: numbers are there for both.
    desk = demonstration.build(tmp_path, clock=lambda: now)
    try:
        (told,) = [one for one in cases.summaries(desk) if "劣药" in one.name]
        tracks = {one.key: one.standing.state.id for one in case_timeline.timeline(desk, told.id).tracks}
        assert tracks["ordinary"] == "noticed"
        assert tracks["evidence_preservation"] == "preserved"
        due = {one.rule: one for one in case_clocks.deadlines(desk, now.date(), told.id)}
        assert {"notice_and_pleading.plead5", "evidence_preservation.seven", "ordinary.case_period"} <= set(due)
        assert all(not one.passed for one in due.values())
        assert [row.proven for row in case_facts.matrix(desk, told.id)] == [True, True, False]
        panel = penalising.panel(desk, told.id, "drug-117-retail-inferior")
        assert panel.decided is not None
        found = case_check.check(desk, told.id).contradictions
        assert [one.text for one in found if one.level == "error"] == ["违法事实“未建立近效期药品催销表”没有证据"]
        assert desk.now() == now
    finally:
        desk.close()


def test_what_fails_half_way_leaves_nothing_but_what_was_there(tmp_path, monkeypatch):
    kept = tmp_path / "window.ini"
    kept.write_text("x")

    def refuse(*_arguments):
        raise Fault("磁盘已满")

    monkeypatch.setattr(demonstration, "_plant", refuse)
    with pytest.raises(Fault):
        demonstration.build(tmp_path)
    assert not opening.vault_exists(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["window.ini"]
