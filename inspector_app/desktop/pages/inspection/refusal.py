"""拒签: how the party refused to sign, and who saw it, noted beside the document (行政强制法第18条第8、9项)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import issuing
from inspector_app.desktop.widgets.basic import label
from inspector_app.desktop.widgets.buttons import LinkButton, SecondaryButton

from .parts import column, row
from .session import Session


class RefusalLine(QWidget):
    """Closed until it is needed: a link, then two fields and one button."""

    noted = Signal()

    def __init__(self, session: Session, document_id: str) -> None:
        super().__init__()
        self._session, self._document_id = session, document_id
        layout = column(self, gap=8)
        self.said = label("", "warn", wrap=True)
        layout.addWidget(self.said)
        self.link = LinkButton(self.tr("当事人拒绝签字…"))
        self.link.clicked.connect(self._ask)
        layout.addWidget(self.link)
        self.form = QWidget()
        line = row(self.form, gap=8)
        self.text, self.witness = QLineEdit(), QLineEdit()
        for field, name in (
            (self.text, self.tr("经过（必填）：何时、何人、如何拒绝")),
            (self.witness, self.tr("在场见证人")),
        ):
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
        self.note = SecondaryButton(self.tr("注明拒签"))
        self.note.clicked.connect(self._note)
        line.addWidget(self.text, 3)
        line.addWidget(self.witness, 2)
        line.addWidget(self.note)
        layout.addWidget(self.form)
        self.show_value()

    def show_value(self) -> None:
        """Show what is noted."""
        document = issuing.load(self._session.desk, self._document_id)
        seen = self.tr("，见证人：{name}").format(name=document.refusal_witness) if document.refusal_witness else ""
        self.said.setText(
            self.tr("已注明拒签：{text}").format(text=document.refusal) + seen if document.refusal else ""
        )
        self.said.setVisible(bool(document.refusal))
        self.link.setText(self.tr("改写拒签说明…") if document.refusal else self.tr("当事人拒绝签字…"))
        self.form.hide()

    def _ask(self) -> None:
        document = issuing.load(self._session.desk, self._document_id)
        self.text.setText(document.refusal)
        self.witness.setText(document.refusal_witness)
        self.form.show()
        self.text.setFocus()

    def _note(self) -> None:
        desk, words, witness = self._session.desk, self.text.text(), self.witness.text()
        done = self._session.attempt(lambda: issuing.note_refusal(desk, self._document_id, words, witness))
        if done is not None:
            self._session.note_saved()
            self.show_value()
            self.noted.emit()
