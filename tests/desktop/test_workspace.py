"""The inside of the window: every place opens, everything can be found, the status line tells the truth."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from inspector_app.casework import inspecting, office
from inspector_app.desktop.pages import registry
from inspector_app.desktop.preferences import IDLE_MINUTES, Preferences
from inspector_app.desktop.widgets.status_line import StatusLine
from inspector_app.fault import Fault


@pytest.mark.parametrize("key", [p.key for p in registry.PLACES])
def test_every_place_opens_without_a_fault_and_marks_the_rail(shared_workspace, key):
    page = shared_workspace.go(key)
    assert shared_workspace.page is page
    assert shared_workspace.rail.buttons[key].isChecked()
    assert page.title
    assert page.banner.isHidden()


@pytest.mark.parametrize("key", [p.key for p in registry.PLACES])
def test_everything_that_is_pressed_or_typed_into_has_a_name(shared_workspace, key):
    page = shared_workspace.go(key)
    for widget in [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]:
        if widget.isVisible() and not isinstance(widget.parent(), QLineEdit):
            assert widget.accessibleName() or widget.text(), widget


@pytest.mark.parametrize("key", [p.key for p in registry.PLACES])
def test_what_is_pressed_is_not_smaller_than_a_finger(shared_workspace, key):
    page = shared_workspace.go(key)
    for button in page.findChildren(QAbstractButton):
        chip = button.property("kind") == "chip"
        inside_a_field = isinstance(button.parent(), QLineEdit)
        if button.isVisible() and not inside_a_field:
            assert button.height() >= (30 if chip else 40), button.accessibleName()


def test_alt_and_a_digit_go_there(qtbot, workspace):
    qtbot.keyClick(workspace, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: workspace.place == "inspections")


def test_search_finds_an_enterprise_by_initials_and_opens_it(qtbot, workspace):
    workspace.palette_panel.open()
    qtbot.keyClicks(workspace.palette_panel.field, "bhsakdyf")
    qtbot.waitUntil(lambda: "安康大药房" in (workspace.palette_panel.results.item(0) or _Nothing()).text())
    with qtbot.waitSignal(workspace.palette_panel.chosen) as told:
        qtbot.keyClick(workspace.palette_panel.field, Qt.Key.Key_Return)
    assert told.args[0] == "enterprise"
    assert workspace.place == "enterprises"
    assert "安康" in workspace.page.enterprise.name
    assert workspace.palette_panel.isHidden()


class _Nothing:
    def text(self):
        return ""


def test_search_says_when_there_is_nothing(qtbot, shared_workspace):
    shared_workspace.palette_panel.open()
    shared_workspace.palette_panel.field.setText("没有这样的企业")
    qtbot.waitUntil(lambda: "没有找到" in shared_workspace.palette_panel.foot.text())


def test_commands_are_found_by_their_words(shared_workspace):
    shared_workspace.palette_panel.open()
    assert shared_workspace.palette_panel.results.count() > 10
    shared_workspace.open("command", "keys")
    assert shared_workspace.key_sheet.isVisible()


def test_escape_takes_the_sheet_of_keys_away(qtbot, shared_workspace):
    shared_workspace.go("inspections")
    shared_workspace.show_keys()
    assert shared_workspace.key_sheet.isVisible()
    qtbot.keyClick(shared_workspace.key_sheet, Qt.Key.Key_Escape)
    assert shared_workspace.key_sheet.isHidden()


def test_a_new_inspection_opens_at_once_and_is_stored(qtbot, workspace):
    before = inspecting.count(workspace.desk)
    workspace.new_inspection()
    assert inspecting.count(workspace.desk) == before + 1
    assert workspace.place == "inspection"
    assert workspace.status.saved.text().startswith("已保存 ")


def test_a_document_opens_in_its_inspection(shared_workspace):
    from inspector_app.casework import issuing

    found = issuing.documents(shared_workspace.desk)
    document = next(one for one in found if one.inspection_id)
    shared_workspace.open("document", document.id)
    assert shared_workspace.place == "inspection"
    assert shared_workspace.page.inspection_id == document.inspection_id
    document = next(one for one in found if one.case_id)
    shared_workspace.open("document", document.id)
    assert shared_workspace.place == "case"
    assert shared_workspace.page.case_id == document.case_id


def test_an_unknown_kind_or_id_is_a_sentence(shared_workspace):
    shared_workspace.open("penalty", "x")
    assert "还不能打开" in shared_workspace.page.banner.text
    shared_workspace.open("document", "no-such")
    assert "没有编号" in shared_workspace.page.banner.text


def test_the_status_line_counts_what_is_there(qtbot, workspace):
    qtbot.waitUntil(lambda: "留痕" in workspace.status.journal.text())
    assert workspace.status.unsent.text() == "未导出 5 项"
    assert workspace.status.people.text() == workspace.desk.actor.name


def test_a_fault_of_the_disk_turns_the_status_red_and_another_amber(workspace):
    workspace.page.show_fault(Fault("磁盘已满", code="disk_full"))
    assert workspace.status.dot.tone == "critical"
    assert workspace.status.saved.text() == "这一笔没有保存"
    workspace.page.show_fault(Fault("不行", code="other"))
    assert workspace.status.dot.tone == "major"


@pytest.mark.parametrize(
    ("free", "role", "words"),
    [(118 * 1024**3, "soft", "可用空间"), (1024**3, "warn", "空间不多"), (100 * 1024**2, "problem", "磁盘快满了")],
)
def test_the_disk_is_amber_before_it_is_red(qtbot, free, role, words):
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_standing(3, 1284, free)
    assert line.space.property("role") == role
    assert line.space.text().startswith(words)
    assert line.journal.text() == "留痕 1,284 条"


def test_an_idle_laptop_is_locked_but_work_under_way_is_not_cut_off(qtbot, workspace):
    import threading

    go_on = threading.Event()
    job = workspace.background.run(lambda _: go_on.wait(10))
    with qtbot.assertNotEmitted(workspace.lock_requested):
        workspace.idle._passed()
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.background.busy)
    assert not job.running
    with qtbot.waitSignal(workspace.lock_requested):
        workspace.idle._passed()


def test_zero_minutes_never_lock(shared_workspace):
    shared_workspace.preferences.set(IDLE_MINUTES, 0)
    shared_workspace.idle.restart()
    assert not shared_workspace.idle.active


def test_one_comes_back_to_where_one_stood(shared_workspace):
    shared_workspace.go("exchange")
    where = shared_workspace.where()
    shared_workspace.go("home")
    shared_workspace.go_back_to(where)
    assert shared_workspace.place == "exchange"
    shared_workspace.go_back_to("page:nowhere")
    assert shared_workspace.place == "home"


def test_who_acts_is_shown_when_it_changes(workspace):
    from inspector_app.casework import opening

    other = next(o for o in office.officers(workspace.desk) if o.id != workspace.desk.actor.id)
    opening.act_as(workspace.desk, other)
    workspace.services.tell_changed("officers")
    assert workspace.status.people.text() == other.name


def test_a_damaged_file_of_choices_counts_as_none(tmp_path):
    path = tmp_path / "window.ini"
    path.write_text("[safety]\nidle=often\n[look]\ntheme=\n", "utf-8")
    assert Preferences(path).get(IDLE_MINUTES) == 15
