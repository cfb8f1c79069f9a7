"""The documents of an inspection: drafts and issued ones, and which may be drafted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector_app.casework import issuing
from inspector_app.desktop.widgets.basic import Badge, Card, PressableFrame, label, line, soft, strong
from inspector_app.desktop.widgets.buttons import SecondaryButton
from inspector_app.records.document import Document

from .flow import FlowLayout
from .parts import clear, column, row
from .session import Session


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
        layout.addWidget(soft(f"{by} · {at.strftime('%m-%d %H:%M')}"))
        states = {
            "draft": (self.tr("草稿"), "major"),
            "issued": (self.tr("已印发"), "ok"),
            "void": (self.tr("已作废"), "critical"),
        }
        layout.addWidget(Badge(*states[document.status]))
        self.pressed.connect(self._pressed)

    def _pressed(self) -> None:
        self.chosen.emit(self._id)


class DocumentsCard(Card):
    """Opens a document or drafts a new one."""

    opened = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("文书"), parent=parent)
        self._session = session
        self._list = column(gap=0)
        self.body.addLayout(self._list)
        self.none = soft(self.tr("还没有文书；先起草，内容会从检查记录里填好"))
        self.add(self.none)
        self.add(line())
        self.add(label(self.tr("起草"), "label"))
        flow = FlowLayout(gap=8)
        holder = QWidget()
        holder.setLayout(flow)
        self.add(holder)
        self.drafts: dict[str, SecondaryButton] = {}
        for form in issuing.forms(session.desk, session.id):
            button = SecondaryButton(form.name, "plus")
            button.setProperty("form", form.code)
            button.clicked.connect(self._draft)
            flow.addWidget(button)
            self.drafts[form.code] = button

    def show_documents(self) -> None:
        """Show the documents there are."""
        clear(self._list)
        documents = issuing.documents(self._session.desk, self._session.id)
        for document in documents:
            made = DocumentLine(document)
            made.chosen.connect(self.opened)
            self._list.addWidget(made)
        self.none.setVisible(not documents)
        for button in self.drafts.values():
            button.setEnabled(self._session.editable)

    def _draft(self) -> None:
        code = str(self.sender().property("form"))
        made = self._session.attempt(lambda: issuing.draft(self._session.desk, self._session.id, code))
        if made is not None:
            self._session.documents_changed.emit()
            self._session.services.tell_changed("documents")
            self.opened.emit(made.id)
