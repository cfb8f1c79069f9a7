"""文号号段 in the settings: what there is, taking over a range by hand, comparing the next number with the papers after a restore."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.casework import numbers, office
from inspector_app.casework.desk import Desk
from inspector_app.catalog.form import DocumentForm
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import PrimaryButton, SecondaryButton, soft
from inspector_app.desktop.widgets.form import FormRow, NumberField
from inspector_app.records.document import NumberBlock

from .number_ledger import NumberLedger


class NumberBlocks(QWidget):
    """``add_block`` and ``check_block`` raise their faults; the page shows them and says ``saved`` when told."""

    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.ledger = NumberLedger(desk, self.tr("文号号段"))
        self.blocks, self.no_blocks = self.ledger.blocks, self.ledger.none
        self.ledger.opened.connect(self.opened)
        self._top = QVBoxLayout()
        self._top.setSpacing(12)
        self.ledger.body.insertLayout(1, self._top)
        self._top.addWidget(
            soft(
                self.tr("总部分给这台电脑的文号；印发时依次取用，用过不再重复，也不退回；上一年剩下的号不再用"),
                wrap=True,
            ),
        )
        column.addWidget(self.ledger)
        self._make_check()
        self._make_adding()

    def _make_adding(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.word = QComboBox()
        self.year = NumberField(self._desk.now().year)
        self.first, self.last = NumberField(1), NumberField(20)
        for name, field in (
            (self.tr("文种字"), self.word),
            (self.tr("年份"), self.year),
            (self.tr("起号"), self.first),
            (self.tr("止号"), self.last),
        ):
            row.addWidget(FormRow(name, field), 1, Qt.AlignmentFlag.AlignTop)
        self.button = PrimaryButton(self.tr("登记号段"), "plus")
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self._top.addLayout(row)

    def _make_check(self) -> None:
        self.checking = QWidget()
        column = QVBoxLayout(self.checking)
        column.setContentsMargins(0, 0, 0, 0)
        self.check_words = soft("", wrap=True)
        self.check_words.setProperty("role", "warn")
        column.addWidget(self.check_words)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check_block_box = QComboBox()
        self.check_next = NumberField(1)
        self.check_reason = QLineEdit()
        self.check_button = SecondaryButton(self.tr("核对过了"), "check")
        row.addWidget(FormRow(self.tr("号段"), self.check_block_box), 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(FormRow(self.tr("下一个没有用过的号"), self.check_next), 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(FormRow(self.tr("跳过的号是怎么回事"), self.check_reason), 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self.check_reason.setPlaceholderText(self.tr("恢复备份以前已经用过"))
        self.check_block_box.currentIndexChanged.connect(self._show_next)
        self._top.addWidget(self.checking)

    # Showing

    def refresh(self) -> None:
        """Read everything again."""
        if not self.word.count():
            words: dict[str, list[DocumentForm]] = {}
            for form in self._desk.library.forms():
                if form.numbered.has_number:
                    words.setdefault(numbers.document_word(form), []).append(form)
            for word, forms in words.items():
                self.word.addItem(self._said(word, forms), word)
        self.ledger.refresh()
        waiting = [block for block in office.number_blocks(self._desk) if numbers.unchecked(self._desk, block)]
        self.checking.setVisible(bool(waiting))
        made = self._desk.vault.restored_from
        if waiting and made is not None:
            self.check_words.setText(
                self.tr(
                    "本机的数据是从 {0} 的备份恢复的，那以后用过的号这里看不到。请对照已印发的纸质文书，逐段写明下一个没有用过的号，再印发。"
                ).format(minute_text(made))
            )
        self._waiting = waiting
        self.check_block_box.blockSignals(True)
        self.check_block_box.clear()
        for block in waiting:
            self.check_block_box.addItem(f"{numbers.title(block)}{block.first}–{block.last}", block.id)
        self.check_block_box.blockSignals(False)
        self._show_next()

    def _said(self, word: str, forms: list[DocumentForm]) -> str:
        """A word with the documents it stands for, and whether anybody saw it in a rule of this office."""
        more = self.tr("等 {0} 种").format(len(forms)) if len(forms) > 1 else ""
        doubt = "" if all(form.numbered.doc_word_verified for form in forms) else self.tr(" · 文种字未核实")
        return f"{word}（{forms[0].name}{more}）{doubt}"

    def _show_next(self, _index: int = 0) -> None:
        block = self._checked_block()
        if block is not None:
            self.check_next.show_value(str(block.next))

    def _checked_block(self) -> NumberBlock | None:
        at = self.check_block_box.currentIndex()
        return self._waiting[at] if 0 <= at < len(self._waiting) else None

    # Acting

    def add_block(self) -> NumberBlock:
        """Take over a range of numbers."""
        made = office.add_number_block(
            self._desk,
            self.word.currentData() or "",
            year=self.year.number(),
            first=self.first.number(),
            last=self.last.number(),
        )
        self.refresh()
        return made

    def check_block(self) -> None:
        """State the next free number of the chosen block."""
        block = self._checked_block()
        if block is not None:
            numbers.check_next(self._desk, block.id, self.check_next.number(), self.check_reason.text())
            self.check_reason.clear()
            self.refresh()
