"""Step 6, 判定与文书: the verdict, what the party says to it, the documents."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector_app.casework import issuing, reviewing
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.widgets.basic import Card, soft

from .cases_card import CasesCard
from .document_editor import DocumentEditor
from .documents_card import DocumentsCard
from .fields import BoundArea
from .parts import column
from .session import Session
from .step import FormStep, Step
from .verdict_card import VerdictCard


class Overview(FormStep):
    """Verdict, statement, documents, cases."""

    number = 6

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.verdict = VerdictCard(session)
        self.column.addWidget(self.verdict)
        self.statement_card = Card(self.tr("当事人的陈述和申辩"))
        self.statement = BoundArea(
            session, "party_statement", self.tr("照当事人说的记"), self.tr("没有意见也请记“无异议”；会写进现场笔录")
        )
        self.statement_card.add(self.statement)
        self.column.addWidget(self.statement_card)
        self.documents = DocumentsCard(session)
        self.column.addWidget(self.documents)
        self.cases = CasesCard(session)
        self.column.addWidget(self.cases)
        self.unchosen = soft(self.tr("选定检查表以后才能判定"))
        self.column.addWidget(self.unchosen)
        self.column.addStretch(1)

    def enter(self) -> None:
        judged = self.session.checklist is not None
        self.verdict.setVisible(judged)
        self.unchosen.setVisible(not judged)
        if judged:
            self.verdict.show_judgement(reviewing.verdict(self.session.desk, self.session.id))
        self.statement.show_value()
        self.documents.show_documents()
        self.cases.show_cases()


class VerdictStep(Step):
    """The overview, or one document opened over it."""

    number = 6

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._stack = QStackedWidget()
        column(self).addWidget(self._stack)
        self.overview = Overview(session)
        self._stack.addWidget(self.overview)
        self.editor = DocumentEditor(session)
        self._stack.addWidget(self.editor)
        self.overview.documents.opened.connect(self.open_document)
        self.editor.closed.connect(self.close_document)
        self.editor.returns_asked.connect(self._to_returns)
        session.documents_changed.connect(self.overview.documents.show_documents)
        session.inspection_changed.connect(self._on_inspection)

    def enter(self) -> None:
        if self._stack.currentWidget() is self.overview:
            self.overview.enter()

    def _on_inspection(self) -> None:
        if self.isVisible() and self._stack.currentWidget() is self.overview:
            self.overview.enter()

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        self.overview.show_lacks(lacks)

    def focus_field(self, field: str) -> None:
        self.close_document()
        if field == "team_verdict":
            self.overview.verdict.focus()
        elif field == "documents" and self.overview.documents.drafts:
            first = next(iter(self.overview.documents.drafts.values()))
            first.setFocus()
            self.overview.area.ensureWidgetVisible(first)

    def open_thing(self, key: str) -> None:
        self.open_document(key)

    def open_document(self, document_id: str) -> None:
        """Open a document."""
        document = self.session.attempt(lambda: issuing.load(self.session.desk, document_id))
        if document is not None:
            self._stack.setCurrentWidget(self.editor)
            self.editor.open(document)
            self.editor.setFocus()

    def close_document(self) -> None:
        """Go back to the overview."""
        if self._stack.currentWidget() is self.editor:
            self.editor.release()
            self._stack.setCurrentWidget(self.overview)
            self.overview.enter()
            self.overview.setFocus()

    def _to_returns(self, document_id: str) -> None:
        self.session.jump_requested.emit(7, f"document:{document_id}", "photo")

    def keys(self) -> list[tuple[str, str]]:
        return self.editor.keys()
