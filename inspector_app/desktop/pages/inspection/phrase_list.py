"""The phrase bank (常用语): ready words for a finding, under the text they go into."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from inspector_app.desktop import theme

SHOWN = 5


class PhraseList(QListWidget):
    """Lists phrases; Enter takes one, a digit takes that one, Esc goes back to the text."""

    taken = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("常用语"))
        self.setObjectName("phrases")
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.itemClicked.connect(self._take)
        self.hide()

    def offer(self, phrases: Sequence[str]) -> None:
        """Show phrases and take the keys."""
        self.clear()
        for number, phrase in enumerate(phrases, 1):
            made = QListWidgetItem(f"{number}  {phrase}" if number < 10 else phrase)
            made.setData(Qt.ItemDataRole.UserRole, phrase)
            made.setSizeHint(self._size(made.text()))
            self.addItem(made)
        if not phrases:
            nothing = QListWidgetItem(self.tr("还没有常用语；写过的问题下次会列在这里"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(nothing)
        self.setCurrentRow(0)
        wanted = sum(max(self.sizeHintForRow(row), theme.px(36)) for row in range(self.count()))
        self.setFixedHeight(min(wanted, SHOWN * theme.px(36)) + 4)
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _size(self, text: str) -> QSize:
        lines = QFontMetrics(theme.font(14)).boundingRect(
            QRect(0, 0, max(120, self.viewport().width() - 12), 10_000), Qt.TextFlag.TextWrapAnywhere, text
        )
        return QSize(0, max(theme.px(36), lines.height() + theme.px(14)))

    def _take(self, item: QListWidgetItem | None) -> None:
        phrase = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if phrase:
            self.hide()
            self.taken.emit(phrase)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.currentItem())
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F2):
            self.hide()
            self.closed.emit()
        elif Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
            self._take(self.item(event.key() - Qt.Key.Key_1))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()
