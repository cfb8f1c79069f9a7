"""One document: the form or its facts at the left, the real page at the right, live; checked, issued, printed, corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from inspector_app.casework import issuing
from inspector_app.casework.proofing import NUMBERS
from inspector_app.desktop import theme
from inspector_app.desktop.pages.print_panel import PrintPanel
from inspector_app.desktop.widgets.basic import scrolled
from inspector_app.desktop.widgets.buttons import DangerButton
from inspector_app.records.document import Document

from .document_acts import DocumentActs
from .document_asks import DocumentAsks
from .document_bar import DocumentBar
from .document_facts import DocumentFacts
from .document_fields import DocumentField, make
from .document_output import DocumentOutput
from .law_field import LawField
from .live_preview import LivePreview, Shown
from .paper import PaperView
from .paper_bar import PaperBar
from .parts import clear, column, frame, ground, row, words
from .proof_list import ProofList
from .session import Session

PAUSE_MS = 100
"""How long nothing is typed before the page is drawn anew: short enough to be felt as at once."""


class DocumentEditor(QWidget):
    """Opened on a document; the page follows the typing, a value is committed at a pause or as its field is left."""

    closed = Signal()
    issued = Signal(object)
    returns_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.document: Document | None = None
        self._fields: dict[str, DocumentField] = {}
        self._typing: dict[str, Any] = {}
        self._record: dict[str, Any] | None = None
        self._pdf = b""
        self._place = ""
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
        right = column(gap=0)
        self.paper = PaperView()
        self.paper.width_changed.connect(self._redraw)
        self.paper_bar = PaperBar(self.paper)
        right.addWidget(self.paper, 1)
        right.addWidget(self.paper_bar)
        below.addLayout(right, 1)
        self._build_keys()

    def _build_bar(self) -> QWidget:
        self.bar = DocumentBar()
        self.state, self.enterprise, self.proofs_button = self.bar.state, self.bar.whose, self.bar.proofs_button
        self.issue_button, self.print_button = self.bar.issue_button, self.bar.print_button
        self.bar.back.clicked.connect(self.closed)
        self.bar.undo_button.clicked.connect(self.undo)
        self.proofs_button.clicked.connect(self.show_proofs)
        self.bar.save_button.clicked.connect(lambda: self.output.ask_file(self.document))
        self.print_button.clicked.connect(self.print)
        self.issue_button.clicked.connect(self._ask_issue)
        return self.bar

    def _build_form(self) -> QWidget:
        self._left = frame("rail")
        inside = ground("surface")
        layout = column(inside, margins=(20, 16, 20, 24), gap=12)
        self.asks = DocumentAsks()
        self.confirm, self.discard_confirm = self.asks.issue, self.asks.discard
        self.acts = DocumentActs(self.session, self.asks, self)
        self.acts.refused.connect(self._refused)
        self.acts.asked.connect(self._top)
        self.acts.started.connect(lambda: self.issue_button.setEnabled(False))
        self.acts.over.connect(self._issue_over)
        self.acts.issued.connect(self._on_issued)
        self.acts.kept.connect(self._on_kept)
        self.acts.replaced.connect(self.open)
        self.discard_confirm.confirmed.connect(self._discard)
        layout.addWidget(self.asks)
        self.print_panel = PrintPanel(self.session.services, self.session.failed.emit)
        self.output = DocumentOutput(self.session, self.print_panel, self)
        layout.addWidget(self.print_panel)
        self.proofs = ProofList()
        self.proofs.jumped.connect(self.focus_field)
        layout.addWidget(self.proofs)
        self.unreadable = words("", "problem")
        layout.addWidget(self.unreadable)
        self.correction = words("", "warn")
        layout.addWidget(self.correction)
        self.facts = DocumentFacts()
        self._connect_facts()
        layout.addWidget(self.facts)
        self._form = column(gap=12)
        layout.addLayout(self._form)
        self.discard_button = DangerButton(self.tr("删除草稿…"), "trash")
        self.discard_button.clicked.connect(self.acts.ask_discard)
        layout.addWidget(self.discard_button)
        layout.addStretch(1)
        self.area = scrolled(inside)
        inside.setProperty("ground", "surface")
        column(self._left).addWidget(self.area)
        return self._left

    def _connect_facts(self) -> None:
        facts, acts = self.facts, self.acts
        facts.opened.connect(self.open_other)
        facts.correct_asked.connect(acts.ask_correct)
        facts.void_asked.connect(acts.ask_void)
        facts.anew_asked.connect(acts.ask_anew)
        facts.keep_asked.connect(acts.ask_keep)
        facts.remake_asked.connect(acts.remake)
        facts.copy_asked.connect(lambda: self.output.ask_copy(self.document))
        facts.returns_asked.connect(lambda: self.returns_asked.emit(self.document.id))

    def _build_keys(self) -> None:
        for keys, act in (
            ("Ctrl+P", self.print),
            ("F6", self.change_side),
            ("F8", self.next_missing),
            ("Ctrl+=", self.paper.zoom_in),
            ("Ctrl++", self.paper.zoom_in),
            ("Ctrl+-", self.paper.zoom_out),
            ("Ctrl+0", self.paper.fit_width),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of a document."""
        return [
            ("F8", self.tr("下一处要填、要改的")),
            ("F6", self.tr("在填写和页面之间切换")),
            ("Ctrl+Z", self.tr("撤销上一处填写")),
            ("Ctrl+P", self.tr("打印")),
            ("PgUp / PgDn", self.tr("上一页、下一页（在页面上）")),
            ("Ctrl+= / - / 0", self.tr("放大、缩小、适合宽度")),
            ("Esc", self.tr("从文书回到列表")),
        ]

    # Showing

    def open(self, document: Document) -> None:
        """Show a document."""
        self._forget_fields()
        self.document = self.acts.document = document
        self.unreadable.hide()
        self.asks.close_all()
        self.print_panel.hide()
        self.proofs.show_problems([])
        self.facts.clear()
        self.paper.show_sheets([])
        self._show_state(document)
        self.bar.show_count(None)
        if document.status == "draft":
            form = issuing.form_of(self.session.desk, document)
            for filled in issuing.fill(self.session.desk, document.id):
                fact = form.table(filled.key)
                made = make(self.session, filled, list(fact.columns) if fact else [])
                made.typed.connect(self._type)
                made.changed.connect(self._change)
                made.restored.connect(self._restore)
                made.reasoned.connect(self._reason)
                if isinstance(made, LawField):
                    made.confirm_requested.connect(self._confirm_citation)
                self._form.addWidget(made)
                self._fields[filled.key] = made
        self.area.verticalScrollBar().setValue(0)
        self._redraw()

    def open_other(self, document_id: str) -> None:
        """Show another document of the same inspection or case in place of this one."""
        other = self.session.attempt(lambda: issuing.load(self.session.desk, document_id))
        if other is not None:
            self.open(other)

    def release(self) -> None:
        """Commit and forget what was shown."""
        self.session.flush()
        self.preview.stop()
        self._forget_fields()
        self.facts.clear()
        self.document, self._pdf = None, b""
        self.paper.show_sheets([])

    def _forget_fields(self) -> None:
        self.session.flush()
        self.session.release(saver for made in self._fields.values() for saver in made.savers)
        clear(self._form)
        self._fields = {}
        self._typing = {}
        self._record = None
        self._pause.stop()

    def _redraw(self) -> None:
        self._pause.stop()
        # What is on the disk by now needs no telling.
        self._typing = {key: value for key, value in self._typing.items() if self._fields[key].busy()}
        if self.document is not None:
            self.preview.ask(self.document.id, self.paper.wanted_width(), self._typing)

    def _show_state(self, document: Document) -> None:
        draft = document.status == "draft"
        self.bar.show_document(document, self.session.whose)
        self.discard_button.setVisible(draft)
        self.facts.setVisible(not draft)
        self.proofs.setVisible(draft)
        replaced = self.acts.replaced_by(document) if draft else ""
        self.correction.setText(self.tr("更正并取代 {0}：{1}").format(replaced, document.correction_reason))
        self.correction.setVisible(bool(replaced))

    def _on_shown(self, shown: Shown) -> None:
        if self.document is None or shown.document.id != self.document.id:
            return
        self.document = self.acts.document = shown.document
        self._pdf, self._record = shown.pdf, shown.record
        self._show_state(shown.document)
        for filled in shown.filled if shown.latest else []:
            if filled.key in self._fields:
                self._fields[filled.key].show_filled(filled)
        if shown.way is not None:
            self.facts.show_way(shown.way, shown.differences)
        self.proofs.show_problems(shown.problems)
        self.bar.show_count(self.proofs.count)
        self.unreadable.setText(shown.fault)
        self.unreadable.setVisible(bool(shown.fault))
        if shown.sheets:
            self.paper.show_sheets(shown.sheets)

    # Going about

    def show_proofs(self) -> None:
        """Go to what the check found."""
        self.area.ensureWidgetVisible(self.proofs, 0, 0)
        self.proofs.focus_first()

    def focus_field(self, key: str) -> None:
        """Go to a field; what is mended in the settings is opened there."""
        if key == NUMBERS:
            self.session.services.open_request.emit("settings", "numbers")
            return
        made = self._fields.get(key)
        if made is not None:
            self._place = key
            made.take_focus()
            self.area.ensureWidgetVisible(made, 0, 60)

    def next_missing(self) -> None:
        """Go to the next field with something missing or wrong."""
        key = self.proofs.next_key(self._place, self._fields)
        if key:
            self.focus_field(key)
        elif self.document is not None and self.document.status == "draft":
            self.session.services.toast(self.tr("没有要填、要改的了"))

    def change_side(self) -> None:
        """Go from the form to the page, or back to the field one was in."""
        if self.paper.hasFocus():
            made = self._fields.get(self._place) or next(iter(self._fields.values()), None)
            (made.row.field if made is not None else self.area).setFocus()
            return
        inside = self.focusWidget()
        self._place = next((key for key, made in self._fields.items() if inside and made.isAncestorOf(inside)), "")
        self.paper.setFocus()

    def _refused(self, key: str) -> None:
        if key == NUMBERS:
            self._top()
        else:
            self.focus_field(key)

    def _top(self) -> None:
        self.area.verticalScrollBar().setValue(0)

    # Changing

    def _type(self, key: str, value: Any) -> None:
        self._typing[key] = value
        self._pause.start()

    def _change(self, key: str, value: Any) -> None:
        self._place = key
        self._commit(lambda: issuing.set_value(self.session.desk, self.document.id, key, value, record=self._record))

    def _restore(self, key: str) -> None:
        self._commit(lambda: issuing.clear_value(self.session.desk, self.document.id, key))

    def _reason(self, key: str, reason: str) -> None:
        self._commit(lambda: issuing.give_reason(self.session.desk, self.document.id, key, reason))

    def _confirm_citation(self, key: str, index: int, reason: str) -> None:
        self._commit(lambda: issuing.confirm_unverified(self.session.desk, self.document.id, key, index, reason))

    def _commit(self, act: Callable[[], Document]) -> None:
        if self.document is None:
            return
        changed = self.session.attempt(act)
        if changed is not None:
            self.document = changed
            self._redraw()

    def undo(self) -> None:
        """Take back the last edit of this draft, as a new entry of the journal."""
        if self.document is None:
            return
        if self.document.status != "draft":
            self.session.services.toast(self.tr("印发以后不能撤销；写错了请用更正，或者作废并另作"))
            return
        self.session.flush()
        desk, document_id = self.session.desk, self.document.id
        touched = self.session.attempt(lambda: issuing.undo(desk, document_id) or "")
        if not touched:
            self.session.services.toast(self.tr("没有可以撤销的填写"))
            return
        made = self._fields.get(touched)
        self.document = issuing.load(desk, document_id)
        self.session.services.toast(self.tr("已撤销：{0}").format(made.filled.label if made else touched))
        self._redraw()
        self.focus_field(touched)

    # What is done to it

    def _ask_issue(self) -> None:
        self.session.flush()
        self.acts.ask_issue()

    def _issue_over(self, *_: object) -> None:
        self.issue_button.setEnabled(True)

    def _on_issued(self, document: Document) -> None:
        if self.document is not None and self.document.id == document.id:
            self.open(document)
        self.issued.emit(document)

    def _on_kept(self, document: Document) -> None:
        self.document = document
        self._redraw()

    def _discard(self) -> None:
        # What is still being typed goes with the draft; committing it would ask for a draft that is gone.
        for made in self._fields.values():
            for saver in made.savers:
                saver.forget()
        if self.acts.discard():
            self.preview.stop()
            self.closed.emit()

    def print(self) -> None:
        """Offer to print what is shown."""
        if self._pdf and self.document is not None and self.document.status in {"draft", "issued"}:
            self.session.flush()
            self.output.print(self.document)
            self._top()

    def write(self, name: str) -> None:
        """Write the PDF to a file, with what is being typed."""
        self.session.flush()
        self.output.write(self.document, name)

    # Events

    def keyPressEvent(self, event) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Z:
            self.undo()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        wide = event.size().width()
        self._left.setFixedWidth(max(theme.px(400), min(theme.px(560), round(wide * 0.42))))
