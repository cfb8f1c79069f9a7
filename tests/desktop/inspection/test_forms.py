"""Steps 1 to 3: every field is committed by itself, what is missing is named, choices come from the files."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest

from inspector_app.casework import inspecting, office
from inspector_app.desktop.pages.inspection.fields import minute_text, parse_minute
from inspector_app.fault import UsageFault

from ..conftest import NOON


def test_an_enterprise_is_found_by_pinyin_initials_and_taken(desk, begin, open_page):
    known = office.save_enterprise(desk, office.new_enterprise("北方医药物流中心"))
    inspection = inspecting.start(desk)
    page = open_page(inspection, 1)
    step = page._steps[1]
    QTest.keyClicks(step.search, "bfyy")
    assert step.found.count() == 1
    QTest.keyClick(step.search, Qt.Key.Key_Return)
    assert inspecting.load(desk, inspection.id).enterprise.id == known.id
    assert step._rows["enterprise.name"].edit.text() == "北方医药物流中心"


def test_a_new_enterprise_is_typed_and_put_on_file(desk, open_page, qtbot):
    inspection = inspecting.start(desk)
    page = open_page(inspection, 1)
    edit = page._steps[1]._rows["enterprise.name"].edit
    edit.setFocus()
    edit.setText("和平路A&B<药业>")
    edit.textEdited.emit(edit.text())
    qtbot.waitUntil(lambda: inspecting.load(desk, inspection.id).enterprise.name == "和平路A&B<药业>")
    assert office.find_enterprises(desk, "A&B<")[0].name == "和平路A&B<药业>"


def test_leaving_the_page_commits_what_is_being_typed(desk, begin, open_page):
    inspection = begin()
    page = open_page(inspection, 1)
    edit = page._steps[1]._rows["topic"].edit
    QTest.keyClicks(edit, "routine")
    page.leave()
    assert inspecting.load(desk, inspection.id).topic == "routine"


def test_a_wrong_credit_code_is_said_while_typing(begin, open_page):
    page = open_page(begin(), 1)
    row = page._steps[1]._rows["enterprise.uscc"]
    row.edit.setText("91210102MA0ABC123")
    assert "18位" in row.below.text()
    assert row.edit.property("state") == "problem"
    row.edit.setText("")
    assert row.edit.property("state") == ""


def test_a_time_that_is_none_is_said_and_the_stored_one_stays(desk, begin, open_page):
    inspection = begin()
    page = open_page(inspection, 1)
    row = page._steps[1]._rows["started_at"]
    row.stamp.click()
    assert inspecting.load(desk, inspection.id).started_at == NOON.replace(second=0)
    row.edit.setText("上午九点")
    row.saver.typed("上午九点")
    row.saver.flush()
    assert "不是一个时间" in row.below.text()
    assert inspecting.load(desk, inspection.id).started_at == NOON.replace(second=0)


@pytest.mark.parametrize(
    "text", ["2026-11-21 09:05", "2026年11月21日 9时05分", "9:05", "2026.11.21 9：05", "２０２６－１１－２１　９：０５"]
)
def test_times_are_read_as_people_type_them(text):
    assert minute_text(parse_minute(text, NOON)) == "2026-11-21 09:05"


def test_what_is_no_time_is_refused():
    assert parse_minute(" ", NOON) is None
    for text in ("25:00", "2026-13-01 09:00", "明天", "长" * 10_000):
        with pytest.raises(UsageFault) as told:
            parse_minute(text, NOON)
        assert len(str(told.value)) < 90
    assert minute_text(None) == ""
    assert isinstance(parse_minute("0:00", NOON), datetime)


def test_the_missing_things_are_listed_and_one_press_away(begin, open_page, qtbot):
    page = open_page(begin(), 1)
    step = page._steps[1]
    qtbot.waitUntil(lambda: not step.missing.isHidden())
    lack = next(one for one in step.missing._lacks if one.field == "place")
    step._jump(lack)
    assert step._rows["place"].edit.hasFocus()
    assert step._rows["place"].edit.property("state") == "lacking"
    assert page.bar.buttons[0].lacking > 0


def test_a_checklist_is_chosen_once_and_stays_when_items_are_answered(desk, begin, open_page):
    inspection = begin(code="")
    faults: list = []
    page = open_page(inspection, 2, faults=faults)
    step = page._steps[2]
    step._cards["gsp-retail"].pressed.emit()
    bound = inspecting.load(desk, inspection.id)
    assert (bound.checklist_code, bound.ruleset) == ("gsp-retail", "supervision_2016")
    assert not step.rules_row.isHidden()
    inspecting.answer(desk, inspection.id, "gsp-retail-15301", "compliant")
    step.choose("gmp-2010")
    assert faults[-1].code == "checklist_bound"
    assert inspecting.load(desk, inspection.id).checklist_code == "gsp-retail"


def test_the_legacy_ruleset_is_marked_and_may_be_chosen(desk, begin, open_page):
    inspection = begin()
    step = open_page(inspection, 2)._steps[2]
    names = [step.ruleset.itemText(n) for n in range(step.ruleset.count())]
    place = next(n for n, name in enumerate(names) if "历史规则" in name)
    step._choose_ruleset(place)
    assert inspecting.load(desk, inspection.id).ruleset == step.ruleset.itemData(place)


def test_fewer_than_two_officers_and_an_expired_certificate_are_said(desk, begin, open_page, qtbot):
    from datetime import date

    office.save_officer(desk, office.new_officer("赵一鸣", "辽药监执 0601", date(2020, 1, 1), date(2025, 12, 31)))
    inspection = begin()
    step = open_page(inspection, 2)._steps[2]
    boxes = {box.text(): box for box in step._boxes.values()}
    boxes["赵一鸣"].click() if boxes["赵一鸣"].isChecked() else None
    assert [o.name for o in inspecting.load(desk, inspection.id).officers] == ["李敏", "王海涛"]
    boxes["李敏"].click()
    assert [o.name for o in inspecting.load(desk, inspection.id).officers] == ["王海涛"]
    assert "第四十二条" in step.officers_count.text()

    def said():
        return [w for w in step.findChildren(type(step.officers_count)) if "不在有效期内" in w.text() and w.isVisible()]

    qtbot.waitUntil(lambda: len(said()) == 1)


def test_the_notice_is_stamped_and_answered_by_phrases(desk, begin, open_page):
    inspection = begin()
    step = open_page(inspection, 3)._steps[3]
    assert "李敏（执法证号 辽药监执 0417）" in step.identity.text()
    step._parts["notice.identity_shown_at"].button.click()
    step._parts["notice.certificate_answer"].chips[0].click()
    step._parts["notice.recusal_answer"].chips[0].click()
    step._parts["notice.presence"].chips[1].click()
    notice = inspecting.load(desk, inspection.id).notice
    assert notice.identity_shown_at == NOON
    assert (notice.certificate_answer, notice.recusal_answer, notice.presence) == (
        "看清楚了",
        "不申请回避",
        "委托人到场",
    )
    step._parts["notice.identity_shown_at"].again.click()
    assert inspecting.load(desk, inspection.id).notice.identity_shown_at is None


def test_undo_of_a_field_shows_what_was(desk, begin, open_page):
    inspection = begin()
    page = open_page(inspection, 3)
    part = page._steps[3]._parts["notice.presence"]
    part.chips[0].click()
    page.undo()
    assert inspecting.load(desk, inspection.id).notice.presence == ""
    assert part.line.edit.text() == ""


def test_without_a_checklist_the_items_say_the_first_step(begin, open_page):
    page = open_page(begin(code=""), 4)
    page._steps[4].button.click()
    assert page.step == 2
    page._steps[2].choose("cos-op")
    page.go_to(4)
    assert page._steps[4].item_id.startswith("cos-op")


def test_every_step_is_reachable_by_keyboard(begin, open_page):
    page = open_page(begin(), 1)
    keys = {s.key().toString(): s for s in page.findChildren(QShortcut)}
    for number in range(2, 9):
        keys["Ctrl+PgDown"].activated.emit()
        assert page.step == number
    keys["Ctrl+PgUp"].activated.emit()
    assert page.step == 7


def test_another_inspection_takes_the_place_of_the_first(desk, begin, open_page):
    first, second = begin(name="甲药店"), begin(name="乙药店")
    page = open_page(first, 1)
    edit = page._steps[1]._rows["place"].edit
    QTest.keyClicks(edit, "here")
    page.open_inspection(second.id, 1)
    assert inspecting.load(desk, first.id).place == "here", "what was being typed was committed first"
    assert page._steps[1]._rows["enterprise.name"].edit.text() == "乙药店"
    assert page.inspection_id == second.id
