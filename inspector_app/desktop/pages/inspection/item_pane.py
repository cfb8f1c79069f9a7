"""The open item: what to check, the answer, what was found, the evidence, the law it may touch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from inspector_app.casework import inspecting
from inspector_app.catalog.checklist import COMPLIANT, FLAW, NOT_APPLICABLE, Checklist, Item
from inspector_app.desktop import theme
from inspector_app.desktop.models.lines import answer_word, fails_by_annex
from inspector_app.desktop.widgets.basic import label, scrolled
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.records.answer import Answer

from . import autosave
from .annex_checks import AnnexChecks
from .answer_buttons import Choices
from .evidence_block import EvidenceBlock
from .item_head import ItemHead
from .item_law import ItemLaw
from .parts import cap, column, ground, row, words
from .photo_shelf import PhotoShelf
from .phrase_list import PhraseList
from .session import Session
from .severity_chooser import SeverityChooser


class ItemPane(QWidget):
    """Shows one item and takes its answer, text, reason, level and photos; every one is committed by itself."""

    answered = Signal(str)
    left = Signal()

    def __init__(
        self, session: Session, checklist: Checklist, shelf: PhotoShelf, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._checklist = session, checklist
        self._item: Item = checklist.items()[0]
        inside = ground("surface")
        self._column = column(inside, margins=(20, 18, 20, 20), gap=10)
        self._build_answer()
        self._build_texts()
        self.evidence = EvidenceBlock(session, shelf)
        self._column.addWidget(self.evidence)
        self.law = ItemLaw(session)
        self._column.addWidget(self.law)
        self._column.addStretch(1)
        self.area: QScrollArea = scrolled(inside)
        inside.setProperty("ground", "surface")
        layout = column(self)
        layout.addWidget(self.area)
        session.answer_changed.connect(self._on_answer)
        session.answers_reloaded.connect(self.refresh)
        session.inspection_changed.connect(self._show_editable)

    def _build_answer(self) -> None:
        self.head = ItemHead()
        self._column.addWidget(self.head)
        self.annex = AnnexChecks(self._checklist)
        self.annex.answered.connect(self._on_annex)
        self._column.addWidget(self.annex)
        self.answers = Choices(self.tr("结论"))
        tones = {NOT_APPLICABLE: "quiet", COMPLIANT: "ok", FLAW: "warn"}
        options = {}
        for key, code in inspecting.answer_keys(self._checklist).items():
            if code:
                option = self._checklist.option(code)
                tone = tones.get(code, "bad" if option.counts_as_defect else "quiet")
                options[code] = (option.label, key, tone)
        self.answers.offer(options)
        self.answers.chosen.connect(self.answered)
        self._column.addWidget(self.answers)
        self.not_judged = words(self.tr("这一条是说明，不需要作出结论"), "soft")
        self._column.addWidget(self.not_judged)
        self.annex_note = words("", "problem")
        self._column.addWidget(self.annex_note)
        self.severity = SeverityChooser(self._checklist)
        self.severity.chosen.connect(self._on_severity)
        self.severity.setVisible(False)
        self._column.addWidget(self.severity)

    def _build_texts(self) -> None:
        self._reason_name = label(self.tr("不适用的理由（必填）"), "label")
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("不适用的理由"))
        self.reason.setPlaceholderText(self.tr("例如：该企业不经营冷藏药品"))
        self.reason.installEventFilter(self)
        self.reason_saver = self._session.keep(autosave.of_line(self.reason, self._save_reason))
        self._column.addWidget(self._reason_name)
        self._column.addWidget(self.reason)
        top = row(gap=6)
        self._text_name = label("", "label")
        self.phrases_button = LinkButton(self.tr("常用语"))
        self.phrases_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.phrases_button.clicked.connect(self.open_phrases)
        top.addWidget(self._text_name)
        top.addWidget(cap("F"))
        top.addStretch(1)
        top.addWidget(self.phrases_button)
        top.addWidget(cap("F2"))
        self._column.addLayout(top)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("发现的问题"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(112))
        self.text.installEventFilter(self)
        self.text_saver = self._session.keep(autosave.of_area(self.text, self._save_text))
        self._column.addWidget(self.text)
        self.phrases = PhraseList()
        self.phrases.taken.connect(self._insert)
        self.phrases.closed.connect(self.focus_text)
        self._column.addWidget(self.phrases)

    # Showing

    @property
    def item(self) -> Item:
        """The item that is open."""
        return self._item

    def show_item(self, item: Item) -> None:
        """Open an item; what was being typed for the one before is committed first."""
        self.commit()
        self._item = item
        self.phrases.hide()
        self.refresh()
        self.evidence.show_item(item.id)
        self.area.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Show the item as it is recorded."""
        item, answer = self._item, self._session.answer_of(self._item.id)
        self.head.show_item(self._checklist, item, answer.severity or item.severity or "")
        autosave.show_text(self.text, self.text_saver, answer.text)
        self.reason.setText(answer.reason)
        self.reason_saver.forget()
        self._show_editable()
        self._show_answer(answer)

    def _show_answer(self, answer: Answer) -> None:
        item, checklist = self._item, self._checklist
        judged = item.checkable
        self.answers.setVisible(judged)
        self.not_judged.setVisible(not judged)
        self.answers.show_choice(answer.code)
        self.annex.show_checks(item.annex_checks, answer)
        by_annex = fails_by_annex(checklist, answer)
        rule = checklist.judgement.annex_rule
        self.annex_note.setText(rule.text if rule else self.tr("附录不符合，本项按不符合计"))
        self.annex_note.setVisible(by_annex)
        defect = inspecting.is_defect(checklist, answer)
        self.law.show_answer(answer, defect=defect)
        ask_level = checklist.severity_by_inspector and defect
        if ask_level:
            self.severity.show_severity(answer.severity)
        self.severity.setVisible(ask_level)
        self._reason_name.setVisible(answer.code == NOT_APPLICABLE)
        self.reason.setVisible(answer.code == NOT_APPLICABLE)
        self._text_name.setText(self.tr("发现的问题") if defect else self.tr("检查记录"))
        self.text.setPlaceholderText(
            self.tr("写清时间、品名、批号、数量和看到的事实") if defect else self.tr("可以不填")
        )

    def _show_editable(self) -> None:
        editable = self._session.editable
        for part in (self.answers, self.annex, self.severity, self.reason, self.phrases_button):
            part.setEnabled(editable)
        if self.text.isReadOnly() is editable:
            self.text.setReadOnly(not editable)

    def answer_badge(self) -> tuple[str, str]:
        """Return the word and tone of the answer, the annex rule applied."""
        return answer_word(self._checklist, self._session.answers.get(self._item.id))

    # Changing

    def commit(self) -> None:
        """Put what is being typed on the disk."""
        self.text_saver.flush()
        self.reason_saver.flush()

    def focus_text(self) -> None:
        """Go to the text the answer asks for: the reason of a not applicable item, else what was found."""
        field = self.text if self.reason.isHidden() else self.reason
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.ensureWidgetVisible(field)

    def open_phrases(self) -> None:
        """Open the phrase bank under the text."""
        if not self._session.editable:
            return
        found = inspecting.phrases(self._session.desk, self._checklist, self._item.id)
        self.phrases.offer([phrase for phrase in found if phrase != self.text.toPlainText()])
        QTimer.singleShot(0, self._reveal_phrases)

    def _reveal_phrases(self) -> None:
        self.area.ensureWidgetVisible(self.phrases)

    def _insert(self, phrase: str) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.text.textCursor()
        before = self.text.toPlainText()[: cursor.position()]
        gap = "" if not before or before.endswith(("\n", "；", "。")) else "；"
        cursor.insertText(gap + phrase)
        self.text_saver.flush()

    def _save_text(self, text: str) -> bool:
        return self._session.write_text(self._item.id, text)

    def _save_reason(self, reason: str) -> bool:
        return self._session.write_reason(self._item.id, reason.strip())

    def _on_severity(self, severity: str) -> None:
        self._session.set_severity(self._item.id, severity)

    def _on_annex(self, annex: str, code: str) -> None:
        self._session.answer_annex(self._item.id, annex, code)

    def _on_answer(self, _before: Answer | None, after: Answer) -> None:
        if after.item_id == self._item.id:
            self.head.show_severity(self._checklist, self._item, after.severity or self._item.severity or "")
            self._show_answer(after)

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.commit()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_F2 and watched is self.text:
                self.open_phrases()
                return True
        return super().eventFilter(watched, event)
