"""文号号段 in the settings: what there is, taking over a range by hand, comparing the next number with the papers after a restore."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector_app.casework import number_words, numbers, office
from inspector_app.casework.desk import Desk
from inspector_app.casework.number_words import FormNumberWord
from inspector_app.desktop.widgets.basic import LinkButton, PrimaryButton, SecondaryButton, soft
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
        self.check_all_button = LinkButton(self.tr("每一段的下一号都对过纸质文书，都对"), "check")
        column.addWidget(self.check_all_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.check_block_box.currentIndexChanged.connect(self._show_next)
        self._top.addWidget(self.checking)

    # Showing

    def refresh(self) -> None:
        """Read everything again."""
        self._show_words()
        self.ledger.refresh()
        waiting = [block for block in office.number_blocks(self._desk) if numbers.unchecked(self._desk, block)]
        self.checking.setVisible(bool(waiting))
        self.check_reason.setPlaceholderText(numbers.elsewhere(self._desk))
        if waiting:
            self.check_words.setText(
                self.tr(
                    "{0}，在别处用过的号这里看不到。请对照已印发的纸质文书，逐段写明下一个没有用过的号，再印发。"
                ).format("；".join(dict.fromkeys(numbers.doubt(self._desk, block) for block in waiting[:3])))
            )
        self._waiting = waiting
        self.check_block_box.blockSignals(True)
        self.check_block_box.clear()
        for block in waiting:
            self.check_block_box.addItem(f"{numbers.title(block)}{block.first}–{block.last}", block.id)
        self.check_block_box.blockSignals(False)
        self._show_next()

    def _show_words(self) -> None:
        """Offer every word forms take now, with what it stands for and whether anybody verified it."""
        before = self.word.currentData()
        forms: dict[str, list[FormNumberWord]] = {}
        for one in number_words.words(self._desk):
            forms.setdefault(one.word, []).append(one)
        self.word.clear()
        for word, those in forms.items():
            more = self.tr("等 {0} 种").format(len(those)) if len(those) > 1 else ""
            doubt = "" if all(one.source.verified for one in those) else self.tr(" · 文种字未核实")
            self.word.addItem(f"{word}（{those[0].name}{more}）{doubt}", word)
        self.word.setCurrentIndex(max(0, self.word.findData(before)))

    def _show_next(self, _index: int = 0) -> None:
        block = self._checked_block()
        if block is not None:
            self.check_next.show_value(str(numbers.least(self._desk, block)))

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

    def check_all(self) -> None:
        """State that the next number of every waiting block is right."""
        numbers.check_all(self._desk)
        self.refresh()
