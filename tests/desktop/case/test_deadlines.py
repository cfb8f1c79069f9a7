"""The limits of a case in its window: how they were counted, what is taken off, which form holds, what begins by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from inspector_app.casework import case_clocks, case_papers, case_timeline
from inspector_app.desktop.pages.case.deadline_detail import DeadlineDetail
from inspector_app.desktop.widgets.basic import Badge

from .conftest import DAY

PERIOD = "ordinary.case_period"


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def badges(widget) -> list[str]:
    return [one.text for one in widget.findChildren(Badge) if one.isVisible()]


@pytest.fixture
def filed(desk, checked, clock):
    """The case filed: the ninety days run into a year whose holidays are not published."""
    clock.now = DAY + timedelta(days=3)
    case_papers.add_paper(desk, checked.id, "case_filing_approval", made_at=DAY + timedelta(days=1))
    case_timeline.take_step(
        desk,
        checked.id,
        "ordinary",
        "checking.filed",
        at=DAY + timedelta(days=1),
        facts={"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True},
    )
    return checked


@pytest.fixture
def card(open_page, quiet, filed):
    page = open_page(filed)
    quiet()
    return page.sections["procedure"].deadlines


def press(widget, name: str) -> None:
    widget.findChild(QPushButton, name).click()


def test_how_a_limit_was_counted_opens_below_it_and_is_copied(card, quiet):
    assert "暂按周末推算" in badges(card)
    press(card, f"how:{PERIOD}")
    quiet()
    (detail,) = card.findChildren(DeadlineDetail)
    assert "90日：2026-11-04 至 2027-02-01" in texts(detail)
    assert "《行政处罚法》第60条" in texts(detail)
    detail.copy_button.click()
    assert QGuiApplication.clipboard().text() == detail.sheet.text
    assert "期限计算" in detail.document().toPlainText()
    press(card, f"how:{PERIOD}")
    quiet()
    assert not card.findChildren(DeadlineDetail)


def test_days_are_taken_off_only_on_a_served_document(desk, card, filed, quiet):
    press(card, f"adjust:{PERIOD}")
    quiet()
    press(card, f"clock:suspend:{PERIOD}")
    panel = card.changes.suspend_panel
    assert "还没有可以凭的已送达文书" in panel.explanation.text()
    assert not panel.yes.isEnabled()
    panel.no.click()
    paper = case_papers.add_paper(desk, filed.id, "testing_commission", made_at=DAY + timedelta(days=2))
    case_papers.serve(desk, filed.id, paper.id, "direct", DAY + timedelta(days=2), receiver="检验所")
    card.changes.ask("suspend", PERIOD, "办案期限")
    assert panel.yes.isEnabled()
    card.changes.first.setText("2026-11-10")
    card.changes.last.setText("2026-11-19")
    panel.yes.click()
    quiet()
    (due,) = [one for one in case_clocks.deadlines(desk, DAY.date(), filed.id) if one.rule == PERIOD]
    assert due.deadline.date == "2027-02-11"
    press(card, f"how:{PERIOD}")
    quiet()
    (detail,) = card.findChildren(DeadlineDetail)
    assert "李敏登记" in texts(detail)
    next(one for one in detail.findChildren(QPushButton) if one.text() == "撤回").click()
    quiet()
    assert case_clocks.ledger(desk, filed.id).clocks[PERIOD].suspensions == ()


def test_limitation_is_shown_when_asked_for_and_takes_its_longer_form(desk, card, filed, quiet):
    assert "处罚时效" not in texts(card)
    press(card, "clocks:over")
    quiet()
    assert "处罚时效" in texts(card)
    assert "未过时效" in badges(card)
    assert "至 2028年10月30日" in texts(card)
    press(card, "adjust:ordinary.limitation")
    quiet()
    press(card, "clock:variant:ordinary.limitation")
    combo = card.changes.variant
    assert "5年" in combo.itemText(1)
    combo.setCurrentIndex(1)
    card.changes.variant_panel.yes.click()
    quiet()
    assert case_clocks.ledger(desk, filed.id).clocks["ordinary.limitation"].variant == "health"
    assert "至 2031年10月30日" in texts(card)


def test_a_limit_nobody_began_is_begun_and_one_that_began_wrongly_is_corrected(desk, card, filed, quiet):
    press(card, "clocks:over")
    quiet()
    rule = str(card.others.currentData())
    next(one for one in card.findChildren(QPushButton) if one.text() == "登记起算…").click()
    card.changes.starts_at.setText("2026-11-05 09:00")
    card.changes.start_panel.yes.click()
    quiet()
    assert rule in case_clocks.runs(case_clocks.ledger(desk, filed.id))
    card.changes.ask("start", PERIOD, "办案期限")
    card.changes.starts_at.setText("2026-11-05 09:00")
    card.changes.start_panel.yes.click()
    quiet()
    assert "至 2027年2月3日" in texts(card)


def test_an_empty_beginning_is_said(open_page, quiet, filed):
    faults: list = []
    page = open_page(filed, faults=faults)
    quiet()
    card = page.sections["procedure"].deadlines
    card.changes.ask("start", PERIOD, "办案期限")
    card.changes.starts_at.setText("")
    card.changes.start_panel.yes.click()
    assert "还没有写起算的时间" in str(faults[0])
