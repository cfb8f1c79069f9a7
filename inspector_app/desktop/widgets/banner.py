"""A line on the page itself that says what happened, what was kept and what to do, with the detail ready to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.desktop import theme
from inspector_app.desktop.errors import details
from inspector_app.fault import Fault

from .buttons import IconButton, LinkButton

_ICONS = {
    "error": ("problem", "critical"),
    "warning": ("warning", "major"),
    "ok": ("check", "ok"),
    "info": ("info", "accent"),
}


class Banner(QWidget):
    """Hidden until there is something to say. ``show_fault`` for what went wrong, ``say`` for anything else."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = ""
        self._fault: Fault | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 0)
        self.frame = QFrame(self)
        self.frame.setProperty("frame", "banner")
        outer.addWidget(self.frame)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(16, 4, 4, 4)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        self._sign = QLabel(self.frame)
        self._text = QLabel(self.frame)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setMinimumHeight(theme.px(40))
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.more = LinkButton(self.tr("详情"), parent=self.frame)
        self.copy = LinkButton(self.tr("复制"), parent=self.frame)
        self.close_button = IconButton("cross", self.tr("关闭提示"), parent=self.frame)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self.more)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        self._detail = QPlainTextEdit(self.frame)
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName(self.tr("错误详情"))
        self._detail.setFixedHeight(160)
        column.addWidget(self._detail)
        self.more.clicked.connect(self._toggle)
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown; empty while hidden."""
        return self._text.text() if self.kind else ""

    def show_fault(self, fault: Fault) -> None:
        """Show what went wrong."""
        self._show("error", str(fault), "fault")
        self._fault = fault
        self._detail.setPlainText(f"{fault}\n{details(fault)}")
        self.more.setVisible(True)

    def say(self, text: str, tone: str = "info", kind: str = "say") -> None:
        """Say something that stays: ``tone`` is ``info``, ``ok``, ``warning`` or ``error``."""
        self._show(tone, text, kind)

    def _show(self, tone: str, text: str, kind: str) -> None:
        self.kind, self._fault = kind, None
        self.frame.setProperty("tone", tone)
        self.frame.style().unpolish(self.frame)
        self.frame.style().polish(self.frame)
        theme.set_icon(self._sign, *_ICONS[tone])
        self._text.setText(text)
        self.setAccessibleName(text)
        for part in (self.more, self.copy, self._detail):
            part.setVisible(False)
        self.show()

    def clear(self, kind: object = "") -> None:
        """Take the line away; with a ``kind`` only if it is that one."""
        if isinstance(kind, str) and kind and kind != self.kind:
            return
        self.kind = ""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _toggle(self) -> None:
        shown = self._detail.isHidden()
        self._detail.setVisible(shown)
        self.copy.setVisible(shown)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._detail.toPlainText())
