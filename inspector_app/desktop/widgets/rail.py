"""The left rail: where one can go, icon and word, Alt and a digit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inspector_app.desktop import theme


class _Sign(QWidget):
    """The sign of the program: one character on the accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        side = theme.px(40)
        self.setFixedSize(side, side)
        self.setAccessibleName(self.tr("现场执法"))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(self.rect(), 10, 10)
        painter.setPen(theme.color("on_accent"))
        painter.setFont(theme.font(18, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("药"))


class RailButton(QToolButton):
    """One place of the rail."""

    def __init__(self, key: str, name: str, icon: str, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._icon = icon
        self.setProperty("kind", "rail")
        self.setText(name)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setShortcut(shortcut)
        self.setToolTip(f"{name} · {shortcut}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tint)
        self._tint(False)

    def _tint(self, checked: bool) -> None:
        theme.set_icon(self, self._icon, "accent" if checked else "soft", 20)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(68), theme.px(54))


class Rail(QFrame):
    """The rail; ``chosen(key)`` when a place is pressed. The last place stands at the foot."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "rail")
        self.setAccessibleName(self.tr("主导航"))
        self.setFixedWidth(theme.px(84))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, theme.px(14), 8, theme.px(10))
        column.setSpacing(2)
        column.addWidget(_Sign(self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(12))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        for number, (key, name, icon) in enumerate(places, 1):
            if number == len(places):
                column.addStretch(1)
            button = RailButton(key, name, icon, f"Alt+{number}", self)
            button.clicked.connect(self._press)
            self._group.addButton(button)
            self.buttons[key] = button
            column.addWidget(button)

    def _press(self) -> None:
        sender = self.sender()
        if isinstance(sender, RailButton):
            self.chosen.emit(sender.key)

    def show_place(self, key: str) -> None:
        """Mark where one is."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
