"""Panels that open on the page instead of dialogs: a question, long work under way, a word that passes."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from inspector_app.desktop import theme
from inspector_app.desktop.background import Job

from .basic import Button, Card, DangerButton, PrimaryButton, SecondaryButton, heading, label, soft

LONGEST = 160
"""Characters a passing word may have."""


class ConfirmPanel(Card):
    """A question on the page itself: what will happen, yes by its verb, no. Hidden until ``ask``."""

    confirmed = Signal()
    declined = Signal()

    def __init__(self, parent: QWidget | None = None, *, danger: bool = False) -> None:
        super().__init__(parent=parent)
        self.question = heading("", self)
        self.question.setWordWrap(True)
        self.explanation = soft("", wrap=True, parent=self)
        self.extra = QVBoxLayout()
        self.yes: Button = (DangerButton if danger else PrimaryButton)("", parent=self)
        self.no = SecondaryButton(self.tr("不，回去"), parent=self)
        self.add(self.question)
        self.add(self.explanation)
        self.body.addLayout(self.extra)
        self.row(self.yes, self.no)
        self.yes.clicked.connect(self._confirm)
        self.no.clicked.connect(self._decline)
        self.hide()

    def ask(self, question: str, explanation: str, verb: str) -> None:
        """Put the question; ``verb`` is the word on the button."""
        self.question.setText(question)
        self.explanation.setText(explanation)
        self.explanation.setVisible(bool(explanation))
        self.yes.setText(verb)
        self.show()
        self.no.setFocus()

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()

    def _decline(self) -> None:
        self.hide()
        self.declined.emit()


def bytes_text(size: float) -> str:
    """Return a size as people read it: ``1.62 GB``."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"


def count_text(done: int, total: int, unit: str) -> str:
    """Return how much of how much, in what the person counts; ``unit`` ``"bytes"`` means a size."""
    if unit == "bytes":
        return f"{bytes_text(done)} / {bytes_text(total)}"
    return f"{done} / {total} {unit}"


class ProgressPanel(QFrame):
    """Long work under way: what it is, how much of how much, about how long still, cancel. Hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "panel")
        self._unit, self._started, self._job = "", 0.0, None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.name: QLabel = label("", "strong", parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.count = soft("", parent=self)
        self.left = soft("", parent=self)
        self.cancel_button = SecondaryButton(self.tr("取消"), parent=self)
        self.assurance = soft(self.tr("取消后不留任何半截文件"), parent=self)
        counts, buttons = QHBoxLayout(), QHBoxLayout()
        counts.addWidget(self.count)
        counts.addStretch(1)
        counts.addWidget(self.left)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.assurance)
        buttons.addStretch(1)
        column.addWidget(self.name)
        column.addWidget(self.bar)
        column.addLayout(counts)
        column.addLayout(buttons)
        self.hide()

    def follow(self, job: Job, name: str, unit: str = "") -> None:
        """Show a job until it ends; ``unit`` is what is counted (``张``, ``份``), or ``bytes``."""
        self._job, self._unit, self._started = job, unit, time.monotonic()
        self.name.setText(name)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(name)
        self.count.setText("")
        self.left.setText("")
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(self.tr("取消"))
        job.progressed.connect(self._progress)
        job.finished.connect(self.hide)
        self.cancel_button.clicked.connect(self._cancel)
        self.show()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel_button.setEnabled(False)
            self.cancel_button.setText(self.tr("正在停下…"))

    def _progress(self, done: int, total: int, text: str) -> None:
        scale = max(1, total // 1_000_000)
        self.bar.setRange(0, max(1, total // scale))
        self.bar.setValue(done // scale)
        words = count_text(done, total, self._unit)
        self.count.setText(f"{text} · {words}" if text else words)
        spent = time.monotonic() - self._started
        if done and spent > 2:
            self.left.setText(_left_text(spent * (total - done) / done))

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        self._job = None


def _left_text(seconds: float) -> str:
    if seconds < 60:
        return QCoreApplication.translate("ProgressPanel", "还要 {0} 秒").format(max(1, round(seconds)))
    return QCoreApplication.translate("ProgressPanel", "还要 {0} 分钟").format(round(seconds / 60) or 1)


class Toast(QFrame):
    """A short word at the lower edge of its parent that goes away by itself; it never takes the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("frame", "toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        self.words = label("", parent=self)
        row.addWidget(self.words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, milliseconds: int = 2600) -> None:
        """Say a word."""
        # A long name wraps, and a whole pasted page is cut, instead of leaving the window.
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        room = max(theme.px(160), self.parentWidget().width() - theme.px(160))
        needed = self.words.fontMetrics().horizontalAdvance(text) + 4
        self.words.setWordWrap(needed > room)
        self.words.setFixedWidth(min(needed, room))
        self.words.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(milliseconds)

    def _place(self) -> None:
        parent = self.parentWidget()
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - theme.px(52))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
