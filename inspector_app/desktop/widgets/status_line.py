"""The status line: when it was last saved, who acts, what is not exported, how much disk is left."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from inspector_app.desktop import theme

from .basic import label, set_role
from .panels import bytes_text

AMBER_SPACE = 2 * 1024**3
RED_SPACE = 512 * 1024**2


class Dot(QWidget):
    """A coloured point; the words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = "ok"
        self.setFixedSize(theme.px(8), theme.px(8))

    def set_tone(self, tone: str) -> None:
        """Take another colour."""
        if tone != self.tone:
            self.tone = tone
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.tone))
        painter.drawEllipse(self.rect())


class StatusLine(QFrame):
    """One line of small words; every state is said in words, the dot only repeats it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "footer")
        self.setFixedHeight(theme.px(32))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        self.dot = Dot(self)
        self.saved = label(self.tr("已打开"), "soft", parent=self)
        self.people = label("", "soft", parent=self)
        self.unsent = label("", "soft", parent=self)
        self.journal = label("", "soft", parent=self)
        self.clock = label(self.tr("电脑时间早于上一笔留痕，请先把时间调准"), "warn", parent=self)
        self.clock.setToolTip(self.tr("文书的日子和期限都从电脑时间来"))
        self.clock.hide()
        self.space = label("", "soft", parent=self)
        self.offline = label(self.tr("离线"), "soft", parent=self)
        self.offline.setToolTip(self.tr("本程序从不连接网络"))
        row.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.saved)
        for part in (self.people, self.unsent, self.journal):
            row.addSpacing(14)
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.clock, self.space, self.offline):
            row.addWidget(part)
            row.addSpacing(14)

    def show_saved(self, at: datetime) -> None:
        """Say when the last thing was committed."""
        self.dot.set_tone("ok")
        set_role(self.saved, "soft")
        self.saved.setText(self.tr("已保存 {0}").format(at.strftime("%H:%M:%S")))

    def show_trouble(self, text: str, *, lost: bool) -> None:
        """Say that something was not done (amber), or not saved (red)."""
        self.dot.set_tone("critical" if lost else "major")
        set_role(self.saved, "problem" if lost else "warn")
        self.saved.setText(text)

    def show_people(self, text: str) -> None:
        """Say who acts."""
        self.people.setText(text)

    def show_standing(self, unsent: int, entries: int, free: int, *, behind: bool = False) -> None:
        """Show the figures; disk space is a warning below 2 GB and an alarm below 512 MB, a clock set back one too."""
        self.clock.setVisible(behind)
        self.unsent.setText(self.tr("未导出 {0} 项").format(unsent) if unsent else self.tr("全部已导出"))
        self.journal.setText(self.tr("留痕 {0:,} 条").format(entries))
        words = self.tr("可用空间 {0}").format(bytes_text(free))
        if free < RED_SPACE:
            words = self.tr("磁盘快满了，只剩 {0}").format(bytes_text(free))
        elif free < AMBER_SPACE:
            words = self.tr("空间不多，剩 {0}").format(bytes_text(free))
        set_role(self.space, "problem" if free < RED_SPACE else "warn" if free < AMBER_SPACE else "soft")
        self.space.setText(words)
