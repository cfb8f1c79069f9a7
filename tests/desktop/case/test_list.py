"""Cases in a list, opened from findings or from a source, and found again."""

from __future__ import annotations

import pytest

from inspector_app.casework import case_facts, cases, inspecting
from inspector_app.desktop.pages.cases import CasesPage
from inspector_app.records.case import Party


@pytest.fixture
def show(qtbot, services):
    def make(desk):
        page = CasesPage(desk, services)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        page.enter()
        return page

    return make


def test_without_cases_the_first_step_is_offered(qtbot, show, desk):
    page = show(desk)
    assert page.empty.isVisible()
    page.empty.button.click()
    assert page.new_area.isVisible()
    page.new_card.back_button.click()
    assert page.list_side.isVisible()


def test_a_case_is_opened_from_a_report(qtbot, show, desk):
    page = show(desk)
    page.ask_new()
    card = page.new_card
    card.origin.button("report").click()
    card.party.setText("恒信药店")
    card.clue.setPlainText("卖过期药")
    card.clue_at.setText("2026-11-20 09:30")
    with qtbot.waitSignal(page.open_request) as told:
        card.make_button.click()
    kind, key = told.args
    made = cases.load(desk, key)
    assert (kind, made.source, made.party.name, made.clue) == ("case", "report", "恒信药店", "卖过期药")
    assert f"{made.clue_at:%Y-%m-%d %H:%M}" == "2026-11-20 09:30"
    page.enter()
    assert page.view.lines.line(0).title == "恒信药店涉嫌违法案"
    assert "线索登记" in page.view.lines.line(0).detail


def test_a_wrong_time_opens_nothing_and_is_said(show, desk):
    page = show(desk)
    page.ask_new()
    page.new_card.origin.button("report").click()
    page.new_card.clue_at.setText("昨天")
    page.new_card.make_button.click()
    assert "昨天" in page.banner.text
    assert cases.summaries(desk) == []
    assert page.new_area.isVisible()


def test_chosen_findings_become_facts_with_their_photos(qtbot, show, demonstration_desk):
    desk = demonstration_desk
    page = show(desk)
    inspection = next(one for one in inspecting.summaries(desk) if "安康" in one.enterprise)
    page.ask_new(inspection.id)
    boxes = list(page.new_card._boxes.values())
    assert len(boxes) == 4
    for box in boxes[1:]:
        box.click()
    with qtbot.waitSignal(page.open_request) as told:
        page.new_card.make_button.click()
    (row,) = case_facts.matrix(desk, told.args[1])
    assert row.proven
    assert cases.load(desk, told.args[1]).inspection_id == inspection.id


def test_nothing_chosen_opens_nothing(show, demonstration_desk):
    page = show(demonstration_desk)
    page.ask_new(next(one for one in inspecting.summaries(demonstration_desk) if "安康" in one.enterprise).id)
    for box in page.new_card._boxes.values():
        box.setChecked(False)
    assert not page.new_card.make_button.isEnabled()


def test_the_list_is_narrowed_by_words_and_state(qtbot, show, desk):
    for name in ("恒信药店", "瑞康医药"):
        cases.open_from_source(desk, "report", party=Party(name=name))
    page = show(desk)
    assert page.header.subtitle.text() == "共 2 件"
    page.search.setText("瑞康")
    qtbot.waitUntil(lambda: page.view.lines.rowCount() == 1)
    page.show_state("closed")
    assert page.none.isVisible()
    page.none.button.click()
    qtbot.waitUntil(lambda: page.view.lines.rowCount() == 2)


def test_the_window_opens_a_case_and_comes_back_to_it(qtbot, workspace):
    desk = workspace.desk
    made = cases.open_from_source(desk, "report", party=Party(name="恒信药店"))
    workspace.open("case", made.id)
    assert workspace.page.case_id == made.id
    assert workspace.rail.buttons["cases"].isChecked()
    assert workspace.where() == f"case:{made.id}"
    workspace.go("home")
    workspace.go_back_to(f"case:{made.id}")
    assert workspace.page.case_id == made.id


def test_an_inspection_leads_to_a_case_of_its_own(qtbot, workspace):
    desk = workspace.desk
    inspection = next(one for one in inspecting.summaries(desk) if "安康" in one.enterprise)
    before = {one.id for one in cases.of_inspection(desk, inspection.id)}
    workspace.open("inspection", f"{inspection.id}/6")
    card = workspace.page._steps[6].overview.cases
    assert card.button.isEnabled()
    card.button.click()
    assert workspace.place == "cases"
    assert workspace.page.new_card.inspection.currentData() == inspection.id
    workspace.page.new_card.make_button.click()
    assert workspace.place == "case"
    assert workspace.page.case_id in {one.id for one in cases.of_inspection(desk, inspection.id)} - before
