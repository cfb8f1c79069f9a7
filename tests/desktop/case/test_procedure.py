"""The procedure of a case: what is allowed, what blocks it and why, its documents, its limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from inspector_app.casework import case_clocks, case_papers, case_timeline, cases, issuing, office
from inspector_app.desktop.pages.case.deadlines_card import detail, left_text, tone_of
from inspector_app.desktop.pages.case.step_card import standing_of
from inspector_app.desktop.pages.case.way import usual_way
from inspector_app.desktop.pages.home import HomePage, deadline_line
from inspector_app.desktop.widgets.basic import Badge

from .conftest import DAY, PACKS


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def badges(widget) -> list[str]:
    return [one.text for one in widget.findChildren(Badge) if one.isVisible()]


def test_the_usual_way_goes_forward_to_the_archive():
    machine = PACKS.procedures().machine("ordinary")
    way = [one.id for one in usual_way(machine, machine.initial)]
    assert way[0] == "checking"
    assert way[-1] == "archived"
    assert {"noticed", "deciding", "served"} <= set(way)
    assert "terminated" not in way
    assert usual_way(machine, "archived") == []


def test_the_timeline_says_what_is_done_and_what_is_now(open_page, checked, quiet):
    page = open_page(checked)
    quiet()
    shown = texts(page.sections["procedure"].timeline)
    assert shown.index("线索登记") < shown.index("立案前核查") < shown.index("已立案")
    assert page.state_badge.text == "立案前核查"
    assert page.procedure_badge.text == "普通程序"


def test_a_step_says_which_article_and_which_document_it_wants(open_page, checked, quiet):
    page = open_page(checked)
    quiet()
    step = page.sections["procedure"].next.steps["checking.filed"]
    shown = texts(step)
    assert "第54条(2)" in shown
    assert "是否有证据初步证明存在违法行为" in shown
    assert "立案/不予立案审批表" in shown
    assert standing_of(step.option)[0] == "缺文书"


def test_what_blocks_a_step_is_said_with_its_article_and_nothing_is_recorded(desk, open_page, checked, quiet):
    faults: list = []
    page = open_page(checked, faults=faults)
    quiet()
    page.sections["procedure"].next.steps["checking.filed"].take()
    assert "市场监督管理行政处罚程序规定" in str(faults[0])
    assert case_timeline.timeline(desk, checked.id).tracks[0].standing.state.id == "checking"


def test_answers_are_committed_as_pressed_and_the_step_is_taken(desk, open_page, checked, quiet):
    case_papers.add_paper(desk, checked.id, "case_filing_approval", made_at=DAY)
    page = open_page(checked)
    section = page.sections["procedure"]
    for name in ("evidence_of_violation", "penalty_due", "own_jurisdiction"):
        section.findChild(QPushButton, f"fact:{name}:是").click()
        assert cases.load(desk, checked.id).answers[name] is True
        quiet()
    step = section.next.steps["checking.filed"]
    assert standing_of(step.option) == ("可以办", "ok")
    step.take_button.click()
    quiet()
    assert case_timeline.timeline(desk, checked.id).tracks[0].standing.state.id == "filed"
    assert page.state_badge.text.startswith("已立案")
    assert "filed.investigating" in section.next.steps


def test_a_step_of_the_minute_of_the_last_step_follows_it(desk, clock, open_page, checked, quiet):
    """The field shows minutes: what it was filled with just after a step must not lie before that step later on."""
    case_papers.add_paper(desk, checked.id, "case_filing_approval", made_at=DAY)
    clock.now = DAY + timedelta(hours=4, seconds=15)
    page = open_page(checked)
    section = page.sections["procedure"]
    for name in ("evidence_of_violation", "penalty_due", "own_jurisdiction"):
        section.findChild(QPushButton, f"fact:{name}:是").click()
        quiet()
    section.next.steps["checking.filed"].take()
    quiet()
    section.findChild(QPushButton, "fact:certificates_shown:是").click()
    quiet()
    step = section.next.steps["filed.investigating"]
    clock.now += timedelta(minutes=2)
    step.take()
    quiet()
    assert case_timeline.timeline(desk, checked.id).tracks[0].standing.state.id == "investigating"


def test_no_stops_the_step_by_its_article(desk, open_page, checked, quiet):
    page = open_page(checked)
    section = page.sections["procedure"]
    section.findChild(QPushButton, "fact:own_jurisdiction:否").click()
    quiet()
    step = section.next.steps["checking.filed"]
    assert standing_of(step.option) == ("现在不能做", "critical")
    assert "■ 立案须四项条件都具备" in texts(step)
    # What nobody can help now goes below what may still be done.
    assert list(section.next.steps)[-1] == "checking.filed"


def test_an_override_wants_its_reason(desk, clock, open_page, checked, quiet):
    case_papers.add_paper(desk, checked.id, "case_filing_approval", made_at=DAY)
    answers = {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True}
    at = DAY + timedelta(hours=2)
    case_timeline.take_step(desk, checked.id, "ordinary", "checking.filed", at=at, facts=answers)
    facts = {"certificates_shown": True, "rights_told": True, "party_refuses": False, "recorded": False}
    case_timeline.take_step(desk, checked.id, "ordinary", "filed.investigating", at=at, facts=facts)
    faults: list = []
    page = open_page(checked, "procedure", "step:investigating.investigating", faults=faults)
    quiet()
    step = page.sections["procedure"].next.steps["investigating.investigating"]
    assert standing_of(step.option)[0] == "写明理由可以办"
    step.take()
    assert "写明理由" in str(faults[0])
    step.reasons["recorded"].setText("记录仪没电")
    step.take()
    (taken,) = case_timeline.timeline(desk, checked.id).tracks[0].steps[-1:]
    assert taken.overrides == {"recorded": "记录仪没电"}


def test_one_press_drafts_a_document_filled_and_opens_it(qtbot, desk, open_page, case, quiet):
    page = open_page(case)
    quiet()
    section = page.sections["procedure"]
    section.findChild(QPushButton, "draft:case_source_registration").click()
    (document,) = issuing.documents(desk, case_id=case.id)
    assert issuing.values(desk, document)["party_name"] == "滨河市康宁大药房"
    assert page._top.currentWidget() is page.editor
    assert page.editor.enterprise.text() == "滨河市康宁大药房"
    quiet()
    page.close_document()
    quiet()
    assert "草稿" in badges(section.papers)
    # A second press opens the draft there is.
    section.findChild(QPushButton, "draft:case_source_registration").click()
    assert len(issuing.documents(desk, case_id=case.id)) == 1
    quiet()


def test_a_paper_made_elsewhere_counts(desk, open_page, case, quiet):
    page = open_page(case)
    section = page.sections["procedure"]
    section.papers.ask_paper("case_source_registration", "案件来源登记表")
    section.papers.paper_at.setText("2026-11-02 11:00")
    section.papers.paper_panel.yes.click()
    quiet()
    assert standing_of(section.next.steps["clue.checking"].option)[0] == "可以办"
    assert "纸质" in badges(section.papers)


def test_service_starts_the_limits_of_the_party(desk, open_page, case, quiet):
    notice = case_papers.add_paper(desk, case.id, "penalty_prior_notice", made_at=DAY)
    page = open_page(case)
    quiet()
    card = page.sections["procedure"].papers
    card._ask_serve(notice.id, notice.name)
    card.serve_panel.yes.click()
    quiet()
    assert "已送达 11-02" in badges(card)
    rules = {one.rule for one in case_clocks.deadlines(desk, DAY.date(), case.id)}
    assert "notice_and_pleading.plead5" in rules
    assert "还等" in " ".join(badges(page.sections["procedure"].deadlines))


def test_only_what_goes_to_the_party_is_served(desk, open_page, case, quiet):
    case_papers.add_paper(desk, case.id, "case_source_registration", made_at=DAY)
    page = open_page(case)
    quiet()
    assert "登记送达" not in [
        b.text() for b in page.sections["procedure"].papers.findChildren(QPushButton) if b.isVisible()
    ]


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(0, "21 天", "general"), (18, "3 天", "major"), (21, "今天到期", "critical"), (25, "已过 4 天", "critical")],
)
def test_days_left_are_said_by_word_and_tone(desk, case, days, words, tone):
    (due,) = case_clocks.deadlines(desk, (DAY + timedelta(days=days)).date(), case.id)
    assert (left_text(due), tone_of(due)) == (words, tone)
    assert "至 11月23日" in detail(due)
    assert "第18条" in detail(due)


def test_an_unpublished_year_is_said_to_be_a_guess(desk, clock, case):
    late = DAY + timedelta(days=55)
    cases.set_value(desk, case.id, "clue_at", late)
    (due,) = case_clocks.deadlines(desk, late.date(), case.id)
    assert due.provisional
    assert "暂按周末推算" in detail(due)
    assert "暂按周末推算" in deadline_line(due).detail


def test_the_first_page_lists_deadlines_and_opens_the_case(qtbot, desk, clock, case, services):
    clock.now = DAY + timedelta(days=20)
    page = HomePage(desk, services)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    qtbot.waitUntil(lambda: page.deadlines.view.lines.rowCount() == 1, timeout=10_000)
    line = page.deadlines.view.lines.line(0)
    assert (line.title, line.figure, line.badge) == ("核查并决定立案 · 滨河市康宁大药房涉嫌违法案", "1 天", "紧迫")
    with qtbot.waitSignal(page.open_request) as told:
        page.deadlines.view._open(page.deadlines.view.lines.index(0))
    assert told.args == ["case", case.id]


def test_another_procedure_runs_beside_the_main_one(desk, open_page, case, quiet):
    page = open_page(case)
    card = page.sections["procedure"].next
    card.machines.setCurrentIndex(card.machines.findData("evidence_preservation"))
    card.begin.click()
    quiet()
    assert card.track_key == "evidence_preservation"
    assert [one.key for one in case_timeline.timeline(desk, case.id).tracks] == ["ordinary", "evidence_preservation"]
    assert "先行登记保存" in texts(page.sections["procedure"].timeline)


def test_a_document_issued_in_its_editor_serves_the_step(qtbot, desk, open_page, case, quiet):
    cases.set_value(desk, case.id, "party.phone", "0999-1")
    office.add_number_block(desk, "检", year=2026, first=1, last=9)
    page = open_page(case)
    quiet()
    section = page.sections["procedure"]
    section.findChild(QPushButton, "draft:case_source_registration").click()
    qtbot.waitUntil(lambda: bool(page.editor._pdf), timeout=20_000)
    quiet()
    page.editor._ask_issue()
    qtbot.waitUntil(page.editor.confirm.isVisible)
    page.editor.confirm.yes.click()
    (document,) = issuing.documents(desk, case_id=case.id)
    qtbot.waitUntil(lambda: issuing.load(desk, document.id).status == "issued", timeout=20_000)
    quiet()
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    quiet()
    assert page._top.currentWidget() is page._inside
    assert "已印发" in badges(section.papers)
    step = section.next.steps["clue.checking"]
    assert standing_of(step.option) == ("可以办", "ok")
    step.take_button.click()
    quiet()
    (done,) = case_timeline.timeline(desk, case.id).tracks[0].steps
    assert done.documents[0].startswith("案件来源登记表")


def test_a_limit_is_lengthened_only_on_an_approval_and_ended_when_done(desk, open_page, checked, quiet):
    rule = "ordinary.file_decision"
    page = open_page(checked)
    quiet()
    card = page.sections["procedure"].deadlines
    assert "还没有印发的审批文书" in card.extend_words(rule)
    card.ask_done(rule, "核查并决定立案")
    card.done_panel.yes.click()
    quiet()
    assert case_clocks.deadlines(desk, DAY.date(), checked.id) == []
    assert card.none.isVisible()
