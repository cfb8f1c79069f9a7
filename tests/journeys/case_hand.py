"""A hand that leads a case: opens it from a finding, takes its steps, drafts, completes, issues and serves its documents.

Time is passed in: the hand moves the clock of the desk, as days go by between the steps. It also watches how long the window does not
answer while it is pressed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from inspector_app.casework import case_timeline, cases, inspecting, issuing
from inspector_app.desktop.pages.case.page import CasePage
from inspector_app.desktop.pages.inspection import InspectionPage
from inspector_app.desktop.widgets.basic import PressableFrame

from . import mouse
from .hand import Hand
from .mouse import PATIENCE

CHINA = timezone(timedelta(hours=8))
SLOW_MS = 100
EXPIRED = "gsp-retail-16301"
TICKET = "gsp-retail-16801"
WORDS = {
    EXPIRED: "在非处方药区第3号货架陈列超过有效期的板蓝根颗粒（批号20240512，有效期至2026年4月30日）1盒，标价35元",
    TICKET: "2026年11月20日销售小票未打印药品批号",
}


def words_of(file: Path) -> str:
    """The text of a PDF without its line breaks."""
    document = pypdfium2.PdfDocument(file)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


class Clock:
    """The time of the desk, moved by hand; every look takes a second."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def go(self, *moment: int) -> None:
        """Go to a minute of Chinese time; time never runs back."""
        wanted = datetime(*moment, tzinfo=CHINA)  # type: ignore[misc,arg-type]
        assert wanted >= self.now, (wanted, self.now)
        self.now = wanted


