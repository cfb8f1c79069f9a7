"""What lies over the page for a moment: the search for everything, the sheet of keys. Esc takes it away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from inspector_app.casework.searching import Hit
from inspector_app.desktop import theme

from .basic import heading, hint, key_cap, label, line, scrolled

KIND_ICONS = {
    "page": "chevron-right",
    "command": "keyboard",
    "inspection": "inspection",
    "case": "case",
    "enterprise": "enterprise",
    "document": "document",
    "item": "list",
    "law": "library",
    "violation": "shield",
    "evidence": "evidence",
}


class Overlay(QWidget):
    """A veil over its parent with one panel on it; a press beside the panel or Esc closes it and gives the focus back."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self._wide = width
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("frame", "palette")
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it."""
        self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()

    def shut(self) -> None:
        """Take it away; the focus goes back where it was."""
        if self.isVisible():
            self.hide()
            if self._before is not None:
                self._before.setFocus()
        self._before = None

    def _place(self) -> None:
        area = self.parentWidget().rect()
        self.setGeometry(area)
        width = min(theme.px(self._wide), area.width() - 48)
        height = min(self.panel.sizeHint().height(), area.height() - theme.px(110))
        self.panel.setGeometry((area.width() - width) // 2, theme.px(64), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.shut()

    def keyPressEvent(self, event) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F1}:
            self.shut()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        veil = QColor(theme.color("text") if not theme.current().tokens.dark else QColor("#000000"))
        veil.setAlpha(70 if not theme.current().tokens.dark else 130)
        QPainter(self).fillRect(self.rect(), veil)


class HitDelegate(QStyledItemDelegate):
    """One line of what was found: its kind as a drawing, its name, what it is."""

    def sizeHint(self, _option, _index) -> QSize:
        return QSize(200, theme.px(44))

    def paint(self, painter: QPainter, option, index) -> None:
        hit = index.data(Qt.ItemDataRole.UserRole)
        box = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("accent_weak"))
        side = theme.px(20)
        painter.drawPixmap(
            box.left() + 16, box.center().y() - side // 2, theme.pixmap(KIND_ICONS.get(hit.kind, "list"), "soft", side)
        )
        left = box.left() + 16 + side + 12
        painter.setFont(theme.font(12.5))
        detail_width = painter.fontMetrics().horizontalAdvance(hit.detail) if hit.detail else 0
        painter.setPen(theme.color("soft"))
        painter.drawText(
            box.adjusted(0, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hit.detail
        )
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        room = box.right() - 16 - detail_width - 16 - left
        text = painter.fontMetrics().elidedText(hit.title, Qt.TextElideMode.ElideRight, max(40, room))
        painter.drawText(
            left, box.top(), room, box.height(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text
        )


class CommandPalette(Overlay):
    """The one search: type, arrows, Enter. ``asked(text)`` wants results, ``show_hits`` brings them."""

    asked = Signal(str)
    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 680)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        self.field = QLineEdit(self.panel)
        self.field.setProperty("kind", "command")
        self.field.setPlaceholderText(self.tr("企业名称、许可证号、拼音首字母、项目、文号、命令"))
        self.field.setAccessibleName(self.tr("搜索一切"))
        self.results = QListWidget(self.panel)
        self.results.setAccessibleName(self.tr("搜索结果"))
        self.results.setItemDelegate(HitDelegate(self.results))
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.setFixedHeight(theme.px(44) * 9)
        self.foot = hint(self.tr("↑↓ 选择　Enter 打开　Esc 关闭"), parent=self.panel)
        self.foot.setContentsMargins(16, 4, 16, 4)
        column.addWidget(self.field)
        column.addWidget(line(self.panel))
        column.addWidget(self.results)
        column.addWidget(self.foot)
        self.field.textChanged.connect(self.asked)
        self.field.installEventFilter(self)
        self.results.itemActivated.connect(self._take)
        self.results.itemClicked.connect(self._take)

    def open(self) -> None:
        super().open()
        self.field.clear()
        self.asked.emit("")
        self.field.setFocus()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show what was found for the words now in the field."""
        self.results.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title} {hit.detail}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.results.addItem(item)
        if hits:
            self.results.setCurrentRow(0)
        words = self.field.text().strip()
        empty = self.tr("没有找到“{0}”；可以试试许可证号或拼音首字母").format(words)
        self.foot.setText(empty if words and not hits else self.tr("↑↓ 选择　Enter 打开　Esc 关闭"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                event.key()
            )
            if step:
                row = min(max(self.results.currentRow() + step, 0), self.results.count() - 1)
                self.results.setCurrentRow(row)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take(self.results.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            hit = item.data(Qt.ItemDataRole.UserRole)
            self.shut()
            self.chosen.emit(hit.kind, hit.id)


class KeySheet(Overlay):
    """The keys of the page one is on, and those that work everywhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 560)
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(8, 16, 8, 8)
        self._inner: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_keys(self, sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
        """Show sections of (keys, what they do)."""
        if self._inner is not None:
            self._inner.deleteLater()
            self._inner.setParent(None)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(16, 0, 16, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        row = 0
        for name, keys in sections:
            grid.addWidget(heading(name, inside), row, 0, 1, 2)
            row += 1
            for key, what in keys:
                grid.addWidget(key_cap(key, inside), row, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(what, parent=inside), row, 1)
                row += 1
            grid.setRowMinimumHeight(row, 8)
            row += 1
        grid.setColumnStretch(1, 1)
        self._inner = scrolled(inside, self.panel)
        self._inner.setMinimumHeight(min(inside.sizeHint().height() + 8, theme.px(600)))
        self._column.addWidget(self._inner)
        self.panel.setAccessibleName(self.tr("快捷键"))
        self.open()
        self.setFocus()
