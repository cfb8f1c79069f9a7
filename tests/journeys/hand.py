"""A hand at the window: types, presses and pastes as an inspector would, and goes on wherever the last one stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.casework import exchange, inspecting, issuing, office, opening
from inspector_app.casework.desk import Desk
from inspector_app.desktop.application import Application
from inspector_app.desktop.pages.first_start import FirstStartPage
from inspector_app.desktop.pages.inspection import InspectionPage
from inspector_app.desktop.pages.unlock import UnlockPage
from inspector_app.desktop.workspace import Workspace

from . import mouse
from .mouse import PATIENCE

PASSPHRASE = "Rain over the river 9"
FINDINGS = {
    "gsp-retail-16107": "外用药与内服药混放于处方药区第2组货架",
    "gsp-retail-16801": "销售小票未打印药品批号",
    "gsp-retail-17401": "未公布监督电话",
}
FORMS = ("site_record", "deficiency_list", "order_correction_notice")
NUMBERS = 2
"""The section of the settings with the blocks of numbers."""
TYPED: dict[str, dict[str, str]] = {
    "site_record": {"confirm": "以上笔录已阅，属实"},
    "deficiency_list": {"unit_opinion": "无异议", "date": "2026-11-21"},
    "order_correction_notice": {"issue_date": "2026-11-21"},
}


class Hand:
    """Walks the whole way: first start, headquarters, one inspection, documents, bundle."""

    def __init__(self, app: QApplication, folder: Path, outside: Path, look: Callable[[QWidget, str], None]) -> None:
        self.outside, self.look = outside, look
        self.acknowledge: Callable[[Desk, str], None] = lambda _desk, _chain: None
        self.application = Application(app, folder)
        self.window = self.application.window
        self.window.resize(1440, 900)
        self.application.start()
        QTest.qWaitForWindowExposed(self.window)
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    # Getting in

    def get_in(self) -> None:
        """Make the vault on the first start, open it on every other."""
        if opening.vault_exists(self.application.folder):
            page = self.find(UnlockPage)
            self.write(page.field, PASSPHRASE)
            QTest.keyClick(page.field, Qt.Key.Key_Return)
        else:
            self._first_start(self.find(FirstStartPage))
        self.until(lambda: self.window.findChild(Workspace) is not None)
        self.workspace = self.find(Workspace)
        self.desk = self.workspace.desk

    def _first_start(self, page: FirstStartPage) -> None:
        self.look(self.window, "01-first-start")
        self.press(page.next)
        for field in (page.passphrase, page.again):
            self.write(field, PASSPHRASE)
        self.look(self.window, "02-passphrase")
        self.press(page.next)
        for key, words in {
            "name": "滨河市药品监督管理局",
            "number_word": "滨药监",
            "address": "迎宾路8号",
            "contact_person": "李敏",
            "contact_phone": "0999-8123456",
            "reconsideration_body": "滨河市人民政府",
            "court": "滨河市和平区人民法院",
            "bank": "滨河银行和平支行（户名：滨河市财政局，账号：6200000000000000000）",
        }.items():
            self.write(page.organisation.fields[key], words)
        self.look(self.window, "03-organisation")
        self.press(page.next)
        for form, (name, certificate) in zip(page.officer_forms, (("李敏", "滨001"), ("王海涛", "滨002")), strict=True):
            self.write(form.name, name)
            self.write(form.certificate, certificate)
            self.write(form.valid_until, "2030-12-31")
        self.look(self.window, "04-officers")
        self.press(page.next)
        self.until(lambda: hasattr(page, "sheet"))
        self.look(self.window, "05-recovery-sheet")
        self.press(page.sheet.next)

    # Headquarters and numbers

    def enrol(self) -> None:
        """Enrol headquarters from its letter, write the device letter, take over the numbers."""
        if exchange.headquarters(self.desk) is None:
            page: Any = self.workspace.go("exchange")
            page.take_letter(str(self.outside / "总部" / "enrolment.json"))
            self.look(self.window, "06-enrolment")
            self.press(page.enrol_panel.yes)
            self.until(lambda: exchange.headquarters(self.desk) is not None)
        letter = self.outside / "设备.json"
        if not letter.exists():
            page = self.workspace.go("exchange")
            page.write_device_letter(str(letter))
        self.take_numbers()
        self.look(self.window, "07-numbers")
        self.acknowledge(self.desk, "office")

    def take_numbers(self) -> None:
        """Register a block for every word that has none yet, chosen by the arrow keys."""
        have = {block.document_word for block in office.number_blocks(self.desk)}
        page = self.setting(NUMBERS)
        for number in range(page.block_word.count()):
            if page.block_word.itemData(number) not in have:
                mouse.choose(page.block_word, number)
                self.press(page.block_button)

    # One inspection

    def open_inspection(self) -> InspectionPage:
        """Go on with the inspection there is, or begin one by Ctrl+N."""
        known = inspecting.summaries(self.desk)
        if known:
            self.workspace.open("inspection", known[0].id)
        else:
            self.workspace.go("home")
            self.look(self.window, "08-home-empty")
            QTest.keyClick(self.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        self.until(lambda: isinstance(self.workspace.page, InspectionPage))
        page = self.workspace.page
        assert isinstance(page, InspectionPage)
        page.saved.connect(lambda _at: self.acknowledge(self.desk, page.inspection_id))
        return page

    def particulars(self, page: InspectionPage) -> None:
        """Step 1: the enterprise and the task, typed field by field."""
        step = self.to_step(page, 1)
        for field, words in {
            "enterprise.name": "滨河市安康大药房（和平路店）",
            "enterprise.uscc": "91350100M000100Y43",
            "enterprise.licence_name": "药品经营许可证",
            "enterprise.licence_no": "滨DA9990123",
            "enterprise.address": "滨河市和平路118号",
            "enterprise.legal_representative": "赵堃祎",
            "enterprise.quality_head": "钱喆",
            "enterprise.contact_person": "钱喆",
            "enterprise.phone": "0999-8765432",
            "topic": "药品零售企业日常监督检查",
            "task_no": "滨药监检117",
            "place": "滨河市和平路118号一层",
            "started_at": "2026-11-21 09:05",
            "ended_at": "2026-11-21 11:30",
        }.items():
            edit: Any = step.findChild(QWidget, field)
            assert edit is not None, field
            if not edit.text():
                self.write(edit, words)
        assert page.session is not None
        page.session.flush()
        self.until(lambda: inspecting.load(self.desk, page.inspection_id).ended_at is not None)
        self.look(self.window, "09-step1-enterprise")

    def team(self, page: InspectionPage) -> None:
        """Step 2: the checklist and two officers."""
        step: Any = self.to_step(page, 2)
        self.look(self.window, "10-step2-checklists")
        if not inspecting.load(self.desk, page.inspection_id).checklist_code:
            QTest.mouseClick(step._cards["gsp-retail"], Qt.MouseButton.LeftButton)
            self.until(lambda: bool(inspecting.load(self.desk, page.inspection_id).checklist_code))
        for box in step._boxes.values():
            if not box.isChecked():
                QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
        self.until(lambda: len(inspecting.load(self.desk, page.inspection_id).officers) == 2)
        self.look(self.window, "11-step2-team")

    def notice(self, page: InspectionPage) -> None:
        """Step 3: certificate shown, rights told, answers as given."""
        from inspector_app.desktop.pages.inspection.step_notice import QuickLine, Stamp

        step = self.to_step(page, 3)
        for stamp in step.findChildren(Stamp):
            if not stamp.done.text():
                self.press(stamp.button)
        for line in step.findChildren(QuickLine):
            if not line.line.edit.text() and line.chips and "witness" not in line._field:
                self.press(line.chips[0])
        self.look(self.window, "12-step3-notice")

    def items(self, page: InspectionPage) -> None:
        """Step 4: every item by its key; what is wrong gets its words and its photo."""
        step: Any = self.to_step(page, 4)
        assert page.session is not None
        first = True
        while True:
            given = inspecting.answers(self.desk, page.inspection_id)
            left = [
                i.id
                for i in step._checklist.checkable_items()
                if not (a := given.get(i.id)) or self._unfinished(page, a)
            ]
            if not left:
                break
            step.open_item(left[0])
            step.focus_list()
            for item_id in left:
                if step.item_id != item_id:
                    step.open_item(item_id)
                    step.focus_list()
                if item_id in FINDINGS:
                    self._finding(page, step, item_id)
                else:
                    QTest.keyClick(step.list, Qt.Key.Key_1)
                if first and len(left) < 140:
                    self.look(self.window, "13-step4-items")
                    first = False
        QTest.qWait(1)
        self.look(self.window, "16-step4-done")

    def _unfinished(self, page: InspectionPage, answer: Any) -> bool:
        if not answer.code:
            return True
        if answer.item_id not in FINDINGS:
            return False
        counts = inspecting.photo_counts(self.desk, page.inspection_id)
        return answer.text != FINDINGS[answer.item_id] or not counts.get(answer.item_id)

    def _finding(self, page: InspectionPage, step: Any, item_id: str) -> None:
        QTest.keyClick(step.list, Qt.Key.Key_2)
        QTest.keyClick(step.list, Qt.Key.Key_F)
        text = step.pane.text
        text.selectAll()
        self.write(text, FINDINGS[item_id])
        assert page.session is not None
        page.session.flush()
        QTest.keyClick(text, Qt.Key.Key_Escape)
        self.look(self.window, "14-step4-finding")
        counts = inspecting.photo_counts(self.desk, page.inspection_id)
        if not counts.get(item_id):
            copied = QMimeData()
            copied.setUrls([QUrl.fromLocalFile(str(self.outside / f"照片 {item_id[-5:]}.jpg"))])
            QGuiApplication.clipboard().setMimeData(copied)
            QTest.keyClick(step.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            self.until(lambda: bool(inspecting.photo_counts(self.desk, page.inspection_id).get(item_id)))
            self.acknowledge(self.desk, page.inspection_id)
            self.look(self.window, "15-step4-photo")

    def review(self, page: InspectionPage) -> None:
        """Step 5: the findings as they will be stated."""
        self.to_step(page, 5)
        self.look(self.window, "17-step5-findings")

    def documents(self, page: InspectionPage) -> None:
        """Step 6: the verdict, and three documents drafted, completed and issued."""
        step: Any = self.to_step(page, 6)
        self.look(self.window, "18-step6-verdict")
        for code in FORMS:
            mine = [d for d in issuing.documents(self.desk, page.inspection_id) if d.form_code == code]
            if any(d.status == "issued" for d in mine):
                continue
            if mine:
                step.open_document(mine[0].id)
            else:
                self.press(step.overview.documents.drafts[code])
            self.until(lambda wanted=code: getattr(step.editor.document, "form_code", "") == wanted)
            self._complete(page, step.editor, code)
            step.close_document()
        self.look(self.window, "22-step6-issued")

    def _complete(self, page: InspectionPage, editor: Any, code: str) -> None:
        assert page.session is not None
        document = editor.document.id
        if code == "order_correction_notice":
            cited = [{"law": "药品管理法(2019)", "articles": ["126"], "verified": True}]
            issuing.set_value(self.desk, document, "mode", "立即改正")
            issuing.set_value(self.desk, document, "basis_law", cited)
            editor.open(issuing.load(self.desk, document))
        for key, words in TYPED[code].items():
            field = editor._fields[key]
            edit = getattr(field, "edit", None)
            assert edit is not None, key
            edit.setFocus()
            edit.selectAll()
            self.write(edit, words)
        page.session.flush()
        self.until(lambda: not [p for p in issuing.problems(self.desk, document) if p.level == "error"])
        self.until(lambda: bool(editor._pdf))
        QTest.qWait(700)
        self.look(self.window, f"19-document-{code}")
        self.press(editor.issue_button)
        self.until(editor.confirm.isVisible)
        self.press(editor.confirm.yes)
        self.until(lambda: issuing.load(self.desk, document).status == "issued")
        self.acknowledge(self.desk, page.inspection_id)

    def seal(self, page: InspectionPage) -> Path:
        """Steps 7 and 8: what still comes back signed; closed and sealed onto the stick."""
        self.to_step(page, 7)
        self.look(self.window, "23-step7-signed")
        step: Any = self.to_step(page, 8)
        self.look(self.window, "24-step8-check")
        if inspecting.load(self.desk, page.inspection_id).state == "under_way":
            self.press(step.finalise_button)
            self.press(step.confirm.yes)
            self.until(lambda: inspecting.load(self.desk, page.inspection_id).state == "finalised")
            self.acknowledge(self.desk, page.inspection_id)
        if not exchange.exports(self.desk):
            step.seal_to(str(self.outside / "U盘"))
        self.until(lambda: inspecting.load(self.desk, page.inspection_id).state in {"exported", "delivered"})
        self.acknowledge(self.desk, page.inspection_id)
        QTest.qWait(200)
        self.look(self.window, "25-step8-sealed")
        return self.outside / "U盘" / exchange.exports(self.desk)[0].file_name

    def take_receipt(self, receipt: Path) -> None:
        """收发: headquarters' receipt makes it delivered."""
        page: Any = self.workspace.go("exchange")
        page.take_receipt(str(receipt))
        self.until(lambda: inspecting.summaries(self.desk)[0].state == "delivered")
        QTest.qWait(200)
        self.look(self.window, "26-delivered")

    # Small things

    def look_around(self) -> None:
        """Open every page of the rail."""
        for number, key in enumerate(
            ("home", "inspections", "cases", "documents", "evidence", "enterprises", "library", "exchange", "settings"),
            30,
        ):
            self.rail(key)
            QTest.qWait(250)
            self.look(self.window, f"{number}-{key}")

    def close(self) -> None:
        """Close the window as a person does."""
        self.window.close()
        self.application.shut()

    def find(self, kind: type) -> Any:
        """The one widget of a kind, as soon as it is there."""
        self.until(lambda: self.window.findChild(kind) is not None)
        return self.window.findChild(kind)

    def current(self, page: InspectionPage) -> QWidget:
        """The step that is shown."""
        return page._stack.currentWidget()

    def write(self, field: Any, words: str) -> None:
        """Type into a field."""
        mouse.write(field, words)

    def press(self, button: Any) -> None:
        """Press a button with the mouse."""
        mouse.press(button)

    def until(self, holds: Callable[[], bool], patience: int = PATIENCE) -> None:
        """Wait for something that happens off the interface thread."""
        mouse.until(holds, patience)

    def rail(self, key: str) -> Any:
        """Press a place of the rail and return its page."""
        self.press(self.workspace.rail.buttons[key])
        self.until(lambda: self.workspace.place == key)
        return self.workspace.page

    def setting(self, section: int) -> Any:
        """Press a section of the settings and return the page."""
        page = self.rail("settings")
        self.press(page.sections.button(section))
        return page

    def to_step(self, page: InspectionPage, number: int) -> Any:
        """Press one of the eight steps at the top and return what it shows."""
        self.press(page.bar.buttons[number - 1])
        assert page.step == number
        return self.current(page)
