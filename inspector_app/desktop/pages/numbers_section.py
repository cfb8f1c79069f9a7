"""文号号段 in the settings: where the data are at home, the blocks of numbers, the words of the forms."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.desk import Desk
from inspector_app.desktop.widgets.basic import ChipButton

from .home_question import HomeQuestion
from .number_blocks import NumberBlocks
from .number_words import NumberWordsCard


class NumbersSection(QWidget):
    """The question on top while there is one; below it the blocks or the words, one at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.question = HomeQuestion(desk)
        self.blocks, self.words = NumberBlocks(desk), NumberWordsCard(desk)
        column.addWidget(self.question)
        self.chips = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.blocks_chip, self.words_chip = ChipButton(self.tr("号段与登记")), ChipButton(self.tr("各种文书的文种字"))
        for chip in (self.blocks_chip, self.words_chip):
            self.chips.addButton(chip)
            bar.addWidget(chip)
        bar.addStretch(1)
        column.addLayout(bar)
        column.addWidget(self.blocks)
        column.addWidget(self.words)
        self.blocks_chip.setChecked(True)
        self.words.hide()
        self.words_chip.toggled.connect(self._show_words)

    def _show_words(self, shown: bool) -> None:
        self.words.setVisible(shown)
        self.blocks.setVisible(not shown)
        if shown:
            self.words.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        self.question.refresh()
        self.blocks.refresh()
        if self.words_chip.isChecked():
            self.words.refresh()
