"""逐项检查 by keyboard: one key answers and moves on, a defect stays, nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inspector_app.casework import evidencing, finding_law, inspecting
from inspector_app.desktop.models.items import Filter
from inspector_app.fault import Fault

from ..conftest import NOON
from .conftest import picture

Key = Qt.Key


def items_of(page):
    return page._steps[4]


def test_one_key_answers_and_moves_on(desk, begin, open_page, press):
    inspection = begin()
    page = open_page(inspection, 4)
    step = items_of(page)
    ids = [i.id for i in desk.library.checklist("gsp-retail").items()]
    assert step.item_id == ids[0]
    press(page, Key.Key_1, Key.Key_3)
    given = inspecting.answers(desk, inspection.id)
    assert (given[ids[0]].code, given[ids[1]].code) == ("compliant", "not_applicable")
    assert step.item_id == ids[2]


def test_a_defect_stays_open_for_its_words_and_the_keys_work_again_after_esc(desk, begin, open_page, press, qtbot):
    inspection = begin()
    page = open_page(inspection, 4)
    step = items_of(page)
    first = step.item_id
    press(page, Key.Key_2)
    assert step.item_id == first
    press(page, Key.Key_F)
    qtbot.waitUntil(step.pane.text.hasFocus)
    QTest.keyClicks(step.pane.text, "2 boxes 1 shelf")
    QTest.keyClick(step.pane.text, Key.Key_Escape)
    assert inspecting.answers(desk, inspection.id)[first].text == "2 boxes 1 shelf"
    assert step.list.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert step.item_id != first
    QTest.keyClick(QApplication.focusWidget(), Key.Key_1)
    assert len(inspecting.answers(desk, inspection.id)) == 2


def test_the_end_of_a_chapter_goes_on_in_the_next(desk, begin, open_page, press):
    page = open_page(begin(), 4)
    chapters = desk.library.checklist("gsp-retail").chapters
    press(page, *[Key.Key_1] * len(chapters[0].items))
    step = items_of(page)
    assert step.item_id == chapters[1].items[0].id
    assert step.left.list.currentIndex().row() == 1
    press(page, Key.Key_Up)
    assert step.item_id == chapters[0].items[-1].id


def test_a_key_held_down_answers_one_item(desk, begin, open_page):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    inspection = begin()
    page = open_page(inspection, 4)
    repeat = QKeyEvent(QEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
    QApplication.sendEvent(items_of(page).list, repeat)
    assert inspecting.answers(desk, inspection.id) == {}


def test_next_unanswered_search_filter_and_chapters(desk, begin, open_page, press):
    inspection = begin()
    checklist = desk.library.checklist("gsp-retail")
    for item in checklist.items()[:40]:
        inspecting.answer(desk, inspection.id, item.id, "compliant")
    inspecting.answer(desk, inspection.id, checklist.items()[3].id, "non_compliant")
    page = open_page(inspection, 4, checklist.items()[0].id)
    step = items_of(page)
    press(page, Key.Key_N)
    assert step.item_id == checklist.items()[40].id
    QTest.keyClick(step.list, Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert checklist.chapter_of(step.item_id).code == checklist.chapters[5].code
    press(page, Key.Key_Slash)
    assert step.search.hasFocus()
    QTest.keyClicks(step.search, "15301")
    assert step.model.rowCount() == 1
    assert checklist.item(step.item_id).number == "15301"
    QTest.keyClick(step.search, Key.Key_Escape)
    step.set_filter(Filter.DEFECTS)
    assert [step.model.item_id(0)] == [checklist.items()[3].id]
    press(page, Key.Key_1)
    assert step.model.rowCount() == 1, "a row stays where it is though it no longer fits the filter"
    step.set_filter(Filter.DEFECTS)
    assert step.model.rowCount() == 0
    assert not step._nothing.isHidden()


def test_undo_takes_the_answer_back_and_goes_there(desk, begin, open_page, press):
    inspection = begin()
    page = open_page(inspection, 4)
    first = items_of(page).item_id
    press(page, Key.Key_1)
    QTest.keyClick(items_of(page).list, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert first not in inspecting.answers(desk, inspection.id)
    assert items_of(page).item_id == first
    actions = [entry["action"] for entry in desk.read.journal(inspection.id)]
    assert actions[-2:] == [f"判定项目 {first}", f"撤销 判定项目 {first}"], "what the journal has is never erased"


def test_zero_clears_and_keeps_the_text(desk, begin, open_page, press):
    inspection = begin()
    page = open_page(inspection, 4)
    first = items_of(page).item_id
    press(page, Key.Key_2)
    items_of(page).pane.text.setPlainText("货架第3层")
    press(page, Key.Key_0)
    answer = inspecting.answers(desk, inspection.id)[first]
    assert (answer.code, answer.text) == ("", "货架第3层")


def test_typed_text_is_committed_after_a_silence_without_leaving(desk, begin, open_page, press, qtbot):
    inspection = begin()
    page = open_page(inspection, 4)
    first = items_of(page).item_id
    press(page, Key.Key_2)
    said = []
    page.saved.connect(said.append)
    items_of(page).pane.text.setPlainText("𠮷野堃祎 A&B<药业>")
    assert said == [], "saved is said only after the commit"
    qtbot.waitUntil(lambda: inspecting.answers(desk, inspection.id)[first].text == "𠮷野堃祎 A&B<药业>")
    assert len(said) == 1


def test_the_place_is_remembered(desk, begin, open_page, press, services, qtbot):
    inspection = begin()
    page = open_page(inspection, 4)
    press(page, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1, Key.Key_1)
    here = items_of(page).item_id
    qtbot.waitUntil(lambda: inspecting.remembered_place(desk, inspection.id) == (4, here))
    again = open_page(inspection)
    assert (again.step, items_of(again).item_id) == (4, here)


def test_an_annex_check_that_fails_makes_the_item_fail(desk, begin, open_page):
    inspection = begin()
    item = next(i for i in desk.library.checklist("gsp-retail").items() if i.annex_checks)
    page = open_page(inspection, 4, item.id)
    pane = items_of(page).pane
    pane.annex.choices(item.annex_checks[0].key).button("non_compliant").click()
    assert inspecting.answers(desk, inspection.id)[item.id].annex == {item.annex_checks[0].key: "non_compliant"}
    assert pane.answer_badge() == ("不符合", "bad")
    assert "附录任一不符合" in pane.annex_note.text()
    assert not pane.annex_note.isHidden()


def test_gmp_asks_for_the_severity_with_the_criteria_at_hand(desk, begin, open_page, press):
    inspection = begin("gmp-2010")
    page = open_page(inspection, 4)
    step = items_of(page)
    while not desk.library.checklist("gmp-2010").item(step.item_id).checkable:
        press(page, Key.Key_Down)
    item_id = step.item_id
    assert step.pane.severity.isHidden()
    press(page, Key.Key_2)
    assert not step.pane.severity.isHidden()
    assert "可能伤害使用者" in step.pane.severity.criteria.text()
    step.pane.severity.levels.button("major").click()
    assert inspecting.answers(desk, inspection.id)[item_id].severity == "major"
    assert "可能伤害使用者" not in step.pane.severity.criteria.text()


def test_the_phrase_bank_completes_a_finding(desk, begin, open_page, press, qtbot):
    before = begin(name="从前的药店")
    item = desk.library.checklist("gsp-retail").items()[0]
    inspecting.write_text(desk, before.id, item.id, "未见质量管理制度")
    inspection = begin()
    page = open_page(inspection, 4)
    pane = items_of(page).pane
    press(page, Key.Key_2, Key.Key_F2)
    assert not pane.phrases.isHidden()
    QTest.keyClick(pane.phrases, Key.Key_Return)
    assert inspecting.answers(desk, inspection.id)[item.id].text == "未见质量管理制度"
    assert pane.text.hasFocus()


def test_photos_by_file_paste_and_drop(desk, begin, open_page, quiet, tmp_path, qtbot):
    inspection = begin()
    page = open_page(inspection, 4)
    step = items_of(page)
    item_id = step.item_id
    good, wrong = tmp_path / "现场 照片.jpg", tmp_path / "其实是文字.jpg"
    good.write_bytes(picture())
    wrong.write_text("这不是照片", "utf-8")
    page.shelf.add_files(item_id, [good, wrong], "drag")
    qtbot.waitUntil(lambda: step.pane.evidence.strip.count() == 1)
    assert "其实是文字.jpg" in step.pane.evidence.outcome.text()
    assert "照片 1" in step._delegate._photos.format(n=step.model.index(0).data(257).photos)
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(step.list, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: step.pane.evidence.strip.count() == 2)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(good))])
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(step.list, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "同一文件" in step.pane.evidence.outcome.text())
    assert len(evidencing.photos(desk, inspection.id, item_id)) == 2
    quiet()


def test_what_cannot_be_kept_is_said_and_stays_typed(desk, begin, open_page, press, monkeypatch):
    inspection = begin()
    faults: list = []
    page = open_page(inspection, 4, faults=faults)
    press(page, Key.Key_2)
    pane = items_of(page).pane

    def full(*_):
        raise Fault("磁盘满了", kept="已保存的都在", code="disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(inspecting, "write_text", full)
        pane.text.setPlainText("还没有存下的话")
        pane.commit()
        assert faults[-1].code == "disk_full"
        assert pane.text_saver.pending
    pane.commit()
    assert inspecting.answers(desk, inspection.id)[pane.item.id].text == "还没有存下的话"


def test_a_finalised_inspection_takes_no_answers(desk, begin, open_page, press):
    from inspector_app.casework import reviewing

    inspection = begin()
    reviewing.finalise(desk, inspection.id)
    page = open_page(inspection, 4)
    press(page, Key.Key_1)
    assert inspecting.answers(desk, inspection.id) == {}
    assert not items_of(page).pane.answers.isEnabled()


def test_the_keys_are_told(begin, open_page):
    page = open_page(begin(), 4)
    told = dict(page.keys())
    assert told["1"] == "符合"
    assert told["2"] == "不符合"
    assert told["0"] == "清除结论"
    assert "Ctrl+Z" in told


# The law a finding may touch


def test_a_finding_names_the_violations_it_may_be(desk, begin, open_page, qtbot, quiet, press):
    inspection = begin()
    page = open_page(inspection, 4, "gsp-retail-16107")
    pane = page._steps[4].pane
    assert pane.law.card.isHidden()
    press(page, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: not pane.law.card.isHidden(), timeout=15_000)
    assert pane.law.rows[0].name.text() == "未遵守药品经营质量管理规范"
    assert pane.law.rows[0].citation.text() == "药品管理法126条1款 · 检查表依据：药品经营质量管理规范"
    assert pane.law.rows[0].unverified.isHidden()
    pane.text.setPlainText("货架上有过期药品3盒")
    pane.commit()
    qtbot.waitUntil(lambda: pane.law.rows[0].name.text().startswith("零售劣药"), timeout=15_000)
    with qtbot.waitSignal(page.services.open_request) as told:
        QTest.keyClick(pane.law.rows[0], Qt.Key.Key_Return)
    assert told.args == ["violation", "drug-117-retail-inferior"]
    press(page, Qt.Key.Key_0)
    assert pane.law.card.isHidden()
    quiet()


def test_an_unread_law_is_marked_beside_the_finding(desk, begin, open_page, qtbot, quiet, monkeypatch):
    monkeypatch.setattr(finding_law, "is_verified", lambda _book, _violation: False)
    inspection = begin()
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    pane = open_page(inspection, 4, "gsp-retail-16107")._steps[4].pane
    qtbot.waitUntil(lambda: not pane.law.card.isHidden(), timeout=15_000)
    assert not pane.law.rows[0].unverified.isHidden()
    quiet()


def test_what_the_last_inspection_found_here_is_said(desk, begin, open_page, qtbot, quiet, press):
    before = begin()
    inspecting.set_value(desk, before.id, "started_at", NOON.replace(year=2025, month=6, day=11))
    inspecting.answer(desk, before.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, before.id, "gsp-retail-16107", "外用药与内服药混放")
    page = open_page(begin(), 4, "gsp-retail-16107")
    pane = page._steps[4].pane
    qtbot.waitUntil(lambda: not pane.law.previous.isHidden(), timeout=15_000)
    assert pane.law.previous.text() == "上次检查（2025-06-11）此项：不符合 · 李敏\n外用药与内服药混放"
    press(page, Qt.Key.Key_Down)
    assert pane.law.previous.isHidden()
    press(page, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: not pane.law.previous.isHidden(), timeout=15_000)
    quiet()
