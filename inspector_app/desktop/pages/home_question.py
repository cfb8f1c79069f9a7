"""The question data are asked that lie elsewhere than they did: moved, on a travelling drive, or a copy; with a reason, in a minute."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from inspector_app.casework import home
from inspector_app.casework.desk import Desk
from inspector_app.casework.home import ANSWERS
from inspector_app.desktop import theme
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import Card, PrimaryButton, label, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.home import Answer


class HomeQuestion(Card):
    """Hidden at home. ``settle`` raises its faults; the page shows them."""

    settled = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("这份数据是怎么到这里来的？"), parent=parent)
        self._desk = desk
        self.words = label("", wrap=True)
        self.add(self.words)
        self.add(soft(self.tr("别的都照常用；说明以后才能取号，免得两台电脑给出同一个号。说明记入留痕。"), wrap=True))
        self.body.setSpacing(8)
        self.choices = QButtonGroup(self)
        self._buttons: dict[Answer, QRadioButton] = {}
        follows: dict[Answer, str] = {
            "moved": self.tr("文号从这里接着用；取号以前，请对照纸质文书核对下一号"),
            "travels": self.tr("文号在这几台电脑上接着用，下次不再问"),
            "copy": self.tr("文号留给原来那一份；这里要向总部另要号段，并把本机登记信交给总部，不能撤回"),
        }
        for answer, what in follows.items():
            button = QRadioButton(ANSWERS[answer])
            button.setMinimumHeight(theme.px(32))
            self._buttons[answer] = button
            self.choices.addButton(button)
            self.add(button)
            below = QHBoxLayout()
            below.setContentsMargins(theme.px(28), 0, 0, 0)
            below.addWidget(soft(what, wrap=True))
            self.body.addLayout(below)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("例如：原来的电脑报废，数据搬到这一台"))
        self.reason_row = FormRow(self.tr("理由"), self.reason, required=True)
        self.add(self.reason_row)
        self.button = PrimaryButton(self.tr("确认，记入留痕"), "check")
        self.row(self.button)
        self.button.setEnabled(False)
        self.choices.buttonToggled.connect(self._able)
        self.reason.textChanged.connect(self._able)
        self.hide()

    def refresh(self) -> None:
        """Ask, or be gone."""
        found = home.away(self._desk)
        self.setVisible(found is not None)
        if found is not None:
            restored = found.restored
            made = self.tr("它是从 {0} 的备份恢复的。").format(minute_text(restored)) if restored else ""
            self.words.setText(self.tr("{0}。{1}").format(found.told, made))
            self._fit()

    @property
    def answer(self) -> Answer | None:
        """What was chosen."""
        return next((answer for answer, button in self._buttons.items() if button.isChecked()), None)

    def choose(self, answer: Answer) -> None:
        """Choose an answer."""
        self._buttons[answer].setChecked(True)

    def _able(self, *_: object) -> None:
        self.button.setEnabled(self.answer is not None and bool(self.reason.text().strip()))

    def settle(self) -> None:
        """Say what was chosen, with its reason."""
        answer = self.answer
        if answer is not None:
            home.settle(self._desk, answer, self.reason.text())
            self.reason.clear()
            self.refresh()
            self.settled.emit(answer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its words need: inside a scrolled column nothing else asks them."""
        self.setMinimumHeight(self.body.totalHeightForWidth(self.width()))
