"""Procedures hold as installed on the day of a step; what was done by earlier ones is never shut out by an update."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from inspector_app import places
from inspector_app.casework import case_clocks, case_laws, case_procedures, case_timeline, cases
from inspector_app.catalog.library import Library
from inspector_app.desktop.pages.case.words import where_it_stands

from . import case_flow
from .case_flow import DAY

FORMS = places.forms_folder()


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    opened.library = Library(FORMS, opened.vault)
    yield opened
    opened.close()


@pytest.fixture
def begun(desk):
    """A case whose first step was taken."""
    made = case_flow.open_case(desk)
    case_flow.paper(desk, made.id, "case_source_registration", DAY)
    case_timeline.take_step(desk, made.id, "ordinary", "clue.checking", at=DAY)
    return made


def install(desk, folder, old: str, new: str):
    """Procedures in which something is called or said otherwise."""
    shutil.copytree(FORMS, folder)
    (folder / "manifest.sha256").unlink()
    for file in (folder / "procedures").glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    desk.library = Library(folder, desk.vault)


def test_a_case_keeps_the_procedures_it_was_begun_with_beside_its_laws(desk, begun):
    [edition] = case_laws.editions(desk, begun.id)
    assert {one.kind for one in edition.procedures} == {"procedure"}
    assert case_procedures.book(desk, begun.id) is desk.library.procedures()
    assert not case_procedures.outdated(desk, begun.id)


def test_procedures_that_still_follow_the_history_hold_as_they_are_now(desk, begun, tmp_path):
    install(desk, tmp_path / "新", "name: 普通程序", "name: 一般程序")
    assert case_procedures.book(desk, begun.id) is desk.library.procedures()
    assert where_it_stands(desk, begun.id)[0] == desk.library.procedures().machine("ordinary").name


def test_a_history_the_new_ones_cannot_follow_goes_on_by_its_own(desk, begun, tmp_path, clock):
    install(desk, tmp_path / "新", "clue.checking", "clue.verifying")
    assert desk.library.procedures().machine("ordinary").transition("clue.checking") is None
    assert case_procedures.outdated(desk, begun.id)
    [track] = case_timeline.timeline(desk, begun.id).tracks
    assert track.standing.state.id == "checking"
    assert case_clocks.deadlines(desk, DAY.date(), begun.id)
    at = DAY + timedelta(days=1)
    clock.now = at + timedelta(hours=1)
    case_flow.paper(desk, begun.id, "case_filing_approval", at)
    facts = {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True}
    case_timeline.take_step(desk, begun.id, "ordinary", "checking.filed", at=at, facts=facts)
    assert case_timeline.timeline(desk, begun.id).tracks[0].standing.state.id == "filed"
    fresh = case_flow.open_case(desk)
    assert case_procedures.book(desk, fresh.id) is desk.library.procedures()
    assert cases.load(desk, begun.id).state == "under_way"