class CaseHand(Hand):
    """Leads one case through its page; ``papers`` is where the PDFs of issued documents go."""

    def __init__(
        self, app: QApplication, folder: Path, outside: Path, look: Callable[[QWidget, str], None], papers: Path
    ) -> None:
        super().__init__(app, folder, outside, look)
        self.clock = Clock(datetime(2026, 11, 21, 9, 0, tzinfo=CHINA))
        self.papers = papers
        self.papers.mkdir(parents=True, exist_ok=True)
        for old in self.papers.glob("*.pdf"):
            old.unlink()
        self.slow: list[tuple[int, str]] = []
        self.faults: list[str] = []
        self.count = 0
        self._last = ""

    def settle_in(self) -> None:
        """First start, numbers; from then on the clock is the hand's."""
        self.get_in()
        self.desk.clock = self.clock
        self.take_numbers()

    # An inspection with findings

    def inspect(self, findings: dict[str, str], photographed: tuple[str, ...]) -> str:
        """Begin an inspection, note what was found, photograph some of it."""
        page = self.open_inspection()
        self.particulars(page)
        self.team(page)
        self.notice(page)
        step: Any = self.to_step(page, 4)
        for item_id, words in findings.items():
            QTest.keyClick(step.list, Qt.Key.Key_Slash)
            mouse.replace(step.search, step._checklist.item(item_id).number)
            QTest.keyClick(step.search, Qt.Key.Key_Return)
            self.until(lambda item_id=item_id: step.item_id == item_id)
            self._note(page, step, words, photo=item_id if item_id in photographed else "")
        self.look(self.window, "20-findings")
        return page.inspection_id

    def _note(self, page: InspectionPage, step: Any, words: str, *, photo: str) -> None:
        from PySide6.QtCore import QMimeData, QUrl
        from PySide6.QtGui import QGuiApplication

        item_id = step.item_id
        QTest.keyClick(step.list, Qt.Key.Key_2)
        QTest.keyClick(step.list, Qt.Key.Key_F)
        text = step.pane.text
        mouse.replace(text, words)
        QTest.keyClick(text, Qt.Key.Key_Escape)
        if photo:
            copied = QMimeData()
            copied.setUrls([QUrl.fromLocalFile(str(self.outside / f"照片 {photo[-5:]}.jpg"))])
            QGuiApplication.clipboard().setMimeData(copied)
            QTest.keyClick(step.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            self.until(lambda: bool(inspecting.photo_counts(self.desk, page.inspection_id).get(item_id)))

    # Opening the case

    def open_case(self, *, procedure: str = "") -> CasePage:
        """From the verdict of the inspection, 立案…; ``procedure`` presses another than the usual."""
        inspection: Any = self.workspace.page
        step: Any = self.to_step(inspection, 6)
        self.settle()
        step.overview.area.ensureWidgetVisible(step.overview.cases.button, 0, 60)
        self.press(step.overview.cases.button)
        self.until(lambda: hasattr(self.workspace.page, "new_card"))
        page: Any = self.workspace.page
        if procedure:
            self.press(page.new_card.procedure.button(procedure))
        self.look(self.window, "21-new-case")
        self.press(page.new_card.make_button)
        self.until(lambda: isinstance(self.workspace.page, CasePage))
        found = self.workspace.page
        assert isinstance(found, CasePage)
        found.fault.connect(lambda fault: self.faults.append(str(fault)))
        self.page = found
        self.settle()
        return found

    @property
    def case_id(self) -> str:
        """The case that is open."""
        return self.page.case_id

    @property
    def overview(self) -> Any:
        """The section 程序, shown."""
        if self.page.section != "procedure" or (self.page.editor is not None and self.page.editor.isVisible()):
            self.go("procedure")
        return self.page.sections["procedure"]

    def go(self, section: str) -> Any:
        """Press a tab of the case."""
        self.click(self.page.tabs[section])
        return self.page.sections[section]

    # Waiting and pressing, timed

    def settle(self) -> None:
        """Let what was asked for happen: queued work, work off the thread, what follows it."""
        for _ in range(3):
            self._turn()
            # A volume of twenty documents is bound anew for every choice; on a busy machine that takes its time.
            self.until(lambda: not self.workspace.services.background.busy, patience=6 * PATIENCE)
            self._turn()

    def _turn(self) -> None:
        since = time.thread_time()
        QApplication.processEvents()
        self._note_time(since, f"after {self._last}")

    def _note_time(self, since: float, what: str) -> None:
        """Time of the interface thread itself, not of the clock: other programs on the machine do not count."""
        took = round((time.thread_time() - since) * 1000)
        if took > SLOW_MS:
            self.slow.append((took, what))

    def click(self, button: Any) -> None:
        """Press what is in view, as it would be scrolled to."""
        self._show(button)
        since = time.thread_time()
        self._last = button.accessibleName() or getattr(button, "text", str)()
        mouse.press(button)
        self._note_time(since, f"press {self._last}")
        self.settle()

    def _show(self, widget: QWidget) -> None:
        section = self.page.sections.get(self.page.section) if hasattr(self, "page") else None
        if section is not None and section.isAncestorOf(widget):
            section.area.ensureWidgetVisible(widget, 0, 80)

    def type_into(self, field: Any, words: str) -> None:
        """Replace what stands in a field and leave it."""
        self._show(field)
        mouse.replace(field, words)
        QTest.keyClick(field, Qt.Key.Key_Tab)
        self.settle()

    def choose(self, combo: QComboBox, words: str) -> None:
        """Choose an entry of a list by its arrow keys."""
        self._show(combo)
        mouse.choose(combo, next(n for n in range(combo.count()) if combo.itemText(n).startswith(words)))
        self.settle()

    def named(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        """The visible widget of an object name in the section that is shown."""
        found = [one for one in self.page.findChildren(kind, name) if one.isVisible()]
        assert found, name
        return found[-1]

    # Steps

    def step(self, transition: str, track: str = "") -> Any:
        """Bring a step into view, opened."""
        overview = self.overview
        if track:
            chips = [one for one in overview.next.findChildren(QPushButton) if one.text().startswith(track)]
            if chips and not chips[0].isChecked():
                self.click(chips[0])
        card = overview.next.steps[transition]
        if card.take_button is None:
            heads = [one for one in card.findChildren(PressableFrame) if one.objectName() == f"step:{transition}"]
            self.click(heads[0])
        return self.overview.next.steps[transition]

    def answer(self, transition: str, **facts: bool | str) -> None:
        """Answer what a step asks."""
        for fact, value in facts.items():
            self.step(transition)
            if isinstance(value, bool):
                self.click(self.named(f"fact:{fact}:{'是' if value else '否'}"))
            else:
                self.choose(self.named(f"fact:{fact}", QComboBox), value)

    def take(self, transition: str, reason: str = "") -> None:
        """Register a step, with a reason where it takes one."""
        card = self.step(transition)
        if reason:
            (edit,) = card.reasons.values()
            self.write(edit, reason)
        before = len(self.faults)
        self.click(card.take_button)
        assert self.faults[before:] == [], self.faults[before:]

    def refused(self, transition: str) -> str:
        """Try a step that is not allowed and return what is said."""
        before = len(self.faults)
        self.click(self.step(transition).take_button)
        assert len(self.faults) == before + 1
        return self.faults[-1]

    def begin(self, name: str) -> None:
        """Start a procedure beside the main one."""
        card = self.overview.next
        if card._beside_row.isHidden():
            self.click(card.beside)
        self.choose(card.machines, name)
        self.click(card.begin)

    # Documents

    def document(self, transition: str, code: str, issue: bool = True, **typed: Any) -> str:
        """Draft the document of a step by its one press, complete it by typing, issue it; return its id."""
        self.step(transition)
        self.click(self.named(f"draft:{code}"))
        return self.complete(code, issue=issue, **typed)

    def other(self, code: str, name: str) -> None:
        """Draft a document no step asks for: 起草其他文书, its name looked for."""
        papers = self.overview.papers
        self.click(papers.more)
        self.type_into(papers.search, name)
        self.click(self.named(f"other:{code}"))

    def open_document(self, document: str) -> None:
        """Press the line of a document of the case."""
        self.click(self.overview.papers.findChild(QWidget, f"document:{document}"))

    def complete(self, code: str, *, issue: bool = True, **typed: Any) -> str:
        """Complete the document that is open and issue it."""
        editor = self.page.editor
        assert editor is not None
        assert editor.document is not None
        assert editor.document.form_code == code
        document = editor.document.id
        for key, words in typed.items():
            self._fill(editor, key, words)
        self.settle()
        self.count += 1
        name = f"{self.count:02d}-{code}"
        left = [one.message for one in issuing.problems(self.desk, document) if one.level == "error"]
        if issue:
            assert left == [], (code, left)
        self.until(lambda: bool(editor._pdf))
        self.look(self.window, f"40-{name}")
        if issue:
            self.issue()
            assert issuing.load(self.desk, document).status == "issued", self.faults[-1:]
            issuing.write_pdf(self.desk, document, self.papers / f"{name}.pdf")
        self.leave_document()
        return document

    def issue(self) -> None:
        """Press 印发 and confirm."""
        editor = self.page.editor
        assert editor is not None
        self.click(editor.issue_button)
        if editor.confirm.isVisible():
            self.click(editor.confirm.yes)
            self.settle()

    def leave_document(self) -> None:
        """Back from a document by Esc."""
        QTest.keyClick(self.page.editor, Qt.Key.Key_Escape)
        self.settle()

    def _fill(self, editor: Any, key: str, words: Any) -> None:
        field = editor._fields[key]
        editor.area.ensureWidgetVisible(field, 0, 60)
        if isinstance(words, list):
            self._fill_table(editor, key, words)
        elif getattr(field, "choices", None) is not None:
            self.press(field.choices.button(words))
        elif hasattr(field, "combo"):
            self.choose(field.combo, words)
        elif hasattr(field, "boxes"):
            self.press(next(one for one in field.boxes if one.text() == words))
        else:
            mouse.replace(field.edit, words)
            # Leaving the field commits it.
            QTest.keyClick(field.edit, Qt.Key.Key_Tab)
        self.settle()

    def _fill_table(self, editor: Any, key: str, rows: list[list[str]]) -> None:
        for line, cells in enumerate(rows):
            table = editor._fields[key].table
            if table.rowCount() <= line:
                more = [b for b in editor._fields[key].findChildren(QPushButton) if b.text() == "加一行"]
                self.press(more[0])
                self.until(lambda line=line: editor._fields[key].table.rowCount() > line)
            for place, words in enumerate(cells):
                mouse.write_cell(editor._fields[key].table, line, place, words)
                self.settle()

    def serve(self, document: str, method: str = "直接送达", receiver: str = "") -> None:
        """Register the service of an issued document."""
        one = issuing.load(self.desk, document)
        papers = self.overview.papers
        links = [b for b in papers.findChildren(QPushButton) if b.property("document") == document]
        assert links, one.name
        self.click(links[0])
        self.choose(papers.method, method)
        if receiver:
            mouse.replace(papers.receiver, receiver)
        self.click(papers.serve_panel.yes)

    # The end

    def tick_all(self) -> int:
        """Tick the sheet line by line with the mouse; return how many."""
        section = self.go("check")
        self.settle()
        boxes = [box for box in section.sheet.boxes.values() if box.isEnabled() and not box.isChecked()]
        for box in boxes:
            self.click(box)
        return len(boxes)

    def standing(self, key: str = "ordinary") -> str:
        """Where a procedure of the case stands."""
        return case_timeline.timeline(self.desk, self.case_id).track(key).standing.state.id

    def back_to_case(self) -> None:
        """From anywhere: the rail, the list, the line."""
        case_id = self.case_id
        mouse.press_line(self.rail("cases").view, case_id)
        self.until(lambda: self.workspace.page is self.page)
        self.settle()

    def figures(self, file: Path) -> None:
        """Write down what took long."""
        file.write_text(json.dumps(sorted(self.slow, reverse=True)[:40], ensure_ascii=False, indent=1), "utf-8")

    @property
    def case(self) -> Any:
        """The case as it is on the disk."""
        return cases.load(self.desk, self.case_id)
