"""One document: the form at the left, the real page at the right, live; checked, issued, printed, saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from inspector_app.casework import issuing
from inspector_app.desktop import theme
from inspector_app.desktop.background import Context
from inspector_app.desktop.widgets.basic import Badge, heading, scrolled, soft
from inspector_app.desktop.widgets.buttons import DangerButton, IconButton, PrimaryButton, SecondaryButton
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import Fault
from inspector_app.records.document import Document

from . import printing
from .document_fields import DocumentField, make
from .law_field import LawField
from .live_preview import LivePreview, Shown
from .paper import PaperView
from .parts import clear, column, frame, ground, row, words
from .photo_facts import grouped
from .proof_list import ProofList
from .session import Session

PAUSE_MS = 100
"""How long nothing is typed before the page is drawn anew: short enough to be felt as at once."""


class DocumentEditor(QWidget):
    """Opened on a document; the page follows the typing, a value is committed at a pause or as its field is left."""

    closed = Signal()
    issued = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.document: Document | None = None
        self._fields: dict[str, DocumentField] = {}
        self._typing: dict[str, Any] = {}
        self._pdf = b""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._redraw)
        self.preview = LivePreview(session, self)
        self.preview.shown.connect(self._on_shown)
        layout = column(self, gap=0)
        layout.addWidget(self._build_bar())
        below = row(gap=0)
        layout.addLayout(below, 1)
        below.addWidget(self._build_form())
        self.paper = PaperView()
        self.paper.width_changed.connect(self._redraw)
        below.addWidget(self.paper, 1)

    def _build_bar(self) -> QWidget:
        bar = frame("header")
        line = row(bar, margins=(12, 8, 16, 8), gap=10)
        self.back = IconButton("chevron-left", self.tr("返回文书列表（Esc）"))
        self.back.clicked.connect(self.closed)
        self.name = heading("")
        self.state = Badge("", "major")
        self.enterprise = soft("")
        line.addWidget(self.back)
        line.addWidget(self.name)
        line.addWidget(self.state)
        line.addWidget(self.enterprise, 1)
        self.proofs_button = SecondaryButton("", "list")
        self.proofs_button.clicked.connect(self.show_proofs)
        line.addWidget(self.proofs_button)
        self.save_button = SecondaryButton(self.tr("存为文件…"), "disk")
        self.print_button = SecondaryButton(self.tr("打印草稿"), "print")
        self.issue_button = PrimaryButton(self.tr("印发…"))
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print)
        self.issue_button.clicked.connect(self._ask_issue)
        for button in (self.save_button, self.print_button, self.issue_button):
            line.addWidget(button)
        return bar

    def _build_form(self) -> QWidget:
        self._left = frame("rail")
        inside = ground("surface")
        layout = column(inside, margins=(20, 16, 20, 24), gap=12)
        self.confirm = ConfirmPanel()
        self.confirm.confirmed.connect(self._issue)
        layout.addWidget(self.confirm)
        self.void_confirm = ConfirmPanel(danger=True)
        self.void_reason = QLineEdit()
        self.void_reason.setPlaceholderText(self.tr("作废的理由（必填）"))
        self.void_reason.setAccessibleName(self.tr("作废的理由"))
        self.void_confirm.extra.addWidget(self.void_reason)
        self.void_confirm.confirmed.connect(self._void)
        layout.addWidget(self.void_confirm)
        self.discard_confirm = ConfirmPanel(danger=True)
        self.discard_confirm.confirmed.connect(self._discard)
        layout.addWidget(self.discard_confirm)
        self.proofs = ProofList()
        self.proofs.jumped.connect(self.focus_field)
        layout.addWidget(self.proofs)
        self.unreadable = words("", "problem")
        layout.addWidget(self.unreadable)
        self._facts = words("")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self._facts)
        self.void_button = DangerButton(self.tr("作废这份文书…"))
        self.void_button.clicked.connect(self._ask_void)
        layout.addWidget(self.void_button)
        self._form = column(gap=12)
        layout.addLayout(self._form)
        self.discard_button = DangerButton(self.tr("删除草稿…"), "trash")
        self.discard_button.clicked.connect(self._ask_discard)
        layout.addWidget(self.discard_button)
        layout.addStretch(1)
        self.area = scrolled(inside)
        inside.setProperty("ground", "surface")
        column(self._left).addWidget(self.area)
        return self._left

    # Showing

    def open(self, document: Document) -> None:
        """Show a document."""
        self._forget_fields()
        self.document = document
        self.unreadable.hide()
        self.confirm.hide()
        self.void_confirm.hide()
        self.discard_confirm.hide()
        self.proofs.show_problems([])
        self.paper.show_sheets([])
        self._show_state(document)
        if document.status == "draft":
            form = issuing.form_of(self.session.desk, document)
            for filled in issuing.fill(self.session.desk, document.id):
                fact = form.table(filled.key)
                made = make(self.session, filled, list(fact.columns) if fact else [])
                made.typed.connect(self._type)
                made.changed.connect(self._change)
                made.restored.connect(self._restore)
                if isinstance(made, LawField):
                    made.confirm_requested.connect(self._confirm_citation)
                self._form.addWidget(made)
                self._fields[filled.key] = made
        self._redraw()

    def release(self) -> None:
        """Commit and forget what was shown."""
        self.session.flush()
        self.preview.stop()
        self._forget_fields()
        self.document, self._pdf = None, b""
        self.paper.show_sheets([])

    def _forget_fields(self) -> None:
        self.session.flush()
        self.session.release(saver for made in self._fields.values() for saver in made.savers)
        clear(self._form)
        self._fields = {}
        self._typing = {}
        self._pause.stop()

    def _redraw(self) -> None:
        self._pause.stop()
        # What is on the disk by now needs no telling.
        self._typing = {key: value for key, value in self._typing.items() if self._fields[key].busy()}
        if self.document is not None:
            self.preview.ask(self.document.id, self.paper.wanted_width(), self._typing)

    def _show_state(self, document: Document) -> None:
        draft = document.status == "draft"
        words_of = {"draft": self.tr("草稿"), "issued": self.tr("已印发"), "void": self.tr("已作废")}
        tones = {"draft": "major", "issued": "ok", "void": "critical"}
        self.name.setText(document.name)
        self.state.set(words_of[document.status], tones[document.status])
        self.enterprise.setText(document.number or self.session.whose)
        self.print_button.setText(self.tr("打印草稿") if draft else self.tr("打印"))
        self.issue_button.setVisible(draft)
        self.proofs_button.setVisible(draft)
        self.discard_button.setVisible(draft)
        if draft:
            self._show_count()
        self.void_button.setVisible(document.status == "issued")
        self._facts.setVisible(not draft)
        if not draft:
            self._facts.setText(self._facts_text(document))

    def _facts_text(self, document: Document) -> str:
        lines = []
        if document.number:
            lines.append(self.tr("文号　{n}").format(n=document.number))
        if document.issued_at:
            at = document.issued_at.strftime("%Y-%m-%d %H:%M")
            lines.append(self.tr("印发　{at}　{who}").format(at=at, who=document.issued_by))
        lines.append(self.tr("页数　{n}").format(n=document.pages))
        lines.append(self.tr("内容已冻结，再打印的就是这一份。有错请作废后另作。"))
        lines.append(f"SHA-256　{grouped(document.pdf_sha256)}")
        if document.void_reason:
            lines.append(self.tr("作废理由　{why}").format(why=document.void_reason))
        return "\n".join(lines)

    def _on_shown(self, shown: Shown) -> None:
        if self.document is None or shown.document.id != self.document.id:
            return
        self.document, self._pdf = shown.document, shown.pdf
        self._show_state(shown.document)
        for filled in shown.filled if shown.latest else []:
            if filled.key in self._fields:
                self._fields[filled.key].show_filled(filled)
        self.proofs.show_problems(shown.problems if shown.document.status == "draft" else [])
        self._show_count()
        self.unreadable.setText(shown.fault)
        self.unreadable.setVisible(bool(shown.fault))
        if shown.sheets:
            self.paper.show_sheets(shown.sheets)

    def _show_count(self) -> None:
        count = self.proofs.count
        self.proofs_button.setText(self.tr("校对 {n}").format(n=count) if count else self.tr("校对无误"))
        self.proofs_button.setEnabled(bool(count))

    def show_proofs(self) -> None:
        """Go to what the check found."""
        self.area.ensureWidgetVisible(self.proofs, 0, 0)
        self.proofs.focus_first()

    def focus_field(self, key: str) -> None:
        """Go to a field."""
        made = self._fields.get(key)
        if made is not None:
            made.take_focus()
            self.area.ensureWidgetVisible(made, 0, 60)

    # Changing

    def _type(self, key: str, value: Any) -> None:
        self._typing[key] = value
        self._pause.start()

    def _change(self, key: str, value: Any) -> None:
        self._commit(lambda: issuing.set_value(self.session.desk, self.document.id, key, value))

    def _restore(self, key: str) -> None:
        self._commit(lambda: issuing.clear_value(self.session.desk, self.document.id, key))

    def _confirm_citation(self, key: str, index: int, reason: str) -> None:
        self._commit(lambda: issuing.confirm_unverified(self.session.desk, self.document.id, key, index, reason))

    def _commit(self, act) -> None:
        if self.document is None:
            return
        changed = self.session.attempt(act)
        if changed is not None:
            self.document = changed
            self._redraw()

    # Issuing

    def _ask_issue(self) -> None:
        self.session.flush()
        errors = [p for p in issuing.problems(self.session.desk, self.document.id) if p.level == "error"]
        if errors:
            self.focus_field(errors[0].key)
            self.session.failed.emit(
                Fault(
                    self.tr("还有 {n} 处要改才能印发：{first}").format(n=len(errors), first=errors[0].message),
                    kept=self.tr("草稿在"),
                    code="document_errors",
                )
            )
            return
        numbered = issuing.form_of(self.session.desk, self.document).numbered.has_number
        what = self.tr("将取用一个文号，") if numbered else ""
        self.confirm.ask(
            self.tr("印发《{name}》？").format(name=self.document.name),
            self.tr("{what}内容从此冻结，不能再改；有错只能作废后另作一份。").format(what=what),
            self.tr("印发"),
        )
        self.area.verticalScrollBar().setValue(0)

    def _issue(self) -> None:
        desk, document_id = self.session.desk, self.document.id
        self.issue_button.setEnabled(False)
        job = self.session.run(lambda _: issuing.issue(desk, document_id), self._on_issued)
        job.finished.connect(self._issue_over)

    def _issue_over(self) -> None:
        self.issue_button.setEnabled(True)

    def _on_issued(self, document: Document) -> None:
        self.session.note_saved()
        self.session.documents_changed.emit()
        self.session.services.tell_changed("documents")
        self.session.services.toast(self.tr("已印发 {n}").format(n=document.number or document.name))
        if self.document is not None and self.document.id == document.id:
            self.open(document)
        self.issued.emit(document)

    def _ask_void(self) -> None:
        self.void_reason.clear()
        self.void_confirm.ask(
            self.tr("作废《{name}》{n}？").format(name=self.document.name, n=self.document.number),
            self.tr("原件和文号都保留，不能再用；需要时另作一份。"),
            self.tr("作废"),
        )
        self.void_reason.setFocus()
        self.area.verticalScrollBar().setValue(0)

    def _void(self) -> None:
        reason = self.void_reason.text()
        gone = self.session.attempt(lambda: issuing.void(self.session.desk, self.document.id, reason))
        if gone is not None:
            self.session.documents_changed.emit()
            self.session.services.tell_changed("documents")
            self.open(gone)

    # Throwing a draft away

    def _ask_discard(self) -> None:
        self.discard_confirm.ask(
            self.tr("删除《{name}》的草稿？").format(name=self.document.name),
            self.tr("这份草稿里手工填写的内容不再保留；检查记录不受影响，留痕里仍查得到。没有取用文号。"),
            self.tr("删除草稿"),
        )
        self.area.verticalScrollBar().setValue(0)

    def _discard(self) -> None:
        document_id = self.document.id
        # What is still being typed goes with the draft; committing it would ask for a draft that is gone.
        for made in self._fields.values():
            for saver in made.savers:
                saver.forget()
        gone = self.session.attempt(lambda: issuing.discard(self.session.desk, document_id) or True)
        if gone:
            self.preview.stop()
            self.session.documents_changed.emit()
            self.session.services.tell_changed("documents")
            self.session.services.toast(self.tr("草稿已删除"))
            self.closed.emit()

    # Paper and file

    def print(self) -> None:
        """Print what is shown: the frozen bytes, or the draft with its mark."""
        if not self._pdf:
            return
        if not printing.has_printer():
            self.session.failed.emit(
                Fault(
                    self.tr("这台电脑没有安装打印机"),
                    kept=self.tr("文书在"),
                    todo=self.tr("请接上打印机，或先「存为文件」"),
                    code="printer",
                )
            )
            return
        pdf = self._pdf

        def chosen(printer) -> None:
            def work(context: Context) -> int:
                return printing.draw(pdf, printer, context.cancelled)

            self.session.run(work, self._on_printed)

        printing.ask(self, self.document.name, chosen)

    def _on_printed(self, pages: int) -> None:
        self.session.services.toast(self.tr("已送打印 {n} 页").format(n=pages))

    def save(self) -> None:
        """Ask where to, and write the PDF there."""
        dialog = QFileDialog(self, self.tr("存为文件"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("PDF 文书 (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        draft = self.tr("（草稿）") if self.document.status == "draft" else ""
        dialog.selectFile(f"{self.document.number or self.document.name}{draft}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, name: str) -> None:
        """Write the PDF to a file, with what is being typed."""
        self.session.flush()
        desk, document_id, path = self.session.desk, self.document.id, Path(name)
        self.session.run(lambda _: issuing.write_pdf(desk, document_id, path), self._on_written)

    def _on_written(self, path: Path) -> None:
        self.session.services.toast(self.tr("已存为 {name}").format(name=path.name))

    # Events

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = event.size().width()
        self._left.setFixedWidth(max(theme.px(400), min(theme.px(560), round(wide * 0.42))))
