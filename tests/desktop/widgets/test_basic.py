"""Parts one can press are large enough, named, reachable; severities have a shape besides a colour."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from inspector_app.desktop import theme, tokens
from inspector_app.desktop.widgets import basic, form, panels
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.step_bar import StepBar
from inspector_app.fault import Fault
from inspector_app.records.inspection import STEPS


@pytest.mark.parametrize(
    "kind", [basic.PrimaryButton, basic.SecondaryButton, basic.DangerButton, basic.LinkButton, basic.NavButton]
)
def test_buttons_are_forty_pixels_high_and_named(qtbot, kind):
    button = kind("封存导出")
    qtbot.addWidget(button)
    button.show()
    assert button.height() >= 40
    assert button.accessibleName() == "封存导出"
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def _shape(tone: str) -> frozenset[tuple[int, int]]:
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    basic.paint_shape(painter, tone, QPointF(20, 20), 20)
    painter.end()
    return frozenset((x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 128)


def test_severities_differ_without_colour():
    assert len({_shape("critical"), _shape("major"), _shape("general")}) == 3


def test_a_pressable_frame_is_pressed_by_keyboard(qtbot):
    frame = basic.PressableFrame("打开")
    qtbot.addWidget(frame)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(frame.pressed):
            qtbot.keyClick(frame, key)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("20270630", date(2027, 6, 30)),
        ("2027年6月30日", date(2027, 6, 30)),
        ("2027.6.3", date(2027, 6, 3)),
        ("  ", None),
    ],
)
def test_days_are_read_as_people_type_them(typed, day):
    assert form.parse_day(typed) == day


@pytest.mark.parametrize("typed", ["2027-13-01", "明天", "2027-02-30", "27-6-3"])
def test_what_is_no_day_is_said(typed):
    with pytest.raises(Fault, match="不是一个日期"):
        form.parse_day(typed)


def test_a_field_says_once_that_it_was_left_with_a_change(qtbot):
    field, told = form.TextField("旧"), []
    qtbot.addWidget(field)
    field.left.connect(told.append)
    field.commit()
    field.setText(" 新 ")
    field.commit()
    field.commit()
    field.show_value("别的")
    field.commit()
    assert told == ["新"]


def test_a_problem_stands_below_its_field_and_is_told_to_readers(qtbot):
    field = form.TextField()
    row = form.FormRow("姓名", field, "照身份证")
    qtbot.addWidget(row)
    row.set_problem("还没有填写姓名")
    assert row.below.text() == "还没有填写姓名"
    assert field.accessibleDescription() == "还没有填写姓名"
    row.set_problem("")
    assert row.below.text() == "照身份证"


def test_steps_are_reachable_and_say_what_they_lack(qtbot):
    bar = StepBar(STEPS)
    qtbot.addWidget(bar)
    bar.resize(1300, 56)
    bar.show()
    bar.show_states({3: 5}, current=4, done=(1, 2, 3))
    assert bar.buttons[2].accessibleName() == "第3步 亮证告知，还差5项"
    assert bar.buttons[0].accessibleName().endswith("已完成")
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.mouseClick(bar.buttons[7], Qt.MouseButton.LeftButton)
    assert told.args == [8]


def test_steps_shrink_to_numbers_before_they_are_cut(qtbot):
    bar = StepBar(STEPS)
    qtbot.addWidget(bar)
    bar.resize(700, 56)
    bar.show()
    assert all(b.compact for b in bar.buttons)
    assert bar.minimumSizeHint().width() <= 700


def test_lines_are_fetched_as_one_scrolls(qtbot):
    asked = []

    def fetch(limit, offset):
        asked.append(offset)
        return [Line(key=str(n), title=f"企业{n}") for n in range(offset, min(offset + limit, 150))]

    view = LinesView(fetch, "企业")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.refresh()
    assert asked == [0]
    view.scrollToBottom()
    assert view.lines.rowCount() < 150
    while view.lines.canFetchMore(view.rootIndex()):
        view.lines.fetchMore(view.rootIndex())
    assert view.lines.rowCount() == 150
    view.choose("149")
    with qtbot.waitSignal(view.opened) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["149"]


def test_a_fault_while_fetching_is_told_and_ends_the_list(qtbot):
    def fetch(_limit, _offset):
        raise Fault("数据库正忙")

    view = LinesView(fetch, "企业")
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.lines.failed):
        view.refresh()
    assert view.lines.rowCount() == 0


def test_progress_counts_what_a_person_counts():
    assert panels.count_text(3, 500, "张") == "3 / 500 张"
    assert panels.count_text(1024**3, 2 * 1024**3, "bytes") == "1.00 GB / 2.00 GB"


def test_a_question_names_its_object_and_waits_on_no(qtbot):
    panel = panels.ConfirmPanel(danger=True)
    qtbot.addWidget(panel)
    panel.show()
    panel.ask("停用 李敏？", "已有的检查不变。", "停用 李敏")
    assert panel.yes.text() == "停用 李敏"
    with qtbot.waitSignal(panel.confirmed):
        panel.yes.click()
    assert panel.isHidden()


def test_contrast_theme_draws_lines_twice_as_strong():
    assert tokens.CONTRAST.line_width == 2
    assert theme.current().tokens.line_width == 1
