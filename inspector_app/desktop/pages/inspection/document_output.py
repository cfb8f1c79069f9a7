"""The document that is open, out of the program: on paper, as a PDF, as an editable copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector_app.casework import issuing, printing
from inspector_app.desktop.pages.print_panel import Offer, PrintPanel
from inspector_app.records.document import Document

from .session import Session


class DocumentOutput(QObject):
    """Prints and writes; the document is named at each call."""

    def __init__(self, session: Session, panel: PrintPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._panel, self._widget = session, panel, parent

    def print(self, document: Document) -> None:
        """Offer to print: the frozen bytes in the copies the document says, or the draft with its mark."""
        desk, document_id = self._session.desk, document.id
        wanted = self._session.attempt(lambda: printing.print_set(desk, [document_id]))
        if wanted is None:
            return
        draft = document.status == "draft"
        self._panel.ask(
            self.tr("打印草稿") if draft else self.tr("打印《{0}》").format(document.name),
            [
                Offer(
                    key=document_id,
                    name=document.name,
                    detail=document.number,
                    copies=wanted[0].copies,
                    fetch=lambda: issuing.preview(desk, document_id),
                )
            ],
        )

    def ask_file(self, document: Document) -> None:
        """Ask where to, and write the PDF there."""
        draft = self.tr("（草稿）") if document.status == "draft" else ""
        self._ask(f"{document.number or document.name}{draft}", "pdf", lambda name: self.write(document, name))

    def ask_copy(self, document: Document) -> None:
        """Ask where to, and write the editable copy there."""
        name = self.tr("{0}（副本）").format(document.number or document.name)
        self._ask(name, "docx", lambda chosen: self.write_copy(document, chosen))

    def _ask(self, name: str, kind: str, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._widget, self.tr("存为文件"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{kind.upper()} (*.{kind})"])
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(f"{printing.safe_name(name)}.{kind}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def write(self, document: Document, name: str) -> None:
        """Write the PDF to a file."""
        desk, path = self._session.desk, Path(name)
        self._session.run(lambda _: issuing.write_pdf(desk, document.id, path), self._on_written)

    def write_copy(self, document: Document, name: str) -> None:
        """Write the editable copy to a file."""
        desk, path = self._session.desk, Path(name)
        self._session.run(lambda _: printing.editable_copy(desk, document.id, path), self._on_written)

    def _on_written(self, path: Path) -> None:
        self._session.services.toast(self.tr("已存为 {name}").format(name=path.name))
