"""The demonstration: whole, or not there at all."""

from __future__ import annotations

import pytest

from inspector_app.casework import cases, demonstration, inspecting, issuing, opening, searching
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
        assert [d.status for d in issuing.documents(desk)] == ["issued"] * 3
        assert len(cases.summaries(desk)) == 1
        assert {"case", "inspection", "enterprise"} <= {hit.kind for hit in searching.search(desk, "安康")}
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
