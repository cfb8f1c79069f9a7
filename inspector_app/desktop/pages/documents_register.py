"""文书: every document of every inspection, by state; one opens where it was made."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from inspector_app.casework import differing, issuing, wording_record
from inspector_app.casework.desk import Desk
from inspector_app.casework.differing import Difference
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import ChipButton, EmptyState, SearchField, SecondaryButton, scrolled
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.records.document import Document

from .base import Page
from .case.words import whose
from .number_ledger import NumberLedger
from .print_offers import empty_offers, offers
from .print_panel import PrintPanel
from .verify_panel import VerifyPanel

DIFFERING = "differing"
COMPARED = 200
"""So many of the newest documents are compared with their records; each inspection or case is read once for that."""


class DocumentsPage(Page):
    """The register: drafts, issued ones with their numbers, void ones with their reasons."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("文书")
        self._state, self._stale = "", True
        self._documents: list[Document] = []
        self._names: dict[str, str] = {}
        self._words = {
            "draft": (self.tr("草稿"), "accent"),
            "issued": (self.tr("已印发"), "ok"),
            "void": (self.tr("已作废"), "critical"),
            "corrected": (self.tr("已更正"), "neutral"),
        }
        self._differing: dict[str, list[Difference]] = {}
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(services.search_request)
        self.save_button = SecondaryButton(self.tr("另存 PDF…"), "export")
        self.save_button.setEnabled(False)
        self.verify_button = SecondaryButton(self.tr("核验文书"), "shield")
        self.empty_button = SecondaryButton(self.tr("空白文书…"), "document")
        self.numbers_button = SecondaryButton(self.tr("文号登记"), "list")
        self.print_button = SecondaryButton(self.tr("打印…"), "print")
        self.print_button.setEnabled(False)
        for button in (self.numbers_button, self.empty_button, self.verify_button):
            self.header.add(button)
        self.body.addWidget(self.header)
        self._make_verify_panel()
        self._make_side_panels()
        self._make_filters()
        self._make_list()
        self.save_button.clicked.connect(self._ask_where)
        services.changed.connect(self._changed)

    def _make_verify_panel(self) -> None:
        self.verify = VerifyPanel(self.desk, self.services)
        self.verify.hide()
        self.verify.open_requested.connect(self._open)
        self.verify.closed.connect(self._close_verify)
        self.verify_button.clicked.connect(self._toggle_verify)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(24, 16, 24, 0)
        self._above.setSpacing(16)
        self._above.addWidget(self.verify)
        self.body.addLayout(self._above)

    def _make_side_panels(self) -> None:
        self.print_panel = PrintPanel(self.services, self.show_fault)
        self.ledger = NumberLedger(self.desk, self.tr("文号登记"))
        self.ledger.opened.connect(self._open)
        self.manage_button = SecondaryButton(self.tr("登记号段…"), "plus")
        self.manage_button.clicked.connect(self._to_numbers)
        self.ledger.add_head(self.manage_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 24)
        column.addWidget(self.ledger)
        column.addStretch(1)
        self.ledger_area = scrolled(inside)
        self.ledger_area.hide()
        self._above.addWidget(self.print_panel)
        self.body.addWidget(self.ledger_area, 1)
        self.numbers_button.setCheckable(True)
        self.numbers_button.toggled.connect(self.show_numbers)
        self.empty_button.clicked.connect(self.guarded(self.offer_empty))
        self.print_button.clicked.connect(self.guarded(self.offer_print))

    def show_numbers(self, shown: bool) -> None:
        """Show the register of numbers in place of the documents, or the documents again."""
        if shown:
            self.attempt(self.ledger.refresh)
        self.ledger_area.setVisible(shown)
        self.listing.setVisible(not shown)

    def offer_empty(self) -> None:
        """Offer the empty forms for paper days."""
        self.print_panel.ask(self.tr("空白文书：没有电脑的日子手写用"), empty_offers(self.desk))

    def offer_print(self) -> None:
        """Offer the set the chosen document belongs to, the document itself ticked."""
        key = self.view.current_key()
        chosen = next((d for d in self._documents if d.id == key), None)
        if chosen is None:
            return
        beside = [d for d in self._documents[::-1] if d.chain == chosen.chain]
        self.print_panel.ask(
            self.tr("打印：{0}").format(self._enterprise(chosen)), offers(self.desk, beside, {chosen.id})
        )

    def _to_numbers(self) -> None:
        self.open_request.emit("settings", "numbers")

    def _make_filters(self) -> None:
        self.listing = QWidget()
        self._listing = QVBoxLayout(self.listing)
        self._listing.setContentsMargins(0, 0, 0, 0)
        self._listing.setSpacing(0)
        self.body.addWidget(self.listing, 1)
        bar = QHBoxLayout()
        bar.setContentsMargins(24, 16, 24, 12)
        bar.setSpacing(8)
        self.chips = QButtonGroup(self)
        for state, word in (("", self.tr("全部")), *((s, w) for s, (w, _) in self._words.items())):
            chip = ChipButton(word)
            chip.setChecked(not state)
            chip.clicked.connect(self.guarded(partial(self.show_state, state)))
            self.chips.addButton(chip)
            bar.addWidget(chip)
        self.differing_chip = ChipButton(self.tr("与记录不一致"))
        self.differing_chip.clicked.connect(self.guarded(partial(self.show_state, DIFFERING)))
        self.chips.addButton(self.differing_chip)
        bar.addWidget(self.differing_chip)
        bar.addStretch(1)
        self.search = SearchField(self.tr("查找文书、文号、企业"), "/")
        self.search.asked.connect(self._narrow)
        bar.addWidget(self.search)
        bar.addWidget(self.print_button)
        bar.addWidget(self.save_button)
        self._listing.addLayout(bar)
        QShortcut(QKeySequence("/"), self).activated.connect(self.search.setFocus)

    def _make_list(self) -> None:
        frame = QFrame()
        frame.setProperty("frame", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 6, 1, 6)
        self.view = LinesView(self._fetch, self.tr("文书登记"))
        self.view.opened.connect(self._open)
        self.view.current_changed.connect(self._current)
        self.empty = EmptyState(
            "document",
            self.tr("还没有文书"),
            self.tr("文书在检查的第 6 步「判定与文书」里出具，印发后编号、冻结，登记在这里"),
            self.tr("去检查"),
        )
        self.none = EmptyState("search", self.tr("没有符合条件的文书"))
        self.empty.pressed.connect(self._to_inspections)
        for widget in (self.view, self.empty, self.none):
            column.addWidget(widget)
        outer = QVBoxLayout()
        outer.setContentsMargins(24, 0, 24, 24)
        outer.addWidget(frame)
        self._listing.addLayout(outer, 1)

    def enter(self) -> None:
        if self._stale:
            self._stale = False
            self._documents = issuing.documents(self.desk)[::-1]
            self._names = {}
            issued = sum(d.status == "issued" for d in self._documents)
            self.header.set_subtitle(self.tr("共 {0} 份 · 已印发 {1} 份").format(len(self._documents), issued))
            self._narrow()
            self._compare()
        if self.ledger_area.isVisible():
            self.attempt(self.ledger.refresh)
        self.view.setFocus()

    def _compare(self) -> None:
        """Find off the interface thread which of the newest documents the records have left behind."""
        desk, newest = self.desk, self._documents[:COMPARED]

        def done(found: dict[str, list[Difference]]) -> None:
            if isValid(self) and found != self._differing:
                self._differing = found
                self._narrow()

        if newest and not self.services.background.closed:
            self.services.background.run(lambda _: differing.affected(desk, newest), done=done, failed=self.show_fault)

    def _narrow(self) -> None:
        self.view.refresh()
        some = self.view.lines.rowCount() > 0
        self.view.setVisible(some)
        self.empty.setVisible(not self._documents)
        self.none.setVisible(bool(self._documents) and not some)
        self.save_button.setEnabled(some and bool(self.view.current_key()))

    def show_state(self, state: str) -> None:
        """Show only documents in a state; empty means all."""
        self._state = state
        self._narrow()

    def _enterprise(self, document: Document) -> str:
        key = document.chain
        if key not in self._names:
            self._names[key] = whose(self.desk, document)
        return self._names[key]

    def _toggle_verify(self) -> None:
        if self.verify.isHidden():
            self.verify.begin()
        else:
            self._close_verify()

    def _close_verify(self) -> None:
        self.verify.hide()
        self.view.setFocus()

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        text = self.search.text().strip()
        chosen = [
            d
            for d in self._documents
            if (not self._state or d.status == self._state or (self._state == DIFFERING and d.id in self._differing))
            and (not text or text in d.name or text in d.number or text in self._enterprise(d))
        ]
        return [self._line(d) for d in chosen[offset : offset + limit]]

    def _line(self, d: Document) -> Line:
        word, tone = self._words[d.status]
        if waiting := self._differing.get(d.id):
            word, tone = self.tr("与记录不一致 {0}").format(len(waiting)), "major"
        when = minute_text(d.issued_at or d.created_at)
        detail = [self._enterprise(d), d.number or self.tr("无文号")]
        if d.pages:
            detail.append(self.tr("{0} 页").format(d.pages))
        if words := wording_record.told(d):
            detail.append(self.tr("用语 {0}").format(words))
        if d.void_reason:
            detail.append(self.tr("作废：{0}").format(d.void_reason))
        if d.status == "corrected":
            detail.append(self.tr("已更正：{0}").format(d.correction_reason))
        return Line(
            key=d.id, title=d.name, detail=" · ".join(detail), right=when, badge=word, tone=tone, icon="document"
        )

    def _changed(self, what: str) -> None:
        if what in {"documents", "inspections", "cases", "numbers"}:
            self._stale = True

    def _current(self, key: str) -> None:
        document = next((d for d in self._documents if d.id == key), None)
        self.save_button.setEnabled(bool(key))
        self.print_button.setEnabled(document is not None and document.status in {"draft", "issued"})

    def _open(self, key: str) -> None:
        self.open_request.emit("document", key)

    def _to_inspections(self) -> None:
        self.open_request.emit("page", "inspections")

    def _ask_where(self) -> None:
        key = self.view.current_key()
        document = next((d for d in self._documents if d.id == key), None)
        if document is None:
            return
        dialog = QFileDialog(self, self.tr("另存 PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{document.number or document.name}.pdf")
        dialog.fileSelected.connect(partial(self.write, key))
        dialog.open()

    def write(self, key: str, name: str) -> None:
        """Write one document as a PDF file, off the interface thread."""

        def work(_context) -> Path:
            return issuing.write_pdf(self.desk, key, Path(name))

        def done(path: Path) -> None:
            self.services.toast(self.tr("已写入 {0}").format(path.name))

        self.services.background.run(work, done=done, failed=self.show_fault)

    def keys(self) -> list[tuple[str, str]]:
        return [("/", self.tr("查找")), ("↑↓", self.tr("选择")), ("Enter", self.tr("打开"))]
