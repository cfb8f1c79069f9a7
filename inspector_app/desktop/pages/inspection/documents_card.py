"""The documents of an inspection: drafts and issued ones, and which may be drafted."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from inspector_app.casework import differing, issuing
from inspector_app.casework.differing import Difference
from inspector_app.catalog.form import DocumentForm
from inspector_app.desktop.moments import short_minute
from inspector_app.desktop.pages.print_offers import offers
from inspector_app.desktop.pages.print_panel import PrintPanel
from inspector_app.desktop.widgets.basic import Badge, Card, PressableFrame, SearchField, label, line, soft, strong
from inspector_app.desktop.widgets.buttons import LinkButton, SecondaryButton
from inspector_app.fault import Fault
from inspector_app.records.document import Document

from .document_bar import state_words
from .flow import FlowLayout
from .parts import clear, column, row
from .session import Session

USUAL = ("site_record", "deficiency_list", "order_correction_notice", "rectification_notice", "inspection_notice")
"""The documents nearly every inspection ends with; the whole set is one press further."""


class DocumentLine(PressableFrame):
    """One document."""

    chosen = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(document.name)
        self._id = document.id
        self.setMinimumHeight(52)
        layout = row(self, margins=(12, 6, 12, 6), gap=12)
        layout.addWidget(strong(document.name))
        layout.addWidget(label(document.number, "number"))
        layout.addStretch(1)
        at = document.issued_at or document.created_at
        by = document.issued_by or document.created_by
        layout.addWidget(soft(f"{by} · {short_minute(at)}"))
        self.differs = Badge("", "major")
        self.differs.hide()
        layout.addWidget(self.differs)
        layout.addWidget(Badge(*state_words(self)[document.status]))
        self.pressed.connect(self._pressed)

    def show_differences(self, found: list[Difference]) -> None:
        """Mark that the records say otherwise by now."""
        self.differs.set(self.tr("与记录不一致 {0}").format(len(found)), "major")
        self.differs.setToolTip("、".join(one.label for one in found))
        self.differs.setVisible(bool(found))

    def _pressed(self) -> None:
        self.chosen.emit(self._id)


class DocumentsCard(Card):
    """Opens a document or drafts a new one: the usual ones at hand, all others one press further, by stage."""

    opened = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("文书"), parent=parent)
        self._session = session
        self.print_button = SecondaryButton(self.tr("打印一套…"), "print")
        self.print_button.clicked.connect(self._print)
        self.add_head(self.print_button)
        self.print_panel = PrintPanel(session.services, session.failed.emit)
        self.add(self.print_panel)
        self._lines: dict[str, DocumentLine] = {}
        self._list = column(gap=0)
        self.body.addLayout(self._list)
        self.none = soft(self.tr("还没有文书；先起草，内容会从检查记录里填好"))
        self.add(self.none)
        self.add(line())
        self.add(label(self.tr("起草"), "label"))
        self.drafts: dict[str, SecondaryButton] = {}
        self._usual = FlowLayout(gap=8)
        self._add_flow(self.body, self._usual)
        for code in USUAL:
            # A form that is missing or damaged is named on the page of the packs; the others serve.
            with suppress(Fault):
                self._usual.addWidget(self._button(code, session.desk.library.form(code).name))
        self.more = LinkButton(self.tr("其他文书…"), "chevron-down")
        self.more.clicked.connect(self._ask_all)
        self.add(self.more)
        self.search = SearchField(self.tr("查找文书"))
        self.search.asked.connect(self._filter)
        self.search.hide()
        self.add(self.search)
        self._stages = column(gap=10)
        self.body.addLayout(self._stages)

    @staticmethod
    def _add_flow(layout: QVBoxLayout, flow: FlowLayout) -> QWidget:
        holder = QWidget()
        holder.setLayout(flow)
        layout.addWidget(holder)
        return holder

    def _button(self, code: str, name: str) -> SecondaryButton:
        button = SecondaryButton(name, "plus")
        button.setProperty("form", code)
        button.clicked.connect(self._draft)
        button.setEnabled(self._session.editable)
        self.drafts[code] = button
        return button

    # Showing

    def show_documents(self) -> None:
        """Show the documents there are."""
        clear(self._list)
        self._lines = {}
        documents = issuing.documents(self._session.desk, self._session.id)
        for document in documents:
            made = DocumentLine(document)
            made.chosen.connect(self.opened)
            self._list.addWidget(made)
            self._lines[document.id] = made
        self.print_button.setVisible(any(one.status in {"draft", "issued"} for one in documents))
        self._compare(documents)
        self.none.setVisible(not documents)
        for button in self.drafts.values():
            button.setEnabled(self._session.editable)

    def _compare(self, documents: list[Document]) -> None:
        """Find off the interface thread which documents the records have left behind."""
        desk = self._session.desk

        def done(found: dict[str, list[Difference]]) -> None:
            for key, made in self._lines.items():
                if isValid(made):
                    made.show_differences(found.get(key, []))

        if documents:
            self._session.run(lambda _: differing.affected(desk, documents), done)

    def _print(self) -> None:
        desk, inspection_id = self._session.desk, self._session.id
        found = self._session.attempt(lambda: offers(desk, issuing.documents(desk, inspection_id)))
        if found:
            self.print_panel.ask(self.tr("打印一套文书"), found)

    def _ask_all(self) -> None:
        desk, inspection_id = self._session.desk, self._session.id
        self.more.setEnabled(False)
        # Read off the interface thread: after an update every form is compiled once.
        job = self._session.run(lambda _: issuing.forms(desk, inspection_id), self._show_all)
        job.failed.connect(self._all_failed)

    def _all_failed(self) -> None:
        self.more.setEnabled(True)

    def _show_all(self, forms: list[DocumentForm]) -> None:
        self.more.hide()
        by_stage: dict[str, list[DocumentForm]] = {}
        for form in forms:
            if form.code not in self.drafts:
                by_stage.setdefault(form.stage, []).append(form)
        for stage, some in by_stage.items():
            self._stages.addWidget(label(stage, "label"))
            flow = FlowLayout(gap=8)
            for form in some:
                flow.addWidget(self._button(form.code, form.name))
            self._add_flow(self._stages, flow)
        self.search.show()
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        for button in self.drafts.values():
            button.setVisible(wanted in button.text())

    # Drafting

    def _draft(self) -> None:
        code = str(self.sender().property("form"))
        made = self._session.attempt(lambda: issuing.draft(self._session.desk, self._session.id, code))
        if made is not None:
            self._session.documents_changed.emit()
            self._session.services.tell_changed("documents")
            self.opened.emit(made.id)
