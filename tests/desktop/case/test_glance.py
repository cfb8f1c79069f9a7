"""The case at a glance: its range and its facts stand beside the step one works at, and lead where they are changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inspector_app.casework import case_facts, penalising
from inspector_app.desktop.widgets.basic import Badge, PressableFrame

from .conftest import VIOLATION


def texts(widget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel))


def test_the_facts_show_what_proves_them_and_a_bare_one_is_named(open_page, case, quiet):
    page = open_page(case)
    quiet()
    card = page.sections["procedure"].facts
    assert "2 条" in texts(card)
    assert [one.text for one in card.findChildren(Badge)] == ["证据 1", "缺证据"]


def test_a_press_on_a_fact_opens_it(desk, open_page, case, quiet):
    page = open_page(case)
    quiet()
    bare = case_facts.matrix(desk, case.id)[1].fact
    frames = page.sections["procedure"].facts.findChildren(PressableFrame)
    QTest.keyClick(frames[1], Qt.Key.Key_Return)
    quiet()
    assert page.section == "facts"
    assert page.sections["facts"].cards[bare.id].findChild(QLabel) is not None


def test_the_range_is_there_as_soon_as_a_violation_is_held(desk, open_page, case, quiet):
    page = open_page(case)
    quiet()
    assert page.sections["procedure"].penalty.isHidden()
    penalising.charge(desk, case.id, VIOLATION)
    page.session.reload()
    quiet()
    card = page.sections["procedure"].penalty
    assert not card.isHidden()
    shown = texts(card)
    assert "35 元" in shown
    assert "100,000 元 – 200,000 元" in shown
    assert "还没有裁量" in shown
    # The article for responsible persons is no basis while no person is punished.
    assert "117条1款" in shown
    assert "118条" not in shown
    QTest.mouseClick(card.open_button, Qt.MouseButton.LeftButton)
    quiet()
    assert page.section == "penalty"
