"""The answers of an item as large keys: a word, the key that gives it, and what is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from inspector_app.desktop import theme

TONES: dict[str, tuple[str, str]] = {
    "ok": ("ok", "ok_weak"),
    "bad": ("critical", "critical_weak"),
    "warn": ("major", "major_weak"),
    "quiet": ("text", "general_weak"),
    "accent": ("accent", "accent_weak"),
}
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
WIDE_LETTERS = 1.3
"""Text size from which four choices no longer stand beside each other in a narrow pane."""


class ChoiceKey(QAbstractButton):
    """One choice: large enough for a finger; checked by tone, by bold words and by a thicker frame."""

    def __init__(self, word: str, key: str = "", tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.tone = key, tone
        self.setText(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{word} {key}".strip())
        if key:
            self.setToolTip(f"{word}（{key}）")

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font(14, bold=True)).horizontalAdvance(self.text()) + theme.px(20)
        return QSize(width, theme.px(52) if self.key else max(40, theme.px(40)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """Do nothing: what is checked is what the record says, not what was pressed."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = TONES[self.tone]
        chosen = self.isChecked()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = "accent" if self.hasFocus() else ink if chosen else "border"
        painter.setPen(QPen(theme.color(edge), 2 if chosen or self.hasFocus() else 1))
        hover = self.underMouse() and self.isEnabled()
        painter.setBrush(theme.color(ground if chosen else "raised" if hover else "surface"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setFont(theme.font(14, bold=chosen))
        painter.setPen(theme.color(ink if chosen else "text" if self.isEnabled() else "faint"))
        if not self.key:
            painter.drawText(box, _CENTRE, self.text())
        else:
            half = box.height() * 0.58
            painter.drawText(QRectF(box.left(), box.top() + 2, box.width(), half), _CENTRE, self.text())
            self._cap(painter, QRectF(box.left(), box.top() + half - 1, box.width(), box.height() - half - 3))
        painter.end()

    def _cap(self, painter: QPainter, box: QRectF) -> None:
        size, high = theme.px(20), min(box.height(), theme.px(17))
        cap = QRectF(box.center().x() - size / 2, box.center().y() - high / 2, size, high)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(theme.font(12, fixed=True))
        painter.setPen(theme.color("soft"))
        painter.drawText(cap, _CENTRE, self.key)


class Choices(QWidget):
    """Up to four choices beside each other (two in large letters), else the rest below; ``show_choice`` shows what is recorded."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._keys: dict[str, ChoiceKey] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def offer(self, options: Mapping[str, tuple[str, str, str]]) -> None:
        """Offer these choices: code to (word, key, tone)."""
        for button in self._keys.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self._keys = {}
        # Large letters leave a narrow pane room for two.
        most = 4 if theme.current().scale < WIDE_LETTERS else 2
        first = len(options) if len(options) <= most else min(most, 3)
        rest = max(1, len(options) - first)
        for place, (code, (word, key, tone)) in enumerate(options.items()):
            button = ChoiceKey(word, key, tone)
            button.setProperty("code", code)
            button.clicked.connect(self._pressed)
            # Twelfths: both rows are as wide as each other whatever the number of choices in them.
            wide = 12 // first if place < first else 12 // rest
            self._grid.addWidget(
                button, int(place >= first), (place if place < first else place - first) * wide, 1, wide
            )
            self._keys[code] = button

    def show_choice(self, code: str) -> None:
        """Show which choice is recorded; an empty code shows none."""
        for known, button in self._keys.items():
            if button.isChecked() != (known == code):
                button.setChecked(known == code)

    def button(self, code: str) -> ChoiceKey:
        """Return the button of a choice."""
        return self._keys[code]

    def codes(self) -> list[str]:
        """Return the codes on offer."""
        return list(self._keys)

    def _pressed(self) -> None:
        button = self.sender()
        code = str(button.property("code"))
        # Pressing what is chosen takes it back, like the key 0.
        self.chosen.emit("" if button.isChecked() else code)
